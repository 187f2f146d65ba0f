"""The conversation without a script: forms, and what comes after each."""

import re

import pytest

from tests.support.house import HTML, Place, Reader


async def test_a_comment_sent_by_the_form_is_seen_where_it_stands(place: Place, reader: Reader) -> None:
    await place.publish()
    sent = await reader.fill("from a form")
    assert sent.status_code == 303
    path, _, anchor = sent.headers["location"].partition("#")
    html = await reader.page(path)
    assert f'id="{anchor}"' in html
    assert "from a form" in html


async def test_what_cannot_be_taken_is_shown_again_with_the_reason(place: Place, reader: Reader) -> None:
    await place.publish()
    refused = await reader.fill("kept <words>", email="nonsense", website="https://me.example")
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert "kept &lt;words&gt;</textarea>" in refused.text
    assert 'value="nonsense"' in refused.text
    assert 'value="https://me.example"' in refused.text
    assert place.one("SELECT COUNT(*) FROM comment") == 0


async def test_who_fills_the_hidden_field_is_not_told_and_not_shown(place: Place, reader: Reader) -> None:
    await place.publish()
    assert (await reader.fill("buy", subject="x")).status_code == 303
    assert place.one("SELECT state FROM comment") == "spam"
    assert "buy" not in await place.reader().page()


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
async def test_a_form_of_another_page_is_refused(place: Place, reader: Reader, origin: str) -> None:
    reader.headers["origin"] = origin
    assert (await reader.fill("forged")).status_code == 403
    assert place.one("SELECT COUNT(*) FROM comment") == 0


async def test_a_form_is_urlencoded_and_nothing_else(reader: Reader) -> None:
    assert (await reader.post("/comments", content=b"text=x")).status_code == 415
    assert (await reader.post("/comments", json={"text": "x"})).status_code == 415


async def test_a_like_by_button_can_be_taken_back_by_button(place: Place, reader: Reader) -> None:
    comment = await place.reader().said("good")
    liked = await reader.post(f"/comments/{comment}/like", headers=HTML)
    assert (liked.status_code, place.one("SELECT likes FROM comment")) == (303, 1)
    assert f"#comment-{comment}" in liked.headers["location"]
    await reader.post(f"/comments/{comment}/unlike", headers=HTML)
    assert place.one("SELECT likes FROM comment") == 0


async def test_an_author_edits_by_the_page_for_it(place: Place, reader: Reader) -> None:
    comment = await reader.said("befor")
    html = await reader.page(f"/comments/{comment}/edit")
    assert "befor</textarea>" in html
    saved = await reader.post(f"/comments/{comment}/edit", data={"text": "before", "seen": ""}, headers=HTML)
    assert saved.status_code == 303
    assert place.one("SELECT html FROM comment") == "<p>before</p>"


async def test_an_edit_that_is_too_late_by_another_s_is_refused_and_kept(place: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    await reader.edit(comment, "two")
    late = await reader.post(f"/comments/{comment}/edit", data={"text": "three", "seen": ""}, headers=HTML)
    assert late.status_code == 409
    assert "three</textarea>" in late.text
    assert place.one("SELECT text FROM comment") == "two"


async def test_an_author_deletes_by_button_and_nobody_else_does(place: Place, reader: Reader) -> None:
    comment = await reader.said("mine")
    assert (await place.reader().post(f"/comments/{comment}/delete", headers=HTML)).status_code == 404
    assert (await reader.post(f"/comments/{comment}/delete", headers=HTML)).status_code == 303
    assert place.one("SELECT state FROM comment") == "gone"


async def test_line_ends_of_a_form_are_those_of_a_text(place: Place, reader: Reader) -> None:
    await reader.fill("one\r\ntwo")
    assert place.one("SELECT text FROM comment") == "one\ntwo"
    assert re.search(r"one<br ?/?>\s*two", place.one("SELECT html FROM comment"))
