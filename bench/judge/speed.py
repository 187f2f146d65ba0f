"""What the judge costs: a verdict, a lesson, a model, memory, and checks by Akismet's protocol over loopback."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

import numpy as np
from driving import program
from figures import Figure
from peers import voxpop
from places import LUA, PROJECT, VOXPOP

from voxpop.spam import learning, refitting
from voxpop.spam.base import base
from voxpop.spam.features import unpack
from voxpop.spam.fitting import Lesson, fit
from voxpop.spam.judge import judge
from voxpop.spam.known import Known
from voxpop.spam.labelled import Labelled, read
from voxpop.spam.model import Model
from voxpop.spam.recent import Recent
from voxpop.spam.seen import see
from voxpop.storage.database import open_database

FILES = ("base.npz", "frozen.jsonl", "rehearsal.jsonl")
MEMORY = """
import resource, numpy
def used(): return int(next(l for l in open("/proc/self/status") if l.startswith("RssAnon")).split()[1])
from voxpop.spam import judge, model
before = used()
from voxpop.spam.base import base
from voxpop.spam.known import Known
from voxpop.spam.submission import Submission
judge.judge(Submission("The ferry was late."), Known(0, model.Model(base()), {}))
print(used() - before)
"""
SERVED = 8  # seconds
TAUGHT = 500  # lessons behind the model that verdicts are timed with


def measured(corpus: Path) -> list[Figure]:
    rows = read(corpus, labels=True)
    random.Random(1).shuffle(rows)
    return [*_verdicts(rows[:4000]), *_learning(rows), *_size(), _served(rows[:4000])]


def _verdicts(rows: list[Labelled]) -> list[Figure]:
    """By a site's own model, each text remembered as one that was taken."""
    lessons = [Lesson(unpack(learning.features_of(row.submission)), bool(row.spam)) for row in rows[:TAUGHT]]
    known = Known(1, Model(base(), fit(lessons, base(), refitting.rehearsed())), {}, recent := Recent())
    times = []
    for number, row in enumerate(rows):
        given = row.submission._replace(
            address="192.0.2.7", thread=f"t{number % 50}", languages=("en",), now=number * 1_000_000
        )
        start = time.perf_counter()
        judge(given, known)
        times.append((time.perf_counter() - start) * 1e3)
        seen = see(given, known)
        recent.note(seen.sketch, seen.visit)
    middle, slow = np.quantile(times[500:], [0.5, 0.99])
    letters = int(np.median([len(row.submission.text) for row in rows]))
    return [
        Figure(
            "speed",
            "a verdict, median",
            middle,
            " ms",
            0.4,
            at_least=False,
            small=f"{letters} characters at the median",
        ),
        Figure("speed", "a verdict, p99", slow, " ms", 1.5, at_least=False),
    ]


def _learning(rows: list[Labelled]) -> list[Figure]:
    taught = [
        learning.Lesson(bool(row.spam), "key:1", learning.features_of(row.submission), None, number.to_bytes(8))
        for number, row in enumerate(rows[:8000])
    ]
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{folder}/voxpop.db")
        start = time.perf_counter()
        database.write_now(lambda conn: [learning.learn(conn, 1, 10**15 + n, one) for n, one in enumerate(taught)])
        each = (time.perf_counter() - start) / len(taught) * 1e3
        start = time.perf_counter()
        refitting.refit(database, 1, 2 * 10**15)
        refitted = time.perf_counter() - start
        database.close()
    lessons = [Lesson(unpack(one.features), one.spam) for one in taught[:1000]]
    start = time.perf_counter()
    fit(lessons, base(), refitting.rehearsed())
    return [
        Figure("speed", "a lesson", each, " ms", 1.0, at_least=False, small="SQLite, committed 8,000 at a time"),
        Figure("speed", "a model of 1,000 lessons", time.perf_counter() - start, " s"),
        Figure("speed", "a model of the newest 8,000 lessons", refitted, " s", small="however many came before"),
    ]


def _size() -> list[Figure]:
    spam = PROJECT / "src" / "voxpop" / "spam"
    size = sum((spam / name).stat().st_size for name in FILES) / 1e6
    done = subprocess.run([sys.executable, "-c", MEMORY], capture_output=True, text=True, check=True)
    return [
        Figure("speed", "the base model in the wheel", size, " MB", 6.0, at_least=False),
        Figure("speed", "the base model in memory", int(done.stdout) / 1e3, " MB", 40.0, at_least=False),
    ]


def _served(rows: list[Labelled]) -> Figure:
    with tempfile.TemporaryDirectory() as folder:
        data, texts = Path(folder) / "data", Path(folder) / "texts"
        texts.write_text("".join(f"{urllib.parse.quote_plus(row.submission.text)}\n" for row in rows), "utf-8")
        with voxpop.started(data) as server:
            command = [program("wrk"), "-t1", "-c64", f"-d{SERVED}s", "-s", str(LUA / "check.lua")]
            at = [server.origin, "--", str(texts), _key(data)]
            said = subprocess.run([*command, *at], capture_output=True, text=True, check=True, timeout=60).stdout
    rate = re.search(r"checks (\d+) in [\d.]+ s: (\d+)/s; .*failed (\d+); p50 ([\d.]+) ms, p99 ([\d.]+) ms", said)
    if rate is None or int(rate[3]):
        raise SystemExit(f"bench: checks failed:\n{said[-600:]}")
    small = f"64 connections, p50 {rate[4]} ms, p99 {rate[5]} ms"
    return Figure("speed", "checks by Akismet's protocol", float(rate[2]), " /s", 3000, small=small)


def _key(data: Path) -> str:
    made = subprocess.run(
        [str(VOXPOP), "akismet", "key", "add", "--data", str(data)], capture_output=True, text=True, check=True
    )
    found = re.search(r"\b[0-9a-f]{12}\b", made.stdout)
    if found is None:
        raise SystemExit(f"bench: no key was made:\n{made.stdout}{made.stderr}")
    return found[0]


def as_json(figures: list[Figure]) -> str:
    return json.dumps([{"name": one.name, "value": one.value, "unit": one.unit} for one in figures], indent=1)
