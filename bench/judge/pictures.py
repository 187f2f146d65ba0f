"""The pictures of the report: ROC curves on unseen sources, learning from decisions, what probabilities are worth."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
mpl.rcParams["svg.hashsalt"] = "voxpop"  # the same figures give the same file
mpl.rcParams["font.family"] = "DejaVu Sans"

from matplotlib import pyplot as plt  # noqa: E402
from matplotlib.axes import Axes  # noqa: E402
from parts import Scored  # noqa: E402

from voxpop.spam import measures  # noqa: E402

COLOURS = {"Voxpop": "#2a6f77", "bogofilter": "#b5482f", "spamprobe": "#8a7a2f", "SpamAssassin's Bayes": "#6a5a9a"}
LINES = ("#2a6f77", "#b5482f", "#8a7a2f", "#6a5a9a", "#555555")


def roc(scored: Sequence[Scored], file: Path) -> None:
    places = list(dict.fromkeys(one.place for one in scored))
    picture, all_axes = plt.subplots(1, len(places), figsize=(3.0 * len(places), 3.4), layout="constrained")
    for axes, place in zip(all_axes, places, strict=True):
        for one in (one for one in scored if one.place == place):
            curve = measures.curve(one.spam, one.odds)
            wide = 2.2 if one.who == "Voxpop" else 1.2
            axes.plot(curve.alarms, curve.recall, color=COLOURS[one.who], linewidth=wide, label=one.who)
        _furnish(axes, place)
        axes.set_xlabel("honest called spam", fontsize=8)
    all_axes[0].set_ylabel("spam found", fontsize=8)
    all_axes[-1].legend(fontsize=7, loc="lower right", frameon=False)
    _save(picture, file)


def learning(lines: dict[str, list[tuple[int, float, float]]], file: Path) -> None:
    picture, axes = plt.subplots(figsize=(7.5, 4.2), layout="constrained")
    for colour, (place, steps) in zip(LINES, lines.items(), strict=False):
        axes.plot(
            [n for n, _, _ in steps], [area for _, area, _ in steps], "o-", color=colour, label=place, markersize=4
        )
    for decisions, wanted in ((100, 0.95), (1000, 0.975)):
        axes.plot([decisions], [wanted], "_", color="#222222", markersize=18)
    axes.set_xscale("symlog", linthresh=25)
    axes.set_xticks([0, 25, 50, 100, 200, 400, 1000], ["0", "25", "50", "100", "200", "400", "1000"])
    axes.set_xlabel("decisions of the site's moderators", fontsize=9)
    axes.set_ylabel("area under the ROC curve of the rest", fontsize=9)
    axes.set_title("What is learnt on the job (dashes: the targets)", loc="left", fontsize=11)
    axes.grid(color="#e4e4e4", linewidth=0.7)
    axes.legend(fontsize=8, frameon=False, loc="lower right")
    _save(picture, file)


def reliability(groups: dict[str, Sequence[Scored]], file: Path) -> None:
    picture, all_axes = plt.subplots(1, len(groups), figsize=(4.2 * len(groups), 4.2), layout="constrained")
    for axes, (title, scored) in zip(all_axes, groups.items(), strict=True):
        mine = [one for one in scored if one.who == "Voxpop" and one.probability is not None]
        for colour, one in zip(LINES, mine, strict=False):
            bins = measures.reliability(one.spam, one.probability)
            axes.plot(
                [b.said for b in bins], [b.found for b in bins], "o-", color=colour, label=one.place, markersize=4
            )
        _furnish(axes, title)
        axes.set_xlabel("probability given", fontsize=8)
        axes.legend(fontsize=7, frameon=False)
    all_axes[0].set_ylabel("share that is spam", fontsize=8)
    _save(picture, file)


def _furnish(axes: Axes, title: str) -> None:
    axes.plot([0, 1], [0, 1], color="#bbbbbb", linewidth=0.8, linestyle="--")
    axes.set_title(title, loc="left", fontsize=10)
    axes.set_xlim(-0.01, 1.01)
    axes.set_ylim(-0.01, 1.01)
    axes.tick_params(labelsize=7)
    axes.grid(color="#e4e4e4", linewidth=0.7)


def _save(picture: plt.Figure, file: Path) -> None:
    picture.savefig(file, metadata={"Date": None} if file.suffix == ".svg" else None, dpi=120)
    plt.close(picture)
