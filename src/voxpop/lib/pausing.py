"""Wait between two turns of a worker, but no longer than until something happens, like the end."""

import asyncio


async def pause(seconds: float, *events: asyncio.Event) -> None:
    """Until one of the events is set, or so many seconds are over."""
    waiting = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waiting:
            one.cancel()
