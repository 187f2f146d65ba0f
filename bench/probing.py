"""Ask one thing at a time and take the time; look at a process's memory."""

from __future__ import annotations

import http.client
import math
import os
import socket
import time
from pathlib import Path
from typing import NamedTuple

from peers.running import HOST

MIB = 1024.0  # KiB


class Answer(NamedTuple):
    """`took` in ms, from the first byte sent to the last one read."""

    status: int
    headers: dict[str, str]
    body: bytes
    took: float


class Memory(NamedTuple):
    """MiB: all pages resident, and the same with shared pages counted in part."""

    rss: float
    pss: float


class Asker:
    """One kept-open connection."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection(HOST, port, timeout=60)
        self.connection.connect()
        self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(
        self, path: str, headers: dict[str, str] | None = None, method: str = "GET", body: bytes | None = None
    ) -> Answer:
        began = time.perf_counter()
        self.connection.request(method, path, body, headers or {})
        answer = self.connection.getresponse()
        received = answer.read()
        took = (time.perf_counter() - began) * 1000
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, received, took)

    def close(self) -> None:
        self.connection.close()


def percentile(values: list[float], percent: float) -> float:
    """The smallest value that so many percent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def family(pid: int) -> list[int]:
    """A process and all that it started, which are still there."""
    found = [pid]
    for each in found:  # grows while it is walked
        for children in Path(f"/proc/{each}/task").glob("*/children"):
            found += [int(child) for child in children.read_text().split()]
    return found


def memory(pid: int) -> Memory:
    numbers = {
        line.split(":")[0]: int(line.split()[1])
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        if line.endswith("kB")
    }
    return Memory(numbers["Rss"] / MIB, numbers["Pss"] / MIB)


def cpu(pid: int) -> float:
    """Seconds of processor time a process has used, its own and the system's for it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def worker(pid: int) -> int:
    """The process that answers: of a server and its children, the one with the most memory."""
    return max(family(pid), key=lambda each: memory(each).rss)
