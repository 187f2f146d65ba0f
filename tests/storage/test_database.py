"""The seam: what a job may count on, on both kinds of database."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from tests.support.together import together
from voxpop.lib.refused import Refused
from voxpop.storage.database import Database, open_database, renew, renew_site, stamp, translated

ADD = text("INSERT INTO version (site_id, comment_id, until, text) VALUES (1, :n, 0, 'x')")
ALL = text("SELECT comment_id FROM version ORDER BY comment_id")
BOTH = text("SELECT (SELECT count(*) FROM version) AS one, (SELECT count(*) FROM version) AS two")


class Ear:
    """A listener that remembers."""

    def __init__(self) -> None:
        self.heard: list[frozenset[int]] = []
        self.others = 0
        self.other = asyncio.Event()

    def renewed(self, threads: frozenset[int]) -> None:
        self.heard.append(threads)

    def elsewhere(self) -> None:
        self.others += 1
        self.other.set()


def add(conn: Connection, number: int) -> int:
    conn.execute(ADD, {"n": number})
    return number


def kept(database: Database) -> list[int]:
    return database.read_now(lambda conn: list(conn.execute(ALL).scalars()))


async def test_a_job_is_committed_when_it_is_answered(database: Database) -> None:
    assert await database.write(lambda conn: add(conn, 7)) == 7
    assert kept(database) == [7]


async def test_a_job_that_fails_leaves_nothing(database: Database) -> None:
    def half(conn: Connection) -> None:
        add(conn, 1)
        raise LookupError("enough")

    with pytest.raises(LookupError):
        await database.write(half)
    with pytest.raises(LookupError):
        database.write_now(half)
    assert kept(database) == []


async def test_one_bad_job_among_many_does_not_sink_the_others(database: Database) -> None:
    def job(conn: Connection, number: int) -> int:
        add(conn, number)
        if number % 5 == 0:
            add(conn, number)  # twice under one key
        return number

    jobs = [database.write(lambda conn, n=n: job(conn, n)) for n in range(100)]
    answers = await asyncio.gather(*jobs, return_exceptions=True)
    good = [n for n in range(100) if n % 5]
    assert [answer for answer in answers if isinstance(answer, int)] == good
    assert {type(answer) for answer in answers if not isinstance(answer, int)} == {IntegrityError}
    assert kept(database) == good


async def test_a_read_sees_one_moment(database: Database) -> None:
    reading, written = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def look(conn: Connection) -> tuple[int, int]:
        before = conn.execute(BOTH).one().one
        loop.call_soon_threadsafe(reading.set)
        asyncio.run_coroutine_threadsafe(written.wait(), loop).result(10)
        return before, conn.execute(BOTH).one().two

    looking = asyncio.ensure_future(database.read(look))
    await reading.wait()
    await database.write(lambda conn: add(conn, 1))
    written.set()
    assert await looking == (0, 0)


async def test_what_a_job_renews_is_heard_before_its_answer(database: Database) -> None:
    ear = database.listener = Ear()
    heard = []
    await database.write(lambda conn: renew(conn, 1, 7))
    heard.append(list(ear.heard))
    await database.write(lambda conn: renew_site(conn, 3))
    await database.write(lambda conn: add(conn, 1))
    assert heard == [[frozenset((7,))]]
    assert ear.heard == [frozenset((7,)), frozenset((-3,))]


async def test_what_a_failed_job_would_have_renewed_is_not_heard(database: Database) -> None:
    ear = database.listener = Ear()

    def half(conn: Connection) -> None:
        renew(conn, 1, 7)
        raise LookupError("enough")

    with pytest.raises(LookupError):
        await database.write(half)
    await database.write(lambda conn: renew(conn, 1, 8))
    assert ear.heard == [frozenset((8,))]


async def test_32_jobs_at_once_are_all_there(database: Database) -> None:
    await together([database.write(lambda conn, n=n: add(conn, n)) for n in range(32)])
    assert kept(database) == list(range(32))


async def test_an_asker_who_goes_away_does_not_stop_the_others(database: Database) -> None:
    gone = asyncio.ensure_future(database.write(lambda conn: add(conn, 1)))
    await asyncio.sleep(0)
    gone.cancel()
    assert await database.write(lambda conn: add(conn, 2)) == 2
    assert 2 in kept(database)


@pytest.fixture
async def two(database_url: str) -> AsyncIterator[tuple[Database, Ear, Database]]:
    """Two processes' worth of a database, the first of which listens."""
    one, other = open_database(database_url), open_database(database_url)
    ear = one.listener = Ear()
    one.watch(asyncio.get_running_loop())
    await asyncio.wait_for(ear.other.wait(), 10)  # at first it cannot know what was written before
    ear.other.clear()
    yield one, ear, other
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, one.close)
    await loop.run_in_executor(None, other.close)


