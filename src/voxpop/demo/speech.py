"""What somebody says: an opening remark on a topic, or an answer to another. It does not know who speaks, or when."""

import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

from voxpop.demo.cast import STANCES, Stance, called
from voxpop.demo.phrases import VOICES, Deck, SpentError, sections

LENGTHS = ((1, 2, 3, 4), (46, 36, 13, 5))  # sentences in a remark, and how usual that many are
TRIES = 500
HEADING = re.compile(r"^= (\w+) (ferry|bridge|both) ?(.*)\n", re.MULTILINE)
OPPOSED: dict[Stance, Stance] = {"ferry": "bridge", "bridge": "ferry"}


@dataclass(frozen=True, slots=True)
class Said:
    """whole marks a comment written by hand from end to end; nobody quarrels with those."""

    topic: str
    stance: Stance
    text: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Whole:
    """A comment written whole. name is empty when anybody might have said it."""

    name: str
    said: Said


def wholes(path: Path) -> list[Whole]:
    _, *parts = HEADING.split(path.read_text("utf-8"))
    rows = zip(parts[0::4], parts[1::4], parts[2::4], parts[3::4], strict=True)
    return [Whole(name, Said(topic, stance_of(stance), text.strip(), whole=True)) for topic, stance, name, text in rows]


def stance_of(word: str) -> Stance:
    return next(stance for stance in STANCES if stance == word)


class Voice:
    """All decks of one conversation, and what has been heard in it."""

    def __init__(self, dice: Random) -> None:
        self.dice = dice
        self.heard: Counter[str] = Counter()
        self.texts: set[str] = set()
        topics = {path.stem: sections(path) for path in sorted((VOICES / "topics").glob("*.txt"))}
        self.topics = {topic: self.decks(parts, rounds=3) for topic, parts in topics.items()}
        self.openers = self.replies("openers", rounds=20)
        self.closers = self.replies("closers", rounds=6)
        self.quoted = self.replies("quoted", rounds=1)
        self.short = self.replies("short", rounds=1)
        self.warm = self.replies("warm", rounds=1)

    def decks(self, parts: dict[str, list[str]], rounds: int) -> dict[str, Deck]:
        return {part: Deck(self.dice, frames, self.heard, rounds) for part, frames in parts.items()}

    def replies(self, name: str, rounds: int) -> dict[str, Deck]:
        return self.decks(sections(VOICES / "replies" / f"{name}.txt"), rounds)

    def open(self, stance: Stance) -> Said:
        """A remark at the top of the page, on any topic."""

        def attempt() -> Said:
            topic = self.any_topic(stance)
            return Said(topic, stance, self.speech(topic, stance, self.dice.choices(*LENGTHS)[0]))

        return self.new(attempt)

    def answer(self, stance: Stance, said: Said, name: str) -> Said:
        """An answer to what name has said."""

        def attempt() -> Said:
            if said.whole:
                return Said(said.topic, said.stance, self.aside(self.warm, "any", name), whole=True)
            relation = related(stance, said.stance)
            if self.dice.random() < 0.2:
                return Said(said.topic, stance, self.aside(self.short, self.dice.choice((relation, "any")), name))
            topic = said.topic if self.dice.random() < 0.82 else self.any_topic(stance)
            length = self.dice.choices((1, 2, 3), (80, 17, 3))[0]
            text = self.speech(topic, stance, length)
            if self.dice.random() < 0.55:
                text = f"{self.openers[relation].draw(name=called(name))} {text}"
            return Said(topic, stance, text)

        return self.new(attempt)

    def aside(self, decks: dict[str, Deck], part: str, name: str) -> str:
        """A short answer, or failing that an agreeable opening with a sentence on anything at all."""
        try:
            return decks[part].draw(name=called(name))
        except SpentError:
            sentence = self.speech(self.any_topic("both"), "both", 1)
            return f"{self.openers['agree' if decks is self.warm else 'any'].draw(name=called(name))} {sentence}"

    def new(self, attempt: Callable[[], Said]) -> Said:
        """Something that has not been said in just these words. Raises SpentError if the voices are too few."""
        for _ in range(TRIES):
            with suppress(SpentError):  # this topic has been talked out; the next attempt falls on another
                said = attempt()
                if said.text not in self.texts:
                    self.texts.add(said.text)
                    return said
        raise SpentError

    def any_topic(self, stance: Stance) -> str:
        """A topic on which that side has things left to say, the likelier the more there are; or else anybody has."""
        for side in (stance, "both"):
            left = [self.left(topic, side) for topic in self.topics]
            if any(left):
                return self.dice.choices(list(self.topics), left)[0]
        raise SpentError

    def left(self, topic: str, side: str) -> int:
        return self.topics[topic][side].left() if side in self.topics[topic] else 0

    def speech(self, topic: str, stance: Stance, length: int) -> str:
        """Sentences that lean one way; with four of them, two paragraphs."""
        sentences = self.several(topic, stance, length)
        text = " ".join(sentences) if length < 4 else f"{' '.join(sentences[:2])}\n\n{' '.join(sentences[2:])}"
        if self.dice.random() < 0.11:
            text = f"{text} {self.closers[stance].draw()}"
        if length > 1 and topic in self.quoted and self.dice.random() < 0.12:
            return self.quoting(topic, text)
        return text

    def several(self, topic: str, stance: Stance, length: int) -> list[str]:
        """Sentences that begin differently, so that no frame comes twice in one breath."""
        sentences: dict[str, str] = {}
        while len(sentences) < length:
            sentence = self.topics[topic][self.leaning(topic, stance, first=not sentences)].draw()
            sentences.setdefault(sentence[:12], sentence)
        return list(sentences.values())

    def leaning(self, topic: str, stance: Stance, *, first: bool) -> Stance:
        """People who lean one way end on a neutral note now and then; the undecided see each side in turn."""
        if stance == "both" or not self.left(topic, stance):
            return self.dice.choices(("both", "ferry", "bridge"), (70, 15, 15))[0]
        return stance if first or self.dice.random() < 0.8 else "both"

    def quoting(self, topic: str, text: str) -> str:
        try:
            return f"> {self.quoted[topic].draw()}\n\n{text}"
        except SpentError:
            return text


def related(stance: Stance, other: Stance) -> str:
    if OPPOSED.get(stance) == other:
        return "differ"
    return "agree" if stance == other and stance != "both" else "any"
