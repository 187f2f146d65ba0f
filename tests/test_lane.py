"""The short way for posts answers as the framework does: each request goes to two equal houses, one without it."""

import contextlib
import json
import logging
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from tests.support import databases, house
from tests.support.house import AUTHOR, ORIGIN, Place, Reader
from tests.support.verdicts import DOUBTFUL
from voxpop import lane
from voxpop.lib.refused import Refused
from voxpop.people.asker import COOKIE

pytestmark = pytest.mark.usefixtures("obedient")

JSON = {"content-type": "application/json"}
DRAFT = {"site": "default", "url": f"{ORIGIN}/ferry", "text": "The ferry is late.", "author": AUTHOR}
Answer = tuple[int, list[tuple[str, str]], bytes]


class Twins(NamedTuple):
    """Two houses with the same clock and the same history; only the first has the lane."""

    with_lane: Place
    without: Place
    readers: tuple[Reader, Reader]

    async def post(self, content: Any, path: str = lane.PATH, method: str = "POST", **headers: str) -> Answer:
        """What both answer; fails when they differ."""
        named = JSON | {name.replace("_", "-"): value for name, value in headers.items()}
        short, long = [
            told(await reader.request(method, path, content=content, headers=named)) for reader in self.readers
        ]
        assert short == long, (method, path, headers, content)
        return short

    async def send(self, **fields: Any) -> Answer:
        return await self.post(json.dumps(DRAFT | fields))

    def others(self) -> "Twins":
        """The same houses, asked by somebody who was never there."""
        return self._replace(readers=(self.with_lane.reader(), self.without.reader()))


@contextlib.asynccontextmanager
async def opened(folder: Path, *, rate_limits: bool = False) -> AsyncIterator[Twins]:
    async with contextlib.AsyncExitStack() as stack:
        places = []
        for name in ("with", "without"):
            (folder / name).mkdir()
            url = stack.enter_context(databases.fresh("sqlite", folder / name))
            places.append(await stack.enter_async_context(house.opened(url, folder / name, rate_limits=rate_limits)))
            await places[-1].publish("ferry")
        first, second = places
        unlaned(second)
        yield Twins(first, second, (first.reader("10.0.0.1"), second.reader("10.0.0.1")))


def unlaned(place: Place) -> None:
    """Take the lane out of what stands around the framework."""
    above, found = place.app, place.app.asgi_handler
    while not isinstance(found, lane.Lane):
        above, found = found, found._app
    setattr(above, "asgi_handler" if above is place.app else "_app", found._app)


@pytest.fixture
async def twins(tmp_path: Path) -> AsyncIterator[Twins]:
    async with opened(tmp_path) as both:
        yield both


def told(answer: httpx.Response) -> Answer:
    """An answer without what is random: the token of a new cookie."""
    cookie = re.compile(f"{COOKIE}=[^;]+")
    fields = sorted((name, cookie.sub(COOKIE, value)) for name, value in answer.headers.multi_items())
    return answer.status_code, fields, answer.content


def code(answer: Answer) -> str:
    return str(json.loads(answer[2]).get("code", ""))


GOOD: dict[str, dict[str, Any]] = {
    "plain": {},
    "held": {"text": DOUBTFUL},
    "letters of every script": {"text": "Ελένη 漢字 👩\u200d🚀 \U0001d400", "author": AUTHOR | {"name": "Жанна"}},
    "with a title": {"title": " The  ferry ", "url": f"{ORIGIN}/new"},
    "with a website": {"author": AUTHOR | {"website": "ann.example"}, "text": "I have a website."},
    "no parent": {"parent": None, "text": "I answer nobody."},
    "with markup": {"text": "**bold** <script>x</script> [a](javascript:x)"},
    "escaped": {"text": 'quotes "\\ and \u2028 and </p>'},
}


