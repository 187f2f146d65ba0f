"""The seam on PostgreSQL: a pool of connections, one transaction a job, NOTIFY to the other processes.

A connection that has gone is replaced by the next one asked for; synchronous_commit stays on, so a commit is on disk
before its answer.
"""

import asyncio
import contextlib
import secrets
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import psycopg
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from voxpop.storage.database import Deaf, Job, Listener, taken_renewed, translated
from voxpop.storage.schema import metadata

T = TypeVar("T")

POOL = 16  # connections of this process
CHANNEL = "voxpop"
PAUSE = 1.0  # seconds before the next try to listen again
CONNECT = 5  # seconds to wait for a connection

NOTIFY = text("SELECT pg_notify(:channel, :message)")


class PostgreSQL:
    def __init__(self, address: str) -> None:
        self.listener: Listener = Deaf()
        self._url = make_url(address).set(drivername="postgresql+psycopg")
        self._engine = create_engine(
            self._url,
            hide_parameters=True,  # an error is not to repeat what was sent along
            pool_size=POOL,
            max_overflow=0,
            pool_pre_ping=True,
            pool_timeout=CONNECT,
            connect_args={"connect_timeout": CONNECT, "options": "-c synchronous_commit=on -c lock_timeout=15s"},
        )
        self._threads = ThreadPoolExecutor(POOL, thread_name_prefix="voxpop-pg")
        self._me = secrets.token_hex(8)  # process numbers repeat from machine to machine
        self._stop = threading.Event()
        self._hearer: threading.Thread | None = None

    async def write(self, job: Job[T]) -> T:
        loop = asyncio.get_running_loop()
        value, renewed = await loop.run_in_executor(self._threads, self._write, job)
        if renewed:
            self.listener.renewed(renewed)
        return value

    async def read(self, job: Job[T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.read_now, job)

    def write_now(self, job: Job[T]) -> T:
        return self._write(job)[0]

    def read_now(self, job: Job[T]) -> T:
        try:
            with self._engine.connect().execution_options(isolation_level="REPEATABLE READ") as conn, conn.begin():
                return job(conn)
        except Exception as error:
            raise translated(error, reading=True) from error

    async def scrub(self) -> None:
        """What was deleted is no row of any table any more; the archives of its log are the operator's."""
        await asyncio.get_running_loop().run_in_executor(self._threads, self._vacuum)

    async def settle(self) -> bool:
        return True

    def _vacuum(self) -> None:
        try:
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
                for table in metadata.sorted_tables:
                    conn.exec_driver_sql(f"VACUUM {table.name}")
        except Exception as error:
            raise translated(error) from error

    def watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start listening for what other processes write."""
        if self._hearer is None:
            self._hearer = threading.Thread(target=self._hear, args=(loop,), name="voxpop-hear", daemon=True)
            self._hearer.start()

    def close(self) -> None:
        self._stop.set()
        if self._hearer is not None:
            self._wake()
            self._hearer.join()
        self._threads.shutdown()
        self._engine.dispose()

    def _write(self, job: Job[T]) -> tuple[T, frozenset[int]]:
        try:
            with self._engine.begin() as conn:
                taken_renewed(conn)  # by a job that failed on this connection
                value = job(conn)
                renewed = taken_renewed(conn)
                if renewed:
                    conn.execute(NOTIFY, {"channel": CHANNEL, "message": self._me})
            return value, renewed
        except Exception as error:
            raise translated(error) from error

    def _hear(self, loop: asyncio.AbstractEventLoop) -> None:
        """The listening thread: what another process said, or a lost connection, makes every page be looked at."""
        address = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        while not self._stop.is_set():
            with contextlib.suppress(psycopg.Error, OSError), psycopg.connect(address, autocommit=True) as conn:
                conn.execute(f"LISTEN {CHANNEL}")
                loop.call_soon_threadsafe(self.listener.elsewhere)
                while not self._stop.is_set():
                    self._pass_on(conn, loop)
            self._stop.wait(PAUSE)

    def _wake(self) -> None:
        """The listening thread looks whether to stop when it hears something."""
        with contextlib.suppress(Exception), self._engine.begin() as conn:
            conn.execute(NOTIFY, {"channel": CHANNEL, "message": self._me})

    def _pass_on(self, conn: "psycopg.Connection[Any]", loop: asyncio.AbstractEventLoop) -> None:
        if any(notice.payload != self._me for notice in conn.notifies(timeout=0.5, stop_after=1)):
            loop.call_soon_threadsafe(self.listener.elsewhere)
