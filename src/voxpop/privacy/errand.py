"""What those need to know who look for what a site keeps too long, and what they find."""

from collections import Counter
from typing import Any, NamedTuple

from voxpop.lib.ids import Clock, span
from voxpop.sites.site import Site

SIZE = 100  # rows that are looked at in one piece


class Errand(NamedTuple):
    """A site whose rules are applied as of `now`, in microseconds since 1970."""

    site: Site
    clock: Clock
    now: int

    def before(self, rule: str) -> int:
        """The newest time that is too old for a rule like keep_spam."""
        return self.now - span(getattr(self.site.rules, rule))


class Found(NamedTuple):
    """A piece of what is kept too long: rows to hand on, and what they will count as once that is done.

    `past` is where the next piece begins; None after the last.
    """

    rows: list[Any]
    past: int | None
    counts: Counter[str] = Counter()  # noqa: RUF012 - never changed
