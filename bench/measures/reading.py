"""Reading a conversation: beside nginx with the same bytes, beside Isso, beside a thread a thousand times longer."""

from __future__ import annotations

import json
from contextlib import ExitStack

import data
from driving import Load, drive
from figures import Figure, Pair, middle, number, ratio
from peers import isso, nginx, voxpop
from peers.running import Server
from probing import Answer, Asker

ROUNDS = 3
SECONDS = 4
COLD = 25  # times that each thread is changed and read
CODINGS = ("identity", "gzip")


def measure() -> list[Figure]:
    folder = data.copied("conversation")
    with ExitStack() as servers:
        ours = servers.enter_context(voxpop.started(folder))
        bodies = {coding: _page(ours, coding).body for coding in CODINGS}
        files = servers.enter_context(nginx.started(nginx.Bodies(**bodies)))
        peer = servers.enter_context(isso.started("/hundred", data.comments(folder, data.HUNDRED)))
        return [
            *_beside_nginx_and_isso(ours, files, peer, {coding: len(body) for coding, body in bodies.items()}),
            *_unchanged(ours, files),
            *_long_thread(ours),
        ]


def _page(server: Server, coding: str) -> Answer:
    answer = Asker(server.port).ask(voxpop.conversation(data.HUNDRED), {"Accept-Encoding": coding})
    if answer.status != 200 or answer.headers.get("content-encoding", "identity") != coding:
        raise SystemExit(f"bench: the thread of 100 comments was answered {answer.status}, {answer.headers}")
    return answer


def _beside_nginx_and_isso(ours: Server, files: Server, peer: Server, sizes: dict[str, int]) -> list[Figure]:
    beside: dict[str, list[Pair]] = {coding: [] for coding in CODINGS}
    isso_pairs: list[Pair] = []
    path = voxpop.conversation(data.HUNDRED)
    _rate(ours, path, "gzip", seconds=1)
    for _ in range(ROUNDS):
        for coding in CODINGS:
            beside[coding].append((_rate(ours, path, coding), _rate(files, f"/{coding}", coding)))
        isso_pairs.append((beside["identity"][-1][0], drive(Load(f"{peer.origin}/?uri=/hundred", 16), SECONDS).good))
    return [
        *(
            Figure(
                "reading",
                f"100 comments, {coding}, beside nginx",
                ratio(pairs),
                " ×",
                0.5,
                small=f"{_rates(pairs)}, {number(sizes[coding] / 1024)} KiB",
            )
            for coding, pairs in beside.items()
        ),
        Figure("reading", "100 comments, beside Isso", ratio(isso_pairs), " ×", 300, small=_rates(isso_pairs)),
    ]


def _unchanged(ours: Server, files: Server) -> list[Figure]:
    path = voxpop.conversation(data.HUNDRED)
    known = [("If-None-Match", _tag(ours, path)), ("If-None-Match", _tag(files, "/gzip"))]
    pairs = [
        (_rate(ours, path, "gzip", known=known[0]), _rate(files, "/gzip", "gzip", known=known[1]))
        for _ in range(ROUNDS)
    ]
    return [Figure("reading", "unchanged (304), beside nginx", ratio(pairs), " ×", 0.5, small=_rates(pairs))]


def _tag(server: Server, path: str) -> str:
    asker = Asker(server.port)
    tag = asker.ask(path, {"Accept-Encoding": "gzip"}).headers["etag"]
    again = asker.ask(path, {"Accept-Encoding": "gzip", "If-None-Match": tag})
    if again.status != 304 or again.body:
        raise SystemExit(f"bench: {server.origin}{path} answers {again.status} to the ETag that it gave")
    return tag


def _long_thread(ours: Server) -> list[Figure]:
    short, long = voxpop.conversation(data.HUNDRED), voxpop.conversation(data.HUNDRED_THOUSAND)
    hot = [(_rate(ours, short, "gzip", seconds=3), _rate(ours, long, "gzip", seconds=3)) for _ in range(ROUNDS)]
    cold = [
        (_cold(ours, data.HUNDRED), _cold(ours, data.HUNDRED_THOUSAND), _cold(ours, data.ONE_BRANCH))
        for _ in range(COLD)
    ]
    to_long, to_branch = [(b, a) for a, b, _ in cold], [(c, a) for a, _, c in cold]
    return [
        Figure(
            "reading",
            "first page of 100,000 comments, ready, beside 100",
            ratio(hot),
            " ×",
            1.3,
            at_least=False,
            small=f"{_rates(hot)}, 100 against 100,000",
        ),
        Figure(
            "reading",
            "first page of 100,000 comments, made anew, beside 100",
            ratio(to_long),
            " ×",
            1.3,
            at_least=False,
            small=_times(to_long),
        ),
        Figure("reading", "the same when all hang under one comment", ratio(to_branch), " ×", small=_times(to_branch)),
    ]


_posted = iter(range(10**9))


def _cold(ours: Server, url: str) -> float:
    """ms for the first reader after somebody has posted: the page is made anew."""
    asker, nth = Asker(ours.port), next(_posted)
    author = {"name": f"Nora Weir {nth}", "email": f"nora{nth}@weir.example"}
    draft = {"site": "default", "url": url, "text": f"And what about number {nth}?", "author": author}
    headers = {"Content-Type": "application/json", "Origin": data.PAPER}
    posted = asker.ask("/api/v1/comments", headers, "POST", json.dumps(draft).encode())
    if posted.status != 201:
        raise SystemExit(f"bench: a post to {url} was answered {posted.status}: {posted.body[:300]!r}")
    return asker.ask(voxpop.conversation(url), {"Accept-Encoding": "gzip"}).took


def _rate(
    server: Server, path: str, coding: str, *, known: tuple[str, str] | None = None, seconds: int = SECONDS
) -> float:
    headers = (("Accept-Encoding", coding), *((known,) if known else ()))
    return drive(Load(server.origin + path, 64, headers), seconds).good


def _rates(pairs: list[Pair]) -> str:
    a, b = middle(pairs)
    return f"{number(a)} against {number(b)} requests/s"


def _times(pairs: list[Pair]) -> str:
    a, b = middle(pairs)
    return f"{number(a)} against {number(b)} ms"
