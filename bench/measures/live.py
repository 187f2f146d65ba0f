"""Live arrivals: the memory of open streams, how soon a comment reaches all who listen, what that costs who posts."""

from __future__ import annotations

import json
import statistics
import threading
import time
from pathlib import Path

import data
from driving import Run, drive, lines
from figures import Figure, Pair, middle, number, ratio
from hearing import Crowd
from peers import voxpop
from peers.running import Server
from places import OUT
from probing import Asker, cpu, memory, percentile, worker

from measures.posting import SECONDS, to_voxpop

OPEN = 5_000
LISTENING = 1_000
COMMENTS = 50  # whose way to all who listen is timed
PAUSE = 0.3  # seconds between them
LATEST = 10.0  # seconds in which all must have heard one
ROUNDS = 3
THREADS = 500  # over which the open streams are spread


def measure() -> list[Figure]:
    folder = data.copied("conversation")
    urls = [data.HUNDRED, *data.BUSY, *(f"{data.PAPER}/nothing-yet/{nth}" for nth in range(THREADS - len(data.BUSY)))]
    with voxpop.started(folder) as ours:
        drafts = lines(OUT / "drafts.voxpop", data.for_voxpop())
        drive(to_voxpop(ours, drafts, 16), 1)  # what the first posts load is not the streams'
        before = memory(worker(ours.pid)).rss
        with Crowd(ours) as crowd:
            crowd.listen(urls, OPEN)
            full = memory(worker(ours.pid)).rss
        time.sleep(1)
        with Crowd(ours) as crowd:
            crowd.listen([data.HUNDRED], LISTENING)
            reached = [_reaches(ours, crowd, nth) for nth in range(COMMENTS)]
        pairs, spent = _posts(ours)
    return [_memory(before, full), *_delays(reached), _throughput(pairs, spent)]


def _memory(before: float, full: float) -> Figure:
    each = 1024 * (full - before) / OPEN
    return Figure(
        "live",
        f"memory with {OPEN:,} open streams",
        full,
        " MiB",
        300,
        at_least=False,
        small=f"{number(before)} MiB without; {number(each)} KiB a stream",
    )


def _reaches(server: Server, crowd: Crowd, nth: int) -> tuple[float, list[float]]:
    """ms from the sending of a comment to its answer, and to each who listens."""
    words = f"How soon is number {nth} of {time.time_ns()} heard?".encode()
    crowd.look_for(words)
    took: list[float] = []
    began = time.perf_counter()
    posting = threading.Thread(target=lambda: took.append(_post(server, words.decode())))
    posting.start()
    crowd.hear(lambda: len(crowd.heard(words)) >= LISTENING, LATEST)
    posting.join()
    heard = crowd.heard(words)
    if len(heard) != LISTENING:
        raise SystemExit(f"bench: {len(heard)} of {LISTENING} who listen heard a comment within {LATEST} s")
    crowd.hear(lambda: False, PAUSE)
    return took[0], [1000 * (when - began) for when in heard]


def _post(server: Server, text: str) -> float:
    asker = Asker(server.port)
    author = {"name": "Ann", "email": "ann@mail.example"}
    body = json.dumps({"site": "default", "url": data.HUNDRED, "text": text, "author": author}).encode()
    headers = {"Origin": data.PAPER, "Content-Type": "application/json"}
    answer = asker.ask("/api/v1/comments", headers, "POST", body)
    asker.close()
    if answer.status != 201:
        raise SystemExit(f"bench: a comment was answered {answer.status}: {answer.body[:200]!r}")
    return answer.took


def _delays(reached: list[tuple[float, list[float]]]) -> list[Figure]:
    each = [delay for _, delays in reached for delay in delays]
    last = [max(delays) for _, delays in reached]
    answered = statistics.median(took for took, _ in reached)
    return [
        Figure(
            "live",
            f"a comment is heard by {LISTENING:,}, p99",
            percentile(each, 99),
            " ms",
            500,
            at_least=False,
            small=f"from its sending; p50 {number(percentile(each, 50))} ms; answered after {number(answered)} ms",
        ),
        Figure(
            "live",
            "the last of them hears it, p50",
            percentile(last, 50),
            " ms",
            small=f"p99 {number(percentile(last, 99))} ms, over {COMMENTS} comments",
        ),
    ]


def _posts(server: Server) -> tuple[list[Pair], list[Pair]]:
    """Posts a second to 50 threads on which 1,000 listen, and when nobody does; µs of processor time for each."""
    drafts = lines(OUT / "drafts.voxpop", data.for_voxpop())
    rates: list[Pair] = []
    spent: list[Pair] = []
    for _ in range(ROUNDS):
        quiet, alone = _posted(server, drafts)
        with Crowd(server) as crowd:
            crowd.listen(data.BUSY, LISTENING)
            over = threading.Event()
            hearing = threading.Thread(target=crowd.hear, args=(over.is_set, 10 * SECONDS))
            hearing.start()
            heard, beside = _posted(server, drafts)
            over.set()
            hearing.join()
        rates.append((heard.good, quiet.good))
        spent.append((beside, alone))
    return rates, spent


def _posted(server: Server, drafts: Path) -> tuple[Run, float]:
    process = worker(server.pid)
    began = cpu(process)
    run = drive(to_voxpop(server, drafts, 16), SECONDS)
    if run.failed:
        raise SystemExit(f"bench: posts were refused: {run.refusal}")
    return run, 1e6 * (cpu(process) - began) / run.total


def _throughput(rates: list[Pair], spent: list[Pair]) -> Figure:
    heard, quiet = middle(rates)
    beside, alone = middle(spent)
    return Figure(
        "live",
        f"posts while {LISTENING:,} listen, beside nobody",
        ratio(rates),
        " ×",
        digits=2,
        small=f"{number(heard)} against {number(quiet)} posts/s; {number(beside)} against {number(alone)} µs each",
    )
