"""SIGTERM while readers write: what is under way is finished, what was promised is there."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable

import httpx
import pytest

from tests.faults import sound
from tests.faults.launch import broken
from tests.faults.test_kill import workers
from tests.faults.writers import Writers, draft, fields
from tests.support import waiting
from tests.support.server import Server

Start = Callable[..., Server]

GRACE = 10.0  # seconds for what is under way
QUIET = {"VOXPOP_RATE_LIMITS": "off"}


@pytest.mark.parametrize("number", ["1", "2"])
def test_a_server_told_to_stop_under_load_keeps_what_it_promised(start_server: Start, chosen: str, number: str) -> None:
    server = start_server("--workers", number, database=chosen, env=QUIET)
    with Writers(server, 8) as writers:
        waiting.until(lambda: len(writers.promised) >= 50, "the first comments are in")
        server.stop(GRACE + 3)
    there = sound.comments(sound.place(chosen, server))
    assert {text: there.get(text) for text in writers.promised} == writers.promised
    assert len(there) - len(writers.promised) <= 8, "an answer was lost for more than what was under way"
    assert writers.refused == []
    assert sound.faults(sound.place(chosen, server)) == []


def test_a_comment_under_way_is_answered_before_the_end(start_server: Start, chosen: str) -> None:
    server = start_server(database=chosen, **broken("slow=2"))
    answers: list[httpx.Response] = []

    def post() -> None:
        with server.client() as client:
            answers.append(client.post("/api/v1/comments", json=draft(server, "Wait for me."), headers=fields(server)))

    reader = threading.Thread(target=post)
    reader.start()
    time.sleep(0.7)  # the only sign that it is under way would be its answer
    began = time.monotonic()
    server.stop(GRACE + 3)
    reader.join()
    assert 0.5 < time.monotonic() - began < GRACE
    assert [answer.status_code for answer in answers] == [201]
    assert set(sound.comments(sound.place(chosen, server))) == {"Wait for me."}


def test_sockets_that_say_nothing_do_not_keep_it(start_server: Start) -> None:
    server = start_server(env=QUIET)
    with server.client() as idle, server.client() as another:
        idle.get("/healthz")
        another.get("/")
        began = time.monotonic()
        server.stop(GRACE)
    assert time.monotonic() - began < GRACE - 2


def test_a_body_that_never_ends_keeps_it_for_the_grace_and_no_longer(start_server: Start) -> None:
    server = start_server(**broken("grace=1"))
    head = (
        b"POST /api/v1/comments HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{"
    )
    with socket.create_connection(("127.0.0.1", server.port)) as half:
        half.sendall(head)
        with server.client() as client:
            assert client.get("/healthz").status_code == 200
        began = time.monotonic()
        server.stop(GRACE)
    assert time.monotonic() - began > 1


def test_a_second_signal_is_not_needed_with_two_workers(start_server: Start) -> None:
    server = start_server("--workers", "2", env=QUIET)
    children = workers(server)
    server.stop(GRACE)
    for child in children:
        with pytest.raises(ProcessLookupError):
            os.kill(child, signal.SIG_DFL)
