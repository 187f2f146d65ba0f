"""Live arrivals: who listens to a conversation hears what is new in it, and nothing else."""

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.house import ORIGIN, Place, Reader
from tests.support.listening import Ear, listening
from tests.support.verdicts import DOUBTFUL
from voxpop.discussion import live

pytestmark = pytest.mark.usefixtures("obedient")

STAMP = "UPDATE thread SET stamp = :stamp WHERE key = '/ferry'"


async def heard_only(ear: Ear, reader: Reader, url: str = f"{ORIGIN}/ferry") -> None:
    """Fails when anything was told since that should not have been: the next comment must be the next event."""
    ear.forget()
    last = await reader.said("The last word.", url=url)
    assert (await ear.hears("comment"))["id"] == last
    assert set(ear.kinds) <= {"comment", "count"}
    assert len(ear.said("comment")) == 1


@pytest.mark.parametrize("lang", ["", "de"])
async def test_a_comment_is_heard_as_the_markup_that_the_page_has(place: Place, reader: Reader, lang: str) -> None:
    async with listening(place, lang=lang) as ear:
        number = await reader.said("The *last* ferry.")
        told = await ear.hears("comment")
        assert (told["id"], told["parent"]) == (number, None)
        assert told["html"].startswith(f'<li class="vp-comment" id="comment-{number}">')
        assert told["html"].endswith("</li>")
        fragment = await reader.get(f"/threads?site=default&url={ORIGIN}/ferry&lang={lang}")
        assert told["html"].removesuffix("</li>") in fragment.text
        assert (await ear.hears("count")) == {"live": 1}


async def test_an_answer_says_what_it_answers(place: Place, reader: Reader) -> None:
    top = await reader.said("Top.")
    async with listening(place) as ear:
        below = await reader.reply(top, "Below.")
        told = await ear.hears("comment")
        assert (told["id"], told["parent"]) == (below, top)
        assert "vp-answering" not in told["html"]


async def test_an_answer_deeper_than_lists_go_says_whom_it_answers(place: Place, reader: Reader) -> None:
    await place.choose(depth="2")
    top = await reader.said("Top.")
    below = await reader.reply(top, "Below.", name="Bo", email="bo@reader.example")
    async with listening(place) as ear:
        await reader.reply(below, "Deep.")
        assert "vp-answering" in (await ear.hears("comment"))["html"]


async def test_what_waits_or_is_spam_is_not_heard_until_it_is_shown(place: Place, reader: Reader) -> None:
    async with listening(place) as ear:
        held = await reader.said(DOUBTFUL)
        spam = await reader.said(f"{DOUBTFUL} again")
        await place.decide("spam", spam)
        await heard_only(ear, reader)
        await place.decide("approve", held)
        assert (await ear.hears("comment"))["id"] == held
        assert str(spam) not in ear.body.decode()
        assert ear.said("gone") == []


async def test_what_waits_is_not_heard_by_who_catches_up(place: Place, reader: Reader) -> None:
    first = await reader.said("First.")
    held = await reader.said(DOUBTFUL)
    async with listening(place, since=0) as ear:
        assert (await ear.hears("comment"))["id"] == first
        assert str(held) not in ear.body.decode()


async def test_an_old_comment_that_is_approved_is_heard(place: Place, reader: Reader) -> None:
    held = await reader.said(DOUBTFUL)
    place.clock.forward(days=3)
    async with listening(place) as ear:
        await place.decide("approve", held)
        assert (await ear.hears("comment"))["id"] == held
        await heard_only(ear, reader)


async def test_a_comment_that_is_edited_is_heard_again(place: Place, reader: Reader) -> None:
    number = await reader.said("Befor.")
    async with listening(place) as ear:
        place.clock.forward(seconds=1)
        await reader.edit(number, "Before.")
        told = await ear.hears("comment")
        assert told["id"] == number
        assert "Before." in told["html"]
        await heard_only(ear, reader)


async def test_a_comment_that_is_edited_twice_is_heard_twice(place: Place, reader: Reader) -> None:
    number = await reader.said("One.")
    async with listening(place) as ear:
        for words in ("Two.", "Three."):
            await reader.edit(number, words)
            assert words in (await ear.hears("comment"))["html"]


async def test_an_edit_that_puts_a_comment_in_doubt_takes_it_away(place: Place, reader: Reader) -> None:
    number = await reader.said("Fine.")
    async with listening(place) as ear:
        await reader.edit(number, DOUBTFUL)
        assert await ear.hears("gone") == {"id": number}
        assert "comment" not in ear.kinds


