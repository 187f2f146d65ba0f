"""Reactions: those that the site offers, one of each kind a reader and comment, counted in the comment's row."""

import re

import httpx
import pytest

from tests.support.house import HTML, ORIGIN, Place, Reader, Statements
from tests.support.together import together
from voxpop.discussion import reacting
from voxpop.settings import SettingsError
from voxpop.sites import rules

PAGE = "/ferry"
FRAGMENT = f"/threads?site=default&url={ORIGIN}/ferry"
BUTTON = re.compile(r'<button class="vp-react".*?</button>')


async def react(reader: Reader, comment: int, kind: str) -> httpx.Response:
    return await reader.put(f"/api/v1/comments/{comment}/reactions/{kind}")


async def take_back(reader: Reader, comment: int, kind: str) -> httpx.Response:
    return await reader.delete(f"/api/v1/comments/{comment}/reactions/{kind}")


@pytest.fixture
async def offering(place: Place) -> Place:
    await place.choose(reactions="funny, love, sad")
    return place


def buttons(html: str) -> list[str]:
    """What each button is called: by its picture's name and its number."""
    return [
        " ".join(
            part for part in re.findall(r'aria-label="([^"]+)"|vp-number">([0-9,]*)<', found) for part in part if part
        )
        for found in BUTTON.findall(html)
    ]


