"""Spans of time as people say them in a language, and as programs read them (ISO 8601)."""

from datetime import timedelta
from typing import Literal

from babel.dates import format_timedelta

from voxpop.lib.words import in_digits, locale

MOST = 10**9  # of a unit, before a larger one is taken
Unit = Literal["day", "hour", "minute", "second"]
UNITS: tuple[tuple[int, Unit, str], ...] = (
    (86400, "day", "P{}D"),
    (3600, "hour", "PT{}H"),
    (60, "minute", "PT{}M"),
    (1, "second", "PT{}S"),
)


def _parts(span: timedelta) -> tuple[int, Unit, str]:
    """How many of the largest unit that it is a whole number of."""
    seconds = int(span.total_seconds())
    for size, unit, written in UNITS:
        if seconds % size == 0:
            return seconds // size, unit, written
    raise AssertionError("every number is whole in seconds")


def spoken(span: timedelta, language: str) -> str:
    """30 days, 30 Tage."""
    _, unit, _ = _parts(span)
    return in_digits(format_timedelta(span, granularity=unit, threshold=MOST, locale=locale(language)), language)


def iso(span: timedelta) -> str:
    """P30D, PT15M."""
    count, _, written = _parts(span)
    return written.format(count)


def read(written: str) -> timedelta:
    """What `iso` has written."""
    count = int("".join(filter(str.isdigit, written)))
    size = next(size for size, _, form in UNITS if form.format(count) == written)
    return timedelta(seconds=count * size)
