"""The desk with 100,000 comments that wait: how long its first screen takes, whole, filtered, and for one comment."""

from __future__ import annotations

import random
import sqlite3
import statistics
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import data
from driving import drive, lines
from figures import Figure, number
from peers import voxpop
from peers.running import Server
from places import OUT
from probing import Asker, percentile

from measures.posting import to_voxpop
from voxpop.lib.ids import DAY, now
from voxpop.people import tokens

WAITING = 100_000
LOOKS = 100
TOKEN = "token-of-a-colleague-at-the-desk-of-the-bench"
STAFF = "INSERT INTO staff (id, name, role, totp_step, seen) VALUES (1, 'Ida', 'owner', 0, 0)"
SESSION = """
    INSERT INTO staff_session (id, hash, staff_id, agent, seen, until, proved) VALUES (1, ?, 1, 'bench', ?, ?, ?)
"""
THREAD = "SELECT id FROM thread WHERE url = ?"
THOSE = "SELECT id FROM comment WHERE thread_id = ? AND state = 'live' ORDER BY id LIMIT ?"
HELD = "UPDATE comment SET state = 'held', shown = 0, risk = ? WHERE site_id = 1 AND id = ?"
JUDGED = """
    UPDATE sender SET verdict = (SELECT verdict FROM sender ORDER BY comment_id DESC LIMIT 1) WHERE verdict = '{}'
"""
COUNT = "UPDATE thread SET live = 0 WHERE id = ?"
RISKIEST = "SELECT id FROM comment WHERE state = 'held' ORDER BY risk DESC, id DESC LIMIT 1"


def measure() -> list[Figure]:
    folder = data.copied("conversation")
    drafts = lines(OUT / "drafts.voxpop", data.for_voxpop())
    with voxpop.started(folder) as ours:
        drive(to_voxpop(ours, drafts, 16), 1)  # some that the judge has looked at
    riskiest = fill(folder)
    with voxpop.started(folder) as ours:
        first = _looks(ours, lambda _: "/desk")
        pages = _looks(ours, lambda nth: f"/desk?risk={nth % 100}&after={riskiest}")
        words = _looks(ours, lambda nth: f"/desk?q=the+{nth}")
        one = _looks(ours, lambda _: f"/desk/comments/{riskiest}")
    small = ", ".join(
        f"{what} {number(statistics.median(took))} ms"
        for what, took in (("further pages", pages), ("by words", words), ("one comment", one))
    )
    return [
        Figure(
            "the desk",
            f"its first screen, {WAITING:,} waiting, p99",
            percentile(first, 99),
            " ms",
            200,
            at_least=False,
            small=f"p50 {number(statistics.median(first))} ms; p50 of {small}",
        )
    ]


def fill(folder: Path) -> int:
    """Let so many comments wait, and a colleague be signed in; the riskiest comment."""
    chance, at = random.Random(0), now()
    with closing(sqlite3.connect(folder / "voxpop.db")) as db, db:
        [[thread]] = db.execute(THREAD, (data.ONE_BRANCH,)).fetchall()
        those = db.execute(THOSE, (thread, WAITING)).fetchall()
        if len(those) != WAITING:
            raise SystemExit(f"bench: {len(those)} comments are there to wait, not {WAITING}")
        db.executemany(HELD, ((chance.randrange(101), comment) for (comment,) in those))
        db.execute(COUNT, (thread,))
        db.execute(JUDGED)
        db.execute(STAFF)
        db.execute(SESSION, (tokens.hashed(TOKEN), at, at + DAY, at))
        [[riskiest]] = db.execute(RISKIEST).fetchall()
    return int(riskiest)


def _looks(server: Server, path: Callable[[int], str]) -> list[float]:
    """ms that each look took."""
    asker = Asker(server.port)
    headers = {"Cookie": f"__Host-voxpop-desk={TOKEN}", "Accept": "text/html"}
    took = []
    for nth in range(LOOKS):
        answer = asker.ask(path(nth), headers)
        if answer.status != 200:
            raise SystemExit(f"bench: the desk answered {answer.status}: {answer.body[:200]!r}")
        took.append(answer.took)
    asker.close()
    return took
