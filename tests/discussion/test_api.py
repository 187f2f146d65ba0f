"""The JSON API: what it takes, what it refuses, and that nothing a stranger sends makes it fail."""

import gzip
import itertools
import json
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.discussion import hostile
from tests.support.house import AUTHOR, ORIGIN, Place, Reader

GOOD: dict[str, Any] = {"site": "default", "url": f"{ORIGIN}/ferry", "text": "hello", "author": AUTHOR}
HERE = {"site": "default", "url": f"{ORIGIN}/ferry"}
WRONG = ({"$ne": ""}, ["x"], 1, 1.5, True, [], {}, None)
REFUSALS = range(400, 500)


def refused(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    problem = answer.json()
    assert set(problem) == {"type", "title", "status", "code", "detail"}
    assert problem["status"] == answer.status_code
    return answer.status_code, problem["code"]


def bodies_with(wrong: Any) -> list[dict[str, Any]]:
    """GOOD with `wrong` at each leaf in turn."""
    whole = [GOOD | {field: wrong} for field in ("site", "url", "text", "author", "title")]
    return whole + [GOOD | {"author": AUTHOR | {field: wrong}} for field in AUTHOR]


@pytest.mark.parametrize("in_pieces", [False, True])
async def test_every_leaf_of_another_kind_is_refused(place: Place, in_pieces: bool) -> None:
    reader = place.reader(in_pieces=in_pieces)
    taken = [
        body
        for wrong in WRONG
        for body in [*bodies_with(wrong), *([GOOD | {"parent": wrong}] if wrong not in (1, None) else [])]
        if refused(await reader.post("/api/v1/comments", json=body)) != (400, "body_invalid")
        and body["author"] != {}  # all of an author may be left out where the site does without
    ]
    assert taken == []
    assert place.one("SELECT count(*) FROM comment") == 0


@pytest.mark.parametrize("field", ["ip", "state", "id", "likes", "html", "created"])
async def test_a_field_that_readers_may_not_choose_is_refused(reader: Reader, field: str) -> None:
    assert refused(await reader.post("/api/v1/comments", json=GOOD | {field: "x"})) == (400, "body_invalid")
    author = {"author": AUTHOR | {field: "x"}}
    assert refused(await reader.post("/api/v1/comments", json=GOOD | author)) == (400, "body_invalid")


@pytest.mark.parametrize("field", ["site", "url", "text"])
async def test_a_field_that_is_missing_is_refused(reader: Reader, field: str) -> None:
    body = {name: value for name, value in GOOD.items() if name != field}
    assert refused(await reader.post("/api/v1/comments", json=body)) == (400, "body_invalid")


@pytest.mark.parametrize("in_pieces", [False, True])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"\xff\xfe{}",
        b'{"text": "\xff"}',
        b'{"text": "\\ud800"}',
        b"[" * 30_000,
        b'{"a":' * 10_000,
        b'{"text": NaN}',
        b'{"parent": 1e999}',
        b"9" * 60_000,
    ],
)
async def test_what_is_no_json_is_refused(place: Place, body: bytes, in_pieces: bool) -> None:
    reader = place.reader(in_pieces=in_pieces)
    answer = await reader.post("/api/v1/comments", content=body, headers={"content-type": "application/json"})
    assert refused(answer) == (400, "body_invalid")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/xml", ""]
)
async def test_another_type_than_json_is_refused(reader: Reader, kind: str) -> None:
    comment = await reader.said("one")
    for method, path in (("POST", "/api/v1/comments"), ("PATCH", f"/api/v1/comments/{comment}")):
        headers = {"content-type": kind} if kind else {}
        answer = await reader.request(method, path, content=json.dumps(GOOD), headers=headers)
        assert refused(answer) == (415, "type_refused")


@pytest.mark.parametrize("in_pieces", [False, True])
async def test_more_than_64_kib_are_refused(place: Place, in_pieces: bool) -> None:
    reader = place.reader(in_pieces=in_pieces)
    answer = await reader.post("/api/v1/comments", json=GOOD | {"text": "x" * 65_536})
    assert refused(answer) == (413, "body_too_large")


