"""What becomes of a judged draft: pure, no database, no clock.

    the first house rule that finds something -> the judge -> the site's rule `approval` -> live

A rule that holds makes nothing milder: what the judge is sure of is put away as spam all the same, unless a rule of the
list says from where on that is so.
"""

from typing import NamedTuple

from voxpop.discussion.state import State
from voxpop.screening.kinds import Outcome
from voxpop.screening.screens import Match
from voxpop.sites.rules import Rules
from voxpop.spam.limits import USUAL, Limits
from voxpop.spam.submission import Verdict


class Standing(NamedTuple):
    """`rule` is the site's that decided, in plain words; None where the judge did, or nobody."""

    state: State
    rule: str | None = None


def of(verdict: Verdict, rules: Rules, *, known: bool, limits: Limits = USUAL, match: Match | None = None) -> Standing:
    """`known`: an earlier comment of this guest is live. `limits` are those that the house rules leave to the judge."""
    outcome = match.rule.outcome if match else None
    rule = match.said if match else None
    if outcome in PUT_AWAY:
        return Standing(PUT_AWAY[outcome], rule)
    if verdict.failed:
        return Standing(State.HELD, rule if outcome is Outcome.HOLD else None)
    if outcome is Outcome.ALLOW:
        return Standing(State.LIVE, rule)
    if verdict.probability >= limits.spam:
        return Standing(State.SPAM)
    if outcome is Outcome.HOLD:
        return Standing(State.HELD, rule)
    return _unscreened(verdict, rules, known=known, limits=limits)


PUT_AWAY: dict[Outcome | None, State] = {Outcome.SPAM: State.SPAM, Outcome.REJECT: State.TRASH}


def _unscreened(verdict: Verdict, rules: Rules, *, known: bool, limits: Limits) -> Standing:
    if verdict.probability >= limits.doubt:
        return Standing(State.HELD)
    if rules.approval == "all" or (rules.approval == "first" and not known):
        return Standing(State.HELD, f"approval = {rules.approval}")
    return Standing(State.LIVE)
