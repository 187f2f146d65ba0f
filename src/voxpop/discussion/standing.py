"""What becomes of a judged draft: pure, no database, no clock."""

from typing import NamedTuple

from voxpop.discussion.state import State
from voxpop.sites.rules import Rules
from voxpop.spam.known import Known
from voxpop.spam.submission import Verdict


class Limits(NamedTuple):
    """Probabilities of spam: from the first a moderator looks before others do, from the second nobody has to soon."""

    doubt: float = 0.5
    spam: float = 0.95


USUAL = Limits()
LOWEST, HIGHEST = Limits(0.3, 0.9), Limits(0.7, 0.995)  # whatever a site's honest comments say


def limits_of(known: Known | None) -> Limits:
    """Those that the site's own honest comments have set, within bounds; the usual ones while there are too few."""
    site = known.model.site if known else None
    if site is None:
        return USUAL
    doubt = USUAL.doubt if site.doubt is None else min(max(site.doubt, LOWEST.doubt), HIGHEST.doubt)
    spam = USUAL.spam if site.spam is None else min(max(site.spam, LOWEST.spam), HIGHEST.spam)
    return Limits(doubt, spam)


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