async def test_good_comments_are_answered_alike(twins: Twins) -> None:
    for name, more in GOOD.items():
        status, fields, body = await twins.others().send(**more)
        assert status == (202 if name == "held" else 201), (name, body)
        assert dict(fields)["content-type"] == "application/json"
        assert COOKIE in dict(fields)["set-cookie"]


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "unknown site": ({"site": "nobody"}, "site_unknown"),
    "no address": ({"url": "ferry"}, "url_invalid"),
    "address of others": ({"url": "https://other.example/"}, "url_not_of_site"),
    "empty text": ({"text": " \n"}, "text_empty"),
    "text without anything": ({"text": ""}, ""),
    "long text": ({"text": "x" * 40_000}, ""),
    "too many links": ({"text": "https://a.example/ " * 30}, "too_many_links"),
    "no name": ({"author": AUTHOR | {"name": ""}}, "name_missing"),
    "reserved name": ({"author": AUTHOR | {"name": "admin"}}, "name_reserved"),
    "no email": ({"author": AUTHOR | {"email": ""}}, "email_missing"),
    "bad email": ({"author": AUTHOR | {"email": "x"}}, "email_invalid"),
    "bad website": ({"author": AUTHOR | {"website": "javascript:x"}}, "website_invalid"),
    "no such parent": ({"parent": 1}, "no_such_parent"),
    "parent 0": ({"parent": 0}, "body_invalid"),
    "parent below 0": ({"parent": -1}, "body_invalid"),
    "parent beyond all": ({"parent": 2**53}, "body_invalid"),
    "parent beyond 64 bits": ({"parent": 2**70}, "body_invalid"),
    "parent in words": ({"parent": "1"}, "body_invalid"),
    "parent a fraction": ({"parent": 1.5}, "body_invalid"),
    "a further field": ({"state": "live"}, "body_invalid"),
    "a further field of the author": ({"author": AUTHOR | {"admin": True}}, "body_invalid"),
    "author a list": ({"author": []}, "body_invalid"),
    "text null": ({"text": None}, "body_invalid"),
    "text a number": ({"text": 1}, "body_invalid"),
    "half a character": ({"text": "\ud800"}, ""),
    "site without end": ({"site": "x" * 1000}, ""),
    "title without end": ({"title": "x" * 5000}, ""),
}


async def test_what_is_refused_is_refused_alike(twins: Twins) -> None:
    for name, (fields, expected) in BAD.items():
        answer = await twins.others().send(**fields)
        assert 400 <= answer[0] < 500, name
        assert code(answer) == (expected or code(answer)), name


def draft(text: str) -> bytes:
    return json.dumps(DRAFT | {"text": text}).encode()


RAW = [
    b"", b"null", b"[]", b"{}", b"{", b'"text"', b"1", b"\xff", b"\xef\xbb\xbf{}", b"{}{}", b"NaN",
    b"[" * 5000, b'{"a":' * 5000, b'{"site": "default"}', b'{"text":"' + b"x" * 70_000 + b'"}',
    b"x" * lane.LARGEST, b"x" * (lane.LARGEST + 1), draft("a") + b" \n", b" " + draft("b"), draft("c") + b"x",
    draft("d").decode().encode("utf-16"), draft("e")[:-1] + b',"text":"f"}', draft("@").replace(b"@", b"\xff"),
    b"\xef\xbb\xbf" + draft("g"), draft("h").ljust(lane.LARGEST), draft("i").ljust(lane.LARGEST + 1),
]  # fmt: skip


async def test_any_bytes_are_answered_alike(twins: Twins) -> None:
    answers = [await twins.others().post(body) for body in RAW]
    assert {status for status, _, _ in answers} == {201, 400, 413}


FIELDS: list[dict[str, str]] = [
    {},
    {"content_type": "application/json; charset=utf-8"},
    {"content_type": "APPLICATION/JSON"},
    {"content_type": "application/json;charset=latin-1"},
    {"content_type": "text/plain"},
    {"content_type": "application/x-www-form-urlencoded"},
    {"content_type": "application/problem+json"},
    {"content_type": "application/jsonx"},
    {"content_type": ""},
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": ""},
    {"origin": "https://evil.example", "sec_fetch_site": "same-origin"},
    {"origin": "https://evil.example", "sec_fetch_site": "cross-site"},
    {"accept": "text/html"},
    {"accept": "application/xml"},
    {"accept_encoding": "gzip"},
    {"content_encoding": "gzip"},
    {"idempotency_key": "k" * 200},
    {"idempotency_key": "k" * 201},
    {"idempotency_key": ""},
    {"cookie": f"{COOKIE}=x"},
    {"cookie": f"{COOKIE}={'a' * 1000}; ;;=;"},
    {"x_forwarded_for": "1.2.3.4, nonsense"},
    {"user_agent": "x" * 2000},
    {"expect": "100-continue"},
    {"x_http_method_override": "DELETE"},
]


