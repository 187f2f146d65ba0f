"""How alike two texts are: the share of their runs of four letters. Knows nothing of what they say."""

import re
from collections import Counter, defaultdict
from functools import cache
from math import ceil

ALIKE = 0.65  # from here on two texts are one with a few words changed
RUN = 4
SHARED = 8  # runs, before two texts are compared
COMMON_FIRST = " eationsrhldcumfpgwybvkxjqz"


def runs(text: str) -> frozenset[str]:
    flat = re.sub(r"\W+|\d+", " ", text.lower()).strip() or text
    return frozenset(flat[at : at + RUN] for at in range(max(1, len(flat) - RUN + 1)))


OF_ADDRESSES = runs(" http www com example net example https example url ")


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """0, nothing in common, to 1. Texts of very different length are not compared."""
    if 2 * min(len(one), len(other)) < max(len(one), len(other)):
        return 0.0
    both = len(one & other)
    return both / (len(one) + len(other) - both)


@cache
def rarity(run: str) -> tuple[int, str]:
    """An order of the runs, the most telling first. Any order is right, this one is quick."""
    return 0 if run in OF_ADDRESSES else -sum(COMMON_FIRST.find(letter) % 40 for letter in run), run


def telling(these: frozenset[str]) -> list[str]:
    """So many that two texts that are alike have SHARED of them in common, or all that the shorter has."""
    return sorted(these, key=rarity)[: len(these) - must_share(these) + SHARED]


def must_share(these: frozenset[str]) -> int:
    return ceil(ALIKE * len(these))


class Seen:
    """The texts of one kind in one language."""

    def __init__(self) -> None:
        self.texts: list[frozenset[str]] = []
        self.sizes: list[int] = []
        self.having: defaultdict[str, list[int]] = defaultdict(list)

    def is_new(self, text: str) -> bool:
        """Whether nothing like it was there; then it is there from now on."""
        these = runs(text)
        first = telling(these)
        common = Counter(at for run in first for at in self.having[run])
        enough = min(SHARED, must_share(these))
        near = [at for at, number in common.items() if number >= enough]
        least, most = ALIKE * len(these), len(these) / ALIKE
        if any(least <= self.sizes[at] <= most and likeness(these, self.texts[at]) >= ALIKE for at in near):
            return False
        for run in first:
            self.having[run].append(len(self.texts))
        self.texts.append(these)
        self.sizes.append(len(these))
        return True
