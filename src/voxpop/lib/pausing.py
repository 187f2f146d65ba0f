"""The turns of a worker: something done again and again, with a wait between that ends when something happens."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

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
