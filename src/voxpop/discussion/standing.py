"""What becomes of a judged draft: pure, no database, no clock."""

from voxpop.discussion.state import State
from voxpop.sites.rules import Rules
from voxpop.spam.limits import USUAL, Limits
from voxpop.spam.submission import Verdict


def of(verdict: Verdict, rules: Rules, *, known: bool, limits: Limits = USUAL) -> State:
    """`known`: an earlier comment of this guest is live."""
    if verdict.failed:
        return State.HELD
    if verdict.probability >= limits.spam:
        return State.SPAM
    if verdict.probability >= limits.doubt or rules.approval == "all":
        return State.HELD
    if rules.approval == "first" and not known:
        return State.HELD
    return State.LIVE
