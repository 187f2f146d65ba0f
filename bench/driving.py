"""Drive a server with wrk on loopback and read what wrk prints.

One load process with one thread: the other core is the server's.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from places import LUA, libraries, program

UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0, "h": 3_600_000.0}  # in ms
QUANTILE = re.compile(r"^\s+([\d.]+)%\s+([\d.]+)(us|ms|s|m|h)\s*$", re.MULTILINE)
RATE = re.compile(r"^Requests/sec:\s+([\d.]+)", re.MULTILINE)
TOTAL = re.compile(r"^\s*(\d+) requests in ", re.MULTILINE)
SOCKETS = re.compile(r"^\s*Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", re.MULTILINE)
REFUSED = re.compile(r"^\s*Non-2xx or 3xx responses: (\d+)", re.MULTILINE)
ANSWERED = re.compile(r"^Answered (\d+): (\d+)", re.MULTILINE)
FIRST = re.compile(r"^First refusal: (.*)", re.MULTILINE)


@dataclass(frozen=True)
class Run:
    """`rate` in answers a second, `latency` in ms by percent, `failed`: not 2xx or 3xx, or no answer."""

    rate: float
    total: int
    failed: int
    latency: dict[float, float]
    answered: dict[int, int] = field(default_factory=dict)
    refusal: str = ""

    @property
    def good(self) -> float:
        """Answers a second that were what was asked for."""
        return self.rate * (self.total - self.failed) / self.total if self.total else 0.0


@dataclass(frozen=True)
class Load:
    """What to ask: `script` with its `arguments`, or else GET `path`."""

    url: str
    connections: int
    headers: tuple[tuple[str, str], ...] = ()
    script: str = ""
    arguments: tuple[str, ...] = ()


def read(printed: str) -> Run:
    """What wrk printed, as numbers. Raises ValueError when it does not say how many requests it made."""
    rate, total = RATE.search(printed), TOTAL.search(printed)
    if rate is None or total is None:
        raise ValueError(f"wrk printed no rate:\n{printed}")
    sockets, refused, first = SOCKETS.search(printed), REFUSED.search(printed), FIRST.search(printed)
    failed = (int(refused[1]) if refused else 0) + (sum(map(int, sockets.groups())) if sockets else 0)
    return Run(
        rate=float(rate[1]),
        total=int(total[1]),
        failed=failed,
        latency={float(percent): float(value) * UNITS[unit] for percent, value, unit in QUANTILE.findall(printed)},
        answered={int(status): int(count) for status, count in ANSWERED.findall(printed)},
        refusal=first[1] if first else "",
    )


def begin(load: Load, seconds: float) -> subprocess.Popen[str]:
    command = [program("wrk"), "-t1", f"-c{load.connections}", f"-d{seconds:g}s", "--latency", "--timeout", "10s"]
    for name, value in load.headers:
        command += ["-H", f"{name}: {value}"]
    command += ["-s", str(LUA / load.script)] if load.script else []
    command += [load.url, *(("--", *load.arguments) if load.arguments else ())]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ | libraries()
    )


def end(process: subprocess.Popen[str]) -> Run:
    printed, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"bench: wrk ended with {process.returncode}:\n{printed}")
    return read(printed)


def drive(load: Load, seconds: float) -> Run:
    return end(begin(load, seconds))


def lines(path: Path, written: list[str]) -> Path:
    """A file of one line each, for a script to read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in written), encoding="utf-8")
    return path
