"""When moderators know better, Akismet is told so: with what was sent to it, by the outbox, not twice for nothing."""

import asyncio

import pytest

from tests.support import stub
from tests.support.asked import FAILING, HONEST, KEY, SPAM, THANKS, WORDS, Asked


@pytest.fixture(autouse=True)
async def _all_wait(akismet: Asked) -> None:
    """Whatever the judge thinks, a moderator decides."""
    await akismet.place.choose(approval="all")


MISSED = ["comment-check", "submit-spam"]


async def test_spam_that_it_missed_is_submitted_as_it_was_sent(akismet: Asked) -> None:
    comment = await akismet.say(HONEST)
    await akismet.place.decide("spam", comment)
    assert akismet.calls() == ["comment-check"]  # the moderator does not wait for it
    assert await akismet.deliver(THANKS) == 1
    first, second = akismet.there.heard
    assert (second.target, second.form) == ("/1.1/submit-spam", first.form)
    assert akismet.letters() == []


async def test_an_honest_comment_that_it_called_spam_is_submitted_as_honest(akismet: Asked) -> None:
    comment = await akismet.say(SPAM)
    await akismet.place.decide("approve", comment)
    await akismet.deliver(THANKS)
    assert akismet.calls() == ["comment-check", "submit-ham"]
    assert akismet.kept(comment)["told"] == "honest"


@pytest.mark.parametrize(("behave", "act"), [(SPAM, "spam"), (HONEST, "reject")])
async def test_what_it_knows_and_what_says_nothing_of_spam_is_not_submitted(
    behave: stub.Behave, act: str, akismet: Asked
) -> None:
    comment = await akismet.say(behave)
    await akismet.place.decide(act, comment)
    assert await akismet.deliver(THANKS) == 0
    assert akismet.calls() == ["comment-check"]


@pytest.mark.parametrize(("act", "call"), [("spam", "submit-spam"), ("approve", "submit-ham")])
async def test_what_it_could_not_be_asked_about_is_submitted_too(act: str, call: str, akismet: Asked) -> None:
    comment = await akismet.say(FAILING)
    await akismet.place.decide(act, comment)
    await akismet.deliver(THANKS)
    assert akismet.calls() == ["comment-check", call]


async def test_nothing_of_the_moderator_is_sent(akismet: Asked) -> None:
    comment = await akismet.say(HONEST)
    await akismet.place.decide("spam", comment)
    await akismet.deliver(THANKS)
    assert akismet.there.heard[1].fields["user-agent"].startswith("Voxpop/")
    assert "mo" not in akismet.there.heard[1].form.values()


async def test_an_act_that_is_taken_back_in_time_is_not_told(akismet: Asked) -> None:
    comment = await akismet.say(HONEST)
    await akismet.place.decide("spam", comment)
    await akismet.place.decide("restore", comment)
    await akismet.deliver(THANKS)
    assert akismet.calls() == ["comment-check"]
    assert akismet.letters() == []


async def test_an_act_that_is_taken_back_later_is_told_to_be(akismet: Asked) -> None:
    comment = await akismet.say(HONEST)
    await akismet.place.decide("spam", comment)
    await akismet.deliver(THANKS)
    await akismet.place.decide("restore", comment)
    await akismet.deliver(THANKS)
    assert akismet.calls() == [*MISSED, "submit-ham"]


async def test_a_restore_that_is_taken_back_brings_the_act_back(akismet: Asked) -> None:
    comment = await akismet.say(HONEST)
    for act in ("spam", "restore", "restore"):
        await akismet.place.decide(act, comment)
    await akismet.deliver(THANKS)
    assert akismet.calls() == MISSED
    assert akismet.kept(comment)["decided"] == "spam"


async def test_who_changes_their_mind_ten_times_tells_the_last_word_once(akismet: Asked) -> None:
    comment = await akismet.say(HONEST)
    for _ in range(5):
        await akismet.place.decide("spam", comment)
        await akismet.place.decide("approve", comment)
    await akismet.place.decide("spam", comment)
    while await akismet.deliver(THANKS):
        pass
    assert akismet.calls() == MISSED


@pytest.mark.parametrize(
    "fault",
    [FAILING, stub.raw(b""), stub.saying(200, b"invalid"), stub.saying(302, b"", Location="/")],
    ids=["500", "closed", "invalid", "redirect"],
)
async def test_what_could_not_be_told_is_told_later(fault: stub.Behave, akismet: Asked) -> None:
    comment = await akismet.say(HONEST)
    await akismet.place.decide("spam", comment)
    await akismet.deliver(fault)
    assert akismet.kept(comment)["told"] == ""
    assert await akismet.deliver(THANKS, seconds=59) == 0
    assert await akismet.deliver(THANKS, seconds=1) == 1
    assert akismet.kept(comment)["told"] == "spam"
    assert akismet.letters() == []


