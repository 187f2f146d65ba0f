"""A moderator's acts: each changes the comment and the log together, and can be taken back."""

import pytest

from tests.support.house import Place, Reader
from tests.support.together import together
from tests.support.verdicts import DOUBTFUL, SPAM
from voxpop.lib.refused import Refused

ACTS = {"approve": "live", "reject": "trash", "spam": "spam"}
LOG = "SELECT act, actor, before, after FROM act ORDER BY id"


async def refused(place: Place, act: str, comment: int) -> str:
    with pytest.raises(Refused) as error:
        await place.decide(act, comment)
    return error.value.code


async def held(place: Place, reader: Reader) -> int:
    await place.choose(approval="all")
    number = await reader.said("waits")
    await place.choose(approval="judged")
    return number


@pytest.mark.parametrize("act", ACTS)
async def test_an_act_moves_the_comment_and_writes_the_log(place: Place, reader: Reader, act: str) -> None:
    comment = await held(place, reader)
    decided = await place.decide(act, comment)
    assert (decided.comment, decided.before, decided.after) == (comment, "held", ACTS[act])
    assert place.one("SELECT state FROM comment") == ACTS[act]
    assert place.rows(LOG) == [(act, "mo", "held", ACTS[act])]


@pytest.mark.parametrize("act", ACTS)
async def test_every_act_can_be_taken_back(place: Place, reader: Reader, act: str) -> None:
    comment = await held(place, reader)
    await place.decide(act, comment)
    await place.decide("restore", comment)
    assert place.rows("SELECT state, shown FROM comment") == [("held", False)]
    assert place.rows(LOG)[1] == ("restore", "mo", ACTS[act], "held")
    assert place.one("SELECT live FROM thread WHERE key = '/ferry'") == 0


async def test_what_is_approved_is_shown_at_once(place: Place, reader: Reader) -> None:
    comment = await held(place, reader)
    stranger = place.reader()
    assert "waits" not in await stranger.page()
    await place.decide("approve", comment)
    assert "waits" in await stranger.page()
    assert (await stranger.thread())["responses"] == 1


async def test_taking_back_twice_is_back_again(place: Place, reader: Reader) -> None:
    comment = await held(place, reader)
    await place.decide("approve", comment)
    await place.decide("restore", comment)
    await place.decide("restore", comment)
    assert place.one("SELECT state FROM comment") == "live"


@pytest.mark.usefixtures("obedient")
async def test_what_is_not_spam_waits_for_a_second_look(place: Place, reader: Reader) -> None:
    comment = await reader.said(SPAM)
    decided = await place.decide("not_spam", comment)
    assert (decided.before, decided.after) == ("spam", "held")
    await place.decide("restore", comment)
    assert place.one("SELECT state FROM comment") == "spam"


@pytest.mark.usefixtures("obedient")
@pytest.mark.parametrize("words", ["live", DOUBTFUL])
async def test_what_nobody_calls_spam_is_not_freed_of_it(place: Place, reader: Reader, words: str) -> None:
    assert await refused(place, "not_spam", await reader.said(words)) == "already_so"


async def test_what_is_so_already_is_refused(place: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    assert await refused(place, "approve", comment) == "already_so"
    assert place.rows(LOG) == []


async def test_without_an_act_there_is_nothing_to_take_back(place: Place, reader: Reader) -> None:
    assert await refused(place, "restore", await reader.said("one")) == "nothing_to_restore"


@pytest.mark.usefixtures("obedient")
async def test_what_was_changed_since_is_not_taken_back(place: Place, reader: Reader) -> None:
    comment = await held(place, reader)
    await place.decide("approve", comment)
    await reader.edit(comment, DOUBTFUL)
    assert place.one("SELECT state FROM comment") == "held"
    assert await refused(place, "restore", comment) == "changed_since"


@pytest.mark.parametrize("act", [*ACTS, "restore"])
async def test_what_its_author_deleted_stays_deleted(place: Place, reader: Reader, act: str) -> None:
    comment = await reader.said("one")
    await place.decide("reject", comment)
    await place.decide("restore", comment)
    await reader.erase(comment)
    assert await refused(place, act, comment) == "comment_gone"
    assert place.one("SELECT state FROM comment") == "gone"


async def test_a_comment_that_is_not_there_is_refused(place: Place) -> None:
    assert await refused(place, "approve", 7) == "no_such_comment"


async def test_of_two_who_decide_the_same_at_once_one_has_decided(place: Place, reader: Reader) -> None:
    comment = await held(place, reader)

    async def approved() -> str:
        try:
            await place.decide("approve", comment)
        except Refused as error:
            return error.code
        return "done"

    answers = await together([approved() for _ in range(16)])
    assert answers.count("done") == 1
    assert set(answers) <= {"done", "already_so", "changed_since"}
    assert place.one("SELECT live FROM thread WHERE key = '/ferry'") == 1
    assert len(place.rows(LOG)) == 1


async def test_acts_in_one_moment_are_in_the_log_in_their_order(place: Place, reader: Reader) -> None:
    comment = await held(place, reader)
    for act in ("approve", "reject", "spam", "restore"):
        await place.decide(act, comment)
    assert [row.act for row in place.rows(LOG)] == ["approve", "reject", "spam", "restore"]
    assert place.one("SELECT state FROM comment") == "trash"
