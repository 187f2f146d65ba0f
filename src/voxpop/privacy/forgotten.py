"""The list of who was forgotten: keyed hashes of what they were known by, in the table `erased` and in a file.

A backup that is restored has lost the newest rows of the table, so the file DATA/erased.jsonl has them as well, a line
for each: {"site": 1, "id": …, "extent": "all", "hashes": ["…"]}. Nobody can look anybody up in it without the site's
key, which is in the database alone (judge.secret).
"""

import hashlib
import logging
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
from sqlalchemy import Connection, text

from voxpop.people import accounts
from voxpop.privacy.erasure import Extent
from voxpop.privacy.subject import Subject
from voxpop.sites import site as sites
from voxpop.spam import records
from voxpop.storage.database import Database

FILE = "erased.jsonl"

INSERT = text("""
    INSERT INTO erased (site_id, hash, id, extent) VALUES (:site, :hash, :id, :extent) ON CONFLICT DO NOTHING
""")
IN_TABLE = text("SELECT 1 FROM erased WHERE site_id = :site AND hash = :hash AND id = :id")

log = logging.getLogger("voxpop")


class Line(msgspec.Struct, frozen=True):
    """Somebody who was forgotten: when they asked for it (`id`), how far, and hashes in hex."""

    site: int
    id: int
    extent: str
    hashes: tuple[str, ...]


def hashes(conn: Connection, who: Subject, theirs: Iterable[tuple[str, str]]) -> tuple[bytes, ...]:
    """Of their marks, their addresses and their accounts."""
    secret = records.begin(conn, who.site)
    known = [*who.marks, *who.mails, *(accounts.known_by(*one) for one in theirs)]
    return tuple(hashed(secret, one) for one in known)


def hashed(secret: bytes, known_by: bytes) -> bytes:
    return hashlib.blake2b(known_by, digest_size=16, key=secret, person=b"voxpop gone").digest()


def put(conn: Connection, line: Line) -> None:
    rows = [
        {"site": line.site, "id": line.id, "extent": line.extent, "hash": bytes.fromhex(one)} for one in line.hashes
    ]
    if rows:
        conn.execute(INSERT, rows)


def put_all(conn: Connection, lines: Iterable[Line]) -> None:
    for line in missing(conn, lines):
        put(conn, line)


def append_missing(data: Path, lines: Iterable[Line]) -> None:
    """Of another list what the folder's own has not."""
    own = data / FILE
    known = {(one.site, one.id) for one in read(own)} if own.exists() else set()
    for line in lines:
        if (line.site, line.id) not in known:
            append(data, line)


def append(data: Path, line: Line) -> None:
    """On the disk when this returns; in a line of its own, whatever a power failure or a full disk left before it."""
    opened = os.open(data / FILE, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        _write(opened, _begin(opened) + msgspec.json.encode(line) + b"\n")
        os.fsync(opened)
    finally:
        os.close(opened)
    folder = os.open(data, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _begin(opened: int) -> bytes:
    """A line break where the last line has none."""
    end = os.fstat(opened).st_size
    return b"\n" if end and os.pread(opened, 1, end - 1) != b"\n" else b""


def _write(opened: int, told: bytes) -> None:
    while told:
        told = told[os.write(opened, told) :]


def read(file: Path) -> list[Line]:
    """What can be read of it. A line that was cut off is told in the log, and is none."""
    found = []
    for number, line in parsed(file):
        if isinstance(line, Line):
            found.append(line)
        else:
            log.warning("%s, line %s, cannot be read and is left out: %s", file, number, line)
    return found


def parsed(file: Path) -> Iterator[tuple[int, Line | ValueError]]:
    """Each line with its number, or why it cannot be read."""
    for number, line in enumerate(file.read_bytes().split(b"\n"), 1):
        try:
            if line.strip():
                yield number, _line(line)
        except ValueError as error:  # of JSON, and of hexadecimal digits
            yield number, error


def _line(told: bytes) -> Line:
    """Raises ValueError."""
    line = msgspec.json.decode(told, type=Line)
    Extent(line.extent)
    for one in line.hashes:
        bytes.fromhex(one)
    return line


def missing(conn: Connection, lines: Iterable[Line]) -> list[Line]:
    """Those that this database knows nothing of, of the sites that it has."""
    places = {one.id for one in sites.read_all(conn)}
    return [
        line
        for line in lines
        if line.site in places
        and any(
            conn.execute(IN_TABLE, {"site": line.site, "id": line.id, "hash": bytes.fromhex(one)}).first() is None
            for one in line.hashes
        )
    ]


async def warn(database: Database, data: Path) -> bool:
    """Say in the log when the database is older than the list; did it have to?"""
    if not (data / FILE).exists():
        return False
    lines = read(data / FILE)
    behind = await database.read(lambda conn: missing(conn, lines))
    if behind:
        log.warning("the database is older than the list of who was forgotten: run `voxpop erase --again`")
    return bool(behind)