async def test_what_another_process_renews_is_heard(two: tuple[Database, Ear, Database]) -> None:
    _, ear, other = two
    await other.write(lambda conn: (add(conn, 1), renew(conn, 1, 7)))
    await asyncio.wait_for(ear.other.wait(), 10)
    assert ear.heard == []


async def test_what_this_process_writes_is_not_heard_as_anothers(two: tuple[Database, Ear, Database]) -> None:
    one, ear, other = two
    before = ear.others
    await one.write(lambda conn: (add(conn, 1), renew(conn, 1, 7)))
    await other.write(lambda conn: (add(conn, 2), renew(conn, 1, 8)))
    await asyncio.wait_for(ear.other.wait(), 10)
    assert ear.others == before + 1


async def test_a_command_is_heard_by_the_process_that_serves(two: tuple[Database, Ear, Database]) -> None:
    _, ear, other = two
    other.write_now(lambda conn: (add(conn, 1), renew(conn, 1, 7)))
    await asyncio.wait_for(ear.other.wait(), 10)


async def test_closing_finishes_what_waits(database_url: str) -> None:
    database = open_database(database_url)
    writing = [asyncio.ensure_future(database.write(lambda conn, n=n: add(conn, n))) for n in range(20)]
    await asyncio.sleep(0)
    await asyncio.get_running_loop().run_in_executor(None, database.close)
    assert await asyncio.gather(*writing) == list(range(20))


def test_a_stamp_never_comes_again() -> None:
    stamps = {stamp() for _ in range(10_000)}
    assert len(stamps) == 10_000
    assert {len(one) for one in stamps} == {8}


def from_sqlite(words: str, kind: type[DBAPIError] = OperationalError) -> DBAPIError:
    return kind("UPDATE secret", {"email": "ann"}, sqlite3.OperationalError(words))


NO_ROOM = ("database or disk is full", "disk I/O error", "attempt to write a readonly database")
AWAY = ("unable to open database file", "database is locked")


def code(error: BaseException) -> str:
    assert isinstance(error, Refused)
    return error.code


@pytest.mark.parametrize("words", NO_ROOM)
def test_a_lack_of_room_is_told_to_who_writes_and_is_an_absence_to_who_reads(words: str) -> None:
    assert code(translated(from_sqlite(words))) == "storage_full"
    assert code(translated(sqlite3.OperationalError(words))) == "storage_full"
    assert code(translated(from_sqlite(words), reading=True)) == "storage_away"


@pytest.mark.parametrize("words", AWAY)
def test_a_database_that_cannot_be_reached_is_away(words: str) -> None:
    assert [code(translated(from_sqlite(words), reading=reading)) for reading in (True, False)] == ["storage_away"] * 2


def test_a_refusal_says_nothing_of_the_statement_or_its_values() -> None:
    said = str(translated(from_sqlite("disk I/O error")))
    assert not any(word in said for word in ("secret", "ann", "UPDATE", "I/O"))


@pytest.mark.parametrize(
    "error",
    [
        ValueError("disk I/O error, it said"),
        OSError("No space left on device"),
        Refused("duplicate", "You have said that."),
        from_sqlite("no such table: x"),
        from_sqlite("UNIQUE constraint failed", IntegrityError),
    ],
    ids=repr,
)
def test_an_error_that_is_not_the_databases_stays_what_it_is(error: Exception) -> None:
    assert translated(error) is error
