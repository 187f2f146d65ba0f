"""Find the weights of a linear model: regularised logistic regression, by L-BFGS.

Minimised is  sum(weight * log(1 + exp(-sign * odds))) + penalties * weights**2 / 2,  which has one minimum: the same
lessons give the same model in whatever order they came. Source of the method: Nocedal and Wright, Numerical
Optimization, 2nd edition, algorithms 7.4 (two loops) and 3.1 (backtracking).
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from voxpop.spam.features import Features
from voxpop.spam.model import BEFORE, FOLD, SHARES, Base, Model, Site
from voxpop.spam.odds import probability

Vector = NDArray[np.float64]
Step = Callable[[Vector], tuple[float, Vector]]

ROUNDS = 60  # of L-BFGS at most
REMEMBERED = 8  # steps that it knows the bend of the ground from
STILL = 1e-4  # change of the value, relative, at which it stops
AT_ONCE = 256  # rows that are worked on in one go, so that other threads are let in between

LOOSE = 0.08  # penalty on a hashed weight: the smaller, the sooner a word is believed
LOOSE_SENSE = 1.0  # on a direction in the space of meanings
LOOSE_BIAS = 0.02
HOLD = 12.0  # on leaving the base's scale of 1
REHEARSED = 0.1  # weight of a rehearsed text beside a lesson
HONEST = 60  # honest lessons from which a site's own thresholds are made
MAY_WAIT, MAY_BE_LOST = 0.02, 0.002  # shares of a site's honest texts that its thresholds let be held, and called spam


class Lesson(NamedTuple):
    features: Features
    spam: bool
    weight: float = 1.0


class Rows(NamedTuple):
    """Sparse rows: row i has `columns[start[i]:start[i + 1]]` with `values` likewise."""

    columns: NDArray[np.int32]
    values: NDArray[np.float32]
    start: NDArray[np.int64]

    def dot(self, weights: Vector) -> Vector:
        made = np.zeros(len(self.start) - 1)
        for low in range(0, len(made), AT_ONCE):
            high = min(low + AT_ONCE, len(made))
            begin, end = self.start[low], self.start[high]
            products = weights[self.columns[begin:end]] * self.values[begin:end]
            sums = np.zeros(len(products) + 1)
            np.cumsum(products, out=sums[1:])
            made[low:high] = np.diff(sums[self.start[low : high + 1] - begin])
        return made

    def back(self, rows: Vector, width: int) -> Vector:
        """The transposed product."""
        made = np.zeros(width)
        lengths = np.diff(self.start)
        for low in range(0, len(lengths), AT_ONCE):
            high = min(low + AT_ONCE, len(lengths))
            begin, end = self.start[low], self.start[high]
            shares = self.values[begin:end] * np.repeat(rows[low:high], lengths[low:high])
            np.add.at(made, self.columns[begin:end], shares)
        return made


def table(all_features: Sequence[Features], space: int) -> Rows:
    """Sparse rows of the hashed features, folded into `space` columns, each with its block's share as value."""
    counts = np.array([features.counts for features in all_features], dtype=np.int64).reshape(-1, len(SHARES))
    each = (np.array(SHARES) / np.sqrt(np.maximum(counts, 1))).astype(np.float32)
    start = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts.sum(axis=1), out=start[1:])
    hashes = [np.zeros(0, dtype=np.uint32), *(features.hashes for features in all_features)]
    columns = (np.concatenate(hashes) % np.uint32(space)).astype(np.int32)
    return Rows(columns, np.repeat(each.ravel(), counts.ravel()), start)


def narrowed(rows: Rows) -> tuple[Rows, NDArray[np.int32]]:
    """The same rows over only the columns that occur, and which these are."""
    used, columns = np.unique(rows.columns, return_inverse=True)
    return rows._replace(columns=columns.astype(np.int32)), used


def fit(lessons: Sequence[Lesson], base: Base, rehearsal: Sequence[Lesson] = ()) -> Site:
    """What a site has taught. `rehearsal`: texts of all kinds that are kept in mind, each for REHEARSED of a lesson."""
    if not lessons:
        return Site(1.0, 0.0, np.zeros_like(base.sense_weights), np.zeros(FOLD, np.float16), 0, None, None)
    made = _fitted(lessons, base, rehearsal)
    doubt, spam = _thresholds(lessons, base, rehearsal)
    return made._replace(doubt=doubt, spam=spam)


