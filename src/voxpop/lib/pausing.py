"""The turns of a worker: something done again and again, with a wait between that ends when something happens.

rounds    it is done every so many seconds, or at a sign
pause     until something happens, or so many seconds are over
Rest      it is done for a small part of the time only, however often it is wanted
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterator

log = logging.getLogger("voxpop")


async def rounds(
    act: Callable[[], Awaitable[object]], seconds: float, end: asyncio.Event, failing: str, *signs: asyncio.Event
) -> None:
    """Do something until told to end: after so many seconds again, or at a sign.

    When it fails, the database is away, most likely: that is told in the log, as `failing`, and it is tried again.
    """
    while not end.is_set():
        try:
            await act()
        except Exception as error:
            log.warning("%s: %s", failing, type(error).__name__)
        await pause(seconds, end, *signs)


async def pause(seconds: float, *events: asyncio.Event) -> None:
    """Until one of the events is set, or so many seconds are over."""
    waiting = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waiting:
            one.cancel()


class Rest:
    """After something that is heavy: `times` as long as it took. `steady` counts seconds since any moment."""

    def __init__(self, steady: Callable[[], float], times: float) -> None:
        self._steady = steady
        self._times = times
        self._until = 0.0

    def left(self) -> float:
        """Seconds for which it should not be done again; 0 when it may be."""
        return max(0.0, self._until - self._steady())

    @contextlib.contextmanager
    def earned(self) -> Iterator[None]:
        """Around what is done; also where it fails."""
        began = self._steady()
        try:
            yield
        finally:
            ended = self._steady()
            self._until = ended + self._times * (ended - began)
