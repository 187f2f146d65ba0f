"""The people who talk: invented names, what each of them leans to, and who talks much."""

import re
import tomllib
from dataclasses import dataclass
from itertools import cycle
from random import Random
from typing import Literal

from voxpop.demo.phrases import VOICES

Stance = Literal["ferry", "bridge", "both"]
STANCES: tuple[Stance, ...] = ("ferry", "bridge", "both")
LEANINGS: tuple[Stance, ...] = ("ferry", "bridge", "both", "bridge", "ferry", "both", "bridge", "ferry")
PLAIN = re.compile(r"[A-Za-z]+ [A-Za-z]+(-[A-Za-z]+)?")


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    website: str | None
    stance: Stance


def assemble(dice: Random) -> list[Person]:
    """Some six hundred different people, the talkative first."""
    written = tomllib.loads((VOICES / "names.toml").read_text("utf-8"))
    names = set(listed(written["handles"]))
    for tongue in written["tongue"]:
        given, family = listed(tongue["given"]), listed(tongue["family"])
        names |= {f"{first} {dice.choice(family)}" for first in given for _ in range(2)}
    ordered = dice.sample(sorted(names), len(names))
    return [Person(name, website(dice, name), stance) for name, stance in zip(ordered, cycle(LEANINGS), strict=False)]


def listed(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]


def website(dice: Random, name: str) -> str | None:
    if not PLAIN.fullmatch(name) or dice.random() > 0.09:
        return None
    return f"https://{name.lower().replace(' ', '-')}.example"


def chosen(dice: Random, people: list[Person], besides: str | None) -> Person:
    """Somebody to speak next, not the one who has just spoken."""
    while True:
        person = people[int(len(people) * dice.random() ** 1.45)]
        if person.name != besides:
            return person


def called(name: str) -> str:
    """What people call somebody in an answer: the given name, or all of a name that is not a person's."""
    first = name.split(maxsplit=1)[0]
    plain = len(name.split()) == 2 and first[0].isupper() and len(first) > 2 and first.isalpha()
    return first if plain and first not in {"The", "Not", "Another", "Old", "Low", "Wet", "Third"} else name
