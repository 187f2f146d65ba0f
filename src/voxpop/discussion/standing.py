"""What becomes of a judged draft: pure, no database, no clock."""

from voxpop.discussion.state import State
from voxpop.sites.rules import Rules
from voxpop.spam.submission import Verdict

DOUBT = 0.5  # probability of spam from which a moderator looks first
SPAM = 0.95  # and from which nobody needs to look soon


def of(verdict: Verdict, rules: Rules, *, known: bool) -> State:
    """`known`: an earlier comment of this guest is live."""
    if verdict.probability >= SPAM:
        return State.SPAM
    if verdict.probability >= DOUBT or rules.approval == "all":
        return State.HELD
    if rules.approval == "first" and not known:
        return State.HELD
    return State.LIVE
