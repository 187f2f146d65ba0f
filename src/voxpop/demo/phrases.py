"""Sentences written by hand, and how they are drawn so that nobody hears one of them too often.

A file of voices has sections, headed `= name`, and one frame to a line: `It rained {in May|all year}.` offers a choice,
`{name}` is filled in by the speaker, and a frame that starts with `!` is for one speaker only. This module does not
know what the sentences are about.
"""

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from random import Random

VOICES = Path(__file__).parent / "voices"
CHOICE = re.compile(r"\{([^{}]*)\}")
REPEATED = 2  # the very same sentence is said at most this many times in one conversation


class SpentError(LookupError):
    """A deck has nothing left that has not been said often enough."""


def sections(path: Path) -> dict[str, list[str]]:
    """The frames of a file by the section that they stand in."""
    found: dict[str, list[str]] = {}
    frames: list[str] = []
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("= "):
            frames = found.setdefault(line[2:].strip(), [])
        elif line.strip():
            frames.append(line.strip())
    return found


def spoken(dice: Random, frame: str, words: Mapping[str, str]) -> str:
    return CHOICE.sub(lambda found: words.get(found[1]) or dice.choice(found[1].split("|")), frame.removeprefix("!"))


class Deck:
    """Frames drawn like cards: each comes once before any comes again, and none comes more than `rounds` times."""

    def __init__(self, dice: Random, frames: list[str], heard: Counter[str], rounds: int) -> None:
        self.dice, self.frames, self.heard, self.rounds = dice, frames, heard, rounds
        self.pile: list[str] = []
        self.drawn: list[str] = []

    def draw(self, **words: str) -> str:
        """A sentence. Raises SpentError once everything has been said often enough."""
        while True:
            sentence = spoken(self.dice, self.card(), words)
            if self.heard[sentence] < REPEATED:
                self.heard[sentence] += 1
                return sentence

    def left(self) -> int:
        return len(self.pile) + self.rounds * len(self.frames)

    def card(self) -> str:
        if not self.pile:
            self.shuffle()
        self.drawn.append(self.pile.pop())
        return self.drawn[-1]

    def shuffle(self) -> None:
        if not (self.rounds and self.frames):
            raise SpentError
        self.rounds -= 1
        just_said = self.drawn[-4:]
        self.pile = sorted(self.dice.sample(self.frames, len(self.frames)), key=lambda frame: frame not in just_said)
        self.frames = [frame for frame in self.frames if not frame.startswith("!")]
