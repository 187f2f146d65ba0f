"""A preview is what posting would make of a text, or would say against it; and nothing is left of it."""

import json
from typing import Any

import httpx
import pytest

from tests.discussion import hostile
from tests.discussion.test_text import LIMIT, LINKS
from tests.support.house import ORIGIN, Place, Reader, Statements
from voxpop.discussion.previewing import LOOKS

GOOD = {"site": "default", "url": f"{ORIGIN}/ferry", "text": "It was *late*."}
WRITTEN = "One https://a.example\ntwo\n\n>! it was him\n\n> quoted\n\n`code` <b>bold</b> <script>x</script>"


async def look(reader: Reader, words: str, **other: Any) -> httpx.Response:
    content = json.dumps(GOOD | {"text": words} | other).encode()  # half a character as an escape, which JSON can carry
    return await reader.post("/api/v1/preview", content=content, headers={"content-type": "application/json"})


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_a_preview_is_the_very_html_that_posting_makes(reader: Reader) -> None:
    answer = await look(reader, WRITTEN)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store")
    assert answer.json() == {"html": (await reader.say(WRITTEN)).json()["html"]}


@pytest.mark.parametrize(
    "refused",
    ["", " \u200b", "x" * (LIMIT + 1), "a" + "\u0301" * 31, "> " * 200 + "x", "https://a.example/x\n" * (LINKS + 1)],
    ids=["empty", "unseen", "long", "piled up", "deep", "links"],
)
async def test_what_posting_refuses_a_preview_refuses_in_the_same_words(reader: Reader, refused: str) -> None:
    sent = json.dumps(GOOD | {"text": refused, "author": {"name": "Ann", "email": "a@mail.example"}}).encode()
    posted = await reader.post("/api/v1/comments", content=sent, headers={"content-type": "application/json"})
    assert posted.status_code >= 400
    assert (await look(reader, refused)).json() == posted.json()


async def test_the_sites_own_bound_on_links_holds(place: Place, reader: Reader) -> None:
    await place.choose(max_links="1")
    assert (await look(reader, "https://a.example")).status_code == 200
    assert code(await look(reader, "https://a.example https://b.example")) == (422, "too_many_links")


async def test_nothing_is_written_and_nobody_is_made_known(place: Place, reader: Reader) -> None:
    await look(reader, "warm")
    with Statements() as asked:
        answer = await look(reader, WRITTEN)
    assert [statement for statement in asked if "SELECT" not in statement] == []
    assert "set-cookie" not in answer.headers
    assert place.one("SELECT count(*) FROM comment") == 0
    assert place.one("SELECT count(*) FROM sender") == 0


async def test_a_page_of_another_site_gets_none(place: Place, reader: Reader) -> None:
    for origin in ("https://evil.example", "null"):
        answer = await place.reader(origin=origin).post("/api/v1/preview", json=GOOD)
        assert code(answer) == (403, "origin_refused")
        assert "access-control-allow-origin" not in answer.headers
    assert code(await look(reader, "x", url="https://evil.example/x")) == (403, "url_not_of_site")
    assert code(await look(reader, "x", url="x")) == (400, "url_invalid")
    assert code(await look(reader, "x", site="x")) == (404, "site_unknown")


async def test_a_page_of_the_site_on_another_origin_gets_it(place: Place) -> None:
    await place.claim("https://blog.example")
    blog = place.reader(origin="https://blog.example")
    answer = await look(blog, "*x*", url="https://blog.example/post")
    assert answer.json() == {"html": "<p><em>x</em></p>"}
    assert answer.headers["access-control-allow-origin"] == "https://blog.example"


async def test_the_61st_look_in_a_minute_is_refused_and_posting_is_not(strict: Place) -> None:
    reader = strict.reader()
    assert {(await look(reader, "x")).status_code for _ in range(LOOKS)} == {200}
    late = await look(reader, "x")
    assert code(late) == (429, "too_fast")
    assert "retry-after" in late.headers
    assert (await reader.say("Posted all the same")).status_code == 201
    assert (await look(strict.reader(), "x")).status_code == 200
    strict.clock.forward(minutes=1)
    assert (await look(reader, "x")).status_code == 200


@pytest.mark.parametrize("wrong", [{"$ne": ""}, ["x"], 1, True, None])
async def test_a_field_of_another_kind_or_name_is_refused(reader: Reader, wrong: Any) -> None:
    for field in ("site", "url", "text"):
        assert code(await reader.post("/api/v1/preview", json=GOOD | {field: wrong})) == (400, "body_invalid")
    assert code(await reader.post("/api/v1/preview", json=GOOD | {"author": wrong})) == (400, "body_invalid")


async def test_another_type_than_json_is_refused(reader: Reader) -> None:
    answer = await reader.post("/api/v1/preview", content=json.dumps(GOOD), headers={"content-type": "text/plain"})
    assert code(answer) == (415, "type_refused")


async def test_no_hostile_string_makes_it_fail_or_gets_through(reader: Reader) -> None:
    for words in [*hostile.payloads("own"), *map(str, hostile.strings()["scripts"]), "\x00", "\ud800", "{{7*7}}"]:
        answer = await look(reader, words)
        assert answer.status_code in (200, 422, 400 if words == "\ud800" else 0), words
        assert answer.status_code != 200 or hostile.faults(answer.json()["html"]) == [], words
