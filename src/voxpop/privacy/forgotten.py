"""The list of who was forgotten: keyed hashes of what they were known by, in the table `erased` and in a file.

A backup that is restored has lost the newest rows of the table, so the file DATA/erased.jsonl has them as well, a line
for each: {"site": 1, "id": …, "extent": "all", "hashes": ["…"]}. Nobody can look anybody up in it without the site's
key, which is in the database alone (judge.secret).
"""

import hashlib
import logging
import os
from collections.abc import Iterable
from pathlib import Path

import msgspec
from sqlalchemy import Connection, text

from voxpop.lib.refused import Refused
from voxpop.privacy.subject import Subject
from voxpop.spam import records
from voxpop.storage.database import Database

FILE = "erased.jsonl"

INSERT = text("""
    INSERT INTO erased (site_id, hash, id, extent) VALUES (:site, :hash, :id, :extent) ON CONFLICT DO NOTHING
""")
IN_TABLE = text("SELECT 1 FROM erased WHERE site_id = :site AND hash = :hash AND id = :id")
LISTED = text("SELECT hash, id, extent FROM erased WHERE site_id = :site ORDER BY id, hash")

log = logging.getLogger("voxpop")


class Line(msgspec.Struct, frozen=True):
    """Somebody who was forgotten: when they asked for it (`id`), how far, and hashes in hex."""

    site: int
    id: int
    extent: str
    hashes: tuple[str, ...]


def hashes(conn: Connection, who: Subject, accounts: Iterable[tuple[str, str]]) -> tuple[bytes, ...]:
    """Of their marks, their addresses and their accounts."""
    secret = records.begin(conn, who.site)
    known = [*who.marks, *who.mails, *(account(*one) for one in accounts)]
    return tuple(hashed(secret, one) for one in known)


def account(issuer: str, subject: str) -> bytes:
    return f"{issuer}\n{subject}".encode("utf-8", "surrogatepass")


def hashed(secret: bytes, known_by: bytes) -> bytes:
    return hashlib.blake2b(known_by, digest_size=16, key=secret, person=b"voxpop gone").digest()


def put(conn: Connection, line: Line) -> None:
    rows = [
        {"site": line.site, "id": line.id, "extent": line.extent, "hash": bytes.fromhex(one)} for one in line.hashes
    ]
    if rows:
        conn.execute(INSERT, rows)


def append(data: Path, line: Line) -> None:
    """On the disk when this returns."""
    opened = os.open(data / FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(opened, msgspec.json.encode(line) + b"\n")
        os.fsync(opened)
    finally:
        os.close(opened)
    folder = os.open(data, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read(file: Path) -> list[Line]:
    """Raises Refused file_unreadable. A last line that was cut off by a power failure is none."""
    found = []
    lines = file.read_bytes().split(b"\n")
    for number, line in enumerate(lines, 1):
        try:
            if line.strip():
                found.append(msgspec.json.decode(line, type=Line))
        except msgspec.DecodeError as error:
            if number == len(lines):
                break
            raise Refused("file_unreadable", f"{file}, line {number}: {error}") from None
    return found


def missing(conn: Connection, lines: Iterable[Line]) -> int:
    """How many of them this database knows nothing of."""
    return sum(
        any(
            conn.execute(IN_TABLE, {"site": line.site, "id": line.id, "hash": bytes.fromhex(one)}).first() is None
            for one in line.hashes
        )
        for line in lines
    )


def listed(conn: Connection, site: int) -> list[Line]:
    """What the table has of a site."""
    return [Line(site, row.id, row.extent, (bytes(row.hash).hex(),)) for row in conn.execute(LISTED, {"site": site})]


async def warn(database: Database, data: Path) -> bool:
    """Say in the log when the database is older than the list; did it have to?"""
    if not (data / FILE).exists():
        return False
    lines = read(data / FILE)
    behind = await database.read(lambda conn: missing(conn, lines))
    if behind:
        log.warning("the database is older than the list of who was forgotten: run `voxpop erase --again`")
    return bool(behind)
