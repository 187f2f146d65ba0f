"""How alike two texts are: the share of their runs of four letters. Knows nothing of what they say."""

import re
from collections import defaultdict
from functools import cache
from math import ceil

ALIKE = 0.65  # from here on two texts are one with a few words changed
RUN = 4
COMMON_FIRST = " eationsrhldcumfpgwybvkxjqz"


def runs(text: str) -> frozenset[str]:
    flat = re.sub(r"\W+|\d+", " ", text.lower()).strip() or text
    return frozenset(flat[at : at + RUN] for at in range(max(1, len(flat) - RUN + 1)))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """0, nothing in common, to 1. Texts of very different length are not compared."""
    if 2 * min(len(one), len(other)) < max(len(one), len(other)):
        return 0.0
    both = len(one & other)
    return both / (len(one) + len(other) - both)


@cache
def rarity(run: str) -> tuple[int, str]:
    """An order of the runs, the most telling first. Any order is right, this one is quick."""
    return -sum(COMMON_FIRST.find(letter) % 100 for letter in run), run


def telling(these: frozenset[str]) -> list[str]:
    """So many that two texts that are alike have one of them in common."""
    return sorted(these, key=rarity)[: len(these) - ceil(ALIKE * len(these)) + 1]


class Seen:
    """The texts of one kind in one language."""

    def __init__(self) -> None:
        self.texts: list[frozenset[str]] = []
        self.having: defaultdict[str, list[int]] = defaultdict(list)

    def is_new(self, text: str) -> bool:
        """Whether nothing like it was there; then it is there from now on."""
        these = runs(text)
        first = telling(these)
        near = {at for run in first for at in self.having[run]}
        if any(likeness(these, self.texts[at]) >= ALIKE for at in near):
            return False
        for run in first:
            self.having[run].append(len(self.texts))
        self.texts.append(these)
        return True