@pytest.mark.parametrize("how", ["erase", "reject", "spam"])
async def test_who_listens_hears_that_a_comment_is_gone(place: Place, reader: Reader, how: str) -> None:
    number = await reader.said("Well.")
    async with listening(place) as ear:
        await (reader.erase(number) if how == "erase" else place.decide(how, number))
        assert await ear.hears("gone") == {"id": number}
        assert await ear.hears("count") == {"live": 0}
        await heard_only(ear, reader)


async def test_an_old_comment_that_is_rejected_is_heard_to_be_gone_and_restored_to_be_back(
    place: Place, reader: Reader
) -> None:
    number = await reader.said("Well.")
    place.clock.forward(days=3)
    async with listening(place) as ear:
        await place.decide("reject", number)
        assert await ear.hears("gone") == {"id": number}
        place.clock.forward(seconds=1)
        await place.decide("restore", number)
        assert (await ear.hears("comment"))["id"] == number


async def test_a_comment_that_never_was_shown_is_not_heard_to_be_gone(place: Place, reader: Reader) -> None:
    async with listening(place) as ear:
        held = await reader.said(DOUBTFUL)
        await reader.edit(held, f"{DOUBTFUL} still")
        await reader.erase(held)
        await heard_only(ear, reader)


async def test_likes_are_not_heard(place: Place, reader: Reader) -> None:
    number = await reader.said("Well.")
    async with listening(place) as ear:
        await place.reader().like(number)
        await heard_only(ear, reader)


async def test_nothing_of_another_conversation_or_site_is_heard(place: Place, reader: Reader) -> None:
    await place.add("other", "https://other.example")
    async with listening(place) as ear:
        await reader.said("Elsewhere.", url=f"{ORIGIN}/quiet")
        elsewhere = place.reader(origin="https://other.example")
        await elsewhere.said("Elsewhere, too.", site="other", url="https://other.example/ferry")
        await heard_only(ear, reader)


async def test_all_spellings_of_an_address_are_heard(place: Place, reader: Reader) -> None:
    async with listening(place, f"{ORIGIN}/ferry/?utm_source=x#top") as ear:
        await reader.said("Well.")
        assert await ear.hears("comment")


async def test_who_listens_where_nobody_has_said_anything_hears_the_first(place: Place, reader: Reader) -> None:
    async with listening(place, f"{ORIGIN}/new", since=0) as ear, listening(place, f"{ORIGIN}/newer") as other:
        number = await reader.said("First.", url=f"{ORIGIN}/new")
        assert (await ear.hears("comment"))["id"] == number
        assert await ear.hears("count") == {"live": 1}
        await heard_only(ear, reader, f"{ORIGIN}/new")
        assert other.kinds == []


async def test_what_came_since_the_page_was_made_is_heard_first_and_the_page_s_own_is_not(
    place: Place, reader: Reader
) -> None:
    before = await reader.said("On the page.")
    since = place.one("SELECT active FROM thread WHERE key = '/ferry'")
    place.clock.forward(seconds=5)
    between = await reader.said("Between.")
    async with listening(place, since=since) as ear:
        after = await reader.said("After.")
        assert [(await ear.hears("comment"))["id"] for _ in range(2)] == [between, after]
        assert before not in [told["id"] for told in ear.said("comment")]


async def test_who_comes_back_hears_all_that_changed_meanwhile(place: Place, reader: Reader) -> None:
    edited, erased, rejected = [await reader.said(words) for words in ("One.", "Two.", "Three.")]
    held = await reader.said(DOUBTFUL)
    place.clock.forward(minutes=3)
    async with listening(place) as ear:
        last = ear.events[-1].number
    place.clock.forward(minutes=3)
    await reader.edit(edited, "One, edited.")
    await reader.erase(erased)
    await place.decide("reject", rejected)
    await place.decide("approve", held)
    new = await reader.said("Four.")
    place.clock.forward(minutes=3)
    async with listening(place, since=1, last=str(last)) as ear:
        await ear.hears("gone")
        assert [told["id"] for told in ear.said("comment")] == [edited, held, new]
        assert [told["id"] for told in ear.said("gone")] == [erased, rejected]


async def test_who_has_heard_it_all_hears_nothing_when_they_come_back(place: Place, reader: Reader) -> None:
    async with listening(place) as ear:
        await reader.said("Well.")
        await ear.hears("count")
        last = ear.events[-1].number
    place.clock.forward(minutes=9)
    async with listening(place, last=str(last)) as ear:
        assert ear.kinds == []
        await heard_only(ear, reader)


