"""SQLite: what makes a commit last, and jobs that are committed together."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, text

from tests.support import databases
from voxpop.storage.database import open_database
from voxpop.storage.sqlite import SQLite

ADD = text("INSERT INTO version (site_id, comment_id, until, text) VALUES (1, :n, 0, 'x')")


@pytest.fixture
def lite(tmp_path: Path) -> Iterator[SQLite]:
    with databases.fresh("sqlite", tmp_path) as url:
        opened = open_database(url)
        assert isinstance(opened, SQLite)
        yield opened
        opened.close()


@pytest.mark.parametrize("pragma", [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)])
async def test_every_connection_waits_for_the_disk(lite: SQLite, pragma: tuple[str, object]) -> None:
    name, value = pragma

    def asked(conn: Connection) -> object:
        return conn.exec_driver_sql(f"PRAGMA {name}").scalar()

    assert [lite.read_now(asked), lite.write_now(asked), await lite.read(asked), await lite.write(asked)] == [value] * 4


async def test_jobs_that_wait_are_committed_together(lite: SQLite) -> None:
    commits: list[int] = []
    event.listen(lite._writing, "commit", lambda _: commits.append(1))
    held, go = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def hold(conn: Connection) -> None:
        loop.call_soon_threadsafe(held.set)
        assert go.wait(10)

    first = asyncio.ensure_future(lite.write(hold))
    await held.wait()
    others = [asyncio.ensure_future(lite.write(lambda conn, n=n: conn.execute(ADD, {"n": n}))) for n in range(100)]
    await asyncio.sleep(0)
    go.set()
    await asyncio.gather(first, *others)
    assert len(commits) == 2


async def test_reading_goes_on_while_something_is_written(lite: SQLite) -> None:
    held, go = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def hold(conn: Connection) -> None:
        conn.execute(ADD, {"n": 1})
        loop.call_soon_threadsafe(held.set)
        assert go.wait(10)

    writing = asyncio.ensure_future(lite.write(hold))
    await held.wait()
    count = text("SELECT count(*) FROM version")
    assert await lite.read(lambda conn: conn.execute(count).scalar()) == 0
    go.set()
    await writing
    assert await lite.read(lambda conn: conn.execute(count).scalar()) == 1
