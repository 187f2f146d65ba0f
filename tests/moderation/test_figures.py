"""Days and their borders, waiting, and how right the judge was: out of plain values."""

import datetime
import random

import pytest

from voxpop.lib.ids import written
from voxpop.moderation import figures
from voxpop.moderation.figures import Judged, Moved, Waits

HOUR = 3_600_000_000


def at(told: str) -> int:
    return written(datetime.datetime.fromisoformat(told))


def test_the_last_days_end_with_today_as_it_is_there() -> None:
    found = figures.days("Pacific/Auckland", at("2026-01-31T12:30:00+00:00"), 3)
    assert [str(day.date) for day in found] == ["2026-01-30", "2026-01-31", "2026-02-01"]
    assert found[-1].start == at("2026-02-01T00:00:00+13:00")
    assert found[-1].end == at("2026-02-02T00:00:00+13:00")


@pytest.mark.parametrize(
    ("zone", "now", "hours"),
    [
        ("Europe/Berlin", "2026-03-30T10:00:00+00:00", [24, 23, 24]),
        ("Europe/Berlin", "2026-10-26T10:00:00+00:00", [24, 25, 24]),
        ("America/New_York", "2026-11-02T20:00:00+00:00", [24, 25, 24]),
        ("Australia/Lord_Howe", "2026-04-06T02:00:00+00:00", [24, 24.5, 24]),
        ("Africa/Cairo", "2026-04-25T10:00:00+00:00", [24, 23, 24]),  # whose clocks move at midnight
        ("UTC", "2026-03-30T10:00:00+00:00", [24, 24, 24]),
    ],
)
def test_a_day_is_as_long_as_its_clocks_make_it(zone: str, now: str, hours: list[float]) -> None:
    found = figures.days(zone, at(now), 3)
    assert [(day.end - day.start) / HOUR for day in found] == hours
    assert [one.end for one in found[:-1]] == [one.start for one in found[1:]]


def test_a_day_that_a_zone_left_out_is_none() -> None:
    found = figures.days("Pacific/Apia", at("2011-12-31T12:00:00+14:00"), 3)
    assert [str(day.date) for day in found] == ["2011-12-29", "2011-12-31"]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Australia/Lord_Howe", "America/Santiago", "UTC"])
def test_within_a_stretch_a_division_says_which_day_it_is(zone: str) -> None:
    days, chance = figures.days(zone, at("2026-12-31T10:00:00+00:00"), 365), random.Random(1)
    stretches = figures.stretches(days)
    assert len(stretches) == (1 if zone == "UTC" else 5)
    times = [time for day in days for time in (day.start, chance.randrange(day.start, day.end), day.end - 1)]
    for time in times:
        [stretch] = [one for one in stretches if one.start <= time < one.end]
        number = stretch.first + (time - stretch.start) // stretch.length
        assert days[number].start <= time < days[number].end


def test_half_waited_no_longer_than_the_median_and_nine_in_ten_no_longer_than_most() -> None:
    assert figures.waits([]) is None
    assert figures.waits([7]) == Waits(1, 7, 7)
    assert figures.waits([1000, 1, 3, 2]) == Waits(4, 2, 1000)  # 2.5, to the even
    assert figures.waits(range(100, 0, -1)) == Waits(100, 50, 90)


def test_waiting_counts_on_the_day_of_the_decision() -> None:
    days = figures.days("UTC", at("2026-05-03T10:00:00+00:00"), 3)
    decided = [(days[2].start, 5), (days[0].end - 1, 3), (days[0].start, 9)]
    assert figures.waits_by_day(days, decided) == (Waits(2, 6, 9), None, Waits(1, 5, 5))


def test_how_right_the_judge_was() -> None:
    moved = [
        Moved("live", "spam", ruled=False, doubted=False, number=2),  # missed
        Moved("held", "spam", ruled=False, doubted=True, number=3),  # suspected
        Moved("held", "spam", ruled=True, doubted=False, number=4),  # by a rule
        Moved("spam", "live", ruled=False, doubted=True, number=5),  # an alarm
        Moved("held", "live", ruled=False, doubted=True, number=6),  # doubted in vain
        Moved("held", "live", ruled=False, doubted=False, number=70),  # held for another reason: no fault of the judge
        Moved("spam", "spam", ruled=False, doubted=True, number=8),  # called honest once, and spam again
        Moved("live", "trash", ruled=False, doubted=False, number=90),
    ]
    assert figures.judged(100, 20, moved) == Judged(caught=75, ruled=16, missed=2, suspected=7, alarms=5, doubts=6)
