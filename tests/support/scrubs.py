"""How often a database was asked to clean its files.

scrubs = Scrubs(place, monkeypatch);  scrubs.times
scrubs.meanwhile = act                                 # goes on then
"""

from collections.abc import Awaitable, Callable

import pytest

from tests.support.house import Place


class Scrubs:
    def __init__(self, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
        self.times = 0
        self.meanwhile: Callable[[], Awaitable[object]] | None = None
        self._scrub = place.house.database.scrub
        monkeypatch.setattr(place.house.database, "scrub", self.scrub)

    async def scrub(self) -> None:
        self.times += 1
        if self.meanwhile:
            await self.meanwhile()
        await self._scrub()
