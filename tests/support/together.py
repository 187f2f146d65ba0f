"""Many at once: all wait at a barrier, then go."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import TypeVar

T = TypeVar("T")


async def together(acts: Sequence[Awaitable[T]]) -> list[T]:
    """What each of the acts answers, all of them begun before any is done."""
    barrier = asyncio.Barrier(len(acts))

    async def act(one: Awaitable[T]) -> T:
        await barrier.wait()
        return await one

    return list(await asyncio.gather(*map(act, acts)))
