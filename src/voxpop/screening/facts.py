"""What the house rules of a site are asked about: a comment, who wrote it, and when. No database, no clock.

What costs something is worked out when a rule asks for it, and once.
"""

import copy
import dataclasses
import zoneinfo
from functools import cached_property
from typing import NamedTuple

from voxpop.lib.ids import moment
from voxpop.screening import folding
from voxpop.screening.folding import Tokens
from voxpop.spam import addresses, tongue
from voxpop.spam.submission import Link

LOOKED_AT = 20_000  # characters of a text; no comment has more


class Writer(NamedTuple):
    """`email` as anybody may type it; `proved` only one that is; `since` when they first signed in, None for a guest;
    `live` how many comments of theirs are live, where a rule wants to know, and only as far as it does.
    """

    email: str = ""
    proved: str = ""
    since: int | None = None
    live: int = 0


@dataclasses.dataclass(frozen=True)
class Facts:
    """`text` as a reader reads it; `page` is the language of the page, `zone` the site's time zone; `now` in
    microseconds since 1970; `doubt` is the judge's probability of spam, None where it has not judged.
    """

    writer: Writer
    text: str
    name: str = ""
    website: str = ""
    links: tuple[Link, ...] = ()
    page: str = "en"
    zone: str = "UTC"
    now: int = 0
    doubt: float | None = None

    def judged(self, doubt: float | None) -> "Facts":
        """The same with what the judge says; what was worked out already is so there, too."""
        made = copy.copy(self)
        object.__setattr__(made, "doubt", doubt)
        return made

    @cached_property
    def language(self) -> str:
        """The code of the language it is written in; of the page's when it is too short to tell."""
        told = tongue.of(self.text[: tongue.LOOKED_AT].casefold())
        return told or self.page.lower().replace("_", "-").partition("-")[0]

    @cached_property
    def tokens(self) -> tuple[Tokens, ...]:
        """Words of the text and of the name, each by itself: no phrase goes from one to the other."""
        said = folding.tokens(self.text[:LOOKED_AT], self.language)
        return said + folding.tokens(self.name, self.language) if self.name else said

    @cached_property
    def hosts(self) -> tuple[str, ...]:
        """Of the links, of addresses that only stand in the text, and of the website."""
        website = self.website if "//" in self.website else f"http://{self.website}"
        found = (*self._found, addresses.parsed(website))
        return tuple(dict.fromkeys(one.host for one in found if one.host))

    @cached_property
    def linked(self) -> int:
        """How many links there are, with addresses that only stand in the text."""
        return len(self._found)

    @cached_property
    def _found(self) -> tuple[addresses.Address, ...]:
        return addresses.read(self.text[:LOOKED_AT], self.links).links

    @cached_property
    def local(self) -> tuple[int, int]:
        """The day of the week there (0 is Monday), and the minute of it."""
        at = moment(self.now).astimezone(zoneinfo.ZoneInfo(self.zone))
        return at.weekday(), at.hour * 60 + at.minute
