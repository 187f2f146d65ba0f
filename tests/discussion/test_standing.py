"""What becomes of a judged draft, for every kind of approval a site can choose."""

import pytest

from voxpop.discussion import standing
from voxpop.discussion.state import State
from voxpop.screening.kinds import Links, Outcome
from voxpop.screening.screens import Match
from voxpop.sites.rules import Rules
from voxpop.spam.limits import Limits
from voxpop.spam.submission import Verdict

LIVE, HELD, SPAM = State.LIVE, State.HELD, State.SPAM


@pytest.mark.parametrize(
    ("approval", "known", "states"),
    [
        ("judged", False, [LIVE, LIVE, HELD, HELD, SPAM]),
        ("judged", True, [LIVE, LIVE, HELD, HELD, SPAM]),
        ("first", False, [HELD, HELD, HELD, HELD, SPAM]),
        ("first", True, [LIVE, LIVE, HELD, HELD, SPAM]),
        ("all", True, [HELD, HELD, HELD, HELD, SPAM]),
    ],
)
def test_the_site_and_the_judge_decide(approval: str, known: bool, states: list[State]) -> None:
    doubts = (0.0, 0.499, 0.5, 0.949, 0.95)
    rules = Rules(approval=approval)
    assert [standing.of(Verdict(doubt, ()), rules, known=known).state for doubt in doubts] == states


@pytest.mark.parametrize("approval", ["judged", "first", "all"])
@pytest.mark.parametrize("probability", [0.0, 0.5, 1.0])
def test_what_could_not_be_judged_is_held(approval: str, probability: float) -> None:
    verdict = Verdict(probability, (), failed=True)
    assert standing.of(verdict, Rules(approval=approval), known=True).state is HELD


def test_the_limits_are_the_site_s() -> None:
    limits = Limits(doubt=0.4, spam=0.9)
    doubts = (0.39, 0.4, 0.89, 0.9)
    states = [standing.of(Verdict(doubt, ()), Rules(), known=True, limits=limits).state for doubt in doubts]
    assert states == [LIVE, HELD, HELD, SPAM]


TRASH = State.TRASH


@pytest.mark.parametrize(
    ("outcome", "approval", "states"),
    [
        ("hold", "judged", [HELD, HELD, SPAM, HELD]),
        ("spam", "judged", [SPAM, SPAM, SPAM, SPAM]),
        ("reject", "judged", [TRASH, TRASH, TRASH, TRASH]),
        ("allow", "all", [LIVE, LIVE, LIVE, HELD]),
        (None, "judged", [LIVE, HELD, SPAM, HELD]),
    ],
)
def test_the_house_rule_that_matched_comes_before_the_judge(
    outcome: str | None, approval: str, states: list[State]
) -> None:
    match = Match(3, Links(outcome=Outcome(outcome), least=1), "2 links") if outcome else None
    verdicts = [*(Verdict(doubt, ()) for doubt in (0.1, 0.6, 0.99)), Verdict(0.5, (), failed=True)]
    found = [standing.of(verdict, Rules(approval=approval), known=True, match=match) for verdict in verdicts]
    assert [one.state for one in found] == states
    assert found[0].rule == (match and "3: 2 links")


def test_the_rule_is_told_only_where_it_decided() -> None:
    held = Match(1, Links(outcome=Outcome.HOLD, least=1), "2 links")
    assert standing.of(Verdict(0.99, ()), Rules(), known=True, match=held).rule is None
    assert standing.of(Verdict(0.1, ()), Rules(approval="first"), known=False).rule == "approval = first"
    assert standing.of(Verdict(0.6, ()), Rules(approval="all"), known=False).rule is None
