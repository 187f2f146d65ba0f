"""One Voxpop asks another in Akismet's place, each in a process of its own."""

import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from tests.support import waiting
from tests.support.server import COMMAND, Server

Start = Callable[..., Server]

GUARANTEED = "akismet-guaranteed-spam"


def command(server: Server, *words: str) -> str:
    done = subprocess.run([COMMAND, *words, "--data", server.data], check=True, capture_output=True, text=True)
    return done.stdout


def rows(server: Server, sql: str) -> list[tuple[Any, ...]]:
    engine = create_engine(f"sqlite:///{server.data / 'voxpop.db'}")
    with engine.connect() as conn:
        found = [tuple(row) for row in conn.execute(text(sql))]
    engine.dispose()
    return found


class Pair:
    """`asked` answers by Akismet's protocol; `asking` has a key for it."""

    def __init__(self, start: Start) -> None:
        quiet = {"VOXPOP_RATE_LIMITS": "off"}
        self.asked = start(data="asked", env=quiet)
        key = command(self.asked, "akismet", "key", "add").split()[0]
        self.asking = start(data="asking", env=quiet | {"VOXPOP_AKISMET_URL": self.asked.url})
        command(self.asking, "site", "set", "default", f"akismet_key={key}")
        self.number = 0
        waiting.until(self.heard, "a comment is asked about and answered")

    def heard(self) -> bool:
        """Does the one ask and the other answer? Both have to see the key first."""
        comment = self.post("Ann Mercer")
        return self.answer(comment) in ("spam", "honest")

    def post(self, name: str) -> int:
        self.number += 1
        said = f"The ferry to the island was twenty minutes late, for the {self.number}th time this year."
        author = {"name": name, "email": "reader@mail.example"}
        sent = {"site": "default", "url": f"{self.asking.url}/ferry", "text": said, "author": author}
        with self.asking.client() as client:
            answer = client.post("/api/v1/comments", json=sent)
        assert answer.status_code in (201, 202), answer.text
        return int(answer.json()["id"])

    def answer(self, comment: int) -> str:
        [(word,)] = rows(self.asking, f"SELECT json_extract(asked, '$[1]') FROM sender WHERE comment_id = {comment}")
        return str(word)

    def lessons(self) -> list[tuple[Any, ...]]:
        return rows(self.asked, "SELECT spam FROM lesson WHERE undone IS NULL ORDER BY id")


@pytest.fixture
def pair(start_server: Start) -> Pair:
    return Pair(start_server)


def test_what_the_one_says_the_other_hears_and_what_it_learns_it_is_told(pair: Pair) -> None:
    honest, spam = pair.post("Ann Mercer"), pair.post(GUARANTEED)
    assert [pair.answer(comment) for comment in (honest, spam)] == ["honest", "spam"]
    command(pair.asking, "reject", "--spam", str(honest))
    waiting.until(lambda: pair.lessons() == [(1,)], "the other has learnt from it")
    assert rows(pair.asking, "SELECT agreed, differed FROM advice WHERE NOT spam") == [(0, 1)]
    command(pair.asking, "restore", str(honest))
    waiting.until(lambda: pair.lessons() == [(0,)], "the other has learnt that it was not so")
    waiting.until(lambda: rows(pair.asking, "SELECT COUNT(*) FROM outbox") == [(0,)], "nothing is left to tell")
