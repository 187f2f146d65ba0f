"""The figures as a table: for a terminal, and as Markdown."""

from __future__ import annotations

from collections.abc import Mapping

from figures import Figure
from rich.table import Table

WORDS = {True: "yes", False: "no", None: ""}
COLOURS = {True: "green", False: "red", None: "dim"}


def rich_table(figures: list[Figure]) -> Table:
    table = Table(title="Voxpop side by side with its peers, in one run")
    for heading, side in (
        ("", "left"),
        ("figure", "right"),
        ("target", "right"),
        ("reached", "left"),
        ("in numbers", "left"),
    ):
        table.add_column(heading, justify=side)  # type: ignore[arg-type]
    for nth, figure in enumerate(figures):
        colour = COLOURS[figure.reached]
        table.add_row(
            figure.name,
            f"[bold]{figure.shown}[/bold]",
            figure.wanted,
            f"[{colour}]{WORDS[figure.reached]}[/{colour}]",
            f"[dim]{figure.small}[/dim]",
        )
        if nth + 1 < len(figures) and figures[nth + 1].group != figure.group:
            table.add_section()
    return table


def markdown(figures: list[Figure]) -> str:
    rows = ["| | figure | target | reached | in numbers |", "|---|--:|--:|---|---|"]
    rows += [f"| {f.name} | **{f.shown}** | {f.wanted} | {WORDS[f.reached]} | <sub>{f.small}</sub> |" for f in figures]
    return "\n".join(rows) + "\n"


def summary(figures: list[Figure]) -> str:
    judged = [figure for figure in figures if figure.reached is not None]
    missed = [figure.name for figure in judged if not figure.reached]
    return f"{len(judged) - len(missed)} of {len(judged)} targets reached" + (
        f", not: {'; '.join(missed)}" if missed else ""
    )


def line(machine: Mapping[str, object]) -> str:
    """What the figures depend on, in one line."""
    named = "Python {python}, nginx {nginx}, commit {commit}, {day}; others used {others} of the processors meanwhile"
    return ("{processor}, {cores} cores, {system}, " + named).format(**machine)
