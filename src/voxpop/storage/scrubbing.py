"""SQLite's file without what was deleted: neither in its pages, nor in the index of words, nor in the log beside it.

    merge     a piece of the index of words is written anew, without what deleted comments said
    settle    what is in the log goes into the file, and the log is empty
    compact   the whole file is written anew

`secure_delete` overwrites what is deleted from now on. What it does not reach are copies that SQLite leaves behind when
it moves rows from page to page, and what was deleted before it was on: for these the file is written anew. Whether that
is needed cannot be found by searching the file: a name or an address may stand in it rightly, as somebody else's.
"""

import math
import sqlite3
from contextlib import closing
from pathlib import Path

PIECE = 400  # pages of the index that one statement may write: about 1.5 MB
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


def compact(file: str, most: float = math.inf) -> None:
    """All that is there is written anew, if it is at most so many bytes, and nothing else. Who writes waits."""
    if Path(file).stat().st_size > most:
        return
    with closing(opened(file)) as conn:
        conn.execute("VACUUM")
