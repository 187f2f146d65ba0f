"""Migrations: all or nothing, once, and by one process at a time."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from tests.support import databases, ports
from tests.support.databases import KINDS
from voxpop.discussion import restraints
from voxpop.storage import migrations
from voxpop.storage.database import open_database
from voxpop.storage.schema import HEAD, metadata


@pytest.fixture(params=KINDS)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/new/voxpop.db"
        return
    with databases.empty_postgresql() as url:
        yield url


@contextlib.contextmanager
def connected(address: str) -> Iterator[Connection]:
    url = make_url(address)
    url = url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as conn:
        yield conn
    engine.dispose()


def tables(address: str) -> set[str]:
    """But for those that SQLite keeps the index of words in."""
    with connected(address) as conn:
        return {name for name in inspect(conn).get_table_names() if not name.startswith("comment_words")}


def version(address: str) -> list[str]:
    with connected(address) as conn:
        return list(conn.execute(text("SELECT version_num FROM alembic_version")).scalars())


@contextlib.contextmanager
def statements() -> Iterator[list[str]]:
    """What databases are asked meanwhile."""
    asked: list[str] = []

    def hear(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement.strip())

    event.listen(Engine, "before_cursor_execute", hear)
    yield asked
    event.remove(Engine, "before_cursor_execute", hear)


def test_an_empty_database_gets_all_tables(empty: str) -> None:
    migrations.upgrade(empty)
    assert tables(empty) == set(metadata.tables) | {"alembic_version"}
    assert version(empty) == [HEAD]


def test_a_database_at_the_head_is_left_alone(empty: str) -> None:
    migrations.upgrade(empty)
    with statements() as asked:
        migrations.upgrade(empty)
    assert [statement for statement in asked if statement.startswith(("CREATE", "ALTER", "INSERT", "UPDATE"))] == []
    assert version(empty) == [HEAD]


def test_what_is_in_the_tables_is_there_after_a_second_upgrade(empty: str) -> None:
    migrations.upgrade(empty)
    with connected(empty) as conn:
        conn.execute(text("INSERT INTO site (id, name, title, rules, stamp) VALUES (1, 'a', 'A', '{}', 's')"))
    migrations.upgrade(empty)
    with connected(empty) as conn:
        assert conn.execute(text("SELECT name FROM site")).scalar_one() == "a"


def test_a_migration_that_fails_half_way_leaves_nothing(empty: str) -> None:
    def fail(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.strip().startswith("CREATE TABLE story"):
            raise KeyboardInterrupt

    event.listen(Engine, "before_cursor_execute", fail)
    try:
        with pytest.raises(KeyboardInterrupt):
            migrations.upgrade(empty)
    finally:
        event.remove(Engine, "before_cursor_execute", fail)
    assert tables(empty) == set()
    migrations.upgrade(empty)
    assert version(empty) == [HEAD]


KILLED = """
import os, signal, sys
from sqlalchemy import Engine, event
from voxpop.discussion import restraints
from voxpop.storage import migrations

def kill(_conn, _cursor, statement, *_):
    if statement.strip().startswith("CREATE TABLE story"):
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(Engine, "before_cursor_execute", kill)
migrations.upgrade(sys.argv[1])
"""


def test_a_kill_in_the_middle_of_a_migration_leaves_nothing(empty: str) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, empty], capture_output=True)
    assert killed.returncode == -9, killed.stderr
    assert tables(empty) == set()
    migrations.upgrade(empty)
    assert version(empty) == [HEAD]


UPGRADE = "import sys; from voxpop.storage import migrations; sys.stdin.readline(); migrations.upgrade(sys.argv[1])"


def test_two_processes_that_start_at_once_both_find_a_whole_database(empty: str) -> None:
    started = [
        subprocess.Popen([sys.executable, "-c", UPGRADE, empty], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    for process in started:
        assert process.stdin is not None
        process.stdin.write(b"\n")
        process.stdin.flush()
    told = [process.communicate(timeout=60)[1] for process in started]
    assert [process.returncode for process in started] == [0, 0], told
    assert version(empty) == [HEAD]


def test_the_folder_of_a_new_database_is_made(tmp_path: Path) -> None:
    migrations.upgrade(f"sqlite:///{tmp_path}/a/b/voxpop.db")
    assert (tmp_path / "a" / "b" / "voxpop.db").is_file()


def test_a_database_that_is_away_is_told_as_such_and_nothing_is_tried() -> None:
    with pytest.raises(OperationalError):
        migrations.upgrade(f"postgresql://nobody@127.0.0.1:{ports.free()}/nothing")


def brought_to(address: str, revision: str) -> None:
    """Bring an empty database to an earlier schema."""
    url = make_url(address)
    url = url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url
    if url.drivername == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True)
    config = Config()
    config.set_main_option("script_location", str(migrations.HERE))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url.render_as_string(hide_password=False)
    command.upgrade(config, revision)


OLDER = text("""
    INSERT INTO comment (site_id, id, thread_id, root_id, depth, path, state, shown, kind, name, text, html, renderer,
                         likes, likes_before, score)
    VALUES (1, :id, 7, :id, 0, :path, :state, :shown, 'comment', 'Ann', :text, '', 1, 0, 0, 0)
