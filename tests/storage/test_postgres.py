"""PostgreSQL: connections that go, commits that last, and hearing other processes again after a silence."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from tests.storage.test_database import Ear
from tests.support import databases, ports
from voxpop.lib.refused import Refused
from voxpop.storage import postgres
from voxpop.storage.database import note_renewed, open_database
from voxpop.storage.postgres import PostgreSQL

ADD = text("INSERT INTO version (site_id, comment_id, until, text) VALUES (1, :n, 0, 'x')")
KEPT = text("SELECT comment_id FROM version ORDER BY comment_id")
OF_THIS_DATABASE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
END_LISTENERS = text(f"{OF_THIS_DATABASE} AND query = 'LISTEN voxpop'")
END_OTHERS = text(f"{OF_THIS_DATABASE} AND pid <> pg_backend_pid()")


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with databases.fresh("postgresql", tmp_path) as url:
        yield url


@pytest.fixture
def elephant(address: str) -> Iterator[PostgreSQL]:
    opened = open_database(address)
    assert isinstance(opened, PostgreSQL)
    yield opened
    opened.close()


def add(conn: Connection, number: int) -> int:
    conn.execute(ADD, {"n": number})
    return number


def lose(conn: Connection) -> None:
    """The server ends this connection in the middle of a job."""
    add(conn, 99)
    conn.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


def kept(database: PostgreSQL) -> list[int]:
    return database.read_now(lambda conn: list(conn.execute(KEPT).scalars()))


@pytest.mark.parametrize(("name", "reading", "writing"), [
    ("synchronous_commit", "on", "on"),
    ("transaction_isolation", "repeatable read", "read committed"),
    ("lock_timeout", "15s", "15s"),
])  # fmt: skip
def test_how_jobs_run(elephant: PostgreSQL, name: str, reading: str, writing: str) -> None:
    def asked(conn: Connection) -> str:
        return str(conn.exec_driver_sql(f"SHOW {name}").scalar())

    assert (elephant.read_now(asked), elephant.write_now(asked)) == (reading, writing)


async def test_a_job_whose_connection_goes_is_refused_and_the_next_one_is_not(elephant: PostgreSQL) -> None:
    with pytest.raises(Refused) as refused:
        await elephant.write(lose)
    assert refused.value.code == "storage_away"
    assert await elephant.write(lambda conn: add(conn, 1)) == 1
    assert kept(elephant) == [1]


async def test_connections_that_went_while_nobody_used_them_are_not_noticed(elephant: PostgreSQL, address: str) -> None:
    await asyncio.gather(*(elephant.write(lambda conn, n=n: add(conn, n)) for n in range(20)))
    other = open_database(address)
    other.write_now(lambda conn: conn.execute(END_OTHERS))
    other.close()
    await asyncio.gather(*(elephant.write(lambda conn, n=n: add(conn, n)) for n in range(20, 40)))
    assert kept(elephant) == list(range(40))


async def test_a_server_that_is_not_there_is_told_as_such() -> None:
    nowhere = PostgreSQL(f"postgresql://nobody@127.0.0.1:{ports.free()}/nothing")
    for asking in (nowhere.write(kept), nowhere.read(kept)):
        with pytest.raises(Refused) as refused:
            await asking
        assert refused.value.code == "storage_away"
    nowhere.close()


async def test_after_a_silence_everything_counts_as_changed(
    elephant: PostgreSQL, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "PAUSE", 0.0)
    ear = elephant.listener = Ear()
    elephant.watch(asyncio.get_running_loop())
    await asyncio.wait_for(ear.other.wait(), 10)
    ear.other.clear()
    other = open_database(address)
    other.write_now(lambda conn: conn.execute(END_LISTENERS))
    await asyncio.wait_for(ear.other.wait(), 10)  # it listens again
    ear.other.clear()
    other.write_now(lambda conn: note_renewed(conn, 7))
    await asyncio.wait_for(ear.other.wait(), 10)
    other.close()


async def test_closing_ends_the_listening(elephant: PostgreSQL) -> None:
    ear = elephant.listener = Ear()
    elephant.watch(asyncio.get_running_loop())
    await asyncio.wait_for(ear.other.wait(), 10)
    await asyncio.to_thread(elephant.close)
    assert elephant._hearer is not None
    assert not elephant._hearer.is_alive()


async def test_what_a_failed_job_noted_is_not_told_by_the_next_on_its_connection(elephant: PostgreSQL) -> None:
    def half(conn: Connection) -> None:
        note_renewed(conn, 99)
        raise LookupError("enough")

    ear = elephant.listener = Ear()
    await asyncio.gather(*(elephant.write(half) for _ in range(20)), return_exceptions=True)
    await asyncio.gather(*(elephant.write(lambda conn: note_renewed(conn, 7)) for _ in range(40)))
    assert ear.heard == [frozenset((7,))] * 40
