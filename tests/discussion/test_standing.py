"""What becomes of a judged draft, for every kind of approval a site can choose."""

import pytest

from voxpop.discussion import standing
from voxpop.discussion.state import State
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
    assert [standing.of(Verdict(doubt, ()), rules, known=known) for doubt in doubts] == states


@pytest.mark.parametrize("approval", ["judged", "first", "all"])
@pytest.mark.parametrize("probability", [0.0, 0.5, 1.0])
def test_what_could_not_be_judged_is_held(approval: str, probability: float) -> None:
    verdict = Verdict(probability, (), failed=True)
    assert standing.of(verdict, Rules(approval=approval), known=True) is HELD


def test_the_limits_are_the_site_s() -> None:
    limits = Limits(doubt=0.4, spam=0.9)
    states = [standing.of(Verdict(doubt, ()), Rules(), known=True, limits=limits) for doubt in (0.39, 0.4, 0.89, 0.9)]
    assert states == [LIVE, HELD, HELD, SPAM]
