"""Posting: durable comments a second beside Isso, and how long one takes while others read."""

from __future__ import annotations

import itertools
from collections import Counter
from pathlib import Path

import data
from driving import Load, Run, begin, drive, end, lines
from figures import Figure, Pair, middle, number, ratio
from peers import isso, voxpop
from peers.running import Server
from places import OUT
from probing import cpu, worker

ROUNDS = 3
SECONDS = 5
WITH_READERS = 8
CREDIT = 1_000_000  # numbers kept for each run, so that no two runs post the same text

_runs = itertools.count(1)


def measure() -> list[Figure]:
    folder = data.copied("conversation")
    before = data.count(folder)
    drafts = {
        "voxpop": lines(OUT / "drafts.voxpop", data.for_voxpop()),
        "isso": lines(OUT / "drafts.isso", data.for_isso()),
    }
    with voxpop.started(folder) as ours, isso.started("/hundred", data.comments(folder, data.HUNDRED)) as peer:
        drive(to_voxpop(ours, drafts["voxpop"], 64), 1)
        process, runs, spent = worker(ours.pid), [], 0.0
        for _ in range(ROUNDS):
            began = cpu(process)
            mine = drive(to_voxpop(ours, drafts["voxpop"], 64), SECONDS)
            spent += cpu(process) - began
            runs.append((mine, drive(_to_isso(peer, drafts["isso"]), SECONDS)))
        busy = [_with_readers(ours, drafts["voxpop"], urls) for urls in ([data.HUNDRED], data.BUSY)]
    posted = [run for run, _ in runs] + [run for run, _ in busy]
    _prove_kept(posted, data.count(folder) - before)
    return [*_rates(runs, 1e6 * spent / sum(run.total for run, _ in runs)), *_waits(*busy)]


def to_voxpop(server: Server, drafts: Path, connections: int, cookies: Path | None = None) -> Load:
    return _posts(server, drafts, connections, "/api/v1/comments", data.PAPER, cookies)


def _to_isso(server: Server, drafts: Path) -> Load:
    return _posts(server, drafts, 64, "/new?uri=/busy", server.origin)


def _posts(server: Server, drafts: Path, connections: int, path: str, origin: str, cookies: Path | None = None) -> Load:
    first = str(next(_runs) * CREDIT)
    more = (str(cookies),) if cookies else ()
    return Load(server.origin, connections, script="post.lua", arguments=(str(drafts), first, path, origin, *more))


def _with_readers(server: Server, drafts: Path, urls: list[str]) -> tuple[Run, Run]:
    """16 connections post while 16 others read `urls` in turn."""
    paths = lines(OUT / "read.paths", [voxpop.conversation(url) for url in urls])
    reading = begin(
        Load(server.origin, 16, script="read.lua", arguments=(str(paths), "Accept-Encoding", "gzip")), WITH_READERS
    )
    writing = begin(to_voxpop(server, drafts, 16), WITH_READERS)
    return end(writing), end(reading)


def _prove_kept(runs: list[Run], kept: int) -> None:
    """Raises SystemExit when fewer comments are in the database than were answered 201 or 202, or a post failed."""
    answered = sum((Counter(run.answered) for run in runs), Counter[int]())
    good = answered[201] + answered[202]
    if kept < good:
        raise SystemExit(f"bench: {good} posts were answered 201 or 202, and {kept} are in the database")
    if refused := next((run.refusal for run in runs if run.refusal), ""):
        raise SystemExit(f"bench: posts were answered {dict(answered)}; the first refusal: {refused}")


def _rates(runs: list[tuple[Run, Run]], each: float) -> list[Figure]:
    """`each`: µs of processor time for a post."""
    pairs: list[Pair] = [(ours.good, theirs.good) for ours, theirs in runs]
    mine, theirs = middle(pairs)
    wait = sorted(run.latency[99.0] for run, _ in runs)[len(runs) // 2]
    return [
        Figure(
            "posting",
            "durable posts, 64 connections",
            mine,
            " /s",
            2500,
            small=f"p99 {number(wait)} ms; {number(each)} µs of processor time each",
        ),
        Figure(
            "posting",
            "durable posts, beside Isso",
            ratio(pairs),
            " ×",
            12,
            small=f"{number(mine)} against {number(theirs)} posts/s",
        ),
    ]


def _waits(apart: tuple[Run, Run], same: tuple[Run, Run]) -> list[Figure]:
    return [
        Figure(
            "posting",
            "p99 of a post, 16 write and 16 read",
            apart[0].latency[99.0],
            " ms",
            100,
            at_least=False,
            small=_rest(apart),
        ),
        Figure(
            "posting",
            "the same, reading what is written to",
            same[0].latency[99.0],
            " ms",
            100,
            at_least=False,
            small=_rest(same),
        ),
    ]


def _rest(runs: tuple[Run, Run]) -> str:
    writing, reading = runs
    rates = f"{number(writing.good)} posts/s beside {number(reading.good)} pages/s"
    return f"{rates}; p99 of a page {number(reading.latency[99.0])} ms"
