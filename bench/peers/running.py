"""Start a server on loopback, wait until it answers, and end it: that one and what it started, nothing else."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HOST = "127.0.0.1"
PATIENCE = 60.0  # s until a server must have answered
GOODBYE = 10.0  # s a server gets to end by itself


class Server(NamedTuple):
    """`ready_after` is the seconds from the start of the process to its first whole answer."""

    pid: int
    port: int
    ready_after: float

    @property
    def origin(self) -> str:
        return f"http://{HOST}:{self.port}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(
    command: list[str], port: int, path: str, log: Path, environment: dict[str, str] | None = None
) -> Iterator[Server]:
    """Raises SystemExit with the end of its log when the server ends early or never answers GET `path` with 200."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        began = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env=os.environ | (environment or {}),
            start_new_session=True,
        )
    try:
        _wait(process, port, path, log)
        yield Server(process.pid, port, time.perf_counter() - began)
    finally:
        _end(process)


def _wait(process: subprocess.Popen[bytes], port: int, path: str, log: Path) -> None:
    until = time.perf_counter() + PATIENCE
    while time.perf_counter() < until:
        if process.poll() is not None:
            break
        if _answers(port, path):
            return
        time.sleep(0.005)
    said = log.read_text(errors="replace")[-2000:]
    raise SystemExit(f"bench: {process.args!r} did not answer GET {path}. The end of {log}:\n{said}")


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status == 200
    except OSError:  # not listening yet
        return False
    finally:
        connection.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(GOODBYE)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
