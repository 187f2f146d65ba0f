"""Two processes serve one database: what is written through one is seen through the other within a second."""

import http.client
import json
import uuid
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from tests.faults.writers import draft, fields
from tests.support import waiting
from tests.support.server import Server

MADE = "voxpop_pages_made_total "
CROWD = 32  # connections made at once, of which each worker gets some


class Fixed:
    """One connection, and so one and the same worker for all that is asked through it."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        self._connection.connect()

    def get(self, path: str) -> str:
        self._connection.request("GET", path)
        return self._connection.getresponse().read().decode()

    def post(self, text: str) -> int:
        self._connection.request("POST", "/api/v1/comments", json.dumps(draft(self.server, text)), fields(self.server))
        answer = self._connection.getresponse()
        answer.read()
        return answer.status

    def pages_made(self) -> int:
        return next(int(line.split()[1]) for line in self.get("/metrics").splitlines() if line.startswith(MADE))

    def close(self) -> None:
        self._connection.close()


def one_of_each(server: Server) -> list[Fixed]:
    """A connection to each of two workers, told apart by who knows that a page was made."""
    found: list[Fixed] = []

    def look() -> bool:
        asked = [Fixed(server) for _ in range(CROWD)]
        before = [one.pages_made() for one in asked]
        asked[0].get(f"/api/v1/threads?site=default&url={server.url}/{uuid.uuid4()}")
        others = [one for one, made in zip(asked, before, strict=True) if one.pages_made() == made]
        found[:] = [asked[0], others[0]] if others else []
        for one in asked:
            if one not in found:
                one.close()
        return bool(found)

    waiting.until(look, "both workers take connections")
    return found


@pytest.fixture
def two(start_server: Callable[..., Server], chosen: str) -> Iterator[list[Fixed]]:
    found = one_of_each(start_server("--workers", "2", database=chosen, env={"VOXPOP_RATE_LIMITS": "off"}))
    yield found
    for one in found:
        one.close()


def shows(reader: Fixed, page: str, text: str) -> bool:
    return text in reader.get(page)


def test_a_comment_is_seen_through_the_other_worker_within_a_second(two: list[Fixed]) -> None:
    page = f"/api/v1/threads?site=default&url={two[0].server.url}/talk"
    for turn in range(6):
        writer, reader = two[turn % 2], two[1 - turn % 2]
        reader.get(page)
        reader.get(page)  # from the hot door now
        assert writer.post(f"Seen, {turn}?") == 201
        assert f"Seen, {turn}?" in writer.get(page), "writers see their own at once"
        waiting.until(partial(shows, reader, page, f"Seen, {turn}?"), "the other worker shows it")


def test_two_workers_never_give_two_comments_one_id(two: list[Fixed]) -> None:
    for turn in range(60):
        assert two[turn % 2].post(f"Number {turn}.") == 201
    page = json.loads(two[0].get(f"/api/v1/threads?site=default&url={two[0].server.url}/talk"))
    ids = [comment["id"] for comment in page["comments"]]
    assert len(set(ids)) == 60
    assert [comment["text"] for comment in sorted(page["comments"], key=lambda c: c["id"])] == [
        f"Number {turn}." for turn in range(60)
    ]
