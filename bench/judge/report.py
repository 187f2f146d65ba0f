"""Measure the judge:  bench/judge/run [--quick] [--publish]

--quick takes a few hundred texts of each source, to see that everything runs; its figures mean little.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import time
from pathlib import Path

import disturbance
import measure
import parts
import pictures
import publishing
import speed
import table
from places import OUT, PROJECT
from rich.console import Console
from rich.progress import Progress
from sets import Row, read

from training import sources

PAGE = PROJECT / "docs" / "spam.md"
CORPUS = PROJECT / "build" / "corpus" / "comments.jsonl"
MARKED = re.compile(r"(<!-- tables: made by bench/judge/run --publish -->\n).*?(<!-- end of tables -->)", re.DOTALL)
MOST, FEW = 3_000, 300  # texts of a source
HEADINGS = ("source", "filter", "area", "recall at 0.1 %", "at 0.5 %", "at 1 %", "calibration error")
PICTURES = ("spam-roc.svg", "spam-learning.svg", "spam-reliability.svg")


def main() -> None:
    asked = argparse.ArgumentParser(prog="bench/judge/run", description=__doc__)
    asked.add_argument("--quick", action="store_true")
    asked.add_argument("--publish", action="store_true", help="put tables and pictures into docs/spam.md")
    given = asked.parse_args()
    out, began, before_all = Console(width=150), time.monotonic(), disturbance.spent()
    folder = PROJECT / "docs" if given.publish else OUT
    folder.mkdir(parents=True, exist_ok=True)
    with Progress(console=out) as progress:
        places = read(
            Path(os.environ.get("SPAM_DATA", PROJECT.parent / "shared" / "spam-data")), FEW if given.quick else MOST
        )
        own = sources.own(CORPUS)
        train = own.train[:: 8 if given.quick else 1]
        made = parts.bases(places, sources.made("own", train, sources.OWN_WEIGHT), progress)
        lines = parts.local(places, made, progress)
        rows = [Row(row["text"], row["label"] == "spam", "") for row in random.Random(1).sample(train, len(train))]
        before, after = parts.unseen(places, made, rows, progress)
        inside = parts.within([place for place in places if place.name != "blogs"], made, progress)
        figures = [*parts.figures(inside, before, lines), *speed.measured(CORPUS)]
    pictures.roc(before, folder / PICTURES[0])
    pictures.learning(lines, folder / PICTURES[1])
    pictures.reliability({"within a source": inside, "on an unseen source": before}, folder / PICTURES[2])
    tables = {
        "Targets": table.markdown(figures) + "\n" + table.summary(figures) + ".\n",
        "On a source that nobody has seen": _rows(before),
        "After decisions of that source": _after(lines, after),
        "Within a source, five folds": _rows(inside),
    }
    out.print(table.rich_table(figures))
    machine = measure.describe() | {"others": f"{disturbance.share(before_all, disturbance.spent()):.0%}"}
    named = (
        "{processor}, {cores} cores, {system}, Python {python}, commit {commit}, {day}; others used {others} of them"
    )
    under = f"{named.format(**machine)}; {(time.monotonic() - began) / 60:.0f} minutes"
    if given.publish:
        _publish(tables, under)
    (OUT / "spam.md").write_text("\n\n".join(tables.values()), "utf-8")
    (OUT / "spam.json").write_text(speed.as_json(figures), "utf-8")
    out.print(under)


def _rows(scored: list[parts.Scored]) -> str:
    rows = [f"| {' | '.join(HEADINGS)} |", "|---|---|--:|--:|--:|--:|--:|"]
    for one in scored:
        cells = [f"**{cell}**" if one.who == "Voxpop" and cell else cell for cell in one.row]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def _after(lines: dict[str, list[tuple[int, float, float]]], after: list[parts.Scored]) -> str:
    rows = ["| source | decisions | Voxpop: area | recall at 0.5 % | best peer: area |", "|---|--:|--:|--:|---|"]
    for place, steps in lines.items():
        for step, area, recall in steps:
            theirs = [one for one in after if one.place == f"{place} {step}"]
            best = max(theirs, key=lambda one: one.area, default=None)
            told = f"{best.area:.3f}, {best.who}" if best else ""
            rows.append(f"| {place} | {step:,} | **{area:.3f}** | {recall:.2f} | {told} |")
    return "\n".join(rows) + "\n"


def _publish(tables: dict[str, str], under: str) -> None:
    made = "\n" + "\n".join(f"### {title}\n\n{text}" for title, text in tables.items())
    shown = "\n".join(f"![{name}]({name})\n" for name in PICTURES)
    publishing.put(PAGE, MARKED, f"{made}\n{shown}\n<sub>{under}.</sub>\n\n")


if __name__ == "__main__":
    main()
