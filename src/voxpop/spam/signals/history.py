"""What became of earlier comments of this person, from this address group, and with these domains, on this site.

Both ways, and bounded: a person with many live comments is believed, but not so far that a stolen account could
advertise; a neighbour's spam from the same address group makes nobody a spammer.
"""

import math

from voxpop.spam import several
from voxpop.spam.known import Record
from voxpop.spam.seen import Seen
from voxpop.spam.several import Part
from voxpop.spam.submission import Reason

PRIOR = 0.7  # comments of either kind that are taken as said before any was: one alone moves little
PERSON = (-2.4, 2.4)  # log-odds at most
ADDRESS = (-0.6, 1.0)
DOMAIN = (-1.2, 2.2)
SHARE = {PERSON: 0.75, ADDRESS: 0.4, DOMAIN: 0.6}  # of what the record says by itself
MOST = 3.2


def look(seen: Seen) -> Reason | None:
    records, marks = seen.known.records, seen.known.marks
    if not records:
        return None
    parts = [
        weighed("this person", records.get(marks.person), PERSON),
        weighed("this address group", records.get(marks.address), ADDRESS),
        *sorted(weighed(name, records.get(mark), DOMAIN) for name, mark in marks.domains)[-1:],
    ]
    return several.reason("history", [part for part in parts if part[0]], MOST)


def weighed(who: str, record: Record | None, bounds: tuple[float, float]) -> Part:
    if record is None or not (record.live or record.spam or record.reports):
        return 0.0, ""
    bad = max(record.spam, 0) + max(record.reports, 0) / 2  # a comment that was reported rightly is often spam by then
    weight = SHARE[bounds] * math.log((bad + PRIOR) / (max(record.live, 0) + PRIOR))
    return min(max(weight, bounds[0]), bounds[1]), sentence(who, record)


def sentence(who: str, record: Record) -> str:
    told = f"{who}: {record.live:,} live" if record.live else f"{who}:"
    if record.spam:
        told += f"{',' if record.live else ''} {record.spam:,} spam"
    if record.reports:
        told += f"{',' if record.live or record.spam else ''} {record.reports:,} rightly reported"
    return f"{told} here before"
