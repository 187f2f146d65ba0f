"""Akismet is asked again when it wants to be or could not be asked; its later answer holds or shows, no more."""

import asyncio

import pytest

from tests.moderation.test_restraining import act as restrain
from tests.support import stub
from tests.support.asked import FAILING, HONEST, SPAM, WORDS, Asked
from voxpop.discussion import reasking
from voxpop.spam.submission import Reason, Verdict

PROVISIONAL = stub.saying(200, b"false", X_akismet_recheck_after="120")


async def test_a_provisional_answer_is_asked_about_again_when_it_wants_that(akismet: Asked) -> None:
    comment = await akismet.say(PROVISIONAL)
    assert akismet.state(comment) == "live"
    assert await akismet.deliver(HONEST, seconds=119) == 0
    assert await akismet.deliver(HONEST, seconds=1) == 1
    first, second = (asked.form for asked in akismet.there.heard)
    assert second == first | {"recheck_reason": "recheck"}
    assert (akismet.state(comment), akismet.letters()) == ("live", [])


async def test_a_changed_answer_holds_the_comment_and_renews_its_page(akismet: Asked) -> None:
    comment, reader = await akismet.say(PROVISIONAL), akismet.place.reader()
    before = akismet.verdict(comment)[0]
    assert WORDS in await reader.page()
    await akismet.deliver(SPAM, seconds=120)
    assert akismet.state(comment) == "held"
    assert WORDS not in await reader.page()
    after, reasons = akismet.verdict(comment)
    assert after > before
    assert reasons["opinion"][1] == "Akismet calls it spam"
    assert akismet.place.one("SELECT text FROM comment WHERE id = :id", id=comment) == WORDS


async def test_it_is_asked_three_times_at_most_while_it_cannot_decide(akismet: Asked) -> None:
    await akismet.say(PROVISIONAL)
    for _ in range(6):
        await akismet.deliver(PROVISIONAL, seconds=120)
    assert akismet.calls() == ["comment-check"] * 4


async def test_a_comment_that_waited_for_an_answer_is_shown_when_it_is_called_honest(akismet: Asked) -> None:
    comment = await akismet.say(FAILING)
    assert (akismet.state(comment), akismet.kept(comment)["waits"]) == ("held", True)
    assert await akismet.deliver(HONEST, seconds=60) == 1
    assert akismet.there.heard[-1].form["recheck_reason"] == "retry"
    assert akismet.state(comment) == "live"
    assert akismet.verdict(comment)[1]["opinion"][1] == "Akismet calls it honest"
    assert WORDS in await akismet.place.reader().page()


async def test_a_comment_that_waited_stays_held_when_it_is_called_spam(akismet: Asked) -> None:
    comment = await akismet.say(FAILING)
    await akismet.deliver(SPAM, seconds=60)
    assert akismet.state(comment) == "held"
    assert akismet.kept(comment)["answer"] == "spam"


async def test_a_comment_that_was_held_for_other_reasons_stays_held(akismet: Asked) -> None:
    await akismet.place.choose(approval="all")
    comment = await akismet.say(FAILING)
    assert akismet.kept(comment)["waits"] is False
    await akismet.deliver(HONEST, seconds=60)
    assert akismet.state(comment) == "held"


async def test_of_whom_a_moderator_has_everything_wait_no_answer_shows_anything(akismet: Asked) -> None:
    await restrain(akismet.place, await akismet.say(HONEST), "hold")
    comment = await akismet.say(FAILING, words="quite other words")
    assert akismet.kept(comment)["waits"] is False
    await akismet.deliver(HONEST, seconds=60)
    assert akismet.state(comment) == "held"


async def test_nothing_is_shown_that_nobody_looked_at_where_the_site_wants_that_by_now(akismet: Asked) -> None:
    comment = await akismet.say(FAILING)
    await akismet.place.choose(approval="all")
    await akismet.deliver(HONEST, seconds=60)
    assert akismet.state(comment) == "held"


