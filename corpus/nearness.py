"""How alike two texts are: the share of their runs of four letters. Knows nothing of what they say."""

import re

ALIKE = 0.65  # from here on two texts are one with a few words changed
RUN = 4


def runs(text: str) -> frozenset[str]:
    flat = re.sub(r"\W+|\d+", " ", text.lower()).strip() or text
    return frozenset(flat[at : at + RUN] for at in range(max(1, len(flat) - RUN + 1)))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """0, nothing in common, to 1. Texts of very different length are not compared."""
    if 2 * min(len(one), len(other)) < max(len(one), len(other)):
        return 0.0
    both = len(one & other)
    return both / (len(one) + len(other) - both)


class Seen:
    """The texts of one kind in one language."""

    def __init__(self) -> None:
        self.texts: list[frozenset[str]] = []

    def is_new(self, text: str) -> bool:
        """Whether nothing like it was there; then it is there from now on."""
        these = runs(text)
        if any(likeness(these, others) >= ALIKE for others in self.texts):
            return False
        self.texts.append(these)
        return True
