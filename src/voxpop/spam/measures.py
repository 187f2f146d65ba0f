"""How good probabilities are, measured on texts whose label is known.

Areas and shares are 0 to 1. `spam` and `odds` are arrays of one length; any increasing function of the probability
will do for `odds`. Sources: Fawcett 2006 ("An introduction to ROC analysis") for the curve and the area under it;
Naeini, Cooper and Hauskrecht 2015 for the expected calibration error with bins of equal width.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Labels = NDArray[np.bool_]

BINS = 10


class Curve(NamedTuple):
    """False alarms (share of honest texts called spam) and recall (share of spam found), the strictest first."""

    alarms: Numbers
    recall: Numbers


class Bin(NamedTuple):
    """Texts whose probability lies between two tenths: how many, their mean probability, their share of spam."""

    texts: int
    said: float
    found: float


def curve(spam: Labels, odds: Numbers) -> Curve:
    order = np.argsort(-odds, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(odds[order])), len(odds) - 1)  # equal odds are one threshold
    found = np.cumsum(spam[order])[ends]
    alarms = ends + 1 - found
    return Curve(np.append(0.0, alarms / max(int((~spam).sum()), 1)), np.append(0.0, found / max(int(spam.sum()), 1)))


def area(spam: Labels, odds: Numbers) -> float:
    """Under the curve; 0.5 when one label is missing."""
    if spam.all() or not spam.any():
        return 0.5
    seen = curve(spam, odds)
    return float(np.trapezoid(seen.recall, seen.alarms))


def recall_at(spam: Labels, odds: Numbers, alarms: float) -> float:
    """The share of spam that is found when at most that share of honest texts may be called spam."""
    seen = curve(spam, odds)
    return float(seen.recall[seen.alarms <= alarms].max())


def reliability(spam: Labels, probability: Numbers) -> list[Bin]:
    """The bins that hold a text."""
    at = np.minimum((probability * BINS).astype(int), BINS - 1)
    held = [at == number for number in range(BINS)]
    return [
        Bin(int(inside.sum()), float(probability[inside].mean()), float(spam[inside].mean()))
        for inside in held
        if inside.any()
    ]


def calibration_error(spam: Labels, probability: Numbers) -> float:
    """Expected: the mean distance of a bin's share of spam from its mean probability, by its number of texts."""
    bins = reliability(spam, probability)
    return sum(one.texts * abs(one.said - one.found) for one in bins) / max(len(spam), 1)
