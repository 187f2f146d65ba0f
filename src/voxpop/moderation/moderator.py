"""Who acts at the desk or on the command line, when, and why."""

from typing import NamedTuple

from voxpop.lib.characters import tidy

LONGEST = 500  # characters of words that say why


class Moderator(NamedTuple):
    """`now` is in microseconds since 1970, `why` in words.

    `whom` is the mark of a person all of whose comments this is about (moderation/undoing).
    """

    name: str
    now: int
    why: str = ""
    whom: bytes | None = None

    def saying(self, words: str) -> "Moderator":
        """The same with words that somebody typed, as they are kept."""
        return self._replace(why=tidy(words).strip()[:LONGEST])
