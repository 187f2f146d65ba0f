"""What the server writes into its log: ids and reasons, also when everything goes wrong."""

import io
import logging
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.support import waiting
from tests.support.house import HTML, ORIGIN, Place
from tests.support.server import Server
from voxpop.discussion import posting, thread
from voxpop.lib.discreet import Discreet

EMAIL = "canary.mail@private.example"
NAME = "Canary Name"
TEXT = "canary words of a comment"
ADDRESS = "192.0.2.77"
AGENT = "CanaryBrowser/7"
TOKEN = "canary-token-of-a-link"
WHO = {"name": NAME, "email": EMAIL}
CANARIES = (EMAIL, NAME, TEXT, ADDRESS, AGENT, TOKEN)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that anybody logs, from DEBUG on, as a process that serves writes it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Discreet())
    loggers = [logging.getLogger(name) for name in ("voxpop", "uvicorn", "asyncio", "litestar")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    yield written
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


def met(written: str) -> list[str]:
    return [canary for canary in CANARIES if canary in written]


async def test_a_conversation_leaves_nothing_of_anybody(place: Place, log: io.StringIO) -> None:
    author = place.reader(ADDRESS, user_agent=AGENT)
    top = await author.said(TEXT, **WHO)
    await author.edit(top, f"{TEXT} again")
    await author.like(top)
    await place.decide("spam", top)
    await author.page()
    await author.get(f"/sign-in/email/{TOKEN}", headers=HTML)
    await place.reader().get(f"/threads/find?site=default&url={ORIGIN}/ferry&q={TEXT}")
    assert met(log.getvalue()) == []


class BrokenError(Exception):
    pass


BREAKS: dict[str, tuple[Any, str]] = {"the store": (posting, "store"), "reading": (thread, "find")}


@pytest.mark.parametrize("what", BREAKS)
async def test_a_fault_is_told_without_what_it_was_about(
    place: Place, log: io.StringIO, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    def fail(*told: Any, **more: Any) -> None:
        raise BrokenError(f"{told} {more} {TEXT} {EMAIL}")

    author = place.reader(ADDRESS, user_agent=AGENT)
    top = await author.said(TEXT, **WHO)
    monkeypatch.setattr(*BREAKS[what], fail)
    answers = [
        await author.say(f"{TEXT} again", **WHO), await author.fill(f"{TEXT} once more", **WHO),
        await author.say(TEXT, parent=top, **WHO), await author.get("/ferry?order=best", headers=HTML),
    ]  # fmt: skip
    assert 500 in {answer.status_code for answer in answers}
    assert not any(EMAIL in answer.text for answer in answers if answer.status_code == 500)
    written = log.getvalue()
    assert "failed: BrokenError\nBrokenError\n  at " in written
    assert met(written) == []


async def test_what_the_database_repeats_is_not_told(place: Place, log: io.StringIO) -> None:
    author = place.reader(ADDRESS, user_agent=AGENT)
    await place.write("ALTER TABLE sender RENAME COLUMN verdict TO elsewhere")
    assert (await author.say(TEXT, **WHO)).status_code >= 500
    assert "POST /api/v1/comments failed: " in log.getvalue()
    assert met(log.getvalue()) == []


async def test_an_address_that_holds_a_token_is_told_by_its_route(
    place: Place, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    from voxpop.people import email_link

    def fail(*_: Any, kind: Any) -> None:
        raise BrokenError

    monkeypatch.setattr(email_link, "opened", fail)
    assert (await place.reader().get(f"/sign-in/email/{TOKEN}", headers=HTML)).status_code == 500
    assert "GET /sign-in/email/{token} failed: BrokenError" in log.getvalue()
    assert met(log.getvalue()) == []


def test_a_real_server_keeps_to_it(start_server: Callable[..., Server]) -> None:
    server = start_server(env={"VOXPOP_RATE_LIMITS": "off", "VOXPOP_TRUSTED_PROXIES": "127.0.0.1"})
    said = {"site": "default", "url": f"{server.url}/ferry", "text": TEXT, "author": WHO}
    headers = {"user-agent": AGENT, "x-forwarded-for": ADDRESS}
    with server.client() as reader:
        assert reader.post("/api/v1/comments", json=said, headers=headers).status_code == 201
        broken = sqlite3.connect(server.data / "voxpop.db")
        broken.execute("ALTER TABLE sender RENAME COLUMN verdict TO elsewhere")
        broken.close()
        answer = reader.post("/api/v1/comments", json=said | {"text": f"{TEXT} again"}, headers=headers)
        assert answer.status_code >= 500
        waiting.until(lambda: "failed: " in server.log.read_text(), "the server has written its log")
    assert met(server.log.read_text()) == []