def _fitted(lessons: Sequence[Lesson], base: Base, rehearsal: Sequence[Lesson]) -> Site:
    given = [*lessons, *(lesson._replace(weight=REHEARSED * lesson.weight) for lesson in rehearsal)]
    rows, used = narrowed(table([lesson.features for lesson in given], FOLD))
    meanings = np.array([base.meaning(lesson.features) for lesson in given]).reshape(len(given), -1)
    known = np.array([base.odds_of(one.features, meaning) for one, meaning in zip(given, meanings, strict=True)])
    dense = np.column_stack([meanings, np.ones(len(given)), known])
    spam = np.array([lesson.spam for lesson in given], dtype=bool)
    weight = np.array([lesson.weight for lesson in given])
    loose = np.concatenate([np.full(len(used), LOOSE), np.full(meanings.shape[1], LOOSE_SENSE), [LOOSE_BIAS], [HOLD]])
    rest = np.zeros(len(loose))
    rest[-1] = 1.0  # the base's scale
    found = minimum(loss(rows, dense, spam, weight, loose, rest), rest)
    hashed, sense, (bias, scale) = np.split(found, [len(used), len(loose) - 2])
    weights = np.zeros(FOLD, dtype=np.float16)
    weights[used] = hashed
    return Site(float(scale), float(bias), sense.astype(np.float32), weights, len(lessons), None, None)


def _thresholds(
    lessons: Sequence[Lesson], base: Base, rehearsal: Sequence[Lesson]
) -> tuple[float | None, float | None]:
    """Probabilities that few of the site's honest texts reach, by a model that has not learnt from them."""
    honest = [lesson for lesson in lessons if not lesson.spam]
    if len(honest) < HONEST:
        return None, None
    half = _fitted([lesson for lesson in lessons if lesson.spam] + honest[::2], base, rehearsal)
    model = Model(base, half)
    said = np.array([BEFORE + model.odds(lesson.features) for lesson in honest[1::2]])
    doubt, spam = np.quantile(said, [1 - MAY_WAIT, 1 - MAY_BE_LOST])
    return probability(float(doubt)), probability(float(spam))


def loss(rows: Rows, dense: Vector, spam: NDArray[np.bool_], weight: Vector, loose: Vector, rest: Vector) -> Step:
    """The value and slope of what is minimised at given weights: the columns of `rows`, then those of `dense`."""
    sign = np.where(spam, 1.0, -1.0)
    width = len(rest) - dense.shape[1]

    def step(weights: Vector) -> tuple[float, Vector]:
        away = weights - rest
        margin = sign * (rows.dot(weights[:width]) + dense @ weights[width:])
        value = float(weight @ np.logaddexp(0.0, -margin)) + 0.5 * float(loose @ (away * away))
        pull = -sign * weight * 0.5 * (1.0 - np.tanh(0.5 * margin))
        return value, np.concatenate([rows.back(pull, width), dense.T @ pull]) + loose * away

    return step


def minimum(step: Step, start: Vector) -> Vector:
    """Where the slope of a convex function is (nearly) flat."""
    at, (value, slope) = start, step(start)
    moves: list[Vector] = []
    bends: list[Vector] = []
    for _ in range(ROUNDS):
        way = _downhill(slope, moves, bends)
        lower = _lower(step, at, value, slope, way)
        if lower is None:
            return at
        there, new_value, new_slope = lower
        moves, bends = [*moves, there - at][-REMEMBERED:], [*bends, new_slope - slope][-REMEMBERED:]
        still = value - new_value < STILL * max(abs(value), 1.0)
        at, value, slope = there, new_value, new_slope
        if still:
            return at
    return at


def _downhill(slope: Vector, moves: list[Vector], bends: list[Vector]) -> Vector:
    """Minus the inverse Hessian, as far as the last moves tell it, times the slope (algorithm 7.4)."""
    way = -slope
    shares = []
    for move, bend in zip(reversed(moves), reversed(bends), strict=True):
        share = (move @ way) / (bend @ move)
        way = way - share * bend
        shares.append(share)
    if moves:
        way = way * ((moves[-1] @ bends[-1]) / (bends[-1] @ bends[-1]))
    else:
        way = way / max(float(np.linalg.norm(slope)), 1.0)
    for move, bend, share in zip(moves, bends, reversed(shares), strict=True):
        way = way + (share - (bend @ way) / (bend @ move)) * move
    return way


def _lower(step: Step, at: Vector, value: float, slope: Vector, way: Vector) -> tuple[Vector, float, Vector] | None:
    """A point on the way that is lower by enough (algorithm 3.1), or None when there is none."""
    fall = float(slope @ way)
    length = 1.0
    for _ in range(25):
        there = at + length * way
        new_value, new_slope = step(there)
        if new_value <= value + 1e-4 * length * fall and (new_slope - slope) @ (there - at) > 0:
            return there, new_value, new_slope
        length *= 0.5
    return None
