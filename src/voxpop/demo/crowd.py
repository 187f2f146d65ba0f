"""A thousand comments under one story, the same at every call: shape, then people, then words.

Nobody is quoted and nobody real speaks. What is said is drawn from handwritten sentences by topic and stance, so that
an answer keeps to the topic of what it answers, and disagrees only with somebody who leans the other way.
"""

from collections import Counter
from dataclasses import dataclass
from random import Random

from voxpop.demo import speech
from voxpop.demo.cast import Person, assemble, chosen
from voxpop.demo.phrases import VOICES
from voxpop.demo.remark import Remark, State
from voxpop.demo.shape import Place, grow

SEED = 1931
SEEN = 1000
GONE = 2
HELD = (
    (410, "Cheap ferry tickets!!! https://tickets.example/a and https://tickets.example/b today", "cheap tickets"),
    (655, "People who are against this should be made to swim, and I have a list.", "Fed Up"),
    (1290, "I heard from somebody at the Board whose name I can give you what the field really cost.", "A Little Bird"),
    (4321, "first", "zxcv"),
)


@dataclass(frozen=True, slots=True)
class Turn:
    """Who speaks, and about what."""

    person: Person
    said: speech.Said


def gather() -> list[Remark]:
    """The thousand live remarks, and a few held and gone, oldest first."""
    dice = Random(SEED)  # noqa: S311  nothing here is a secret: it must come out the same each time
    places = grow(dice, SEEN + GONE)
    answers = Counter(place.parent for place in places if place.parent is not None)
    wholes = set_apart(dice, places, answers)
    gone = set(dice.sample([i for i in range(60, 800) if answers[i] == 2 and i not in wholes], GONE))
    people, voice = assemble(dice), speech.Voice(dice)
    turns: list[Turn] = []
    remarks: list[Remark] = []
    for i, place in enumerate(places):
        above = [turns[j] for j in line_above(places, place)]
        turn = recite(dice, people, wholes[i]) if i in wholes else take_turn(dice, people, voice, above)
        turns.append(turn)
        liked = likes(dice, i, place, whole=i in wholes)
        remarks.append(remark(i, place, turn, liked, "gone" if i in gone else "live"))
    return sorted([*remarks, *held()], key=lambda one: one.minutes)


def set_apart(dice: Random, places: list[Place], answers: Counter[int]) -> dict[int, speech.Whole]:
    """Places at the top, little answered, for the comments that are written whole, in the order of their file."""
    wholes = speech.wholes(VOICES / "replies" / "whole.txt")
    calm = [i for i, place in enumerate(places) if place.depth == 1 and 20 < i < 900 and 1 <= answers[i] <= 3]
    return dict(zip(sorted(dice.sample(calm, len(wholes))), wholes, strict=True))


def line_above(places: list[Place], place: Place) -> list[int]:
    """The indices of what is answered, of what that answers, and so on up."""
    line = []
    while place.parent is not None:
        line.append(place.parent)
        place = places[place.parent]
    return line


def recite(dice: Random, people: list[Person], whole: speech.Whole) -> Turn:
    someone = chosen(dice, people, None)
    person = Person(whole.name or someone.name, None if whole.name else someone.website, whole.said.stance)
    return Turn(person, whole.said)


def take_turn(dice: Random, people: list[Person], voice: speech.Voice, above: list[Turn]) -> Turn:
    if not above:
        person = chosen(dice, people, None)
        return Turn(person, voice.open(person.stance))
    person = answering(dice, people, above)
    return Turn(person, voice.answer(person.stance, above[0].said, above[0].person.name))


def answering(dice: Random, people: list[Person], above: list[Turn]) -> Person:
    """Often it is the one who was answered that answers back."""
    back = above[1].person if len(above) > 1 else None
    if back and back.name != above[0].person.name and not above[1].said.whole and dice.random() < 0.4:
        return back
    return chosen(dice, people, above[0].person.name)


def likes(dice: Random, index: int, place: Place, *, whole: bool) -> int:
    """Few are liked much, most a little: a heavy tail, heavier for what was said early and at the top."""
    warmth = (1.6 if place.depth == 1 else 0.9) * (1.8 if index < 150 else 1.0)
    most = 18 * dice.paretovariate(1.2) if whole else dice.paretovariate(1.05) * warmth - 1
    return min(int(most), 412 - index % 97)


def remark(index: int, place: Place, turn: Turn, liked: int, state: State) -> Remark:
    return Remark(
        key=f"c{index:04}",
        parent=None if place.parent is None else f"c{place.parent:04}",
        name=turn.person.name,
        website=turn.person.website,
        minutes=place.minutes,
        text="" if state == "gone" else turn.said.text,
        likes=0 if state == "gone" else liked,
        state=state,
    )


def held() -> list[Remark]:
    return [Remark(f"h{i}", None, name, None, minutes, text, 0, "held") for i, (minutes, text, name) in enumerate(HELD)]
