"""SQLite's file without what was deleted: neither in its pages, nor in the index of words, nor in the log beside it.

    merge     a piece of the index of words is written anew, without what deleted comments said
    settle    what is in the log goes into the file, and the log is empty
    rid       is the file rid of all of these?
    compact   the whole file is written anew

`secure_delete` overwrites what is deleted from now on. What it does not reach are copies that SQLite leaves behind when
it moves rows from page to page, and what was deleted before it was on: for these the file is written anew.
"""

import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path
from typing import Any

PIECE = 400  # pages of the index that one statement may write: about 1.5 MB
READ = 1 << 24  # bytes of the file that are looked at together
CLEAN = 1  # PRAGMA user_version of a file that was written anew since `secure_delete` is on
PATIENCE = 15_000  # ms that it waits for another process's transaction, and
SHORT = 200  # for who reads what is in the log: it is tried again, and others write meanwhile

MERGE = "INSERT INTO comment_words (comment_words, rank) VALUES ('merge', ?)"


def opened(file: str, patience: int = PATIENCE) -> sqlite3.Connection:
    """A connection of its own, without transactions but those that SQLite makes."""
    made = sqlite3.connect(file, isolation_level=None)
    for pragma in (f"busy_timeout={patience}", "secure_delete=ON", "synchronous=FULL", "temp_store=FILE"):
        made.execute(f"PRAGMA {pragma}").close()
    return made


def merge(file: str, *, first: bool) -> bool:
    """Is anything left to be merged? The `first` piece makes one level of all, so that no deleted word outlives it."""
    with closing(opened(file)) as conn:
        before = conn.total_changes
        conn.execute(MERGE, (-PIECE if first else PIECE,))
        return conn.total_changes - before >= 2  # SQLite's own sign that there was work (FTS5, "merge")


def settle(file: str) -> bool:
    """False while somebody reads what is in the log."""
    with closing(opened(file, SHORT)) as conn:
        busy, _, _ = conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy


def compact(file: str) -> None:
    """All that is there is written anew, and nothing else. Who writes meanwhile waits."""
    with closing(opened(file)) as conn:
        conn.execute("VACUUM")
        conn.execute(f"PRAGMA user_version = {CLEAN}")


def rid(file: str, known: Collection[bytes]) -> bool:
    """Is none of these in the file? False also where deleted rows were not always overwritten: nobody knows then."""
    with closing(opened(file)) as conn:
        clean = conn.execute("PRAGMA user_version").fetchone()[0] == CLEAN
    return clean and not any(_holds(Path(at), known) for at in (file, f"{file}-wal"))


def _holds(file: Path, wanted: Collection[bytes]) -> bool:
    overlap = max(map(len, wanted), default=1) - 1
    try:
        with file.open("rb") as read:
            return _found(read, wanted, overlap)
    except FileNotFoundError:
        return False


def _found(read: Any, wanted: Collection[bytes], overlap: int) -> bool:
    end = b""
    while piece := read.read(READ):
        looked_at = end + piece
        if any(one in looked_at for one in wanted):
            return True
        end = looked_at[-overlap:] if overlap else b""
    return False
