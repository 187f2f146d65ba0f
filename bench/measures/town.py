"""A town's newspaper, 1,000,000 comments in 50,000 threads: its start, its cold pages, its counts, its memory."""

from __future__ import annotations

import random
import statistics
from pathlib import Path

import data
from driving import Load, drive, lines
from figures import Figure, number
from peers import voxpop
from peers.running import Server
from places import OUT
from probing import Asker, memory, percentile, worker

STARTS = 5
PAGES = 300  # pages read for the first time, one after the other
ASKED = 200  # counts of 100 addresses each
CROWD = 20_000  # different pages read by 16 readers before the memory is looked at
SECONDS = 10


def measure() -> list[Figure]:
    folder = data.filled("town")
    urls = data.urls(folder)
    random.Random(7).shuffle(urls)
    fresh = iter([data.largest(folder), *urls])
    firsts = [_start(folder, next(fresh)) for _ in range(STARTS)]
    ready, pages = [first[0] for first in firsts], [first[1] for first in firsts]
    with voxpop.started(folder) as server:
        quiet = memory(worker(server.pid))
        cold = _pages(server, [next(fresh) for _ in range(PAGES)])
        counts = _counts(server, urls)
        _crowd(server, urls)
        full = memory(worker(server.pid))
    return [
        Figure(
            "a town",
            "start to first answer",
            statistics.median(ready),
            " s",
            1.5,
            at_least=False,
            small=f"slowest of {STARTS}: {number(max(ready))} s",
        ),
        Figure(
            "a town",
            "first page of a fresh process",
            statistics.median(pages),
            " ms",
            30,
            at_least=False,
            small=f"slowest of {STARTS}: {number(max(pages))} ms",
        ),
        Figure(
            "a town",
            "a page nobody has read yet",
            statistics.median(cold),
            " ms",
            30,
            at_least=False,
            small=f"p99 {number(percentile(cold, 99))} ms",
        ),
        Figure(
            "a town",
            "counts for 100 addresses, p99",
            percentile(counts, 99),
            " ms",
            20,
            at_least=False,
            small=f"median {number(statistics.median(counts))} ms",
        ),
        Figure(
            "a town",
            "memory of the worker",
            full.rss,
            " MiB",
            120,
            at_least=False,
            small=f"its share {number(full.pss)} MiB; at the start {number(quiet.rss)} MiB",
        ),
    ]


def _start(folder: Path, url: str) -> tuple[float, float]:
    """Seconds until a new process answers, and ms that its first page takes."""
    with voxpop.started(folder) as server:
        page = Asker(server.port).ask(voxpop.conversation(url), {"Accept-Encoding": "gzip"})
        _expect(page.status, url)
        return server.ready_after, page.took


def _pages(server: Server, urls: list[str]) -> list[float]:
    asker, took = Asker(server.port), []
    for url in urls:
        page = asker.ask(voxpop.conversation(url), {"Accept-Encoding": "gzip"})
        _expect(page.status, url)
        took.append(page.took)
    return took


def _counts(server: Server, urls: list[str]) -> list[float]:
    asker, chance, took = Asker(server.port), random.Random(8), []
    for _ in range(ASKED):
        answer = asker.ask(voxpop.counts(chance.sample(urls, 100)))
        _expect(answer.status, "counts")
        took.append(answer.took)
    return took


def _crowd(server: Server, urls: list[str]) -> None:
    paths = [
        voxpop.conversation(url, order)
        for nth, url in enumerate(urls[:CROWD])
        for order in (("", "newest", "best")[nth % 3],)
    ]
    paths[::50] = [voxpop.counts(urls[nth : nth + 100]) for nth in range(0, len(paths), 50)]
    run = drive(
        Load(
            server.origin,
            16,
            script="read.lua",
            arguments=(str(lines(OUT / "read.paths", paths)), "Accept-Encoding", "gzip"),
        ),
        SECONDS,
    )
    if run.failed:
        raise SystemExit(f"bench: {run.failed} of {run.total} pages of the town were not answered")


def _expect(status: int, what: str) -> None:
    if status != 200:
        raise SystemExit(f"bench: {what} was answered {status}")
