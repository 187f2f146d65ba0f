"""Ids that are times: microseconds since 1970, UTC, made unique by counting on.

An id sorts by the time it stands for, fits a JavaScript number until the year 2255, and needs no round trip to the
database. Two processes that draw the same microsecond are told apart by the table's unique key; the loser draws again.
"""

import itertools
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LARGEST = 2**53 - 1
DAY = 86_400_000_000  # microseconds


def now() -> int:
    """The present time in microseconds since 1970."""
    return time.time_ns() // 1000


def moment(microseconds: int) -> datetime:
    """The UTC time that an id, or any other count of microseconds, stands for."""
    return EPOCH + timedelta(microseconds=microseconds)


def written(moment: datetime) -> int:
    """Microseconds since 1970 of an aware datetime."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def span(lasts: timedelta) -> int:
    """A span of time in microseconds."""
    return lasts // timedelta(microseconds=1)


class Clock:
    """The time, and ids drawn by it: none repeats in this process or runs backwards, also when the wall clock does.

    `wall` counts microseconds since 1970, `steady` seconds since any moment, never backwards.
    """

    def __init__(self, wall: Callable[[], int] = now, steady: Callable[[], float] = time.monotonic) -> None:
        self.now = wall
        self.steady = steady
        self._last = 0
        self._lock = threading.Lock()

    def next(self, at: int) -> int:
        """An id for the time `at` (microseconds), or the next free one after the last drawn."""
        with self._lock:
            self._last = max(at, self._last + 1)
            return self._last


def read(told: str) -> int | None:
    """The number that a form or an address has in digits; None for what is none, or longer than any id."""
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 17 else None


_serial = itertools.count()


def serial() -> int:
    """A number that differs at each call in this process."""
    return next(_serial)
