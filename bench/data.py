"""The data folders that the servers are started on: filled once, kept under bench/out, copied for a run that writes."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from places import BENCH, OUT, PROJECT, PYTHON
from texts import drafts

PAPER = "https://paper.example"
HUNDRED = f"{PAPER}/hundred"
HUNDRED_THOUSAND = f"{PAPER}/hundred-thousand"
ONE_BRANCH = f"{PAPER}/one-branch"
BUSY = [f"{PAPER}/busy/{nth}" for nth in range(50)]  # the threads that posts go to
MADE_FROM = (
    BENCH / "fill.py",
    BENCH / "texts.py",
    PROJECT / "src/voxpop/storage/schema.py",
    PROJECT / "src/voxpop/discussion/text.py",
)

COMMENTS = """
    SELECT c.id, CASE WHEN c.root_id = c.id THEN NULL ELSE c.root_id END, c.id / 1e6, c.name, s.email, c.text
    FROM comment c JOIN sender s ON s.site_id = c.site_id AND s.comment_id = c.id
    JOIN thread t ON t.site_id = c.site_id AND t.id = c.thread_id
    WHERE t.url = ? ORDER BY c.id
"""


def filled(kind: str) -> Path:
    """The filled folder of that kind; made now when there is none, or what it is made from has changed."""
    mark = hashlib.sha256(b"".join(file.read_bytes() for file in MADE_FROM)).hexdigest()[:12]
    folder = OUT / "data" / f"{kind}-{mark}"
    if folder.exists():
        return folder
    for old in (OUT / "data").glob(f"{kind}-*"):
        shutil.rmtree(old)
    subprocess.run([str(PYTHON), str(BENCH / "fill.py"), kind, str(folder)], check=True)
    return folder


def copied(kind: str) -> Path:
    """A folder of its own for a run that writes."""
    copy = OUT / "run" / kind
    shutil.rmtree(copy, ignore_errors=True)
    copy.parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copytree(filled(kind), copy))


def comments(folder: Path, url: str) -> list[tuple[int, int | None, float, str, str, str]]:
    """(id, root or None, seconds since 1970, name, e-mail, Markdown) of a thread."""
    with closing(sqlite3.connect(folder / "voxpop.db")) as db:
        return db.execute(COMMENTS, (url,)).fetchall()


def count(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "voxpop.db")) as db:
        return int(db.execute("SELECT COUNT(*) FROM comment").fetchone()[0])


def urls(folder: Path) -> list[str]:
    """The addresses of all threads, in the order of their opening."""
    with closing(sqlite3.connect(folder / "voxpop.db")) as db:
        return [url for (url,) in db.execute("SELECT url FROM thread ORDER BY id")]


def largest(folder: Path) -> str:
    with closing(sqlite3.connect(folder / "voxpop.db")) as db:
        return str(db.execute("SELECT url FROM thread ORDER BY live DESC LIMIT 1").fetchone()[0])


def for_voxpop() -> list[str]:
    """Bodies of POST /api/v1/comments for post.lua."""
    return [
        json.dumps(
            {
                "site": "default",
                "url": BUSY[nth % len(BUSY)],
                "title": "A story of the town",
                "text": f"{draft.text}\n\nNumber ~N~.",
                "author": {"name": f"{draft.name} ~N~", "email": f"n~N~.{draft.email}"},
            }
        )
        for nth, draft in enumerate(drafts(3000, seed=2))
    ]


def for_isso() -> list[str]:
    """Bodies of POST /new for post.lua: the same texts, names and e-mails."""
    return [
        json.dumps(
            {
                "title": "A story of the town",
                "text": f"{draft.text}\n\nNumber ~N~.",
                "author": f"{draft.name} ~N~",
                "email": f"n~N~.{draft.email}",
            }
        )
        for draft in drafts(3000, seed=2)
    ]
