"""A quick statement does what SQLAlchemy would have done, on both databases."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.support import databases
from voxpop.lib.refused import Refused
from voxpop.storage.database import Database, open_database
from voxpop.storage.quick import Quick

PUT = """
    INSERT INTO sender (site_id, comment_id, email, address, agent, guest, verdict, draft_key, fingerprint)
    VALUES (:site, :id, :email, 'a', :agent, :guest, '', :draft_key, NULL)
    RETURNING comment_id, email, guest, draft_key
"""
PUT_ORIGIN = "INSERT INTO origin (origin, site_id, ours) VALUES (:origin, 1, :ours) RETURNING origin, ours"
GET = "SELECT comment_id, email, agent, guest, draft_key FROM sender WHERE site_id = :site ORDER BY comment_id"
CHANGE = "UPDATE sender SET agent = :agent WHERE site_id = :site AND comment_id = :id"
SITE = "INSERT INTO site (id, name, title, rules, stamp) VALUES (1, 'a', '', '', '')"

ROW: dict[str, Any] = {
    "site": 1,
    "id": 2**53 - 1,
    "email": "a@b",
    "agent": "x",
    "guest": b"\x00\xff",
    "draft_key": None,
}
VALUES: list[dict[str, Any]] = [
    {},
    {"guest": None, "draft_key": b""},
    {"email": "", "agent": "quote ' and \" and ; -- and :site and %s and %(x)s and ? and \\"},
    {"agent": "Ελένη 漢字 👩\u200d🚀 \u2028 \x01"},
    {"id": 0},
    {"id": -1},
    {"guest": bytes(range(256))},
]


def told(conn: Connection, sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """What SQLAlchemy answers; none where there are no rows."""
    answer = conn.execute(text(sql), values)
    return [tuple(row) for row in answer] if answer.returns_rows else []


def plain(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Buffers as bytes: drivers answer with either."""
    return [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in rows]


def undone(conn: Connection, act: Any) -> Any:
    """What `act` answers, as if it had not been."""
    within = conn.begin_nested()
    answer = act()
    within.rollback()
    return answer


@pytest.mark.parametrize("more", VALUES, ids=str)
def test_values_go_in_and_come_out_as_with_sqlalchemy(database: Database, more: dict[str, Any]) -> None:
    values = ROW | more

    def both(conn: Connection) -> tuple[Any, Any]:
        def slow() -> Any:
            return told(conn, PUT, values), told(conn, GET, {"site": 1})

        def quick() -> Any:
            return plain(Quick(PUT).rows(conn, values)), plain(Quick(GET).rows(conn, {"site": 1}))

        return undone(conn, slow), undone(conn, quick)

    slow, quick = database.write_now(both)
    assert quick == slow
    assert quick[1] == [tuple(values[name] for name in ("id", "email", "agent", "guest", "draft_key"))]


@pytest.mark.parametrize("ours", [True, False])
def test_truth_goes_in_and_comes_out(database: Database, ours: bool) -> None:
    def both(conn: Connection) -> Any:
        conn.execute(text(SITE))
        values = {"origin": "https://a.example", "ours": ours}
        return undone(conn, lambda: told(conn, PUT_ORIGIN, values)), Quick(PUT_ORIGIN).rows(conn, values)

    slow, quick = database.write_now(both)
    assert quick == slow == [("https://a.example", ours)]


def test_a_statement_without_rows_answers_with_none(database: Database) -> None:
    change = Quick(CHANGE)
    assert database.write_now(lambda conn: change.rows(conn, {"site": 1, "id": 1, "agent": "x"})) == []
    assert database.write_now(lambda conn: change.row(conn, {"site": 1, "id": 1, "agent": "x"})) is None
    assert database.read_now(lambda conn: Quick(GET).row(conn, {"site": 1})) is None


def test_a_row_is_the_first_of_the_rows(database: Database) -> None:
    def job(conn: Connection) -> Any:
        for number in (3, 1, 2):
            Quick(PUT).row(conn, ROW | {"id": number})
        return Quick(GET).row(conn, {"site": 1}), Quick(GET).rows(conn, {"site": 1})

    first, rows = database.write_now(job)
    assert [row[0] for row in rows] == [1, 2, 3]
    assert first == rows[0]


def test_it_is_part_of_the_transaction_around_it(database: Database) -> None:
    def job(conn: Connection) -> None:
        Quick(PUT).row(conn, ROW)
        raise LookupError

    with pytest.raises(LookupError):
        database.write_now(job)
    assert database.read_now(lambda conn: Quick(GET).rows(conn, {"site": 1})) == []


def caught(act: Any) -> type[BaseException]:
    with pytest.raises(DBAPIError) as error:
        act()
    return type(error.value)


@pytest.mark.parametrize(
    ("sql", "values"),
    [
        (PUT, ROW),
        (PUT, ROW | {"id": 5, "email": None}),
        ("SELECT nothing FROM nowhere WHERE site_id = :site", {"site": 1}),
        ("SELEC :site", {"site": 1}),
    ],
    ids=["twice", "empty", "no table", "no SQL"],
)
def test_what_the_database_refuses_is_raised_as_by_sqlalchemy(
    database: Database, sql: str, values: dict[str, Any]
) -> None:
    database.write_now(lambda conn: Quick(PUT).rows(conn, ROW))
    slow = caught(lambda: database.write_now(lambda conn: conn.execute(text(sql), values)))
    quick = caught(lambda: database.write_now(lambda conn: Quick(sql).rows(conn, values)))
    assert quick is slow


async def test_a_clash_of_keys_reaches_the_asker_as_an_integrity_error(database: Database) -> None:
    await database.write(lambda conn: Quick(PUT).rows(conn, ROW))
    with pytest.raises(IntegrityError):
        await database.write(lambda conn: Quick(PUT).rows(conn, ROW))


async def test_a_full_disk_reaches_the_asker_as_a_refusal(tmp_path: Path) -> None:
    with databases.fresh("sqlite", tmp_path) as url:
        database = open_database(url)

        def job(conn: Connection) -> None:
            conn.exec_driver_sql("PRAGMA max_page_count = 1")  # the file may not grow any more
            Quick(PUT).rows(conn, ROW | {"agent": "x" * 1_000_000})

        with pytest.raises(Refused) as refused:
            await database.write(job)
        database.close()
    assert refused.value.code == "storage_full"
