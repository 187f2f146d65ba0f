"""Isso with two workers, as its documentation starts it under Gunicorn; moderation off, rate guard off.

It is shown at its best: its database holds the one thread that is read, because it looks through all the comments it
has for every answer, and nobody is to be notified of a new one.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

from places import ISSO, OUT

from peers.running import HOST, Server, free_port, running

FOLDER = OUT / "isso"
WORKERS = 2
SETTINGS = """
[general]
dbpath = {folder}/comments.db
host = http://127.0.0.1:{port}
notify = nobody
[moderation]
enabled = false
[guard]
enabled = false
"""

MAKE = """
import sys
from isso import config, db
settings = config.load(config.default_file(), sys.argv[1])
db.SQLite3(settings.get("general", "dbpath"), settings)
"""
COMMENT = """
    INSERT INTO comments (tid, id, parent, created, mode, remote_addr, text, author, email, voters)
    VALUES (1, ?, ?, ?, 1, '127.0.0.0', ?, ?, ?, ?)
"""


@contextlib.contextmanager
def started(thread: str, comments: list[tuple[int, int | None, float, str, str, str]]) -> Iterator[Server]:
    """`comments`: (id, root or None, seconds since 1970, name, e-mail, Markdown) of the thread at the path `thread`."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    port = free_port()
    settings = FOLDER / "isso.cfg"
    settings.write_text(SETTINGS.format(folder=FOLDER, port=port))
    _load(settings, thread, comments)
    command = [
        str(ISSO / "gunicorn"),
        "-b",
        f"{HOST}:{port}",
        "-w",
        str(WORKERS),
        "--preload",
        "--backlog",
        "512",
        "isso.run",
    ]
    with running(
        command, port, f"/?uri={thread}", OUT / "logs" / "isso.log", {"ISSO_SETTINGS": str(settings)}
    ) as server:
        yield server


def _load(settings: Path, thread: str, comments: list[tuple[int, int | None, float, str, str, str]]) -> None:
    """Isso makes its own tables; the rows are what its own statements would have written (one level of answers)."""
    subprocess.run([str(ISSO / "python"), "-c", MAKE, str(settings)], check=True, capture_output=True)
    with contextlib.closing(sqlite3.connect(FOLDER / "comments.db")) as file, file:
        file.execute("INSERT INTO threads (id, uri, title) VALUES (1, ?, 'The thread that is read')", (thread,))
        file.executemany(
            COMMENT, [(i, root, at, text, name, email, bytes(256)) for i, root, at, name, email, text in comments]
        )
