"""One picture of a run: how many times over each target is reached; left of the line is short of it."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
mpl.rcParams["svg.hashsalt"] = "voxpop"  # the same figures give the same file
mpl.rcParams["font.family"] = "DejaVu Sans"

from figures import Figure, number  # noqa: E402
from matplotlib import pyplot as plt  # noqa: E402
from matplotlib.axes import Axes  # noqa: E402
from matplotlib.ticker import FuncFormatter, NullLocator  # noqa: E402

REACHED, SHORT, INK, QUIET = "#2a6f77", "#b5482f", "#222222", "#777777"


def draw(figures: list[Figure], file: Path) -> None:
    judged = [(figure, figure.headroom) for figure in figures if figure.headroom is not None]
    if not judged:
        return
    rows = judged[::-1]  # matplotlib counts from below
    picture, axes = plt.subplots(figsize=(10, 1.2 + 0.46 * len(rows)), layout="constrained")
    for y, (figure, headroom) in enumerate(rows):
        colour = REACHED if figure.reached else SHORT
        axes.barh(y, headroom - 1, left=1, height=0.56, color=colour)
        axes.annotate(
            f"{figure.shown}  ({figure.wanted})",
            (max(headroom, 1), y),
            (6, 0),
            textcoords="offset points",
            va="center",
            fontsize=9,
            color=INK,
        )
    _furnish(axes, [figure.name for figure, _ in rows], [headroom for _, headroom in rows])
    picture.savefig(file, dpi=144, metadata={"Date": None} if file.suffix == ".svg" else None)
    plt.close(picture)


def _furnish(axes: Axes, names: list[str], headrooms: list[float]) -> None:
    axes.set_xscale("log")
    low, high = min(0.8, *headrooms) * 0.9, max(2.0, *headrooms)
    axes.set_xlim(low, high * (high / low) ** 0.32)  # room for the words at the right
    axes.axvline(1, color=INK, linewidth=1)
    axes.set_yticks(range(len(names)), names, fontsize=9.5)
    ticks = [tick for tick in (0.1, 0.25, 0.5, 1, 2, 5, 10, 20) if low <= tick <= high * 1.2]
    axes.set_xticks(ticks)
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{number(value).rstrip('0').rstrip('.')}×"))
    axes.tick_params(length=0, labelcolor=INK)
    axes.tick_params(axis="x", labelcolor=QUIET, labelsize=8.5)
    axes.set_title("How many times over each target is reached", loc="left", fontsize=12, color=INK, pad=10)
    axes.grid(axis="x", color="#e4e4e4", linewidth=0.7)
    axes.set_axisbelow(True)
    for side in axes.spines.values():
        side.set_visible(False)
