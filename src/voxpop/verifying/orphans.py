"""Rows about a comment, or a person, that is not there."""

from collections.abc import Iterator

from sqlalchemy import Connection, TextClause, text

from voxpop.verifying.finding import Finding

TABLES = ("sender", "liking", "reaction", "muting", "version", "act", "lesson", "report", "appeal")


def _without(table: str) -> TextClause:
    return text(f"""
        SELECT o.site_id, o.comment_id FROM {table} o
        WHERE o.comment_id IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM comment c WHERE c.site_id = o.site_id AND c.id = o.comment_id)
    """)


def _without_person(table: str) -> TextClause:
    return text(f"""
        SELECT o.site_id, o.person_id FROM {table} o
        WHERE NOT EXISTS (SELECT 1 FROM person p WHERE p.site_id = o.site_id AND p.id = o.person_id)
    """)


OF_PEOPLE = {table: _without_person(table) for table in ("account", "session", "passkey")}
WITHOUT = {table: _without(table) for table in TABLES}


def look(conn: Connection) -> Iterator[Finding]:
    for table, statement in WITHOUT.items():
        for row in conn.execute(statement, execution_options={"yield_per": 500}):
            yield Finding(
                table, f"{table} of comment {row.comment_id} in site {row.site_id}: that comment is not there"
            )
    for table, statement in OF_PEOPLE.items():
        for row in conn.execute(statement, execution_options={"yield_per": 500}):
            yield Finding(table, f"{table} of person {row.person_id} in site {row.site_id}: that person is not there")