async def test_it_is_asked_until_it_answers_and_no_longer_than_a_day(akismet: Asked) -> None:
    comment = await akismet.say(FAILING)
    for minutes in (1, 1, 5, 30):
        await akismet.deliver(FAILING, minutes=minutes)
    assert akismet.state(comment) == "held"
    await akismet.deliver(HONEST, hours=2)
    assert akismet.state(comment) == "live"
    other = await akismet.say(FAILING, f"{WORDS} And more.")
    for hours in (1, 1, 1, 1, 3, 13, 13):
        await akismet.deliver(FAILING, hours=hours)
    assert (akismet.state(other), akismet.letters()) == ("held", [])


@pytest.mark.parametrize("act", ["approve", "reject", "spam"])
async def test_what_a_moderator_has_decided_no_answer_changes(act: str, akismet: Asked) -> None:
    comment = await akismet.say(PROVISIONAL if act != "approve" else FAILING)
    await akismet.place.decide(act, comment)
    state = akismet.state(comment)
    await akismet.deliver(SPAM if act == "approve" else HONEST, seconds=120)
    assert akismet.state(comment) == state


@pytest.mark.parametrize(("first", "act", "state"), [(FAILING, "approve", "live"), (PROVISIONAL, "reject", "trash")])
async def test_a_moderator_who_acts_while_it_is_asked_is_not_overruled(
    first: stub.Behave, act: str, state: str, akismet: Asked
) -> None:
    comment = await akismet.say(first)
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def slow(question: stub.Asked, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await go_on.wait()
        await SPAM(question, writer)

    akismet.there.behave = slow
    akismet.place.clock.forward(seconds=120)
    delivering = asyncio.create_task(akismet.place.deliver())
    await asked.wait()
    await akismet.place.decide(act, comment)
    go_on.set()
    await delivering
    await akismet.deliver(SPAM, hours=1)
    assert akismet.state(comment) == state


async def test_a_deleted_comment_is_not_asked_about(akismet: Asked) -> None:
    akismet.there.behave = PROVISIONAL
    author = akismet.place.reader()
    comment = await author.said(WORDS)
    await author.erase(comment)
    assert await akismet.deliver(SPAM, seconds=120) == 0
    assert akismet.state(comment) == "gone"


async def test_an_edit_is_what_is_asked_about_from_then_on(akismet: Asked) -> None:
    akismet.there.behave = PROVISIONAL
    author = akismet.place.reader()
    comment = await author.said(WORDS)
    akismet.place.clock.forward(seconds=5)
    await author.edit(comment, f"{WORDS} And more.")
    assert akismet.letters() == [("akismet-again", str(comment))]
    await akismet.deliver(HONEST, seconds=120)
    assert akismet.there.heard[-1].form["comment_content"] == f"{WORDS} And more."


async def test_an_edit_of_a_comment_that_waits_is_asked_about_with_it_and_then_shown(akismet: Asked) -> None:
    akismet.there.behave = FAILING
    author = akismet.place.reader()
    comment = await author.said(WORDS)
    akismet.place.clock.forward(seconds=5)
    await author.edit(comment, f"{WORDS} And more.")
    assert akismet.calls() == ["comment-check"]
    await akismet.deliver(HONEST, seconds=60)
    assert akismet.there.heard[-1].form["comment_content"] == f"{WORDS} And more."
    assert akismet.state(comment) == "live"


async def test_a_letter_is_there_when_the_comment_is_and_never_without_it(akismet: Asked) -> None:
    akismet.there.behave = FAILING
    reader = akismet.place.reader()
    first = await reader.say(WORDS, key="k")
    assert (await reader.say(WORDS, key="k")).json()["id"] == first.json()["id"]
    assert akismet.letters() == [("akismet-again", str(first.json()["id"]))]


def test_a_reason_takes_the_place_of_the_one_of_its_signal() -> None:
    written = '[0.5,[["opinion",-1.5,"a"],["links",0.5,"b"]],false]'
    amended = reasking.amended(written, Reason("opinion", 4.5, "c"))
    reasons = (Reason("opinion", 4.5, "c"), Reason("links", 0.5, "b"))
    assert amended == Verdict(0.9975273768433653, reasons)


@pytest.mark.parametrize("probability", [0.0, 1.0, 1e-300])
def test_a_probability_without_doubt_can_be_amended(probability: float) -> None:
    amended = reasking.amended(f"[{probability},[],false]", Reason("opinion", 4.5, "c"))
    assert [one.signal for one in amended.reasons] == ["opinion"]
