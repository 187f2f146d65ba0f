"""Where things stand in a chart: numbers -> bars, lines, ticks and labels on a sheet of 360 × 200. No markup.

    stacked([("1 Nov", {"live": 3, "spam": 1}), …], ("live", "spam"))  -> Bars
    lines([("1 Nov", {"median": 2.5}), …], ("median",))                -> Lines; None where nothing was measured

The sheet is as wide as a phone, so that its words are as large there as all others; desk.css makes them smaller where
it is drawn larger.
"""

from collections.abc import Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 360, 200
LEFT, RIGHT, TOP, BOTTOM = 44, 6, 10, 26  # room for what stands at the axes
INNER, TALL = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
FLOOR = HEIGHT - BOTTOM
STEPS = (1, 2, 5)
INTERVALS = 4  # between ticks, at most
LABELS = 4  # at the foot
GAP = 0.2  # of a bar's room that stays free

Column = tuple[str, dict[str, int]]
Point = tuple[str, dict[str, float | None]]


class Bar(NamedTuple):
    x: float
    y: float
    wide: float
    tall: float


class Tick(NamedTuple):
    """A line across the sheet at `y`, and what it stands for."""

    y: float
    value: int


class Label(NamedTuple):
    """Words at the foot; `anchor` is start, middle or end."""

    x: float
    words: str
    anchor: str


class Bars(NamedTuple):
    """`bars` by kind, in the order in which they are stacked."""

    bars: dict[str, tuple[Bar, ...]]
    ticks: tuple[Tick, ...]
    labels: tuple[Label, ...]


class Lines(NamedTuple):
    """By kind the `points` of each line without a gap, as SVG wants them, and `dots` where something was measured."""

    points: dict[str, tuple[str, ...]]
    dots: dict[str, tuple[tuple[float, float], ...]]
    ticks: tuple[Tick, ...]
    labels: tuple[Label, ...]


def top(most: float) -> tuple[int, int]:
    """Up to which number an axis goes that has room for `most`, and the step between its ticks."""
    step, power = 1, 1
    while step * INTERVALS < most:
        if step == STEPS[-1] * power:
            power *= 10
        step = next(one * power for one in STEPS if one * power > step)
    intervals = max(1, -int(-most // step))
    return intervals * step, step


def stacked(columns: Sequence[Column], kinds: Sequence[str]) -> Bars:
    highest, step = top(max((sum(values[kind] for kind in kinds) for _, values in columns), default=0))
    room = INNER / max(1, len(columns))
    bars: dict[str, list[Bar]] = {kind: [] for kind in kinds}
    for number, (_, values) in enumerate(columns):
        x, below = LEFT + (number + GAP / 2) * room, 0
        for kind in kinds:
            if values[kind]:
                tall = values[kind] / highest * TALL
                y = FLOOR - below / highest * TALL - tall
                bars[kind].append(Bar(_short(x), _short(y), _short(room * (1 - GAP)), _short(tall)))
                below += values[kind]
    shown = {kind: tuple(one) for kind, one in bars.items()}
    return Bars(shown, _ticks(highest, step), _labels([name for name, _ in columns]))


def lines(points: Sequence[Point], kinds: Sequence[str]) -> Lines:
    """A line ends where a value is None, and goes on at the next that is there."""
    values = [value for _, one in points for value in one.values() if value is not None]
    highest, step = top(max(values, default=0))
    drawn: dict[str, tuple[str, ...]] = {}
    dots: dict[str, tuple[tuple[float, float], ...]] = {}
    for kind in kinds:
        runs: list[list[tuple[float, float]]] = [[]]
        for number, (_, one) in enumerate(points):
            value = one[kind]
            if value is None:
                runs.append([])
            else:
                runs[-1].append((_middle(number, len(points)), _short(FLOOR - value / highest * TALL)))
        drawn[kind] = tuple(" ".join(f"{x},{y}" for x, y in run) for run in runs if len(run) > 1)
        dots[kind] = tuple(dot for run in runs for dot in run)
    return Lines(drawn, dots, _ticks(highest, step), _labels([name for name, _ in points]))


def _ticks(highest: int, step: int) -> tuple[Tick, ...]:
    return tuple(Tick(_short(FLOOR - value / highest * TALL), value) for value in range(0, highest + 1, step))


def _labels(names: Sequence[str]) -> tuple[Label, ...]:
    """The first, the last, and some between them at distances as equal as can be."""
    last = len(names) - 1
    if last <= 0:
        return tuple(Label(_middle(0, 1), name, "middle") for name in names)
    parts = min(LABELS - 1, last)
    made = []
    for part in range(parts + 1):
        number = round(last * part / parts)
        anchor = "start" if part == 0 else "end" if part == parts else "middle"
        x = {"start": LEFT, "end": WIDTH - RIGHT}.get(anchor, _middle(number, len(names)))
        made.append(Label(x, names[number], anchor))
    return tuple(made)


def _middle(number: int, of: int) -> float:
    return _short(LEFT + (number + 0.5) * INNER / of)


def _short(value: float) -> float:
    return round(value, 2)
