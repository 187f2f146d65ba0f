"""A row of `erasure`: somebody who is being forgotten, by what they were known by, and where that is."""

import asyncio
import enum
import secrets
from collections import deque
from pathlib import Path
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, text

from voxpop.lib.ids import Clock
from voxpop.lib.pausing import Rest
from voxpop.privacy.subject import Subject
from voxpop.storage.database import Database

LEASE = 30_000_000  # microseconds after which what a process has begun is another's to carry on
FAR = 300_000_000  # microseconds: nothing is put off for so long, so that what is was by a wrong clock
APART = 1_000_000  # two processes do not end their claims in the same of so many microseconds

INSERT = text("""
    INSERT INTO erasure (site_id, id, extent, whose, step, due) VALUES (:site, :id, :extent, :whose, :step, :due)
    ON CONFLICT (site_id, id) DO NOTHING RETURNING id
""")
DUE = text("""
    SELECT site_id, id, extent, whose, step, due FROM erasure WHERE due <= :now
    UNION ALL
    SELECT site_id, id, extent, whose, step, due FROM erasure WHERE due > :far
    ORDER BY due, id LIMIT 16
""")
ONE = text("SELECT site_id, id, extent, whose, step, due FROM erasure WHERE site_id = :site AND id = :id")
KEEP = text("""
    UPDATE erasure SET step = :step, whose = :whose, due = :due WHERE site_id = :site AND id = :id AND due = :was
    RETURNING id
""")
DONE = text("DELETE FROM erasure WHERE site_id = :site AND id = :id AND due = :was RETURNING id")


class Extent(enum.StrEnum):
    NAME = "name"  # what they wrote stays, as a former reader's
    ALL = "all"


class Whose(msgspec.Struct, frozen=True):
    """What somebody was known by. `until`: the last comment that is theirs by a mark; `lesson`: the first forgotten.

    `hashes` are those by which a restored backup is cleaned: privacy/forgotten.
    """

    marks: tuple[str, ...]
    mails: tuple[str, ...]
    hashes: tuple[str, ...]
    until: int
    picture: str = ""
    lesson: int = 0


class Erasure(NamedTuple):
    """`id` is when it was asked for; `due` when its step may be taken, or until when a process has it."""

    site: int
    id: int
    extent: Extent
    whose: Whose
    step: str
    due: int

    @property
    def subject(self) -> Subject:
        marks, mails = (tuple(map(bytes.fromhex, of)) for of in (self.whose.marks, self.whose.mails))
        return Subject(self.site, marks, mails)

    @property
    def upto(self) -> tuple[int, int]:
        """The last comment that is theirs by their marks, and by their addresses."""
        return self.whose.until, self.id


class Means(NamedTuple):
    """What it takes. `data` is the folder; `cleaning` tells how soon the files may be cleaned again.

    `hand` is what waits in this process to be carried on; `handed` is set when something was put there.
    """

    database: Database
    clock: Clock
    data: Path
    cleaning: Rest
    hand: deque[Erasure]
    handed: asyncio.Event


class Taken(NamedTuple):
    """What a piece of a step came to: how many rows it was about, and whether there may be more of them.

    `wait` is in microseconds: it could not be taken yet. `again`: from FIRST on.
    """

    one: Erasure
    rows: int = 0
    more: bool = False
    wait: int = 0
    again: bool = False


class Elsewhere(Exception):  # noqa: N818 - not a fault
    """Another process has it by now."""


def put(conn: Connection, one: Erasure) -> bool:
    """False where it is under way already."""
    values = {"site": one.site, "id": one.id, "extent": one.extent.value, "step": one.step, "due": one.due}
    return conn.execute(INSERT, values | {"whose": _written(one.whose)}).scalar() is not None


def due(conn: Connection, now: int) -> list[Erasure]:
    return [_read(*row) for row in conn.execute(DUE, {"now": now, "far": now + FAR})]


def find(conn: Connection, site: int, number: int) -> Erasure | None:
    row = conn.execute(ONE, {"site": site, "id": number}).one_or_none()
    return _read(*row) if row else None


def keep(conn: Connection, one: Erasure, until: int) -> Erasure:
    """As it is now, in this process's hands until then, or due then. Raises Elsewhere."""
    values = {"site": one.site, "id": one.id, "step": one.step, "whose": _written(one.whose)}
    if conn.execute(KEEP, values | {"due": until, "was": one.due}).scalar() is None:
        raise Elsewhere
    return one._replace(due=until)


def end(conn: Connection, one: Erasure) -> None:
    """Raises Elsewhere."""
    if conn.execute(DONE, {"site": one.site, "id": one.id, "was": one.due}).scalar() is None:
        raise Elsewhere


def lease(clock: Clock) -> int:
    return clock.now() + LEASE + secrets.randbelow(APART)  # it is also the proof of who has it


def _written(whose: Whose) -> str:
    return msgspec.json.encode(whose).decode()


def _read(site: int, number: int, extent: str, whose: str, step: str, until: int) -> Erasure:
    return Erasure(site, number, Extent(extent), msgspec.json.decode(whose, type=Whose), step, until)
