"""A dry run of house rules: what they would have made of the comments that are there, and that nothing is made."""

from typing import Any

import pytest

from tests.support import screens
from tests.support.house import Place, Reader
from voxpop.moderation import rehearsal
from voxpop.moderation.rehearsal import Rehearsed
from voxpop.screening.kinds import (
    Age,
    AnyRule,
    Domains,
    Doubt,
    Emails,
    Hours,
    Links,
    Newcomers,
    Outcome,
    Words,
    Writers,
)  # fmt: skip
from voxpop.storage import schema

HOLD, SPAM, REJECT, REFUSE, ALLOW = Outcome


def run(place: Place, *rules: AnyRule, number: int = 0, last: int = rehearsal.LAST) -> Rehearsed:
    pasts = place.house.database.read_now(
        lambda conn: rehearsal.read(conn, place.site(), rehearsal.wanted(rules), last)
    )
    return rehearsal.of_rule(rules, number, pasts) if number else rehearsal.of_list(rules, pasts)


def ids(found: Any) -> list[int]:
    return [hit.past.id for hit in found]


def everything(place: Place) -> dict[str, list[Any]]:
    """All rows of all tables, as text."""
    return {name: sorted(map(str, place.rows(f"SELECT * FROM {name}"))) for name in schema.metadata.tables}


@pytest.mark.parametrize(
    "rule",
    [
        Words(outcome=HOLD, listed=("casino",)),
        Domains(outcome=SPAM, listed=("shop.example",)),
        Emails(outcome=REJECT, listed=("*@spam.example",)),
        Links(outcome=HOLD, least=2),
        Newcomers(outcome=HOLD, live=2),
        Hours(outcome=HOLD, start="08:00", end="08:54"),
        Age(outcome=HOLD, days=1),
        Writers(outcome=REJECT, who="signed_in"),
    ],
)
async def test_a_dry_run_finds_what_the_rule_would_have_found(place: Place, rule: AnyRule) -> None:
    """The same comments under the rule, and before it by a dry run."""

    async def written() -> list[tuple[int, str]]:
        ann, ben = place.reader(), place.reader()
        made = []
        for who, words, more in (
            (ann, "a casino", {}),
            (ann, "https://www.shop.example/a and https://b.example/c", {}),
            (ben, "a ferry", {"email": "ben@spam.example", "name": "Ben"}),
            (ann, "the third", {}),
        ):
            answer = await who.say(words, **more)
            newest = place.rows("SELECT id, state FROM comment ORDER BY id DESC LIMIT 1")[0]
            assert answer.status_code in (201, 202, 403)
            made.append((newest[0], newest[1]))
            if newest[1] == "held":
                await place.decide("approve", newest[0])
            place.clock.forward(seconds=30)
        return made

    without = [number for number, _ in await written()]
    dry = {number - without[0] for number in ids(run(place, rule, last=4).placed)}
    expected = [number - without[0] for number in without]
    await place.write("DELETE FROM sender")
    await place.write("DELETE FROM comment")
    place.clock.forward(seconds=-120)
    await screens.put(place, rule)
    under = await written()
    found = {expected[nth] for nth, (_, state) in enumerate(under) if state != "live"}
    assert dry == found
    assert found


async def test_a_rule_is_tried_by_itself_and_at_its_place(place: Place, reader: Reader) -> None:
    both, one, _ = [await reader.said(words) for words in ("casino bonus", "a bonus", "a ferry")]
    rules = (Words(outcome=SPAM, listed=("casino",)), Words(outcome=HOLD, listed=("bonus",), on=False))
    found = run(place, *rules, number=2)
    assert (found.looked, ids(found.alone), ids(found.placed)) == (3, [one, both], [one])
    assert found.counts() == {HOLD: 1}
    assert {hit.match.number for hit in (*found.alone, *found.placed)} == {2}
    assert run(place, *rules).counts() == {SPAM: 1}  # the other is off


async def test_a_probability_is_that_of_then(place: Place, reader: Reader) -> None:
    comment = await reader.said("words")
    await reader.said("other words")
    await place.write("UPDATE sender SET verdict = :v WHERE comment_id = :id", v="[0.6,[],false]", id=comment)
    assert ids(run(place, Doubt(outcome=HOLD, percent=60)).placed) == [comment]
    await place.write("UPDATE sender SET verdict = :v", v="[0.9,[],true]")
    assert run(place, Doubt(outcome=HOLD, percent=60)).placed == ()


async def test_only_so_many_of_the_newest_are_looked_at_and_none_that_is_gone(place: Place, reader: Reader) -> None:
    made = [await reader.said(f"casino {n}") for n in range(4)]
    await reader.erase(made[3])
    found = run(place, Words(outcome=HOLD, listed=("casino",)), last=2)
    assert (found.looked, ids(found.placed)) == (2, [made[2], made[1]])


async def test_a_comment_that_nobody_knows_the_sender_of_is_looked_at_too(place: Place, reader: Reader) -> None:
    comment = await reader.said("a casino")
    await place.write("DELETE FROM sender")
    rules = (Newcomers(outcome=HOLD, live=1), Doubt(outcome=SPAM, percent=1))
    assert ids(run(place, *rules).placed) == [comment]


async def test_a_dry_run_changes_nothing(place: Place, reader: Reader) -> None:
    await reader.said("a casino https://shop.example")
    before = everything(place)
    rules = (Words(outcome=SPAM, listed=("casino",)), Newcomers(outcome=HOLD, live=2), Age(outcome=REJECT, days=1))
    assert run(place, *rules).placed
    assert run(place, *rules, number=3).alone
    assert everything(place) == before
