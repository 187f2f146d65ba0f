"""What a database was asked to clean its files of.

scrubs = Scrubs(place, monkeypatch);  scrubs.known     # for each time the strings to look for, or None
scrubs.meanwhile = act                                 # goes on then
"""

from collections.abc import Awaitable, Callable

import pytest

from tests.support.house import Place


class Scrubs:
    def __init__(self, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
        self.known: list[frozenset[bytes] | None] = []
        self.meanwhile: Callable[[], Awaitable[object]] | None = None
        self._scrub = place.house.database.scrub
        monkeypatch.setattr(place.house.database, "scrub", self.scrub)

    async def scrub(self, known: frozenset[bytes] | None) -> None:
        self.known.append(known)
        if self.meanwhile:
            await self.meanwhile()
        await self._scrub(known)
