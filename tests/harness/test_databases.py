"""The database of a test: of both kinds, with all tables, empty."""

from pathlib import Path

from sqlalchemy import text

from tests.support import databases
from voxpop.storage.database import Database

COMMENTS = text("SELECT count(*) FROM comment")


def test_it_has_its_tables_and_nothing_in_them(database: Database) -> None:
    assert database.read_now(lambda conn: conn.execute(COMMENTS).scalar()) == 0


def test_each_kind_is_what_it_says(tmp_path: Path) -> None:
    for kind in databases.KINDS:
        with databases.fresh(kind, tmp_path) as url:
            assert url.startswith(f"{kind}:")
