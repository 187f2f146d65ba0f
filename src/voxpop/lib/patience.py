"""How long others are borne with who do not answer: so many are asked at once, and who fails again and again has rest.

async with patience.turn(seconds): …   # waits for one of AT_ONCE places, or of those of a kind
patience.resting("akismet 1")          # seconds for which it should not be asked
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Callable

from voxpop.lib.refused import Refused

AT_ONCE = 16  # requests of a kind that are under way from this process
FAILURES = 3  # in a row, after which there is a rest
REST = 30.0  # seconds
LONGEST = 3600.0  # seconds that somebody may ask to be left alone


class Patience:
    """Used from one event loop. `steady` counts seconds since any moment."""

    def __init__(self, steady: Callable[[], float]) -> None:
        self._steady = steady
        self._places: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(AT_ONCE))
        self._failed: dict[str, int] = {}
        self._until: dict[str, float] = {}

    @contextlib.asynccontextmanager
    async def turn(self, seconds: float, kind: str = "") -> AsyncIterator[None]:
        """One of the places, held for the block. Raises Refused fetch_slow when none is free for so long.

        Each `kind`, of which there are few, has places of its own: who is slow holds up nobody of another.
        """
        places = self._places[kind]
        try:
            async with asyncio.timeout(seconds):
                await places.acquire()
        except TimeoutError:
            raise Refused("fetch_slow", "too many others wait for an answer") from None
        try:
            yield
        finally:
            places.release()

    def resting(self, whom: str) -> float:
        """Seconds for which `whom` is not to be asked; 0 when it may be."""
        return max(0.0, self._until.get(whom, 0.0) - self._steady())

    def answered(self, whom: str) -> None:
        self._failed.pop(whom, None)
        self._until.pop(whom, None)

    def failed(self, whom: str, wished: float = 0.0) -> None:
        """It did not answer, or wished to be left alone for some seconds."""
        self._failed[whom] = self._failed.get(whom, 0) + 1
        rest = REST if self._failed[whom] >= FAILURES else 0.0
        if rest or wished:
            self._until[whom] = self._steady() + min(max(rest, wished), LONGEST)
