"""Two pictures of how good a judge is, as SVG: the ROC curve, and what its probabilities are worth.

Drawn by hand: they are lines in a square. They follow the reader's light or dark setting.
"""

import math
from pathlib import Path

from voxpop.spam.measures import Bin, Curve

SIDE, EDGE = 360, 48  # of the square, and of the room around it for words
STYLE = """
  svg { font: 13px system-ui, sans-serif; color: #222; background: #fff; }
  .line { fill: none; stroke: #2a6f77; stroke-width: 2; } .dot { fill: #2a6f77; } .grid { stroke: #ddd; }
  .even { stroke: #999; stroke-dasharray: 4 4; } text { fill: currentColor; }
  @media (prefers-color-scheme: dark) {
    svg { color: #ddd; background: #161616; } .grid { stroke: #3a3a3a; }
    .line { stroke: #6fc3cc; } .dot { fill: #6fc3cc; }
  }
"""
TENTHS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def roc(curve: Curve, area: float, file: Path) -> None:
    points = " ".join(
        f"{_x(alarms):.1f},{_y(recall):.1f}" for alarms, recall in zip(curve.alarms, curve.recall, strict=True)
    )
    title = f"ROC curve: area {area:.3f}"
    _write(file, title, "honest comments called spam", "spam found", f'<polyline class="line" points="{points}"/>')


def reliability(bins: list[Bin], error: float, file: Path) -> None:
    most = max((one.texts for one in bins), default=1)
    dots = "".join(
        f'<circle class="dot" cx="{_x(one.said):.1f}" cy="{_y(one.found):.1f}" r="{_radius(one, most):.1f}">'
        f"<title>{one.texts} comments: said {one.said:.0%}, spam {one.found:.0%}</title></circle>"
        for one in bins
    )
    title = f"What a probability is worth: expected error {error:.3f}"
    _write(file, title, "probability given", "share that is spam", dots)


def _radius(one: Bin, most: int) -> float:
    return 3 + 7 * math.sqrt(one.texts / most)


def _x(share: float) -> float:
    return EDGE + share * SIDE


def _y(share: float) -> float:
    return EDGE + (1 - share) * SIDE


def _write(file: Path, title: str, across: str, up: str, drawn: str) -> None:
    size = SIDE + 2 * EDGE
    grid = "".join(
        f'<path class="grid" d="M{_x(0)} {_y(at)}H{_x(1)}M{_x(at)} {_y(0)}V{_y(1)}"/>'
        f'<text x="{_x(at)}" y="{_y(0) + 18}" text-anchor="middle">{at:.0%}</text>'
        f'<text x="{_x(0) - 8}" y="{_y(at) + 4}" text-anchor="end">{at:.0%}</text>'
        for at in TENTHS
    )
    file.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img" aria-label="{title}">\n'
        f"<style>{STYLE}</style>\n"
        f'<text x="{EDGE}" y="28" font-weight="600">{title}</text>\n{grid}\n'
        f'<path class="even" d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}"/>\n{drawn}\n'
        f'<text x="{_x(0.5)}" y="{size - 8}" text-anchor="middle">{across}</text>\n'
        f'<text x="14" y="{_y(0.5)}" text-anchor="middle" transform="rotate(-90 14 {_y(0.5)})">{up}</text>\n</svg>\n',
        "utf-8",
    )