async def test_a_body_in_pieces_is_answered_like_one_in_one(place: Place) -> None:
    whole, pieces = place.reader(), place.reader(in_pieces=True)
    await place.choose(approval="all")
    seen = []
    for number, reader in enumerate((whole, pieces)):
        bodies = [
            GOOD | {"text": f"no {number}"},
            GOOD | {"text": f"no {number}"},
            GOOD | {"text": ""},
            GOOD | {"site": "x"},
            GOOD | {"url": "x"},
            GOOD | {"parent": 1},
            GOOD | {"parent": "1"},
        ]
        answers = [await reader.post("/api/v1/comments", json=body) for body in bodies]
        foreign = {"origin": "https://evil.example"}
        answers.append(await reader.post("/api/v1/comments", json=GOOD, headers=foreign))
        told = [
            (
                answer.status_code,
                sorted(set(answer.headers) - {"content-length"}),
                answer.headers.get("vary"),
                answer.headers.get("access-control-allow-origin"),
                answer.json().get("code"),
            )
            for answer in answers
        ]
        seen.append(told)
    assert seen[0] == seen[1]
    assert [status for status, *_ in seen[0]] == [202, 409, 422, 404, 400, 409, 400, 403]


def queries(value: str) -> list[tuple[str, dict[str, str]]]:
    """Every id, cursor and order that can be asked for."""
    return [
        ("/api/v1/threads", HERE | {"after": value}),
        ("/api/v1/threads", HERE | {"order": value}),
        ("/api/v1/threads", HERE | {"site": value}),
        ("/api/v1/threads", HERE | {"url": value}),
        ("/api/v1/counts", HERE | {"site": value, "url": HERE["url"]}),
        ("/api/v1/mine", HERE | {"url": value}),
        ("/threads", HERE | {"after": value}),
        ("/threads", HERE | {"order": value}),
        ("/ferry", {"after": value}),
        ("/ferry", {"order": value}),
        ("/ferry", {"reply_to": value}),
        ("/", {"before": value}),
    ]


READ_AS_NUMBERS = ("1", "1e3", "1.0", "null", "")  # or as none given
PAGES = ("/comments/{}", "/comments/{}/edit", "/threads/{}", "/threads/{}/feed", "/{}/feed", "/media/{}", "/static/{}")


