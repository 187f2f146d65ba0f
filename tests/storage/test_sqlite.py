"""SQLite: what makes a commit last, and jobs that are committed together."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import IntegrityError

from tests.storage.test_database import Ear
from tests.support import databases
from voxpop.lib.refused import Refused
from voxpop.storage.database import Job, note_renewed, open_database
from voxpop.storage.sqlite import GROUP, SQLite

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


async def all_at_once(lite: SQLite, *jobs: Job[object]) -> list[object]:
    """What jobs answer or raise that are committed as one group."""
    held, go = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def hold(_conn: Connection) -> None:
        loop.call_soon_threadsafe(held.set)
        assert go.wait(10)

    first = asyncio.ensure_future(lite.write(hold))
    await held.wait()
    waiting = [asyncio.ensure_future(lite.write(job)) for job in jobs]
    await asyncio.sleep(0)
    go.set()
    await first
    return await asyncio.gather(*waiting, return_exceptions=True)


def adding(number: int) -> Job[int]:
    def job(conn: Connection) -> int:
        conn.execute(ADD, {"n": number})
        note_renewed(conn, number)
        return number

    return job


def kept(lite: SQLite) -> list[int]:
    return lite.read_now(lambda conn: list(conn.execute(text("SELECT comment_id FROM version")).scalars()))


async def test_a_group_is_as_large_as_it_may_be_and_the_rest_comes_after_it(lite: SQLite) -> None:
    commits: list[int] = []
    event.listen(lite._writing, "commit", lambda _: commits.append(1))
    await all_at_once(lite, *map(adding, range(2 * GROUP + 1)))
    assert len(commits) == 1 + 3
    assert len(kept(lite)) == 2 * GROUP + 1


async def test_a_commit_that_fails_is_told_to_all_of_its_group(lite: SQLite) -> None:
    def orphan(conn: Connection) -> None:
        conn.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        conn.exec_driver_sql("INSERT INTO origin (origin, site_id, ours) VALUES ('http://a.example', 9, 0)")

    answers = await all_at_once(lite, adding(1), orphan, adding(2))
    assert [type(answer) for answer in answers] == [IntegrityError] * 3
    assert kept(lite) == []
    assert await lite.write(adding(3)) == 3
    assert kept(lite) == [3]


async def test_when_the_database_undoes_the_whole_group_nobody_is_told_otherwise(lite: SQLite) -> None:
    def undo(conn: Connection) -> None:
        conn.exec_driver_sql("ROLLBACK")

    answers = await all_at_once(lite, adding(1), undo, adding(2))
    assert all(isinstance(answer, Exception) for answer in answers)
    assert kept(lite) == []
    assert await lite.write(adding(3)) == 3


@pytest.mark.parametrize("bad", [0, 1, 2])
async def test_the_group_is_heard_once_without_what_failed_in_it(lite: SQLite, bad: int) -> None:
    def fail(conn: Connection) -> None:
        adding(99)(conn)
        raise LookupError("enough")

    ear = lite.listener = Ear()
    jobs: list[Job[object]] = [adding(1), adding(2)]
    jobs.insert(bad, fail)
    await all_at_once(lite, *jobs)
    assert ear.heard == [frozenset((1, 2))]


async def test_the_writer_outlives_its_connection(lite: SQLite) -> None:
    def lose(conn: Connection) -> None:
        driver = conn.connection.driver_connection
        assert driver is not None
        driver.close()

    answers = await all_at_once(lite, adding(1), lose, adding(2))
    assert all(isinstance(answer, Exception) for answer in answers)
    assert await lite.write(adding(3)) == 3
    assert kept(lite) == [3]


async def test_a_database_that_may_not_be_written_refuses_and_reading_goes_on(lite: SQLite) -> None:
    def lock(conn: Connection) -> None:
        conn.exec_driver_sql("PRAGMA query_only = ON")

    await lite.write(adding(1))
    await lite.write(lock)
    with pytest.raises(Refused) as refused:
        await lite.write(adding(2))
    assert refused.value.code == "storage_full"
    assert kept(lite) == [1]


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
