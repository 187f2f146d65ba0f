"""Ids that are times: microseconds since 1970, UTC, made unique by counting on.

An id sorts by the time it stands for, fits a JavaScript number until the year 2255, and needs no round trip to the
database. Two processes that draw the same microsecond are told apart by the table's unique key; the loser draws again.
"""

import itertools
import threading
import time
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LARGEST = 2**53 - 1


def now() -> int:
    """The present time in microseconds since 1970."""
    return time.time_ns() // 1000


def moment(microseconds: int) -> datetime:
    """The UTC time that an id, or any other count of microseconds, stands for."""
    return EPOCH + timedelta(microseconds=microseconds)


def written(moment: datetime) -> int:
    """Microseconds since 1970 of an aware datetime."""
    return (moment - EPOCH) // timedelta(microseconds=1)


class Clock:
    """Draws ids that never repeat in this process and never run backwards, also when the wall clock does."""

    def __init__(self) -> None:
        self._last = 0
        self._lock = threading.Lock()

    def next(self, at: int) -> int:
        """An id for the time `at` (microseconds), or the next free one after the last drawn."""
        with self._lock:
            self._last = max(at, self._last + 1)
            return self._last


_serial = itertools.count()


def serial() -> int:
    """A number that differs at each call in this process."""
    return next(_serial)
