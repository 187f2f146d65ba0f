"""The seam to the database: nobody else opens a connection.

    await database.write(job)    job(conn) -> T inside one transaction, answered after the commit is on disk
    await database.read(job)     job(conn) -> T on one snapshot
    await database.scrub()     what was deleted leaves its files
    await database.settle()      the same, but for what only writing them anew would reach where they are large

A job is a plain function of a SQLAlchemy Connection and knows neither threads nor which database it runs on.
Whoever changes what a thread's page shows calls `renew` in the same job; the `Listener` hears of it after the commit.
"""

import asyncio
import secrets
from collections.abc import Callable
from typing import Protocol, TypeVar

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from voxpop.lib.refused import Refused

T = TypeVar("T")
Job = Callable[[Connection], T]

RENEWED = "voxpop_renewed"  # in Connection.info: the threads whose stamp this transaction has renewed, and the like
NEW_THREADS = 0  # stands for all threads that are not there yet
LEARNT = -(2**40)  # LEARNT - site stands for what the judge knows of a site, -site for the site itself
PEOPLE = -(2**50)  # stands for who is signed in, and as whom

RENEW_THREAD = text("UPDATE thread SET stamp = :stamp WHERE site_id = :site AND id = :thread")
HOLD_THREAD = text("UPDATE thread SET stamp = stamp WHERE site_id = :site AND id = :thread")
RENEW_SITE = text("UPDATE site SET stamp = :stamp WHERE id = :site")


class Listener(Protocol):
    """Who keeps ready pages: told in the event loop's thread, before the writer's answer."""

    def renewed(self, threads: frozenset[int]) -> None: ...

    def elsewhere(self) -> None:
        """Another process has written something."""


class Deaf:
    """The listener of a process that keeps no pages."""

    def renewed(self, threads: frozenset[int]) -> None:
        pass

    def elsewhere(self) -> None:
        pass


class Database(Protocol):
    listener: Listener

    async def write(self, job: Job[T]) -> T:
        """Raises Refused storage_full or storage_away when nothing reached the disk, and whatever the job raises."""

    async def read(self, job: Job[T]) -> T:
        """Raises Refused storage_away, and whatever the job raises."""

    def write_now(self, job: Job[T]) -> T:
        """`write` for the command line: in the calling thread."""

    def read_now(self, job: Job[T]) -> T:
        """`read` for the command line: in the calling thread."""

    async def scrub(self) -> None:
        """Leave nothing in the database's files of what was deleted. Raises Refused where it has to be tried again."""

    async def settle(self) -> bool:
        """`scrub` as far as it holds nobody up for long. False while others are at the files: try again later."""

    def watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start to hear what other processes write: for who keeps pages."""

    def close(self) -> None: ...


def stamp() -> str:
    """Random, so that a restored backup cannot bring one back; 8 characters."""
    return secrets.token_urlsafe(6)


def note_renewed(conn: Connection, thread: int) -> None:
    """Say that the page of `thread` has changed; for statements that set the stamp along with something else."""
    conn.info.setdefault(RENEWED, set()).add(thread)


def renew(conn: Connection, site: int, thread: int) -> None:
    """Give the thread a new stamp: every ready page made from it is stale when this transaction commits."""
    conn.execute(RENEW_THREAD, {"stamp": stamp(), "site": site, "thread": thread})
    note_renewed(conn, thread)


def hold_thread(conn: Connection, site: int, thread: int) -> None:
    """Let whoever else writes in the thread come after, also on PostgreSQL. No page changes by it."""
    conn.execute(HOLD_THREAD, {"site": site, "thread": thread})


def renew_site(conn: Connection, site: int) -> None:
    """Give the site a new stamp: every ready page of it is stale when this transaction commits."""
    conn.execute(RENEW_SITE, {"stamp": stamp(), "site": site})
    note_renewed(conn, -site)


def note_learnt(conn: Connection, site: int) -> None:
    """Say that what the judge knows of `site` has changed otherwise than by a new comment."""
    conn.info.setdefault(RENEWED, set()).add(LEARNT - site)


def note_people(conn: Connection) -> None:
    """Say that somebody is not signed in any more, or not as they were."""
    conn.info.setdefault(RENEWED, set()).add(PEOPLE)


def taken_renewed(conn: Connection) -> frozenset[int]:
    """The threads renewed since this was last asked."""
    return frozenset(conn.info.pop(RENEWED, ()))


FULL = ("is full", "disk I/O error", "readonly database", "read-only", "No space left", "could not extend file")


def translated(error: BaseException, *, reading: bool = False) -> BaseException:
    """What the database said, as a Refused when it is about the disk or the connection; else the error itself.

    Who is `reading` is not told of a lack of room: for them the database is away.
    """
    if not isinstance(error, DBAPIError) and type(error).__module__ != "sqlite3":
        return error
    said = str(error)
    full = any(sign in said for sign in FULL)
    if full and not reading:
        return Refused(
            "storage_full", "The comment could not be kept: there is no room on the disk. Nothing was changed."
        )
    if full or (isinstance(error, DBAPIError) and (error.connection_invalidated or _away(error))):
        return Refused(
            "storage_away", "The database does not answer at the moment. Nothing was changed; try again soon."
        )
    return error


def _away(error: DBAPIError) -> bool:
    if type(error.orig).__module__.startswith("psycopg"):
        state = getattr(error.orig, "sqlstate", None)
        return type(error.orig).__name__ in (
            "OperationalError",
            "AdminShutdown",
            "CannotConnectNow",
            "PoolTimeout",
        ) and (state is None or state[:2] in ("08", "57"))
    return "unable to open database file" in str(error) or "database is locked" in str(error)


def open_database(address: str) -> Database:
    """The database at `sqlite:///FILE` or `postgresql://…`, brought to the newest schema."""
    from voxpop.storage import migrations

    migrations.upgrade(address)
    if address.startswith("sqlite:"):
        from voxpop.storage.sqlite import SQLite

        return SQLite(address)
    from voxpop.storage.postgres import PostgreSQL  # its driver takes 8 MB: only for who uses it

    return PostgreSQL(address)