async def test_of_too_much_only_the_number_is_heard(place: Place, reader: Reader) -> None:
    for number in range(live.MOST + 1):
        await reader.said(f"Number {number}.")
    async with listening(place, since=0) as ear:
        assert await ear.hears("count") == {"live": live.MOST + 1}
        assert ear.kinds == ["count"]


async def test_a_comment_stored_later_than_its_time_says_is_heard(place: Place, reader: Reader) -> None:
    first = await reader.said("Now.")
    late = first - 30_000_000
    async with listening(place, since=first) as ear:
        await place.write(COPY, late=late, path=late.to_bytes(8, "big"), first=first)
        await renew(place, "late")
        assert (await ear.hears("comment"))["id"] == late


COPY = """
    INSERT INTO comment (site_id, id, thread_id, parent_id, root_id, depth, path, state, shown, kind, name, text, html,
                         renderer, likes, likes_before, score)
    SELECT site_id, :late, thread_id, NULL, :late, 0, :path, state, shown, kind, name, text, html, renderer, 0, 0, 0
    FROM comment WHERE id = :first
"""


async def renew(place: Place, stamp: str) -> None:
    """As if somebody had written in another process."""
    await place.write(STAMP, stamp=stamp)
    await place.quiet()
    place.house.database.listener.elsewhere()


async def test_what_another_process_writes_is_heard(place: Place, reader: Reader) -> None:
    number = await reader.said("Well.")
    async with listening(place) as ear:
        await place.write("UPDATE comment SET html = '<p>Changed.</p>', edited = :at WHERE id = :id", at=1, id=number)
        await renew(place, "else")
        assert "Changed." in (await ear.hears("comment"))["html"]


async def test_all_that_comes_in_a_rush_is_heard_by_all(place: Place, reader: Reader) -> None:
    async with contextlib.AsyncExitStack() as stack:
        ears = [await stack.enter_async_context(listening(place)) for _ in range(5)]
        numbers = [await reader.said(f"Number {n}.") for n in range(30)]
        for ear in ears:
            for _ in numbers:
                await ear.hears("comment")
            assert [told["id"] for told in ear.said("comment")] == numbers
    assert len({ear.body for ear in ears}) <= len(ears)


async def test_a_closed_conversation_s_comments_come_without_a_way_to_answer(place: Place, reader: Reader) -> None:
    held = await reader.said(DOUBTFUL)
    await place.write("UPDATE thread SET closed = :yes WHERE key = '/ferry'", yes=True)
    async with listening(place) as ear:
        await place.decide("approve", held)
        assert "vp-reply" not in (await ear.hears("comment"))["html"]


async def test_two_who_missed_the_same_are_answered_by_one_look(
    place: Place, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    await reader.said("Well.")
    looks: list[Any] = []
    missed = live.missed
    monkeypatch.setattr(live, "missed", lambda *given: looks.append(given) or missed(*given))
    async with listening(place, since=0) as first, listening(place, since=0) as second:
        assert first.said("comment") == second.said("comment") != []
        assert len(looks) == 1
        assert await first.hears("count") == {"live": 1}, "the page may be older than what they missed"
        await reader.said("And more.")
        assert await first.hears("count") == {"live": 2}
        async with listening(place, since=0) as third:
            assert len(third.said("comment")) == 2


CANARIES = {"email": "canary.mail@private.example"}


async def test_nothing_private_is_in_a_stream(place: Place) -> None:
    author = place.reader("192.0.2.77", user_agent="CanaryBrowser/7")
    async with listening(place, since=0) as ear:
        number = await author.said("Open words.", key="canary-key-1", **CANARIES)
        await author.edit(number, "Open words, edited.")
        await author.erase(await author.said("Words that go.", **CANARIES))
        await author.said(f"{DOUBTFUL} held words", **CANARIES)
        await heard_all(ear, author)
    async with listening(place, since=0) as late:
        await late.hears("comment")
    for body in (ear.body, late.body):
        for canary in ("canary", "192.0.2.77", "Canary", "held words", *secrets(place)):
            assert canary not in body.decode()


async def heard_all(ear: Ear, reader: Reader) -> None:
    last = await reader.said("The last word.")
    while (await ear.hears("comment"))["id"] != last:
        pass


def secrets(place: Place) -> Iterator[str]:
    for row in place.rows("SELECT guest, draft_key, fingerprint, marks FROM sender"):
        yield from (bytes(value).hex() for value in row if value)
