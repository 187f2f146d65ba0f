"""Another filter's word, as heavy as it has been right here.

Whoever is asked begins with a good name: as if it had been right and wrong so often before (SPAM, HONEST), enough to
have a moderator look at what it calls spam when nothing else is known. What the site's moderators say of its words is
added to that. A word that is wrong as often as right weighs nothing; that it is worth the opposite is not believed, for
moderators mostly look at what is doubtful.
"""

import math

from voxpop.spam.known import Opinion
from voxpop.spam.seen import Seen
from voxpop.spam.submission import Reason

SPAM = (90.0, 0.5)  # right, wrong: 5.2 log-odds
HONEST = (4.5, 1.0)  # 1.5: what gets past every filter was made to
SURE = 1.5  # log-odds more when it says that there is no doubt
MOST_SPAM, MOST_HONEST = 5.5, 2.5  # log-odds; it never outweighs all the others


def look(seen: Seen) -> Reason | None:
    opinion = seen.known.opinion
    return None if opinion is None else reason(opinion)


def reason(opinion: Opinion) -> Reason:
    if opinion.silent:
        return Reason("opinion", 0.0, f"{opinion.source} could not be asked: {opinion.silent}")
    called = ("blatant spam" if opinion.sure else "spam") if opinion.spam else "honest"
    return Reason("opinion", weight(opinion), f"{opinion.source} calls it {called}{_record(opinion)}")


def weight(opinion: Opinion) -> float:
    right, wrong = SPAM if opinion.spam else HONEST
    odds = math.log((right + opinion.agreed) / (wrong + opinion.differed))
    if not opinion.spam:
        return -min(max(odds, 0.0), MOST_HONEST)
    return min(max(odds, 0.0), MOST_SPAM) + (SURE if opinion.sure and odds > 0 else 0.0)


def _record(opinion: Opinion) -> str:
    known = opinion.agreed + opinion.differed
    return f" (right {opinion.agreed} times of {known} here)" if known else ""
