"""A server that is killed while it forgets somebody goes on when it is back, and nothing of theirs is left."""

import random
from collections.abc import Callable

import pytest

from tests.faults.writers import draft, fields
from tests.support import waiting
from tests.support.server import Server
from tests.test_cli import told

WORD = "quaggally"
WHO = {"name": f"{WORD} Ann", "email": f"{WORD}@private.example"}
QUIET = {"VOXPOP_RATE_LIMITS": "off"}
SAID = 120
KILLS = 3


def left(server: Server) -> bool:
    files = [file for file in server.data.rglob("*") if file.is_file()]
    return any(WORD.encode() in file.read_bytes() for file in files)


def erased(server: Server) -> bool:
    """Is the list written, which comes after everything is gone?"""
    return (server.data / "erased.jsonl").exists()


@pytest.mark.parametrize("seed", [1, 2])
def test_killed_again_and_again_it_still_forgets(start_server: Callable[..., Server], seed: int) -> None:
    chance = random.Random(seed)
    server = start_server(env=QUIET)
    with server.client() as client:
        for number in range(SAID):
            sent = draft(server, f"{WORD} number {number}.") | {"author": WHO}
            assert client.post("/api/v1/comments", json=sent, headers=fields(server)).status_code in (201, 202)
        form = {"site": "default", "extent": "all", "sure": "on"}
        answer = client.post("/privacy/yours/forget", data=form, headers={"Origin": server.url})
        assert answer.status_code == 303
    assert left(server)
    for _ in range(KILLS):
        with pytest.raises(TimeoutError):
            waiting.until(lambda: False, "the middle of it", 2 + chance.random() * 2)
        server.kill()
        server = start_server(env=QUIET)
    waiting.until(lambda: erased(server), "nothing of theirs is left", 200)
    assert not left(server)
    assert told("verify", "--data", server.data).status == 0
