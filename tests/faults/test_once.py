"""The same draft many times at once: one comment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.faults import sound
from tests.faults.writers import draft, fields
from tests.support.server import Server

TIMES = 32


@pytest.mark.parametrize("workers", ["1", "2"])
def test_the_same_draft_32_times_at_once_is_one_comment(
    start_server: Callable[..., Server], chosen: str, workers: str
) -> None:
    server = start_server("--workers", workers, database=chosen, env={"VOXPOP_RATE_LIMITS": "off"})
    together = threading.Barrier(TIMES)

    def post(_: int) -> httpx.Response:
        with server.client() as client:
            client.get("/healthz")
            together.wait()
            return client.post("/api/v1/comments", json=draft(server, "Once."), headers=fields(server, key="once"))

    with ThreadPoolExecutor(TIMES) as readers:
        answers = list(readers.map(post, range(TIMES)))
    assert [answer.status_code for answer in answers] == [201] * TIMES
    assert {answer.json()["id"] for answer in answers} == set(sound.comments(sound.place(chosen, server)).values())
    assert sound.faults(sound.place(chosen, server)) == []


def test_the_same_words_without_a_key_are_one_comment_and_refusals(
    start_server: Callable[..., Server], chosen: str
) -> None:
    server = start_server(database=chosen, env={"VOXPOP_RATE_LIMITS": "off"})
    together = threading.Barrier(TIMES)

    def post(_: int) -> int:
        with server.client() as client:
            client.get("/healthz")
            together.wait()
            return client.post("/api/v1/comments", json=draft(server, "Once.")).status_code

    with ThreadPoolExecutor(TIMES) as readers:
        assert sorted(readers.map(post, range(TIMES))) == [201] + [409] * (TIMES - 1)
    assert sound.faults(sound.place(chosen, server)) == []