async def test_any_header_fields_are_answered_alike(twins: Twins) -> None:
    answers = [await twins.others().post(draft(str(fields)), **fields) for fields in FIELDS]
    assert {status for status, _, _ in answers} == {201, 400, 403, 415}


async def test_other_spellings_of_the_path_are_answered_alike(twins: Twins) -> None:
    for path in ("/api/v1/comments/", "/api/v1/comments?x=1", "/api/v1//comments", "/API/v1/comments"):
        await twins.others().post(json.dumps(DRAFT), path)


async def test_other_methods_are_answered_alike(twins: Twins) -> None:
    for method in ("GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"):
        await twins.post(json.dumps(DRAFT), method=method)


async def test_a_body_in_pieces_is_taken_as_a_whole(twins: Twins) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for byte in json.dumps(DRAFT).encode():
            yield bytes([byte])

    answers = [told(await reader.post(lane.PATH, content=pieces(), headers=JSON)) for reader in twins.readers]
    assert answers[0] == answers[1]
    assert answers[0][0] == 201


async def test_the_same_again_is_answered_alike(twins: Twins) -> None:
    keyed = {"idempotency_key": "k"}
    first = await twins.post(json.dumps(DRAFT), **keyed)
    again = await twins.post(json.dumps(DRAFT), **keyed)
    other = await twins.post(json.dumps(DRAFT | {"text": "Another."}), **keyed)
    twice = await twins.send()
    assert [first[0], again[0], other[0], twice[0]] == [201, 201, 422, 409]
    assert again[2] == first[2]
    assert [code(other), code(twice)] == ["key_reused", "duplicate"]


async def test_an_answer_to_a_comment_is_placed_alike(twins: Twins) -> None:
    _, _, body = await twins.send()
    parent = json.loads(body)["id"]
    assert (await twins.send(parent=parent, text="Indeed."))[0] == 201
    rows = [place.rows("SELECT id, parent_id, path, html FROM comment ORDER BY id") for place in twins[:2]]
    assert rows[0] == rows[1]


async def test_who_comes_back_with_their_cookie_gets_no_other(twins: Twins) -> None:
    assert "set-cookie" in dict((await twins.send())[1])
    assert "set-cookie" not in dict((await twins.send(text="Once more."))[1])


async def test_another_registered_origin_may_read_the_answer(twins: Twins) -> None:
    for place in twins[:2]:
        await place.claim("https://blog.example")
    draft = json.dumps(DRAFT | {"url": "https://blog.example/a"})
    status, fields, _ = await twins.post(draft, origin="https://blog.example")
    assert status == 201
    assert dict(fields)["access-control-allow-origin"] == "https://blog.example"


async def test_the_speed_limit_is_told_alike(tmp_path: Path) -> None:
    async with opened(tmp_path, rate_limits=True) as twins:
        answers = [await twins.send(text=f"Number {n}.") for n in range(12)]
    assert answers[0][0] == 201
    assert answers[-1][0] == 429
    assert "retry-after" in dict(answers[-1][1])


@pytest.mark.parametrize(
    ("error", "status"), [(Refused("storage_full", "No room."), 507), (Refused("storage_away", "Away."), 503)]
)
async def test_a_database_that_fails_is_told_alike(twins: Twins, error: Exception, status: int) -> None:
    fail(twins, error)
    assert (await twins.send())[0] == status


async def test_a_fault_of_ours_is_told_alike_and_noted_without_what_was_said(
    twins: Twins, caplog: pytest.LogCaptureFixture
) -> None:
    fail(twins, LookupError("broken"))
    with caplog.at_level(logging.ERROR, logger="voxpop"):
        answer = await twins.send()
    assert (answer[0], code(answer)) == (500, "failed")
    assert len([record for record in caplog.records if record.name == "voxpop"]) == 2
    assert not any(AUTHOR["email"] in record.getMessage() for record in caplog.records)


def fail(twins: Twins, error: Exception) -> None:
    async def write(_job: object) -> None:
        raise error

    for place in twins[:2]:
        place.house.database.write = write  # type: ignore[method-assign, assignment]


async def test_a_good_comment_does_not_reach_the_framework(twins: Twins, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(lane, "_again", lambda first, receive: asked.append("framework") or receive)
    assert (await twins.readers[0].say("Hello.")).status_code == 201
    assert asked == []
