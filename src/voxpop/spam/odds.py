"""Log-odds, in which evidence adds up, and probabilities, in which it is told."""

import math
from collections.abc import Iterable

from voxpop.spam.submission import Reason, Verdict

FURTHEST = 30.0  # log-odds; beyond, a probability would be 0 or 1
LEAST = 1e-13  # and a probability beyond which that would be lost


def of(probability: float) -> float:
    sure = min(max(probability, LEAST), 1 - LEAST)
    return math.log(sure / (1 - sure))


def probability(odds: float) -> float:
    return 1 / (1 + math.exp(-min(max(odds, -FURTHEST), FURTHEST)))


def percent(probability: float) -> int:
    """0 to 100, as it is kept beside a comment to order by."""
    return round(100 * probability)


def verdict(odds: float, reasons: Iterable[Reason]) -> Verdict:
    """`odds` are those of all reasons together, and of what was known before."""
    return Verdict(probability(odds), tuple(sorted(reasons, key=lambda reason: -abs(reason.weight))))