async def test_who_is_busy_is_told_when_it_wants_to_be(akismet: Asked) -> None:
    comment = await akismet.say(HONEST)
    await akismet.place.decide("spam", comment)
    await akismet.deliver(stub.saying(429, b"", Retry_After="600"))
    assert await akismet.deliver(THANKS, seconds=599) == 0
    assert await akismet.deliver(THANKS, seconds=1) == 1


async def test_a_worker_that_dies_between_the_act_and_the_sending_loses_nothing(akismet: Asked) -> None:
    comment = await akismet.say(HONEST)
    await akismet.place.decide("spam", comment)
    akismet.there.behave = stub.hanging
    akismet.there.asked.clear()
    dying = asyncio.create_task(akismet.place.deliver())
    await akismet.there.asked.wait()
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    await akismet.deliver(THANKS, seconds=120)
    assert akismet.calls() == [*MISSED, "submit-spam"]  # the first one may have been heard, too
    assert akismet.letters() == []


async def test_a_moderator_who_acts_while_it_is_told_is_not_forgotten(akismet: Asked) -> None:
    comment = await akismet.say(HONEST)
    await akismet.place.decide("spam", comment)
    told, go_on = asyncio.Event(), asyncio.Event()

    async def slow(asked: stub.Asked, writer: asyncio.StreamWriter) -> None:
        told.set()
        await go_on.wait()
        await THANKS(asked, writer)

    akismet.there.behave = slow
    delivering = asyncio.create_task(akismet.place.deliver())
    await told.wait()
    await akismet.place.decide("approve", comment)
    go_on.set()
    await delivering
    await akismet.deliver(THANKS)
    assert akismet.calls() == [*MISSED, "submit-ham"]
    kept = akismet.kept(comment)
    assert (kept["decided"], kept["told"]) == ("honest", "honest")


async def test_nothing_is_told_of_a_comment_that_was_erased(akismet: Asked) -> None:
    akismet.there.behave = HONEST
    author = akismet.place.reader()
    comment = await author.said(WORDS)
    await akismet.place.decide("spam", comment)
    await author.erase(comment)
    assert akismet.letters() == []
    assert await akismet.deliver(THANKS) == 0


async def test_nothing_is_told_by_a_site_whose_key_is_gone(akismet: Asked) -> None:
    comment = await akismet.say(HONEST)
    await akismet.place.decide("spam", comment)
    await akismet.place.choose(akismet_key="")
    await akismet.deliver(THANKS)
    assert akismet.calls() == ["comment-check"]
    assert akismet.letters() == []


async def test_no_letter_holds_words_of_the_comment_or_the_key(akismet: Asked) -> None:
    await akismet.place.decide("spam", await akismet.say(HONEST))
    [(target, body)] = akismet.place.rows("SELECT target, body FROM outbox")
    assert KEY not in f"{target} {body}"
    assert len(f"{target} {body}") < 30


async def test_how_often_it_was_right_is_counted_by_what_moderators_say_last(akismet: Asked) -> None:
    missed, right, wrong, open_ = [
        await akismet.say(behave, f"{WORDS} {number}") for number, behave in enumerate((HONEST, SPAM, SPAM, SPAM))
    ]
    await akismet.place.decide("spam", missed)
    await akismet.place.decide("spam", right)
    await akismet.place.decide("approve", wrong)
    await akismet.place.decide("reject", open_)
    assert akismet.advice() == {False: (0, 1), True: (1, 1)}
    await akismet.place.decide("spam", wrong)
    assert akismet.advice() == {False: (0, 1), True: (2, 0)}
    await akismet.place.decide("restore", wrong)
    await akismet.place.decide("restore", right)
    await akismet.place.decide("restore", missed)
    assert akismet.advice() == {False: (0, 0), True: (0, 1)}


async def test_its_word_weighs_less_after_it_was_wrong_and_says_so(akismet: Asked) -> None:
    first = await akismet.say(SPAM, f"{WORDS} First.")
    await akismet.place.decide("approve", first)
    second = await akismet.say(SPAM, f"{WORDS} Second.")
    (before, _), (after, sentence) = (akismet.verdict(comment)[1]["opinion"] for comment in (first, second))
    assert 0 < after < before
    assert sentence == "Akismet calls it spam (right 0 times of 1 here)"


async def test_two_moderators_at_once_are_both_heard(akismet: Asked) -> None:
    comments = [await akismet.say(HONEST, f"{WORDS} {number}") for number in range(8)]
    await asyncio.gather(*(akismet.place.decide("spam", comment) for comment in comments))
    assert akismet.advice() == {False: (0, 8)}
    await akismet.deliver(THANKS)
    assert akismet.calls().count("submit-spam") == 8