async def test_a_site_offers_none_until_it_says_which(place: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    assert "vp-react" not in await place.reader().page()
    refused = await react(reader, comment, "funny")
    assert (refused.status_code, refused.json()["code"]) == (404, "reaction_unknown")


async def test_a_reaction_is_counted_once_for_each_reader_and_kind(offering: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    other = offering.reader()
    for _ in range(2):
        given = await react(reader, comment, "funny")
        assert (given.status_code, given.json()) == (
            200, {"id": comment, "kind": "funny", "count": 1, "given": True}
        )  # fmt: skip
    await react(reader, comment, "love")
    assert (await react(other, comment, "funny")).json()["count"] == 2
    assert (await offering.reader().thread())["comments"][0]["reactions"] == {"funny": 2, "love": 1}
    taken = await take_back(other, comment, "funny")
    assert (taken.status_code, taken.json()) == (200, {"id": comment, "kind": "funny", "count": 1, "given": False})
    assert (await take_back(other, comment, "funny")).json()["count"] == 1
    await take_back(reader, comment, "love")
    assert (await offering.reader().thread())["comments"][0]["reactions"] == {"funny": 1}
    await take_back(reader, comment, "funny")
    assert offering.one("SELECT reactions FROM comment") is None


async def test_many_at_once_are_all_counted(offering: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    kinds = ("funny", "love")
    await together([react(offering.reader(), comment, kinds[n % 2]) for n in range(24)])
    assert reacting.counts(offering.one("SELECT reactions FROM comment")) == {"love": 12, "funny": 12}
    assert offering.one("SELECT COUNT(*) FROM reaction") == 24


@pytest.mark.parametrize("kind", ["thanks", "none", "Funny", "funny'", "%F0%9F%98%84", "x" * 300])
async def test_what_the_site_does_not_offer_is_not_taken(offering: Place, reader: Reader, kind: str) -> None:
    comment = await reader.said("one")
    refused = await react(reader, comment, kind)
    assert refused.json()["code"] in ("reaction_unknown", "body_invalid")
    assert offering.rows("SELECT kind FROM reaction") == []


async def test_what_the_site_offers_no_longer_is_not_shown_and_can_still_be_taken_back(
    offering: Place, reader: Reader
) -> None:
    comment = await reader.said("one")
    await react(reader, comment, "sad")
    await react(reader, comment, "funny")
    await offering.choose(reactions="funny")
    assert (await reader.thread())["comments"][0]["reactions"] == {"funny": 1}
    assert (await reader.mine())["reactions"] == {str(comment): ["funny"]}
    assert buttons(await offering.reader().page()) == ["Funny 1"]
    assert (await react(reader, comment, "sad")).status_code == 404
    assert (await take_back(reader, comment, "sad")).json()["count"] == 0
    await offering.choose(reactions="sad, funny")
    assert (await reader.thread())["comments"][0]["reactions"] == {"funny": 1}


@pytest.mark.parametrize("path", [PAGE, FRAGMENT])
async def test_each_is_a_button_with_its_name_in_words_and_its_number(
    offering: Place, reader: Reader, path: str
) -> None:
    comment = await reader.said("one")
    await react(reader, comment, "love")
    html = (await offering.reader().get(path, headers=HTML)).text
    assert buttons(html) == ["Funny", "Love 1", "Sad"]
    assert f'formaction="{"" if path == PAGE else ORIGIN}/comments/{comment}/react/sad"' in html


async def test_a_page_is_new_after_a_reaction_and_the_same_for_everybody(offering: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    before = await offering.reader().get(FRAGMENT)
    await react(reader, comment, "sad")
    after = await offering.reader().get(FRAGMENT, headers={"if-none-match": before.headers["etag"]})
    assert after.status_code == 200
    assert (await reader.get(FRAGMENT)).text == after.text


async def test_without_a_script_a_button_gives_it_and_the_next_press_takes_it_back(
    offering: Place, reader: Reader
) -> None:
    comment = await reader.said("one")
    sent = await reader.post(f"/comments/{comment}/react/funny", headers=HTML)
    assert (sent.status_code, sent.headers["location"]) == (303, f"/ferry#comment-{comment}")
    html = await reader.page()
    assert f'formaction="/comments/{comment}/unreact/funny" aria-pressed="true"' in html
    assert buttons(html) == ["Funny 1", "Love", "Sad"]
    assert "aria-pressed" not in await offering.reader().page()
    await reader.post(f"/comments/{comment}/unreact/funny", headers=HTML)
    assert buttons(await reader.page()) == ["Funny", "Love", "Sad"]
    refused = await reader.post(f"/comments/{comment}/react/thanks", headers=HTML)
    assert refused.status_code == 404


async def test_somebody_who_never_was_here_gets_a_cookie_with_the_first_reaction(
    offering: Place, reader: Reader
) -> None:
    comment = await reader.said("one")
    guest = offering.reader()
    assert "voxpop=" in (await react(guest, comment, "funny")).headers["set-cookie"]
    assert (await guest.mine())["reactions"] == {str(comment): ["funny"]}
    assert (await reader.mine())["reactions"] == {}


async def test_it_is_taken_under_the_same_conditions_as_a_like(offering: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    elsewhere = await offering.reader(origin="http://evil.example").put(f"/api/v1/comments/{comment}/reactions/sad")
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (403, "origin_refused")
    assert (await react(reader, 7, "sad")).json()["code"] == "no_such_comment"
    await offering.decide("reject", comment)
    assert (await react(reader, comment, "sad")).json()["code"] == "no_such_comment"


async def test_reactions_are_paced_with_likes(strict: Place) -> None:
    await strict.choose(reactions="sad")
    reader = strict.reader()
    comment = await reader.said("one")
    answers = [(await react(reader, comment, "sad")).status_code for _ in range(61)]
    assert answers == [200] * 60 + [429]
    assert (await reader.like(comment)).status_code == 429


async def test_a_page_asks_for_nothing_more_and_mine_for_one_statement(offering: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    await react(reader, comment, "sad")
    await offering.house.sites.named("default")
    with Statements() as page:
        await offering.reader().thread()
    with Statements() as mine:
        await reader.mine()
    await offering.choose(reactions="")
    await offering.house.sites.named("default")
    with Statements() as without:
        await reader.mine()
    assert len(page) == 2
    assert len(mine) - len(without) == 1


@pytest.mark.parametrize("value", ["like", "funny love", "funny,, bored", "FUNNY"])
def test_a_rule_that_names_another_is_refused(value: str) -> None:
    with pytest.raises(SettingsError, match="reactions"):
        rules.read({"reactions": value})


def test_a_rule_names_each_once_in_its_own_order() -> None:
    assert rules.read({"reactions": " sad,funny, sad,"}).reactions == ("sad", "funny")
    assert rules.read({}).reactions == ()
