"""Put a run's table and plot into docs/performance.md, between its marks; what people wrote around them stays."""

from __future__ import annotations

import re
from pathlib import Path

import plot
import table
from figures import Figure
from places import PROJECT

PAGE = PROJECT / "docs" / "performance.md"
PLOT = PROJECT / "docs" / "performance.svg"
MARKED = re.compile(r"(<!-- table: made by bench/run --publish -->\n).*?(<!-- end of table -->)", re.DOTALL)


def publish(figures: list[Figure], machine: dict[str, str | float]) -> None:
    """Raises SystemExit when the page has lost its marks."""
    picture = f"![How many times over each target is reached]({PLOT.name})"
    under = f"<sub>{table.line(machine)}.</sub>"
    made = "\n" + "\n\n".join((table.markdown(figures).rstrip(), picture, table.summary(figures) + ".", under, ""))
    put(PAGE, MARKED, made)
    plot.draw(figures, PLOT)


def put(page: Path, marked: re.Pattern[str], made: str) -> None:
    """Put what was made between the two marks of a page. Raises SystemExit when it has lost them."""
    written, times = marked.subn(lambda match: match[1] + made + match[2], page.read_text(encoding="utf-8"))
    if times != 1:
        raise SystemExit(f"bench: {page} does not hold the two marks between which the tables stand")
    page.write_text(written, encoding="utf-8")
