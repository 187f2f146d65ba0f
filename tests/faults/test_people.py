"""What is done to people by a command holds at once in servers that run, in each of their processes.

"At once" is as soon as a process looks whether another has written: every quarter of a second on SQLite.
"""

import contextlib
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.support import host, waiting
from tests.support.server import Server
from tests.test_cli import Said, told

QUIET = {"VOXPOP_RATE_LIMITS": "off"}
SITE = {"site": "default"}
CROWD = 8  # connections, of which each worker gets some


class Paper:
    """A server whose site signs its readers in, and the commands of its operator."""

    def __init__(self, server: Server, database: str) -> None:
        self.server = server
        self._where = ("--database", database) if database else ("--data", server.data)
        made = self.command("site", "host-key", "default").out
        found = re.search(r"keep it secret\): (\S+)", made)
        assert found, made
        self._key = host.half(found[1], pair=True)

    def command(self, *words: str) -> Said:
        """`voxpop …` in a process of its own."""
        said = told(*words, *self._where)
        assert said.status == 0, said.err
        return said

    def people(self, *words: str) -> str:
        return self.command("people", *words).out

    def number(self, name: str) -> str:
        """The id that the list shows."""
        found = re.search(rf"(\d{{10,}})\D+{name}", self.people("list"))
        assert found
        return found[1]

    @contextlib.contextmanager
    def reader(self, name: str) -> Iterator[httpx.Client]:
        """A browser in which the site has signed in its reader of this name."""
        with self.server.client() as client:
            waiting.until(lambda: self.let_in(client, name) == 200, "the server knows the key")
            yield client

    def let_in(self, client: httpx.Client, name: str) -> int:
        claims = host.claims(sub=name, name=name, exp=int(time.time()) + 600)
        sent = SITE | {"token": host.signed(claims, key=self._key)}
        return client.post("/api/v1/session", json=sent).status_code

    def crowd(self, client: httpx.Client) -> list[httpx.Client]:
        """The same browser on further connections: they go to all of the processes."""
        several = [self.server.client() for _ in range(CROWD)]
        for each in several:
            each.cookies.update(client.cookies)
        return several


Open = Callable[..., Paper]


@pytest.fixture
def opened(start_server: Callable[..., Server], chosen: str) -> Open:
    return lambda *flags: Paper(start_server(*flags, database=chosen, env=QUIET), chosen)


def who(client: httpx.Client) -> Any:
    return client.get("/api/v1/session", params=SITE).json()["person"]


def test_who_is_banned_is_nobody_in_a_server_that_runs(opened: Open) -> None:
    paper = opened()
    with paper.reader("Ida") as ida, paper.reader("Ole") as ole:
        assert (who(ida)["name"], who(ole)["name"]) == ("Ida", "Ole")
        assert "1 session has ended" in paper.people("ban", paper.number("Ida"))
        waiting.until(lambda: who(ida) is None, "Ida is nobody")
        assert who(ole)["name"] == "Ole"
        assert paper.let_in(ida, "Ida") == 403
        paper.people("unban", paper.number("Ida"))
        waiting.until(lambda: paper.let_in(ida, "Ida") == 200, "Ida is let in")


def test_whose_sessions_are_ended_is_signed_out_in_every_process(opened: Open) -> None:
    paper = opened("--workers", "2")
    with paper.reader("Ida") as ida:
        several = paper.crowd(ida)
        assert [who(each)["name"] for each in several] == ["Ida"] * CROWD
        assert "1 session has ended" in paper.people("sign-out", paper.number("Ida"))
        waiting.until(lambda: all(who(each) is None for each in several), "Ida is signed out in both processes")
        for each in several:
            each.close()


def test_one_command_ends_the_sessions_of_all(opened: Open) -> None:
    paper = opened()
    with paper.reader("Ida") as ida, paper.reader("Ole") as ole:
        assert (who(ida)["name"], who(ole)["name"]) == ("Ida", "Ole")
        assert "2 sessions have ended" in paper.people("sign-out", "--all", "--yes")
        waiting.until(lambda: (who(ida), who(ole)) == (None, None), "nobody is signed in")


def test_who_is_made_staff_is_shown_so_by_a_server_that_runs(opened: Open) -> None:
    paper = opened()
    with paper.reader("Ida") as ida:
        assert who(ida)["role"] == "reader"
        page = {"site": "default", "url": f"{paper.server.url}/ferry"}
        sent = page | {"text": "It was late again", "author": {"name": "", "email": "", "website": ""}}
        assert ida.post("/api/v1/comments", json=sent).status_code in (201, 202)
        assert shown(paper, page) == "reader"
        paper.people("staff", paper.number("Ida"))
        waiting.until(lambda: who(ida)["role"] == "staff", "Ida is staff")
        waiting.until(lambda: shown(paper, page) == "staff", "her comment says so")


def shown(paper: Paper, page: dict[str, str]) -> str:
    """The role that the one comment of a page shows."""
    with paper.server.client() as anybody:
        [comment] = anybody.get("/api/v1/threads", params=page).json()["comments"]
    return str(comment["author"]["role"])
