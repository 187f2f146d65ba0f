"""The seam on SQLite: one writer thread that commits what is waiting as one group, and a few readers.

Each job of a group has a savepoint, so one that fails does not sink the others. WAL with synchronous=FULL: a commit
is on disk before its answer. `PRAGMA data_version` on the writer's connection changes only when another process wrote.
What is no transaction, like writing the file anew, comes between two groups.
"""

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple, TypeVar, cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from voxpop.lib.refused import Refused
from voxpop.storage import scrubbing
from voxpop.storage.database import Deaf, Job, Listener, taken_renewed, translated

T = TypeVar("T")

GROUP = 128  # jobs committed together at most
READERS = 4
LOOK = 0.25  # seconds between looks for what other processes wrote
PATIENCE = 15_000  # ms that a writer waits for another process's transaction
SETTLING = 50  # times that it is tried to empty the log while others read what is in it
SMALL = 128 << 20  # bytes up to which a file is written anew each day: that takes three seconds
REST = 0.1  # seconds between two of them

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    f"PRAGMA busy_timeout={PATIENCE}",
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-1000",  # 1 MB a connection; the system's own page cache does the rest
    "PRAGMA mmap_size=0",
    "PRAGMA secure_delete=ON",  # what is deleted is overwritten; storage/scrubbing does the rest
)


class Waiting(NamedTuple):
    """`job` takes a connection; one that is `alone` takes nothing, and runs in no transaction of the writer's."""

    job: Callable[..., Any]
    loop: asyncio.AbstractEventLoop
    answer: "asyncio.Future[Any]"
    alone: bool = False


class Outcome(NamedTuple):
    waiting: Waiting
    value: Any
    error: BaseException | None


def engine(address: str, *, begin: str) -> Engine:
    """An engine whose transactions start with `begin` (BEGIN, BEGIN IMMEDIATE)."""
    made = create_engine(address, pool_size=READERS + 1, max_overflow=4, hide_parameters=True)

    @event.listens_for(made, "connect")
    def connected(raw: Any, _record: object) -> None:
        raw.isolation_level = None  # transactions are started below, not by the driver
        for pragma in PRAGMAS:
            raw.execute(pragma)

    @event.listens_for(made, "begin")
    def begun(conn: Connection) -> None:
        conn.exec_driver_sql(begin)

    return made


