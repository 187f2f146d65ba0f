"""A file on the disk where an import's records wait until the whole export has been read, and is known to be whole.

    with staging.opened(folder) as stage:
        stage.keep(record) …       pass 1, in the order of the export
        stage.arrange()            parents before answers, cycles broken, an id for each remark
        stage.entries()            pass 2
        stage.remarks()

It is a SQLite file without a name: removed from its folder at once, it goes when it is closed or the process ends,
however that happens. Memory does not grow with the export.
"""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec

from voxpop.exchange.record import Entry, Remark

CACHE = 16_000  # KiB

SCHEMA = """
    CREATE TABLE entry (n INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, thread INTEGER, record BLOB NOT NULL);
    CREATE TABLE remark (
        n INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, entry TEXT NOT NULL, parent TEXT NOT NULL,
        up INTEGER, at INTEGER NOT NULL, line INTEGER NOT NULL, record BLOB NOT NULL
    );
    CREATE TABLE placed (n INTEGER PRIMARY KEY, level INTEGER NOT NULL);
    CREATE TABLE timed (n INTEGER PRIMARY KEY, id INTEGER NOT NULL);
    CREATE TABLE queue (place INTEGER PRIMARY KEY, n INTEGER NOT NULL, entry INTEGER NOT NULL);
"""
KEEP_ENTRY = "INSERT OR IGNORE INTO entry (key, record) VALUES (?, ?)"
KEEP_REMARK = "INSERT OR IGNORE INTO remark (key, entry, parent, at, line, record) VALUES (?, ?, ?, ?, ?, ?)"

LINK = """
    UPDATE remark SET up = (SELECT p.n FROM remark p WHERE p.key = remark.parent AND p.entry = remark.entry)
    WHERE parent <> ''
"""
INDEX = "CREATE INDEX answers ON remark (up) WHERE up IS NOT NULL"
WALK = """
    INSERT INTO placed (n, level)
    WITH RECURSIVE walk (n, level) AS (
        SELECT n, 0 FROM remark WHERE {tops}
        UNION ALL
        SELECT r.n, w.level + 1 FROM walk w JOIN remark r ON r.up = w.n
    )
    SELECT n, level FROM walk
"""
WALK_ALL = WALK.format(tops="up IS NULL")
WALK_ONE = WALK.format(tops="n = ?")
UNPLACED = "SELECT MIN(r.n) FROM remark r WHERE r.n > ? AND NOT EXISTS (SELECT 1 FROM placed p WHERE p.n = r.n)"
# The last one met on the way up, before coming to one that was met already, is on the cycle.
CLIMB = """
    WITH RECURSIVE climb (n) AS (
        SELECT ? UNION SELECT r.up FROM climb c JOIN remark r ON r.n = c.n
    )
    SELECT n FROM climb
"""
CUT = "UPDATE remark SET up = NULL, parent = '' WHERE n = ? RETURNING line"
# Each takes its own microsecond, or the next one free: id = max(at, id before + 1), in order of time.
TIME = """
    INSERT INTO timed (n, id)
    SELECT n, MAX(at - row) OVER (ORDER BY row) + row
    FROM (SELECT n, at, ROW_NUMBER() OVER (ORDER BY at, n) AS row FROM remark)
"""
QUEUE = """
    INSERT INTO queue (n, entry)
    SELECT r.n, e.n FROM remark r JOIN placed p ON p.n = r.n JOIN entry e ON e.key = r.entry
    ORDER BY e.n, p.level, r.n
"""
STRAYS = "SELECT line FROM remark r WHERE NOT EXISTS (SELECT 1 FROM entry e WHERE e.key = r.entry) ORDER BY n"
ENTRIES = "SELECT n, record FROM entry ORDER BY n"
REMARKS = """
    SELECT e.thread, t.id, r.parent, r.record
    FROM queue q JOIN entry e ON e.n = q.entry JOIN remark r ON r.n = q.n JOIN timed t ON t.n = q.n
    ORDER BY q.place
"""
WAITING = "SELECT COUNT(*) FROM queue"
SET_THREAD = "UPDATE entry SET thread = ? WHERE n = ?"


class Waiting(NamedTuple):
    """A remark ready to be written: its thread here (None when its story is gone), the id it should get, the record."""

    thread: int | None
    id: int
    remark: Remark


class Stage:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._entry = msgspec.msgpack.Decoder(Entry)
        self._remark = msgspec.msgpack.Decoder(Remark)
        self._encode = msgspec.msgpack.Encoder().encode

    def keep(self, record: Entry | Remark) -> bool:
        """False when there is one with its key already: the first one stays."""
        if isinstance(record, Entry):
            return self._run(KEEP_ENTRY, record.key, self._encode(record)).rowcount == 1
        fields = (record.key, record.entry, record.parent, record.at, record.line)
        return self._run(KEEP_REMARK, *fields, self._encode(record)).rowcount == 1

    def arrange(self) -> list[int]:
        """Make the order in which remarks are written. The lines of those cut out of a cycle, to stand on top."""
        self._run(LINK)
        self._run(INDEX)
        self._run(WALK_ALL)
        cut = self._cut_cycles()
        self._run(TIME)
        self._run(QUEUE)
        return cut

    def _cut_cycles(self) -> list[int]:
        lines: list[int] = []
        found = self._one(UNPLACED, 0)
        while found is not None:
            last = found
            for (last,) in self._run(CLIMB, found):  # noqa: B007 - only the end of the walk matters
                pass
            lines.append(int(self._run(CUT, last).fetchall()[0][0]))
            self._run(WALK_ONE, last)
            found = self._one(UNPLACED, found)
        return lines

    def strays(self) -> Iterator[int]:
        """The lines of remarks on entries that are not here."""
        return (line for (line,) in self._run(STRAYS))

    def entries(self) -> Iterator[tuple[int, Entry]]:
        """Each with its number, for `settle`."""
        return ((n, self._entry.decode(record)) for n, record in self._run(ENTRIES))

    def settle(self, number: int, thread: int | None) -> None:
        """Say which thread an entry's remarks belong to; None when there is none any more."""
        self._run(SET_THREAD, thread, number)

    def waiting(self) -> int:
        return int(self._one(WAITING) or 0)

    def remarks(self) -> Iterator[Waiting]:
        """Entry by entry, and in each the parents before their answers."""
        for thread, number, parent, record in self._run(REMARKS):
            yield Waiting(thread, number, msgspec.structs.replace(self._remark.decode(record), parent=parent))

    def _run(self, statement: str, *values: object) -> sqlite3.Cursor:
        return self._connection.execute(statement, values)

    def _one(self, statement: str, *values: object) -> int | None:
        found: int | None = self._run(statement, *values).fetchone()[0]
        return found


@contextmanager
def opened(folder: Path) -> Iterator[Stage]:
    """A stage whose file lies in `folder`, as long as it is open."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="import-") as file:
        connection = sqlite3.connect(file.name, isolation_level=None)
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection.execute(f"PRAGMA cache_size=-{CACHE}")
        connection.executescript(SCHEMA)
    try:
        connection.execute("BEGIN")
        yield Stage(connection)
    finally:
        connection.close()
