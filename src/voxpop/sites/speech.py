"""In which language something speaks: the site's own, or the one that the page around it asks for."""

from typing import NamedTuple

from voxpop.lib.words import direction, nearest
from voxpop.sites.rules import Rules


class Speech(NamedTuple):
    """A language tag and the direction of its words.

    `written` is the language that readers write in, where that is another than the words'; else ''.
    """

    language: str
    direction: str
    written: str = ""

    @property
    def asked(self) -> str:
        """The tag, where it is not the site's own language; else ''."""
        return self.language if self.written else ""


def speech(rules: Rules, wished: str = "") -> Speech:
    """The site's own language, unless a tag is `wished` of which another language is the nearest."""
    chosen = nearest(wished) if wished else ""
    if not chosen or chosen == nearest(rules.language):
        return Speech(rules.language, rules.direction)
    return Speech(chosen, direction(chosen), rules.language)
