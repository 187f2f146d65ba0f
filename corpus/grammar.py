"""Make a text of a frame: `[a|b|]` is one of them, `{open}` a piece of that list, `{10-99}` a number."""

import random
import re
from collections.abc import Callable, Mapping

CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
SLOT = re.compile(r"\{([^{}]+)\}")
RANGE = re.compile(r"(\d+)-(\d+)")
DEEPEST = 12  # frames name lists that name lists; more than this is a circle


class Filler:
    """Fills one text. No piece comes twice in it while the list has others."""

    def __init__(
        self, chance: random.Random, lists: Mapping[str, list[str]], makers: Mapping[str, Callable[[], str]]
    ) -> None:
        self.chance = chance
        self.lists = lists
        self.makers = makers
        self.used: set[tuple[str, str]] = set()

    def fill(self, frame: str) -> str:
        """Raises KeyError for a slot that names nothing, ValueError for a circle."""
        text = frame
        for _ in range(DEEPEST):
            text = self.choose(text)
            if not SLOT.search(text):
                return tidy(text)
            text = SLOT.sub(lambda found: self.slot(found[1]), text)
        raise ValueError(f"a circle of lists in {frame!r}")

    def choose(self, text: str) -> str:
        while CHOICE.search(text):
            text = CHOICE.sub(lambda found: self.chance.choice(found[1].split("|")), text)
        return text

    def slot(self, name: str) -> str:
        if span := RANGE.fullmatch(name):
            return str(self.chance.randint(int(span[1]), int(span[2])))
        if name in self.lists:
            return self.unused(name)
        return self.makers[name]()

    def unused(self, name: str) -> str:
        fresh = [piece for piece in self.lists[name] if (name, piece) not in self.used]
        piece = self.chance.choice(fresh or self.lists[name])
        self.used.add((name, piece))
        return piece


def tidy(text: str) -> str:
    text = text.replace("\\n", "\n")
    text = re.sub(r"[ \t]+", " ", text)
    text = re.sub(r" *\n *", "\n", text)
    text = re.sub(r" ([.,!?;])(?=\s|$)", r"\1", text)
    return text.strip()