async def test_no_id_cursor_or_order_makes_a_request_fail(place: Place, reader: Reader) -> None:
    await reader.said("one")
    wrong = []
    for value in hostile.own("misc/ids.json")["values"]:
        for path, asked in queries(value):
            answer = await reader.get(path, params=asked)
            if answer.status_code not in (400, 403, 404, 409, 200 if value in READ_AS_NUMBERS else 0):
                wrong.append((path, asked, answer.status_code))
        word = quote(value, safe="")
        for path in (f"/api/v1/comments/{word}", f"/api/v1/comments/{word}/like"):
            answers = [await reader.delete(path), await reader.put(path), await reader.patch(path, json={"text": "x"})]
            wrong += [(path, a.status_code) for a in answers if a.status_code not in (400, 404, 405)]
        for path in PAGES if word else ():
            answer = await reader.get(path.format(word))
            if answer.status_code not in (400, 404, 405):
                wrong.append((path, value, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("value", [0, -1, 2**53, 2**63, 2**64, 1.5, "1", True, None])
async def test_a_parent_that_cannot_be_an_id_is_refused(reader: Reader, value: Any) -> None:
    answer = await reader.say("hello", parent=value)
    assert answer.status_code == (201 if value is None else 400)


def words() -> list[str]:
    """Every hostile string there is, and some that programs write."""
    own = hostile.strings()
    flat: list[str] = []
    waiting: list[Any] = [own]
    while waiting:
        at = waiting.pop()
        if isinstance(at, dict):
            waiting += [*at, *at.values()]
        elif isinstance(at, list):
            waiting += at
        elif isinstance(at, str):
            flat.append(at)
    return [*flat, "\x00", "a\x00b", "\ud800", "%", "'", '"', "\\", "${7*7}", "{{7*7}}", "\r\n", "\u2028", "😀" * 50]


FIELDS = ("text", "title", "name", "email", "website", "url", "site")


async def thrown_at(reader: Reader, cases: list[tuple[str, str]]) -> list[tuple[str, str, int]]:
    """What of (field, string) was answered with a fault of ours."""
    failed = []
    for number, (field, value) in enumerate(cases):
        body: dict[str, Any] = GOOD | {"text": f"no {number}"}
        body |= {"author": AUTHOR | {field: value}} if field in AUTHOR else {field: value}
        content = json.dumps(body).encode()  # a lone surrogate as an escape, which JSON can carry
        answer = await reader.post("/api/v1/comments", content=content, headers={"content-type": "application/json"})
        if answer.status_code not in (201, 202, *REFUSALS):
            failed.append((field, value, answer.status_code))
    return failed


async def test_no_hostile_string_in_any_field_makes_a_post_or_a_page_fail(place: Place, reader: Reader) -> None:
    assert await thrown_at(reader, list(itertools.product(FIELDS, words()))) == []
    assert place.one("SELECT count(*) FROM comment") > 100
    await readable(place)


async def test_no_naughty_string_makes_a_post_or_a_page_fail(place: Place, reader: Reader) -> None:
    strings = hostile.payloads("blns")
    assert await thrown_at(reader, [(FIELDS[number % 3], value) for number, value in enumerate(strings)]) == []
    await readable(place)


async def readable(place: Place) -> None:
    """All of it is shown on pages, in feeds and by the API."""
    stranger = place.reader()
    for row in place.rows("SELECT url, id FROM thread"):
        url = f"{ORIGIN}{row.url}" if row.url.startswith("/") else row.url
        assert (await stranger.get("/api/v1/threads", params={"site": "default", "url": url})).status_code == 200
        assert (await stranger.get(f"/threads/{row.id}", headers={"accept": "text/html"})).status_code == 200
    assert (await stranger.get("/ferry")).status_code == 200
    assert (await stranger.get("/feed")).status_code == 200


async def test_no_hostile_string_in_a_form_makes_it_fail(place: Place, reader: Reader) -> None:
    failed = []
    for number, field in enumerate(("text", "name", "email", "website", "thread", "site", "parent", "subject")):
        for value in words()[number::8]:
            if "\ud800" in value:
                continue
            answer = await reader.fill("hello", **{field: value})
            if answer.status_code not in (303, *REFUSALS):
                failed.append((field, value, answer.status_code))
    assert failed == []


@pytest.mark.parametrize("path", ["/api/v1/threads", "/threads", "/api/v1/counts", "/ferry", "/", "/feed"])
async def test_a_page_is_packed_for_who_takes_it_and_unchanged_for_who_has_it(
    place: Place, reader: Reader, path: str
) -> None:
    asked = {} if path in ("/ferry", "/", "/feed") else HERE
    for number in range(9):
        await reader.said(f"no {number}, long enough to be worth packing")
    stranger = place.reader()
    plain = await stranger.get(path, params=asked, headers={"accept-encoding": "identity"})
    request = stranger.build_request("GET", path, params=asked, headers={"accept-encoding": "br, gzip"})
    packed = await stranger.send(request, stream=True)
    raw = b"".join([part async for part in packed.aiter_raw()])
    if len(plain.content) > 200:
        assert packed.headers["content-encoding"] == "gzip"
        assert gzip.decompress(raw) == plain.content
        assert len(raw) < len(plain.content)
    assert "content-encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["vary"]
    for tag in (plain.headers["etag"], f"W/{plain.headers['etag']}", f'"x", {plain.headers["etag"]}', "*"):
        again = await stranger.get(path, params=asked, headers={"if-none-match": tag})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", plain.headers["etag"])
    other = await stranger.get(path, params=asked, headers={"if-none-match": '"x"'})
    assert other.status_code == 200


async def test_the_conversation_is_for_every_origin_and_without_cookies(reader: Reader) -> None:
    await reader.said("one")
    answer = await reader.get("/api/v1/threads", params=HERE, headers={"origin": "https://anybody.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "set-cookie" not in answer.headers
    assert "access-control-allow-credentials" not in answer.headers
    assert answer.headers["cache-control"] == "public, max-age=1"


async def test_the_document_lists_every_operation(reader: Reader) -> None:
    document = (await reader.get("/api/docs/openapi.json")).json()
    assert {f"{method} {path}" for path, ways in document["paths"].items() for method in ways} == {
        "get /threads",
        "get /api/v1/threads",
        "get /api/v1/counts",
        "get /api/v1/mine",
        "get /api/v1/names",
        "get /api/v1/form",
        "get /api/v1/session",
        "post /api/v1/session",
        "post /api/v1/session/token",
        "delete /api/v1/session",
        "post /api/v1/comments",
        "post /api/v1/preview",
        "patch /api/v1/comments/{comment}",
        "delete /api/v1/comments/{comment}",
        "put /api/v1/comments/{comment}/like",
        "delete /api/v1/comments/{comment}/like",
        "put /api/v1/comments/{comment}/reactions/{kind}",
        "delete /api/v1/comments/{comment}/reactions/{kind}",
        "put /api/v1/comments/{comment}/mute",
        "delete /api/v1/comments/{comment}/mute",
        "post /api/v1/comments/{comment}/report",
        "post /api/v1/comments/{comment}/appeal",
    }