class SQLite:
    def __init__(self, address: str) -> None:
        self.listener: Listener = Deaf()
        self._file = str(make_url(address).database)
        self._reading = engine(address, begin="BEGIN")
        self._writing = engine(address, begin="BEGIN IMMEDIATE")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="voxpop-read")
        self._queue: SimpleQueue[Waiting | None] = SimpleQueue()
        self._writer: threading.Thread | None = None

    async def write(self, job: Job[T]) -> T:
        return await self._asked(job)

    async def _asked(self, job: Callable[..., T], *, alone: bool = False) -> T:
        loop = asyncio.get_running_loop()
        self.watch(loop)
        answer: asyncio.Future[T] = loop.create_future()
        self._queue.put(Waiting(job, loop, answer, alone))
        return await answer

    async def scrub(self) -> None:
        """Others write between the pieces of it; who writes while the whole file is written anew, waits."""
        await self._merged()
        await self._settled()
        await self._asked(lambda: scrubbing.compact(self._file), alone=True)
        await self._settled()

    async def settle(self) -> bool:
        try:
            await self._merged()
            await self._asked(lambda: scrubbing.compact(self._file, SMALL), alone=True)
            return await self._asked(lambda: scrubbing.settle(self._file), alone=True)
        except (Refused, sqlite3.OperationalError):  # another process writes for long, or the disk is full
            return False

    async def _merged(self) -> None:
        more = await self._asked(lambda: scrubbing.merge(self._file, first=True), alone=True)
        while more:
            more = await self._asked(lambda: scrubbing.merge(self._file, first=False), alone=True)

    async def _settled(self) -> None:
        for _ in range(SETTLING):
            if await self._asked(lambda: scrubbing.settle(self._file), alone=True):
                return
            await asyncio.sleep(REST)
        raise Refused("storage_away", "The database is being read all the time: its log cannot be emptied yet.")

    async def read(self, job: Job[T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._readers, self.read_now, job)

    def write_now(self, job: Job[T]) -> T:
        try:
            with self._writing.begin() as conn:
                value = job(conn)
                taken_renewed(conn)
                return value
        except Exception as error:
            raise translated(error) from error

    def read_now(self, job: Job[T]) -> T:
        try:
            with self._reading.connect() as conn, conn.begin():
                return job(conn)
        except Exception as error:
            raise translated(error, reading=True) from error

    def watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start looking for what other processes write, before the first write of this one."""
        if self._writer is None:
            self._writer = threading.Thread(target=self._run, args=(loop,), name="voxpop-write", daemon=True)
            self._writer.start()

    def close(self) -> None:
        """Finish what is waiting, then close."""
        if self._writer is not None:
            self._queue.put(None)
            self._writer.join()
        self._readers.shutdown()
        self._reading.dispose()
        self._writing.dispose()

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        """The writer thread: it outlives a connection that fails, for else every write would wait for ever."""
        open_ = True
        while open_:
            try:
                with self._writing.connect() as conn:
                    self._write_on(conn, loop)
                    open_ = False
            except (sqlite3.Error, SQLAlchemyError) as error:
                group, open_ = self._gather()
                if group:
                    self._answer([Outcome(waiting, None, error) for waiting in group], frozenset())

    def _write_on(self, conn: Connection, loop: asyncio.AbstractEventLoop) -> None:
        """Commit what comes, until told to end. What others wrote before the first look counts as just written."""
        seen = -1
        open_ = True
        while open_:
            group, open_ = self._gather()
            if together := [waiting for waiting in group if not waiting.alone]:
                self._commit(conn, together)
            for waiting in group:
                if waiting.alone:
                    self._alone(waiting)
            if not open_:
                return
            version = self._version(conn)
            if version != seen:
                seen = version
                with contextlib.suppress(RuntimeError):  # the loop is closed: nobody is left to hear it
                    loop.call_soon_threadsafe(self.listener.elsewhere)

    def _version(self, conn: Connection) -> int:
        raw = cast(Any, conn.connection.driver_connection)
        return int(raw.execute("PRAGMA data_version").fetchone()[0])

    def _gather(self) -> tuple[list[Waiting], bool]:
        """What is waiting, up to GROUP jobs; and whether to go on after them."""
        group: list[Waiting] = []
        try:
            first = self._queue.get(timeout=LOOK)
            while first is not None:
                group.append(first)
                if len(group) == GROUP:
                    return group, True
                first = self._queue.get_nowait()
        except Empty:
            return group, True
        return group, False

    def _commit(self, conn: Connection, group: list[Waiting]) -> None:
        """Run the jobs of a group and commit them together; tell the listener, then the waiting, in their loop."""
        outcomes: list[Outcome] = []
        renewed: frozenset[int] = frozenset()
        try:
            with conn.begin():
                for waiting in group:
                    outcome, threads = self._run_one(conn, waiting)
                    outcomes.append(outcome)
                    renewed |= threads
        except Exception as error:  # the whole group is lost: no answer may say otherwise
            taken_renewed(conn)
            outcomes = [Outcome(waiting, None, error) for waiting in group]
        self._answer(outcomes, renewed)
        raw = cast(Any, conn.connection.driver_connection)
        if raw.in_transaction:  # a commit can fail and leave it open: then no other could begin
            raw.execute("ROLLBACK")

    def _alone(self, waiting: Waiting) -> None:
        try:
            outcome = Outcome(waiting, waiting.job(), None)
        except Exception as error:
            outcome = Outcome(waiting, None, error)
        self._answer([outcome], frozenset())

    def _answer(self, outcomes: list[Outcome], renewed: frozenset[int]) -> None:
        outcomes[0].waiting.loop.call_soon_threadsafe(self._settle, outcomes, renewed)

    def _run_one(self, conn: Connection, waiting: Waiting) -> tuple[Outcome, frozenset[int]]:
        raw = cast(Any, conn.connection.driver_connection)
        raw.execute("SAVEPOINT job")
        try:
            value = waiting.job(conn)
            raw.execute("RELEASE job")
        except Exception as error:
            taken_renewed(conn)
            if not raw.in_transaction:  # the database itself has rolled back everything
                raise
            raw.execute("ROLLBACK TO job")
            raw.execute("RELEASE job")
            return Outcome(waiting, None, error), frozenset()
        return Outcome(waiting, value, None), taken_renewed(conn)

    def _settle(self, outcomes: list[Outcome], renewed: frozenset[int]) -> None:
        if renewed:
            self.listener.renewed(renewed)
        for outcome in outcomes:
            if outcome.waiting.answer.done():  # its reader has gone
                continue
            if outcome.error is None:
                outcome.waiting.answer.set_result(outcome.value)
                continue
            outcome.waiting.answer.set_exception(translated(outcome.error))
