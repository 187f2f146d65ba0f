"""The shape of a busy conversation: when somebody speaks and whom they answer. It knows nothing of words or names."""

import math
from dataclasses import dataclass
from random import Random

DAY = 24 * 60
DEEPEST = 9
DAYS = (620, 130, 60, 40, 30, 24, 20, 18, 14, 12, 10, 8, 8, 6)  # how busy each day is, beside the others
HOURS = (8, 10, 9, 7, 6, 6, 8, 7, 5, 5, 5, 6, 8, 9, 10, 10, 8, 5, 3, 1, 1, 0.5, 0.5, 1)  # from six in the morning on
SIGHT = 260  # people answer what is near the top of the page
PATIENCE = 600.0  # minutes until a remark draws a third of the answers it drew at first


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the conversation. parent is the index of an earlier place, None at the top; depth is 1 at the top."""

    minutes: int
    parent: int | None
    depth: int


def grow(dice: Random, count: int) -> list[Place]:
    """A conversation of count places, oldest first."""
    places: list[Place] = []
    pull: list[float] = []
    for minutes in moments(dice, count):
        parent = answered(dice, places, pull, minutes)
        depth = 1 if parent is None else places[parent].depth + 1
        places.append(Place(minutes, parent, depth))
        pull.append(attraction(dice, depth))
        if parent is not None:
            pull[parent] *= 0.6
    return places


def moments(dice: Random, count: int) -> list[int]:
    days = dice.choices(range(len(DAYS)), DAYS, k=count)
    hours = dice.choices(range(24), HOURS, k=count)
    return sorted(day * DAY + hour * 60 + dice.randrange(1, 60) for day, hour in zip(days, hours, strict=True))


def answered(dice: Random, places: list[Place], pull: list[float], minutes: int) -> int | None:
    """The place that a new remark answers, None for a remark of its own."""
    near = [i for i in range(max(0, len(places) - SIGHT), len(places)) if places[i].minutes < minutes]
    if not near or dice.random() < 0.37:
        return None
    weights = [pull[i] * math.exp((places[i].minutes - minutes) / PATIENCE) for i in near]
    if sum(weights) < 1e-6:  # a quiet week: whatever was said last is old enough to be left alone
        return None
    return dice.choices(near, weights)[0]


def attraction(dice: Random, depth: int) -> float:
    if depth >= DEEPEST:
        return 0.0
    return dice.paretovariate(1.3) * (1.0 if depth == 1 else 1.5)
