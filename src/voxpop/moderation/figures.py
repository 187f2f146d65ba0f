"""The figures of a site, out of counted rows: days and their borders, outcomes, waiting, how right the judge was.

    now, zone -> days -> stretches -> (moderation/numbers asks the database) -> outcomes, waits, judged

Pure: no database, no clock. Times are in microseconds since 1970, spans of time in microseconds.
"""

import datetime
import itertools
import math
import statistics
import zoneinfo
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from voxpop.lib.ids import moment, written

OUTCOMES = ("live", "held", "trash", "spam", "gone")  # what became of a comment, in the order in which bars are stacked


class Day(NamedTuple):
    """A day as people in a time zone count it, 23 to 25 hours long; `end` is where the next one begins."""

    date: datetime.date
    start: int
    end: int


class Stretch(NamedTuple):
    """Days of one length that follow one another: of the days looked at the `first` is their number, counted from 0."""

    first: int
    start: int
    end: int
    length: int


class Waits(NamedTuple):
    """How long comments waited: half of them no longer than `median`, nine in ten no longer than `most`."""

    number: int
    median: int
    most: int


class Moved(NamedTuple):
    """Comments that somebody moved: what they came as, what they are, whether a rule or the judge's doubt was why."""

    came: str
    state: str
    ruled: bool
    doubted: bool
    number: int


class Judged(NamedTuple):
    """How right the judge and the rules were about the comments of some days.

    `caught`: came as spam and still are, by the judge and by a rule. `missed`: came live, and are spam now.
    `suspected`: waited, and are spam now. `alarms`: taken for spam, `doubts`: held by the judge, and live now.
    """

    caught: int
    ruled: int
    missed: int
    suspected: int
    alarms: int
    doubts: int


def days(zone: str, now: int, number: int) -> tuple[Day, ...]:
    """The last days in a time zone, today included."""
    place = zoneinfo.ZoneInfo(zone)
    today = moment(now).astimezone(place).date()
    dates = [today - datetime.timedelta(days=back) for back in range(number - 1, -2, -1)]
    begins = [written(datetime.datetime.combine(date, datetime.time(), place)) for date in dates]
    made = (Day(date, *borders) for date, borders in zip(dates, itertools.pairwise(begins), strict=False))
    return tuple(day for day in made if day.start < day.end)  # a day that the zone left out, to change sides, has none


def stretches(of: Sequence[Day]) -> tuple[Stretch, ...]:
    """The same days: within each stretch a division says which one a time lies in."""
    found = []
    for length, group in itertools.groupby(enumerate(of), key=lambda one: one[1].end - one[1].start):
        same = list(group)
        found.append(Stretch(same[0][0], same[0][1].start, same[-1][1].end, length))
    return tuple(found)


def waits(waited: Iterable[int]) -> Waits | None:
    """None where nobody waited."""
    order = sorted(waited)
    if not order:
        return None
    return Waits(len(order), round(statistics.median(order)), order[math.ceil(0.9 * len(order)) - 1])


def waits_by_day(of: Sequence[Day], decided: Iterable[tuple[int, int]]) -> tuple[Waits | None, ...]:
    """`decided`: when, and after how long, in any order."""
    found: list[list[int]] = [[] for _ in of]
    borders = iter(enumerate(of))
    number, day = next(borders)
    for at, waited in sorted(decided):
        while at >= day.end:
            number, day = next(borders)
        found[number].append(waited)
    return tuple(waits(one) for one in found)


def judged(spam: int, ruled: int, moved: Iterable[Moved]) -> Judged:
    """`spam`: comments that are spam now, `ruled` those of them about which a rule of the site decided."""
    rows = tuple(moved)
    put_there = [row for row in rows if row.state == "spam" and row.came != "spam"]
    of_rules = sum(row.number for row in put_there if row.ruled)
    of_judge = sum(row.number for row in put_there if not row.ruled)
    return Judged(
        caught=spam - ruled - of_judge,
        ruled=ruled - of_rules,
        missed=sum(row.number for row in put_there if row.came == "live"),
        suspected=sum(row.number for row in put_there if row.came == "held"),
        alarms=sum(row.number for row in rows if row.state == "live" and row.came == "spam"),
        doubts=sum(row.number for row in rows if row.state == "live" and row.came == "held" and row.doubted),
    )
