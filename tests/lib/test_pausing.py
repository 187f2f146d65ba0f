"""Pauses: as long as they were meant to be, unless something happens."""

import asyncio

from voxpop.lib.pausing import pause


async def test_what_has_happened_already_ends_it_at_once() -> None:
    never, done = asyncio.Event(), asyncio.Event()
    done.set()
    async with asyncio.timeout(5):
        await pause(3600, never, done)


async def test_it_ends_when_one_of_them_happens() -> None:
    never, end = asyncio.Event(), asyncio.Event()
    paused = asyncio.create_task(pause(3600, never, end))
    await asyncio.sleep(0)
    assert not paused.done()
    end.set()
    async with asyncio.timeout(5):
        await paused


async def test_it_ends_when_nothing_happens() -> None:
    async with asyncio.timeout(5):
        await pause(0.001, asyncio.Event())


async def test_who_is_cancelled_leaves_nobody_waiting() -> None:
    paused = asyncio.create_task(pause(3600, asyncio.Event()))
    await asyncio.sleep(0)
    paused.cancel()
    await asyncio.gather(paused, return_exceptions=True)
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}