""")
INDEXED = {  # how many comments hold a word; on PostgreSQL whether there is an index, which always holds them all
    "sqlite": "SELECT COUNT(*) FROM comment_words WHERE comment_words MATCH 'thread_id: 7 AND text: ferry'",
    "postgresql": "SELECT 2 FROM pg_indexes WHERE indexname = 'comment_words'",
}


def test_the_words_of_comments_that_are_there_are_indexed(empty: str) -> None:
    brought_to(empty, "0003")
    said = [
        (1, "live", "the ferry is late"),
        (2, "held", "the ferry again"),
        (3, "live", "no boat"),
        (4, "live", "Ferry!"),
    ]
    with connected(empty) as conn:
        for number, state, words in said:
            row = {"id": number, "path": bytes([number]), "state": state, "shown": state == "live", "text": words}
            conn.execute(OLDER, row)
    migrations.upgrade(empty)
    with connected(empty) as conn:
        assert conn.execute(text(INDEXED[conn.dialect.name])).scalar() == 2
        assert not any(conn.execute(text("SELECT DISTINCT picked FROM comment")).scalars())


def test_of_the_browsers_of_sessions_what_they_are_called_is_left(empty: str) -> None:
    brought_to(empty, "0006")
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    with connected(empty) as conn:
        for number, sent in enumerate((agent, "", "Canary/9")):
            row = {"id": number, "hash": bytes([number]), "agent": sent}
            conn.execute(text("INSERT INTO session VALUES (1, :id, :hash, 1, 'GitHub', :agent, '', 1, 1)"), row)
            conn.execute(text("INSERT INTO staff_session VALUES (:id, :hash, 1, :agent, 1, 1, 1)"), row)
    migrations.upgrade(empty)
    with connected(empty) as conn:
        for table in ("session", "staff_session"):
            found = conn.execute(text(f"SELECT agent FROM {table} ORDER BY id")).scalars().all()
            assert found == ["Firefox, Linux", "", ""]


def test_what_guests_are_known_by_is_the_hash_of_the_one_spelling(empty: str) -> None:
    brought_to(empty, "0006")
    given = ("ANN@Reader.example", "ann@reader.example", "straße@b.example", "Éva@Bücher.example", "nobody")
    with connected(empty) as conn:
        for number, email in enumerate(given):
            row = {"id": number, "email": email}
            conn.execute(text("INSERT INTO sender (site_id, comment_id, email, address, agent, verdict) "
                              "VALUES (1, :id, :email, '', '', '')"), row)  # fmt: skip
    migrations.upgrade(empty)
    with connected(empty) as conn:
        found = [bytes(one) for one in conn.execute(text("SELECT mail FROM sender ORDER BY comment_id")).scalars()]
        secret = bytes(conn.execute(text("SELECT secret FROM judge")).scalar_one())
    assert found == [restraints.by_mail(secret, email) for email in given]


def test_a_new_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0o022)
    opened = open_database(f"sqlite:///{tmp_path / 'new' / 'voxpop.db'}")
    try:
        opened.write_now(lambda conn: conn.execute(text("UPDATE thread SET likes = 0")))
        assert {file.stat().st_mode & 0o777 for file in (tmp_path / "new").glob("voxpop.db*")} == {0o600}
    finally:
        opened.close()
        os.umask(before)
