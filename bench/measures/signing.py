"""Signing in: what it costs that somebody is signed in, with 100,000 sessions in the database.

Who is asking is asked of the house itself, in this process: by a session that it has not seen before, and by one of a
moment ago. Posts of people are measured beside posts of guests, one after the other; and posts while sign-ins wait for
a provider that takes connections and says nothing, beside posts while nobody waits.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import random
import socket
import sqlite3
import time
from collections.abc import Iterable
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import data
from driving import drive, lines
from figures import Figure, Pair, middle, number, ratio
from litestar import Request
from peers import voxpop
from peers.running import HOST, Server
from places import OUT
from probing import cpu, percentile, worker

from measures.posting import SECONDS, to_voxpop
from voxpop.app import furnish
from voxpop.lib import names
from voxpop.lib.ids import now
from voxpop.people import door, sessions, tokens
from voxpop.settings import load

SESSIONS = 100_000
ACTIVE = 2_000  # of them take part in a conversation at once
ASKED = 5_000
ROUNDS = 5
WAITING = 48  # sign-ins at once
MEANWHILE = 4  # seconds: less than what a provider is given to answer
SLOW = ("github", "discord", "wordpress")  # one for each round: who has not answered is left alone for a while
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
        _waiting(folder, drafts),
    ]


def _waiting(folder: Path, drafts: Path) -> Figure:
    with socket.create_server((HOST, 0), backlog=WAITING) as silent:
        keys = {"id": "bench", "secret": "bench", "server": f"http://{HOST}:{silent.getsockname()[1]}"}
        settings = {"VOXPOP_SIGN_IN": json.dumps(dict.fromkeys(SLOW, keys))}
        pairs: list[Pair] = []
        with voxpop.started(folder, **settings) as ours:
            drive(to_voxpop(ours, drafts, 16), 1)
            for provider in SLOW:
                alone = drive(to_voxpop(ours, drafts, 16), MEANWHILE).latency[99.0]
                with ExitStack() as open_:
                    for _ in range(WAITING):
                        open_.enter_context(closing(_comes_back(ours, provider)))
                    beside = drive(to_voxpop(ours, drafts, 16), MEANWHILE).latency[99.0]
                pairs.append((beside, alone))
    mine, quiet = middle(pairs)
    return Figure(
        "signing in",
        f"p99 of a post, {WAITING} sign-ins wait for a provider",
        ratio(pairs),
        " ×",
        2,
        at_least=False,
        small=f"{number(mine)} ms, {number(quiet)} ms while nobody waits",
        digits=2,
    )


def _comes_back(server: Server, provider: str) -> http.client.HTTPConnection:
    """A connection on which somebody is back from a provider and waits for what it says."""
    asked = http.client.HTTPConnection(HOST, server.port, timeout=30)
    form = urlencode({"site": "default", "thread": data.HUNDRED, "text": "half a sentence"})
    headers = {"Origin": data.PAPER, "Content-Type": "application/x-www-form-urlencoded"}
    asked.request("POST", f"/sign-in/{provider}", form, headers)
    answer = asked.getresponse()
    answer.read()
    refresh = answer.getheader("refresh", "")
    state = parse_qs(urlsplit(refresh.partition("url=")[2]).query).get("state")
    if answer.status != 200 or not state:
        raise SystemExit(f"bench: setting out to sign in was answered {answer.status}")
    cookie = answer.getheader("set-cookie", "").partition(";")[0]
    asked.request("GET", f"/sign-in/{provider}/back?code=one&state={state[0]}", headers={"Cookie": cookie})
    return asked


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
    return SITE, at + nth, tokens.hashed(token(nth)), at + nth, at, at + sessions.LASTS


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


def _request(sent: str) -> Request[Any, Any, Any]:
    headers = [(b"host", b"paper.example"), (b"cookie", sent.encode())]
    scope: Any = {"type": "http", "headers": headers, "client": ("127.0.0.1", 1), "method": "GET"}
    return Request(scope)
