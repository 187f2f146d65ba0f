"""Measure Voxpop beside its peers; print a table; keep bench/out/results.json, table.md, plot.svg and plot.png.

measure.py [reading] [posting] [signing] [town] [live] [desk]   those parts only
measure.py embed                           the section on a page of another origin, in Chromium
measure.py --publish                       put the table and the plot into docs/, too
measure.py --profile                       no table: what a worker spends its time on while it is posted to
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

import disturbance
import plot
import profiling
import publishing
import table
from figures import Figure
from measures import desk, embedding, live, posting, reading, signing, town
from places import OUT, PROJECT, program
from rich.console import Console

PARTS = {
    "reading": reading.measure,
    "posting": posting.measure,
    "signing": signing.measure,
    "town": town.measure,
    "live": live.measure,
    "desk": desk.measure,
}
ASKED = {"embed": embedding.measure}  # only when asked for by name: it needs a Chromium
BUSY = 0.1  # of the processors used by others: more than that, and the figures are theirs, too


def main() -> None:
    asked = _arguments()
    OUT.mkdir(parents=True, exist_ok=True)
    console = Console(width=None if sys.stdout.isatty() else 150)
    if asked.profile:
        console.print(profiling.posting())
        return
    began, before, machine = time.monotonic(), disturbance.spent(), describe()
    figures: list[Figure] = []
    for part in asked.parts or PARTS:
        with console.status(f"measuring {part} …"):
            figures += (PARTS | ASKED)[part]()
    others = disturbance.share(before, disturbance.spent())
    machine["others"] = f"{100 * others:.0f} %"
    console.print(table.rich_table(figures))
    if others > BUSY:
        console.print(
            f"[yellow]Other programs used {others:.0%} of the processors: the figures are worth little.[/yellow]"
        )
    console.print(f"{table.summary(figures)}; {time.monotonic() - began:.0f} s; {table.line(machine)}", style="dim")
    keep(figures, machine)
    if asked.publish and others > BUSY:
        raise SystemExit("bench: not published. Run it again when nothing else is running.")
    if asked.publish:
        publishing.publish(figures, machine)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/run", description="Measure Voxpop beside nginx and Isso.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"only these: {', '.join(PARTS | ASKED)}")
    parser.add_argument("--publish", action="store_true", help="put the table and the plot into docs/, too")
    parser.add_argument("--profile", action="store_true", help="show what posting spends its time on, instead")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(PARTS | ASKED):
        parser.error(f"no part is called {', '.join(sorted(unknown))}: there are {', '.join(PARTS | ASKED)}")
    return asked


def describe() -> dict[str, str | float]:
    """What the figures depend on besides the code."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count() or 0,
        "system": "Linux " + ".".join(platform.release().split(".")[:2]),
        "python": platform.python_version(),
        "nginx": _said(program("nginx"), "-v").rpartition("/")[2],
        "commit": _said("git", "-C", str(PROJECT), "rev-parse", "--short", "HEAD"),
        "day": time.strftime("%Y-%m-%d", time.gmtime()),
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _said(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip()


def keep(figures: list[Figure], machine: dict[str, str | float]) -> None:
    rows = [dataclasses.asdict(figure) | {"reached": figure.reached} for figure in figures]
    (OUT / "results.json").write_text(
        json.dumps({"machine": machine, "figures": rows}, indent=2, ensure_ascii=False) + "\n"
    )
    (OUT / "table.md").write_text(table.markdown(figures))
    for kind in ("svg", "png"):
        plot.draw(figures, OUT / f"plot.{kind}")


if __name__ == "__main__":
    main()
