"""Somebody who is signed in sees what is theirs on one page, and changes it there, and nobody else does."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support import mailed
from tests.support.house import HTML, Reader
from tests.support.mailed import ANN, Post, asked, press
from voxpop.discussion import written

BEN = "ben@reader.example"


@pytest.fixture
async def post(database_url: str, tmp_path: Path) -> AsyncIterator[Post]:
    async with mailed.opened(database_url, tmp_path) as opened:
        yield opened


async def shown(reader: Reader, **asked: Any) -> str:
    answer = await reader.get("/account", params=asked, headers=HTML)
    assert answer.status_code == 200, answer.text
    return answer.text


async def send(reader: Reader, what: str, **fields: str) -> httpx.Response:
    return await reader.post(f"/account/{what}", data={"site": "default"} | fields, headers=HTML)


def names(post: Post) -> list[str]:
    return [row.name for row in post.place.rows("SELECT name FROM comment ORDER BY id")]


def sessions(post: Post) -> int:
    return int(post.place.one("SELECT COUNT(*) FROM session"))


async def test_who_is_not_signed_in_is_told_so(post: Post) -> None:
    answer = await post.place.reader().get("/account", headers=HTML)
    assert (answer.status_code, "not signed in" in answer.text) == (401, True)


async def test_it_is_for_its_reader_alone(post: Post) -> None:
    ann = await post.signed_in()
    answer = await ann.get("/account", headers=HTML)
    assert answer.headers["cache-control"] == "private, no-store"


async def test_a_new_name_is_on_all_that_one_has_written(post: Post) -> None:
    ann = await post.signed_in(name="Ann")
    await ann.said("First words")
    await post.place.reader().said("Others' words", name="Carl")
    assert (await send(ann, "name", name="Ann of the Pier")).status_code == 303
    assert 'value="Ann of the Pier"' in await shown(ann)
    assert names(post) == ["Ann of the Pier", "Carl"]
    assert "Ann of the Pier" in await post.place.reader().page()


@pytest.mark.parametrize(
    ("name", "says"),
    [("", "give a name"), ("\u200b", "give a name"), ("Admin", "kept for"), ("A" * 81, "81 characters")],
)
async def test_a_name_that_cannot_be_is_refused_with_why(post: Post, name: str, says: str) -> None:
    ann = await post.signed_in(name="Ann")
    answer = await send(ann, "name", name=name)
    assert (answer.status_code, says in answer.text) == (422, True)
    assert post.place.one("SELECT name FROM person") == "Ann"


async def test_the_eleventh_name_within_an_hour_is_refused(database_url: str, tmp_path: Path) -> None:
    async with mailed.opened(database_url, tmp_path, rate_limits=True) as post:
        ann = await post.signed_in()
        answers = [(await send(ann, "name", name=f"Ann {number}")).status_code for number in range(11)]
    assert answers == [303] * 10 + [429]


async def test_a_picture_is_shown_or_not_as_its_owner_says(post: Post) -> None:
    ann = await post.signed_in()
    await ann.said("First words")
    assert "None of your accounts has brought a picture" in await shown(ann)
    await post.place.write("UPDATE person SET picture = 'ann.webp', source = 'https://a.example/ann.png'")
    for chosen, file in (({"shown": "on"}, "ann.webp"), ({}, None), ({"shown": "on"}, "ann.webp")):
        assert (await send(ann, "picture", **chosen)).status_code == 303
        assert post.place.one("SELECT picture FROM comment") == file
    assert "/media/ann.webp" in await shown(ann)


async def test_an_account_can_be_added_and_both_lead_to_one_person(post: Post) -> None:
    ann = await post.signed_in(name="Ann")
    waiting = await asked(ann, BEN, to="account")
    answer = await press(ann, await post.link())
    assert answer.headers["location"].startswith("/account?")
    text = (await ann.get(answer.headers["location"].partition("#")[0], headers=HTML)).text
    assert (ANN in text, BEN in text, waiting.startswith("/sign-in/email/sent/")) == (True, True, True)
    again = await post.signed_in(BEN)
    assert 'value="Ann"' in await shown(again)
    assert post.place.one("SELECT COUNT(*) FROM person") == 1


async def test_why_an_account_was_not_added_is_said(post: Post) -> None:
    await post.signed_in(BEN)
    ann = await post.signed_in()
    await asked(ann, BEN, to="account")
    answer = await press(ann, await post.link())
    text = (await ann.get(answer.headers["location"].partition("#")[0], headers=HTML)).text
    assert "belongs to another person" in text


async def test_an_account_can_be_removed_but_not_the_last(post: Post) -> None:
    ann = await post.signed_in()
    assert 'action="/account/accounts/remove"' not in await shown(ann)
    assert (await send(ann, "accounts/remove", issuer="email", subject=ANN)).status_code == 409
    await asked(ann, BEN, to="account")
    await press(ann, await post.link())
    assert (await send(ann, "accounts/remove", issuer="email", subject=ANN)).status_code == 303
    assert [row.subject for row in post.place.rows("SELECT subject FROM account")] == [BEN]
    assert post.place.one("SELECT email FROM person") == ""


async def test_what_is_another_persons_cannot_be_removed(post: Post) -> None:
    await post.signed_in(BEN)
    ann = await post.signed_in()
    assert (await send(ann, "accounts/remove", issuer="email", subject=BEN)).status_code == 404
    other = post.place.one("SELECT id FROM session ORDER BY id LIMIT 1")
    await send(ann, "sessions/end", session=str(other))
    assert sessions(post) == 2


async def test_a_session_is_listed_with_its_browser_and_can_be_ended(post: Post) -> None:
    ann = await post.signed_in()
    elsewhere = await post.signed_in()
    await post.place.write("UPDATE session SET agent = 'Firefox, Linux' WHERE id = (SELECT MAX(id) FROM session)")
    text = await shown(ann)
    assert ("Firefox, Linux" in text, text.count("<b>Here</b>")) == (True, 1)
    [number] = re.findall(r'name="session" value="(\d+)"', text)
    assert (await send(ann, "sessions/end", session=number)).status_code == 303
    assert (await elsewhere.get("/account", headers=HTML)).status_code == 401
    assert (await ann.get("/account", headers=HTML)).status_code == 200


async def test_all_other_sessions_end_at_once(post: Post) -> None:
    ann, *others = [await post.signed_in() for _ in range(4)]
    ben = await post.signed_in(BEN)
    assert (await send(ann, "sessions/end")).status_code == 303
    assert [(await one.get("/account", headers=HTML)).status_code for one in (ann, ben, *others)] == [200, 200] + [
        401
    ] * 3


async def test_what_one_has_written_is_listed_newest_first_with_where_it_is(post: Post) -> None:
    ann = await post.signed_in()
    first, second = await ann.said("First words"), await ann.said("Second <b>words</b>")
    await post.place.reader().said("Others' words")
    text = await shown(ann)
    assert re.findall(r'<a href="/comments/(\d+)"', text) == [str(second), str(first)]
    assert "Second &lt;b&gt;words" in text
    assert "Others" not in text


async def test_what_is_not_live_is_said_to_be_so_and_spam_is_said_to_wait(post: Post) -> None:
    ann = await post.signed_in()
    for state, word in (("held", "awaiting moderation"), ("spam", "awaiting moderation"), ("trash", "not published")):
        await ann.said(f"Words {state}")
        await post.place.write(
            "UPDATE comment SET state = :state WHERE id = (SELECT MAX(id) FROM comment)", state=state
        )
        [entry] = re.findall(rf"<li>(?:(?!</li>).)*Words {state}.*?</li>", await shown(ann), re.DOTALL)
        assert word in entry
    assert "spam" not in (await shown(ann)).replace("Words spam", "")


async def test_many_comments_come_a_page_at_a_time(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written, "PAGE", 2)
    ann = await post.signed_in()
    ids = [str(await ann.said(f"Words number {number}")) for number in range(5)]
    found: list[str] = []
    older: dict[str, str] = {}
    for _ in range(3):
        text = await shown(ann, **older)
        found += re.findall(r'<a href="/comments/(\d+)"', text)
        older = dict(re.findall(r"(older)=(\d+)#comments", text))
    assert (found, older) == (ids[::-1], {})


@pytest.mark.parametrize("what", ["name", "picture", "accounts/remove", "sessions/end"])
async def test_a_page_of_somebody_elses_changes_nothing(post: Post, what: str) -> None:
    ann = await post.signed_in()
    await post.signed_in()
    ann.headers["origin"] = "https://evil.example"
    assert (await send(ann, what, name="Eve", issuer="email", subject=ANN)).status_code == 403
    assert (sessions(post), post.place.one("SELECT COUNT(*) FROM account")) == (2, 1)


async def test_who_is_banned_sees_and_changes_nothing(post: Post) -> None:
    ann = await post.signed_in()
    await post.place.write("UPDATE person SET banned = 1")
    post.place.house.people.clear()
    assert (await ann.get("/account", headers=HTML)).status_code == 403
    assert (await send(ann, "name", name="Eve")).status_code == 403


@pytest.mark.parametrize("session", ["x", "-1", "1" * 17, "١"])
async def test_a_session_that_is_no_number_is_refused(post: Post, session: str) -> None:
    ann = await post.signed_in()
    assert (await send(ann, "sessions/end", session=session)).status_code == 400


async def test_whom_one_has_muted_is_listed_and_the_mute_can_be_ended(post: Post) -> None:
    ann, others = await post.signed_in(), post.place.reader()
    comment = await others.said("Rude words", name="Carl", email="carl@reader.example")
    gone = await others.said("Worse words", name="Dora", email="dora@reader.example")
    assert "Whom you have muted" not in await shown(ann)
    for number in (comment, gone):
        assert (await ann.put(f"/api/v1/comments/{number}/mute")).status_code == 200
    await others.erase(gone)
    html = await shown(ann)
    assert re.search(rf'<a href="/comments/{comment}"><bdi>Carl</bdi></a>', html)
    assert "Somebody whose comment is gone" in html
    assert "Dora" not in html
    assert (await send(ann, "mutes/end", comment=str(comment))).status_code == 303
    assert "Carl" not in await shown(ann)
    assert (await send(ann, "mutes/end", comment=str(gone))).status_code == 303
    assert "Whom you have muted" not in await shown(ann)
    assert (await send(ann, "mutes/end", comment="x")).status_code == 400
    assert (await send(others, "mutes/end", comment=str(comment))).status_code == 401
