"""Streams of a real server: its end, its workers, and listeners who dawdle, vanish or come in crowds."""

import contextlib
import http.client
import os
import re
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.launch import broken
from tests.faults.raw import asked
from tests.faults.test_kill import workers
from tests.faults.test_slow_clients import is_ended
from tests.faults.writers import draft, fields
from tests.support import waiting
from tests.support.listening import Event, events_of
from tests.support.server import Server

Start = Callable[..., Server]

QUIET = {"VOXPOP_RATE_LIMITS": "off"}
CROWD = 200
GRACE = 10.0  # seconds for what is under way
LINGER = b"\x01\x00\x00\x00\x00\x00\x00\x00"  # close sends RST


def target(server: Server, more: str = "") -> str:
    return f"/live?site=default&url={server.url}/talk{more}"


class Listener:
    """One connection on which a stream is read; it knows what came, and whether it is over."""

    def __init__(self, server: Server, last: int | None = None) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        self._connection.request("GET", target(server), headers={"Last-Event-ID": str(last)} if last else {})
        self._answer = self._connection.getresponse()
        assert self._answer.status == 200
        self.body = b""
        self.over = False
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def _read(self) -> None:
        with contextlib.suppress(OSError, http.client.HTTPException, ValueError, AttributeError):
            while piece := self._answer.read1(65536):
                self.body += piece
        self.over = True

    @property
    def events(self) -> list[Event]:
        return events_of(self.body)

    @property
    def heard(self) -> list[int]:
        return [event.data["id"] for event in self.events if event.kind == "comment"]

    @property
    def last(self) -> int:
        return max((event.number for event in self.events if event.number), default=0)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            if self._connection.sock is not None:
                self._connection.sock.shutdown(socket.SHUT_RDWR)
        self._reading.join()
        self._connection.close()


@contextlib.contextmanager
def listeners(server: Server, number: int) -> Iterator[list[Listener]]:
    made = [Listener(server) for _ in range(number)]
    try:
        waiting.until(lambda: all(one.last for one in made), "all streams have begun")
        yield made
    finally:
        for one in made:
            one.close()


def post(server: Server, text: str) -> int:
    with server.client() as client:
        answer = client.post("/api/v1/comments", json=draft(server, text), headers=fields(server))
    assert answer.status_code == 201
    return int(answer.json()["id"])


def streams(server: Server) -> int:
    with server.client() as client:
        found = re.search(r"^voxpop_streams ([0-9]+)$", client.get("/metrics").text, re.MULTILINE)
    assert found
    return int(found[1])


def test_streams_do_not_keep_a_server_that_is_told_to_stop(start_server: Start) -> None:
    server = start_server(env=QUIET)
    with listeners(server, 50) as those:
        began = time.monotonic()
        server.stop()
        assert time.monotonic() - began < GRACE - 2
        waiting.until(lambda: all(one.over for one in those), "all streams are over")
        assert all(one.body.endswith(b"\n\n") for one in those)
    assert b"ERROR" not in server.log.read_bytes().replace(b"has not been built", b"")


def test_what_is_written_through_one_worker_is_heard_through_the_other(start_server: Start, chosen: str) -> None:
    server = start_server("--workers", "2", database=chosen, env=QUIET)
    with listeners(server, 16) as those:  # so many that each worker has some
        numbers = [post(server, f"Number {number}.") for number in range(4)]
        waiting.until(lambda: all(one.heard == numbers for one in those), "all have heard all")
        began = time.monotonic()
        server.stop()
        assert time.monotonic() - began < GRACE - 2


def test_who_listened_to_a_worker_that_is_killed_hears_all_of_it_from_another(start_server: Start, chosen: str) -> None:
    server = start_server("--workers", "2", database=chosen, env=QUIET)
    with listeners(server, 16) as those:
        first = post(server, "Before.")
        waiting.until(lambda: all(one.heard == [first] for one in those), "all have heard the first")
        os.kill(max(workers(server), key=sockets), signal.SIGKILL)  # one may have been given all of them
        waiting.until(lambda: any(one.over for one in those), "streams end with their worker")
        meanwhile = post_when_it_can_be(server, "Meanwhile.")
        with contextlib.ExitStack() as stack:
            again = [Listener(server, one.last) for one in those if one.over]
            for one in again:
                stack.callback(one.close)
            rest = [one for one in those if not one.over]
            waiting.until(lambda: all(meanwhile in one.heard for one in again + rest), "all have heard the second")


def sockets(process: int) -> int:
    """How many a process has open."""
    found = 0
    for one in Path(f"/proc/{process}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # closed since
            found += os.readlink(one).startswith("socket:")
    return found


def post_when_it_can_be(server: Server, text: str) -> int:
    """A connection may still be given to the worker that has died."""
    for _ in range(20):
        with contextlib.suppress(Exception):
            return post(server, text)
    raise AssertionError("nobody takes a comment")


def test_who_never_reads_is_ended_and_who_hears_nothing_for_long_is_not(start_server: Start) -> None:
    server = start_server(**broken("deadlines=1,2,3,1.5,1"))
    long = "Many words. " * 1300
    with listeners(server, 1) as quiet, socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.connect(("127.0.0.1", server.port))
        deaf.sendall(asked(target(server)))
        waiting.until(lambda: streams(server) == 2, "both listen")
        time.sleep(4)  # longer than any deadline
        assert not quiet[0].over
        stop = threading.Event()
        talking = threading.Thread(target=talk, args=(server, long, stop))
        talking.start()
        try:
            waiting.until(lambda: streams(server) == 1, "who never reads is ended", 90)
        finally:
            stop.set()
            talking.join()
        assert not quiet[0].over
        assert is_ended(deaf)


def talk(server: Server, text: str, stop: threading.Event) -> None:
    number = 0
    while not stop.is_set():
        number += 1
        post(server, f"{number}. {text}")


def test_a_crowd_that_comes_and_vanishes_leaves_nothing(start_server: Start) -> None:
    server = start_server(env=QUIET)
    for turn in range(3):
        with contextlib.ExitStack() as stack:
            for number in range(CROWD):
                sock = stack.enter_context(socket.create_connection(("127.0.0.1", server.port)))
                sock.sendall(asked(target(server, f"{number % 9}&since=0")))
                if (number + turn) % 3 == 0:
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER)
                    sock.close()
            post(server, f"Turn {turn}.")
    waiting.until(lambda: streams(server) == 0, "nobody listens any more")
    assert b"Traceback" not in server.log.read_bytes()


def test_what_follows_a_stream_on_its_connection_waits_for_its_end(start_server: Start) -> None:
    server = start_server(env=QUIET)
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as sock:
        sock.sendall(asked(target(server)) + asked("/healthz"))
        heard = b""
        while b"retry: " not in heard:
            heard += sock.recv(65536)
        post(server, "Well.")
        while b"event: count" not in heard:
            heard += sock.recv(65536)
    assert heard.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_stream_without_chunks_for_who_does_not_know_them(start_server: Start, version: str) -> None:
    server = start_server(env=QUIET)
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as sock:
        sock.sendall(asked(target(server), version=version))
        heard = b""
        while b"retry: " not in heard:
            heard += sock.recv(65536)
        assert heard.startswith(b"HTTP/1.1 200 ")
