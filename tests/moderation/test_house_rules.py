"""Acts on a site's house rules: each is in the log, can be undone, and the second of two is told."""

import json
from typing import Any

import pytest
from sqlalchemy import Connection

from tests.support.house import Place
from voxpop.lib.refused import Refused
from voxpop.moderation import house_rules
from voxpop.moderation.house_rules import Change, applied
from voxpop.moderation.moderator import Moderator
from voxpop.screening.kinds import AnyRule, Doubt, Links, Outcome, Words
from voxpop.screening.screens import Screens

HOLD, SPAM = Outcome.HOLD, Outcome.SPAM
CASINO = Words(outcome=HOLD, listed=("bonus", "casino"), id=11)
LINKS = Links(outcome=SPAM, least=3, id=12)
DOUBT = Doubt(outcome=HOLD, percent=30, id=13)
RULES = (CASINO, LINKS, DOUBT)

CHANGES: dict[str, Change] = {
    "added": house_rules.added(RULES, Links(outcome=HOLD, least=1, id=14)),
    "removed": house_rules.removed(RULES, 2),
    "moved up": house_rules.moved(RULES, 3, 1),
    "moved down": house_rules.moved(RULES, 1, 3),
    "off": house_rules.switched(RULES, 1, on=False),
    "another outcome": house_rules.changed(RULES, 2, Links(outcome=HOLD, least=4)),
    "other words": house_rules.changed(RULES, 1, Words(outcome=HOLD, listed=("casino", "slots"), language="en")),
    "another kind": house_rules.changed(RULES, 2, Doubt(outcome=SPAM, percent=80)),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_goes_both_ways(what: str) -> None:
    _, _, before, after = CHANGES[what]
    made = applied(RULES, before, after)
    assert made != RULES
    assert applied(made, after, before) == RULES
    assert json.loads(json.dumps([before, after])) == [before, after]


def test_a_rule_keeps_its_id_and_a_list_tells_only_what_differs() -> None:
    _, said, before, after = CHANGES["other words"]
    assert (before, after) == (
        {"id": 11, "listed": ["bonus"]},
        {"id": 11, "listed": ["slots"], "language": "en"},
    )
    assert said == "1: hold casino or slots in English"
    assert [one.id for one in applied(RULES, before, after)] == [11, 12, 13]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (lambda: house_rules.removed(RULES, 4), "no_such_rule"),
        (lambda: house_rules.removed(RULES, 0), "no_such_rule"),
        (lambda: house_rules.moved(RULES, 1, 1), "already_so"),
        (lambda: house_rules.moved(RULES, 1, 4), "already_so"),
        (lambda: house_rules.switched(RULES, 1, on=True), "already_so"),
        (lambda: house_rules.changed(RULES, 1, CASINO), "already_so"),
        (lambda: applied(RULES, {"id": 99, "on": True}, {"id": 99, "on": False}), "changed_since"),
    ],
)
def test_what_is_not_there_or_is_so_already_is_refused(asked: Any, code: str) -> None:
    with pytest.raises(Refused) as refused:
        asked()
    assert refused.value.code == code


class Board:
    """The rules of a house's site, changed by Ida."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.saw = 0

    def listed(self) -> Screens:
        return self.place.site().screens

    async def act(self, change: Change, saw: int | None = None) -> int:
        return await self._done(lambda conn: house_rules.act(*self._at(conn), self.saw if saw is None else saw, change))

    async def undo(self) -> int:
        return await self._done(lambda conn: house_rules.undo(*self._at(conn), self.saw))

    def _at(self, conn: Connection) -> tuple[Any, Any, int, Moderator]:
        return conn, self.place.house.clock, self.place.site().id, Moderator("Ida", self.place.clock.now)

    async def _done(self, job: Any) -> int:
        self.saw = await self.place.house.database.write(job)
        return self.saw

    async def add(self, rule: AnyRule) -> int:
        return await self.act(house_rules.added(self.listed().rules, rule))


@pytest.fixture
def board(place: Place) -> Board:
    return Board(place)


async def test_an_act_is_in_the_log_and_comes_into_force(place: Place, board: Board) -> None:
    number = await board.add(CASINO)
    assert (board.listed().rules, board.listed().changed) == ((CASINO,), number)
    [[act, actor, why, before, after]] = place.rows("SELECT act, actor, why, before, after FROM act")
    assert (act, actor, why, before) == ("rule_add", "Ida", "1: hold bonus or casino", "")
    assert json.loads(after)["rule"]["listed"] == ["bonus", "casino"]
    reader = place.reader()
    assert (await reader.say("a casino")).json()["state"] == "held"


async def test_each_act_can_be_undone_and_that_again(place: Place, board: Board) -> None:
    await board.add(CASINO)
    await board.add(LINKS)
    await board.act(house_rules.moved(board.listed().rules, 2, 1))
    assert [one.id for one in board.listed().rules] == [12, 11]
    await board.undo()
    assert [one.id for one in board.listed().rules] == [11, 12]
    await board.undo()
    assert [one.id for one in board.listed().rules] == [12, 11]
    acts = [row[0] for row in place.rows("SELECT act FROM act ORDER BY id")]
    assert acts == ["rule_add", "rule_add", "rule_move", "rule_undo", "rule_undo"]


async def test_where_nothing_was_changed_nothing_is_undone(board: Board) -> None:
    with pytest.raises(Refused) as refused:
        await board.undo()
    assert refused.value.code == "nothing_to_restore"


async def test_who_comes_second_is_told_and_nothing_is_done(place: Place, board: Board) -> None:
    seen = await board.add(CASINO)
    await board.act(house_rules.switched(board.listed().rules, 1, on=False))
    before = place.rows("SELECT screens FROM site")
    with pytest.raises(
        Refused, match=r"Ida did this at .* UTC on .*: off 1: hold bonus or casino \(off\)\."
    ) as refused:
        await board.act(house_rules.removed(board.listed().rules, 1), saw=seen)
    assert refused.value.code == "changed_since"
    assert place.rows("SELECT screens FROM site") == before
    assert place.one("SELECT COUNT(*) FROM act") == 2


async def test_too_many_rules_are_refused(board: Board) -> None:
    for number in range(100):
        await board.add(Links(outcome=HOLD, least=1, id=number + 1))
    with pytest.raises(Refused) as refused:
        await board.add(LINKS)
    assert refused.value.code == "rule_invalid"
    assert len(board.listed().rules) == 100
