"""What is refused at the gate: authors the site does not take, and who is too fast."""

from collections import Counter

import pytest

from tests.support.house import Place, Reader
from tests.support.together import together
from voxpop.discussion.gate import HOURLY, POSTS


async def code(reader: Reader, **author: str) -> str:
    answer = await reader.say("hello", **author)
    return "" if answer.status_code == 201 else f"{answer.status_code} {answer.json()['code']}"


async def test_a_name_and_an_address_must_be_given(reader: Reader) -> None:
    assert await code(reader, name=" ") == "422 name_missing"
    assert await code(reader, email=" ") == "422 email_missing"
    assert await code(reader) == ""


async def test_a_site_may_do_without_both(place: Place, reader: Reader) -> None:
    await place.choose(name_required="off", email_required="off")
    assert await code(reader, name="", email="") == ""
    [comment] = (await reader.thread())["comments"]
    assert comment["author"]["name"] == "Anonymous"


async def test_a_website_is_not_kept_where_none_is_asked_for(place: Place, reader: Reader) -> None:
    await place.choose(website_asked="off")
    assert await code(reader, website="https://ann.example") == ""
    assert (await reader.thread())["comments"][0]["author"]["website"] is None


@pytest.mark.parametrize(
    "name", ["admin", "Admin", " ADMIN ", "аdmin", "adrnin", "a.d.m.i.n", "Ｅditor", "A former reader"]
)
async def test_a_name_that_looks_like_a_kept_one_is_refused(reader: Reader, name: str) -> None:
    assert await code(reader, name=name) == "422 name_reserved"


async def test_what_cannot_be_an_address_is_refused(reader: Reader) -> None:
    assert await code(reader, email="ann") == "422 email_invalid"
    assert await code(reader, email="ann@reader.example\nBcc: all@reader.example") == "422 email_invalid"
    assert await code(reader, website="javascript:alert(1)") == "422 website_invalid"
    assert await code(reader, name="x" * 81) == "422 name_too_long"


async def test_the_sixth_comment_in_a_minute_is_refused(strict: Place) -> None:
    reader = strict.reader()
    assert [(await reader.say(f"no {n}")).status_code for n in range(POSTS + 1)] == [201] * 5 + [429]
    strict.clock.forward(seconds=60)
    assert (await reader.say("a minute later")).status_code == 201


async def test_a_refusal_says_when_to_come_back(strict: Place) -> None:
    reader = strict.reader()
    answers = [await reader.say(f"no {n}") for n in range(POSTS + 1)]
    assert (answers[-1].json()["code"], answers[-1].headers["retry-after"]) == ("too_fast", "30")


async def test_of_64_at_once_exactly_the_limit_is_taken(strict: Place) -> None:
    reader = strict.reader()
    answers = await together([reader.say(f"no {n}") for n in range(64)])
    assert Counter(answer.status_code for answer in answers) == {201: POSTS, 429: 64 - POSTS}
    assert strict.one("SELECT count(*) FROM comment") == POSTS


async def test_the_hour_has_a_limit_of_its_own(strict: Place) -> None:
    reader = strict.reader()
    taken = 0
    for _ in range(HOURLY // POSTS):
        taken += sum([(await reader.say(f"no {taken + n}")).status_code == 201 for n in range(POSTS)])
        strict.clock.forward(seconds=60)
    assert taken == HOURLY
    assert (await reader.say("one too many")).status_code == 429
    strict.clock.forward(minutes=48)
    assert (await reader.say("an hour after the first")).status_code == 201


async def test_what_was_refused_or_there_already_does_not_count(strict: Place) -> None:
    reader = strict.reader()
    await reader.say("once", key="k")
    for _ in range(POSTS):
        assert (await reader.say("")).json()["code"] == "text_empty"
        assert (await reader.say("once", key="k")).status_code == 201
        assert (await reader.say("once")).json()["code"] == "duplicate"
        assert (await reader.say("to nobody", parent=1)).json()["code"] == "no_such_parent"
    assert [(await reader.say(f"no {n}")).status_code for n in range(POSTS)] == [201] * 4 + [429]


async def test_an_hour_of_refusals_does_not_use_up_the_hour(strict: Place) -> None:
    reader = strict.reader()
    assert {(await reader.say("")).status_code for _ in range(HOURLY)} == {422}
    assert (await reader.say("in earnest")).status_code == 201


async def test_an_address_of_ipv6_is_counted_with_its_neighbours(strict: Place) -> None:
    near, nearer = strict.reader("2001:db8:1:2::1"), strict.reader("2001:db8:1:2:ffff::9")
    far = strict.reader("2001:db8:1:3::1")
    for n in range(POSTS):
        await near.said(f"no {n}")
    assert (await nearer.say("from the same house")).status_code == 429
    assert (await far.say("from the next house")).status_code == 201


async def test_limits_can_be_switched_off(place: Place, reader: Reader) -> None:
    assert {(await reader.say(f"no {n}")).status_code for n in range(POSTS + 1)} == {201}
