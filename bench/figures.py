"""A figure, its target, and whether it was reached. Knows nothing of how anything was measured.

A comparison is made of pairs measured one after the other (A B A B …): its figure is the median of the pairs' ratios,
so that a machine that slows down for a while slows down both sides of a pair.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass

Pair = tuple[float, float]


@dataclass(frozen=True)
class Figure:
    """`target` None: for information. `at_least`: more is better; else less is. `small`: the small print.

    `digits` after the point, where three figures that matter would hide how near it is.
    """

    group: str
    name: str
    value: float
    unit: str
    target: float | None = None
    at_least: bool = True
    small: str = ""
    digits: int | None = None

    @property
    def reached(self) -> bool | None:
        if self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target

    @property
    def headroom(self) -> float | None:
        """How many times over the target is reached: 1 just so, 2 twice as good, 0.5 half."""
        if self.target is None or not self.value or not self.target:
            return None
        return self.value / self.target if self.at_least else self.target / self.value

    @property
    def shown(self) -> str:
        return f"{self._written(self.value)}{self.unit}"

    @property
    def wanted(self) -> str:
        if self.target is None:
            return ""
        return f"{'≥' if self.at_least else '≤'} {self._written(self.target)}{self.unit}"

    def _written(self, value: float) -> str:
        return number(value) if self.digits is None else f"{value:.{self.digits}f}"


def ratio(pairs: list[Pair]) -> float:
    """The median of a/b over pairs (a, b). Raises ValueError when there is none with b above 0."""
    ratios = [a / b for a, b in pairs if b > 0]
    if not ratios:
        raise ValueError("no pair to compare")
    return statistics.median(ratios)


def middle(pairs: list[Pair]) -> Pair:
    """The median of each side."""
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def number(value: float) -> str:
    """Three significant figures, thousands with commas."""
    if value >= 100:
        return f"{value:,.0f}"
    if value >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}"
