"""Where a site asks writers to agree, nobody posts without, and what they agreed to is kept with the comment."""

import pytest

from tests.support.dance import Dance
from tests.support.house import HTML, ORIGIN, Place, Reader

WORDS = "I agree that what I write is kept <here>."


@pytest.fixture
async def asks(place: Place) -> Place:
    await place.publish()
    await place.choose(consent=WORDS)
    await place.quiet()
    return place


async def kept(place: Place) -> list[str | None]:
    return [row.consent for row in place.rows("SELECT consent FROM sender ORDER BY comment_id")]


async def test_who_does_not_agree_is_refused_with_the_reason(asks: Place, reader: Reader) -> None:
    answer = await reader.say("Hello")
    assert (answer.status_code, answer.json()["code"]) == (422, "consent_missing")
    assert (await reader.say("Hello", consent=False)).status_code == 422
    assert await kept(asks) == []


async def test_what_was_agreed_to_is_kept_word_for_word(asks: Place, reader: Reader) -> None:
    assert (await reader.say("Hello", consent=True)).status_code == 201
    await asks.choose(consent="Other words.")
    await asks.quiet()
    await reader.said("Again", consent=True)
    assert await kept(asks) == [WORDS, "Other words."]


async def test_an_edit_keeps_it(asks: Place, reader: Reader) -> None:
    comment = await reader.said("Hello", consent=True)
    await asks.choose(consent="Other words.")
    await asks.quiet()
    assert (await reader.edit(comment, "Hello again")).status_code == 200
    assert await kept(asks) == [WORDS]


async def test_where_nothing_is_asked_nothing_is_kept(place: Place, reader: Reader) -> None:
    await reader.said("Hello", consent=True)
    assert await kept(place) == [None]


async def test_the_form_asks_in_the_words_of_the_site_and_remembers_the_tick(asks: Place, reader: Reader) -> None:
    page = await reader.page()
    assert '<input name="consent" type="checkbox" value="on" required>' in page
    assert "<bdi>I agree that what I write is kept &lt;here&gt;.</bdi>" in page
    refused = await reader.fill("Hello")
    assert refused.status_code == 422
    assert "Please say that you agree" in refused.text
    again = await reader.fill("", consent="on")
    assert 'required checked aria-describedby="vp-error">' in again.text
    assert (await reader.fill("Hello", consent="on")).status_code == 303
    assert await kept(asks) == [WORDS]


async def test_the_form_of_a_site_that_asks_nothing_has_no_box(place: Place, reader: Reader) -> None:
    await place.publish()
    assert "consent" not in await reader.page()


async def test_who_is_signed_in_is_asked_as_well(dance: Dance) -> None:
    await dance.place.choose(consent=WORDS)
    await dance.place.quiet()
    reader = await dance.signed_in()
    assert (await reader.say("Hello")).json()["code"] == "consent_missing"
    assert (await reader.say("Hello", consent=True)).status_code == 201


async def test_the_section_inside_pages_of_others_asks_too(asks: Place, reader: Reader) -> None:
    asked = {"site": "default", "url": f"{ORIGIN}/elsewhere"}
    assert 'name="consent"' in (await reader.get("/threads", params=asked, headers=HTML)).text
