"""No statement that a reader can cause goes through a whole table."""

import re

from sqlalchemy import Connection, text

from tests.storage import statements
from voxpop.storage.database import Database

READ_WHOLE = {
    "sites.site.SITES",  # a handful of rows, kept in memory
    "sites.site.ORIGINS",
    "akismet.keys.ALL",  # the same
    "akismet.keys.REVOKE",
    "staff.door.EVERYWHERE",
    "staff.digests.DUE",  # who is at the desk or invited: a few dozen at most
    "staff.invitations.LISTED",
    "staff.invitations.NOBODY",
    "staff.invitations.OVER",
    "staff.invitations.WITHDRAW",
    "staff.invitations.WITHDRAW_OF",
    "staff.members.ALL",
    "staff.members.ANYBODY",
    "staff.members.HOLD_OWNERS",
    "staff.members.NAMES",
    "staff.members.OTHER_OWNERS",
    "staff.members.REMOVE_STEPS",  # those of the last five minutes
    "privacy.ending.DESK",
    "privacy.ending.END_DESK",
    "moderation.appealing.OTHERS",
    "moderation.docket.PAGE[reported]",  # no table: the open cases, as an index has just found them
    "moderation.docket.CHOSEN[reported]",
}
# What an index has just found ("theirs", "counted") is no table.
WHOLE = re.compile(r"Seq Scan|^SCAN (?!CONSTANT ROW|theirs$|counted$)\w+", re.MULTILINE)


def plan(conn: Connection, name: str, sql: str) -> str:
    """How the database would go about it; PostgreSQL as if it avoided whole tables at any price."""
    lite = conn.dialect.name == "sqlite"
    if not lite:
        conn.execute(text("SET LOCAL enable_seqscan = off"))
    asked = text(f"EXPLAIN {'QUERY PLAN' if lite else ''} {sql}")
    return "\n".join(str(row[-1]) for row in conn.execute(asked, statements.values_of(name, sql)))


def looked_up() -> dict[str, str]:
    """The statements that look for rows."""
    return {
        name: sql
        for name, sql in statements.all_of_them().items()
        if "WHERE" in sql or re.match(r"\s*SELECT.*\bFROM\b", sql, re.DOTALL)
    }


def test_no_statement_reads_a_whole_table(database: Database) -> None:
    plans = {
        name: database.write_now(lambda conn, name=name, sql=sql: plan(conn, name, sql))
        for name, sql in looked_up().items()
    }
    assert len(plans) > 40
    assert {name: told for name, told in plans.items() if WHOLE.search(told)}.keys() <= READ_WHOLE


def test_a_statement_that_would_is_seen(database: Database) -> None:
    sql = "SELECT id FROM comment WHERE name = :name"
    assert WHOLE.search(database.write_now(lambda conn: plan(conn, "x.NAME", sql)))
