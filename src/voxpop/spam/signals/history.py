"""What became of earlier comments of this person, from this address group, and with these domains, on this site.

Both ways, and bounded: a person with many live comments is believed, but not so far that a stolen account could
advertise; a neighbour's spam from the same address group makes nobody a spammer.
"""

import math
from typing import NamedTuple

from voxpop.spam import several
from voxpop.spam.known import Record
from voxpop.spam.seen import Seen
from voxpop.spam.several import Part
from voxpop.spam.submission import Reason

PRIOR = 0.7  # comments of either kind that are taken as said before any was: one alone moves little
MOST = 3.2


class Bound(NamedTuple):
    """Log-odds at least and at most, and the share that is taken of what the record says by itself."""

    least: float
    most: float
    share: float


PERSON = Bound(-2.4, 2.4, 0.75)
ADDRESS = Bound(-0.6, 1.0, 0.4)
DOMAIN = Bound(-1.2, 2.2, 0.6)


def look(seen: Seen) -> Reason | None:
    records, marks = seen.known.records, seen.known.marks
    if seen.known.away:
        return Reason("history", 0.0, "what became of earlier comments could not be looked up")
    if not records:
        return None
    parts = [
        weighed("this person", records.get(marks.person), PERSON),
        weighed("this address group", records.get(marks.address), ADDRESS),
        *sorted(weighed(name, records.get(mark), DOMAIN) for name, mark in marks.domains)[-1:],
    ]
    return several.reason("history", [part for part in parts if part[0]], MOST)


def weighed(who: str, record: Record | None, bound: Bound) -> Part:
    if record is None or max(record.live, record.spam, record.reports) <= 0:
        return 0.0, ""
    bad = max(record.spam, 0) + max(record.reports, 0) / 2  # a comment that was reported rightly is often spam by then
    weight = bound.share * math.log((bad + PRIOR) / (max(record.live, 0) + PRIOR))
    return min(max(weight, bound.least), bound.most), sentence(who, record)


def sentence(who: str, record: Record) -> str:
    kinds = ((record.live, "live"), (record.spam, "spam"), (record.reports, "rightly reported"))
    return f"{who}: {', '.join(f'{count:,} {kind}' for count, kind in kinds if count > 0)} here before"
