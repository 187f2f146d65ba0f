"""A house whose site asks a stub in Akismet's place.

async with opened(url, folder) as asked:
    asked.there.behave = stub.saying(200, b"true")
    comment = await asked.place.reader().said("Hello")
    asked.there.heard[-1].form          # what Akismet was told
"""

import contextlib
import dataclasses
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from tests.support import house, stub
from tests.support.house import Place
from tests.support.stub import Behave, Stub

KEY = "0123456789ab"
HONEST = stub.saying(200, b"false")
SPAM = stub.saying(200, b"true")
THANKS = stub.saying(200, b"Thanks for making the web a better place.")
FAILING = stub.saying(500, b"Oops")
WORDS = "The ferry to the island was twenty minutes late again this morning, and nobody on the pier knew why."


@dataclasses.dataclass
class Asked:
    place: Place
    there: Stub

    async def say(self, behave: Behave, words: str = WORDS, **more: Any) -> int:
        """Post a comment while Akismet behaves like that; the comment's id."""
        self.there.behave = behave
        return await self.place.reader().said(words, **more)

    async def deliver(self, behave: Behave, **time: float) -> int:
        """Let so much time go by, and send what is due to an Akismet that behaves like that; how many letters."""
        self.there.behave = behave
        self.place.clock.forward(**time)
        return await self.place.deliver()

    def state(self, comment: int) -> str:
        return str(self.place.one("SELECT state FROM comment WHERE id = :id", id=comment))

    def kept(self, comment: int) -> dict[str, Any]:
        """sender.asked, by its names."""
        from voxpop.akismet.kept import Kept

        written = self.place.one("SELECT asked FROM sender WHERE comment_id = :id", id=comment)
        return dict(zip(Kept._fields, json.loads(written), strict=True))

    def verdict(self, comment: int) -> tuple[float, dict[str, tuple[float, str]]]:
        """Its probability, and its reasons: signal -> (weight, sentence)."""
        written = self.place.one("SELECT verdict FROM sender WHERE comment_id = :id", id=comment)
        probability, reasons, *_ = json.loads(written)
        return probability, {signal: (weight, sentence) for signal, weight, sentence in reasons}

    def letters(self) -> list[tuple[str, str]]:
        """(channel, target) of what is in the outbox."""
        return [tuple(row) for row in self.place.rows("SELECT channel, target FROM outbox ORDER BY id")]  # type: ignore[misc]

    def calls(self) -> list[str]:
        """Which calls Akismet had, in order."""
        return [asked.target.rpartition("/")[2] for asked in self.there.heard]

    def advice(self) -> dict[bool, tuple[int, int]]:
        """What it said -> (agreed, differed)."""
        return {
            bool(spam): (agreed, differed)
            for spam, agreed, differed in self.place.rows("SELECT spam, agreed, differed FROM advice")
        }


@contextlib.asynccontextmanager
async def opened(url: str, folder: Path) -> AsyncIterator[Asked]:
    async with stub.serving(HONEST) as there, house.opened(url, folder, akismet_url=there.url) as place:
        await place.publish("ferry")
        await place.choose(akismet_key=KEY)
        yield Asked(place, there)
