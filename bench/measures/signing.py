"""Signing in: what it costs that somebody is signed in, with 100,000 sessions in the database.

Who is asking is asked of the house itself, in this process: by a session that it has not seen before, and by one of a
moment ago. Posts of people are measured beside posts of guests, one after the other.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import data
from driving import drive, lines
from figures import Figure, Pair, number, ratio
from litestar import Request
from peers import voxpop
from places import OUT
from probing import cpu, percentile, worker

from measures.posting import SECONDS, to_voxpop
from voxpop.app import furnish
from voxpop.lib import names
from voxpop.lib.ids import now
from voxpop.people import door, sessions
from voxpop.settings import load

SESSIONS = 100_000
ACTIVE = 2_000  # of them take part in a conversation at once
ASKED = 5_000
ROUNDS = 5
SITE = 1
PERSON = """
    INSERT INTO person (site_id, id, mark, name, skeleton, email, page, source, pictured, role, badges, seen)
    VALUES (?, ?, ?, ?, ?, '', '', '', 1, 'reader', '', ?)
"""
SESSION = """
    INSERT INTO session (site_id, id, hash, person_id, via, agent, place, seen, until)
    VALUES (?, ?, ?, ?, 'Google', 'a browser', '', ?, ?)
"""


def measure() -> list[Figure]:
    folder = data.copied("conversation")
    people(folder)
    cold, warm = asyncio.run(asked(folder))
    drafts = lines(OUT / "drafts.voxpop", data.for_voxpop())
    cookies = lines(OUT / "cookies", [cookie(number) for number in range(ACTIVE)])
    pairs: list[Pair] = []
    with voxpop.started(folder) as ours:
        process = worker(ours.pid)
        for signed in (None, cookies):
            drive(to_voxpop(ours, drafts, 64, signed), 1)
        for _ in range(ROUNDS):
            spent = []
            for signed in (cookies, None):
                began = cpu(process)
                run = drive(to_voxpop(ours, drafts, 64, signed), SECONDS)
                if run.failed:
                    raise SystemExit(f"bench: posts were refused: {run.refusal}")
                spent.append(1e6 * (cpu(process) - began) / run.total)
            pairs.append((spent[0], spent[1]))
    mine, guests = (sorted(side)[len(pairs) // 2] for side in zip(*pairs, strict=True))
    return [
        Figure(
            "signing in",
            "who is asking, p50, 100,000 sessions",
            percentile(cold, 50),
            " µs",
            200,
            at_least=False,
            small=f"p99 {number(percentile(cold, 99))} µs; asked again {number(percentile(warm, 50))} µs",
        ),
        Figure(
            "signing in",
            "a post of who is signed in, beside a guest's",
            ratio(pairs),
            " ×",
            1.2,
            at_least=False,
            small=f"{number(mine)} against {number(guests)} µs of processor time",
            digits=2,
        ),
    ]


def token(nth: int) -> str:
    return f"token-of-session-{nth:026d}"


def cookie(nth: int) -> str:
    return f"__Host-voxpop-{SITE}={token(nth)}"


def people(folder: Path) -> None:
    """As many people as sessions, each with one."""
    began = now()
    with closing(sqlite3.connect(folder / "voxpop.db")) as db, db:
        db.executemany(PERSON, (_person(nth, began) for nth in range(SESSIONS)))
        db.executemany(SESSION, (_session(nth, began) for nth in range(SESSIONS)))


def _person(nth: int, at: int) -> tuple[object, ...]:
    name = f"Reader number {nth}"
    return SITE, at + nth, random.Random(nth).randbytes(16), name, names.skeleton(name), at


def _session(nth: int, at: int) -> tuple[object, ...]:
    return SITE, at + nth, sessions.hashed(token(nth)), at + nth, at, at + sessions.LASTS


async def asked(folder: Path) -> tuple[list[float], list[float]]:
    """µs that the question took: for a session that this process has not seen before, and for it again."""
    house = furnish(load({"data": str(folder), "public_url": data.PAPER, "rate_limits": "off"}, {}))
    site = await house.sites.named("default")
    chosen = random.Random(0).sample(range(SESSIONS), ASKED)

    async def ask(numbers: Iterable[int]) -> list[float]:
        took = []
        for nth in numbers:
            request = _request(cookie(nth))
            began = time.perf_counter()
            asker = await door.seen(request, house, site)
            took.append(1e6 * (time.perf_counter() - began))
            if asker.session is None:
                raise SystemExit("bench: a session is not known")
        return took

    await ask(chosen[:100])
    cold = await ask(chosen[100:])
    warm = await ask(chosen[-1000:])
    house.database.close()
    return cold, warm


def _request(sent: str) -> Request[object, object, object]:
    headers = [(b"host", b"paper.example"), (b"cookie", sent.encode())]
    return Request({"type": "http", "headers": headers, "client": ("127.0.0.1", 1), "method": "GET"})  # type: ignore[typeddict-item,arg-type]
