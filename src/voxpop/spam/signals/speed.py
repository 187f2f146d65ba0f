"""One person, or one address, going through several threads within minutes.

Behind one address there may be a school or a whole provider, so it counts for less, and from more threads on. Who
reads the paper in the morning comments here and there, too: that alone is no spam.
"""

from voxpop.spam.recent import Pace
from voxpop.spam.seen import Seen
from voxpop.spam.submission import Reason

MINUTE = 60_000_000  # microseconds
SOON = 10 * MINUTE
# From so many other threads within that time on, so much.
PERSON = ((3, 0.6), (4, 1.0), (5, 1.4))
ADDRESS = ((4, 0.5), (5, 0.8))


def look(seen: Seen) -> Reason | None:
    recent = seen.known.recent
    if recent is None or not (seen.given.person or seen.given.address):
        return None
    person, address = recent.pace(seen.visit)
    for who, pace, steps in (("person", person, PERSON), ("address", address, ADDRESS)):
        weight = weighed(pace, steps)
        if weight:
            minutes = max(1, round(pace.span / MINUTE))
            span = "a minute" if minutes == 1 else f"{minutes} minutes"
            return Reason("speed", weight, f"this {who} wrote in {pace.threads} other threads within {span}")
    return None


def weighed(pace: Pace, steps: tuple[tuple[int, float], ...]) -> float:
    return max((weight for least, weight in steps if pace.threads >= least and pace.span <= SOON), default=0.0)
