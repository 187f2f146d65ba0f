"""Pictures of a judge: a line where the numbers say, and a file that a browser can read."""

from pathlib import Path
from xml.etree import ElementTree

import numpy as np

from voxpop.spam import measures, pictures

SVG = "{http://www.w3.org/2000/svg}"
SPAM, ODDS = np.array([True, False]), np.array([1.0, 0.0])


def test_a_perfect_judge_s_curve_goes_up_before_it_goes_right(tmp_path: Path) -> None:
    pictures.roc(measures.curve(SPAM, ODDS), 1.0, tmp_path / "roc.svg")
    drawn = ElementTree.parse(tmp_path / "roc.svg").getroot().find(f"{SVG}polyline")
    assert drawn is not None
    assert drawn.get("points") == "48.0,408.0 48.0,48.0 408.0,48.0"


def test_each_bin_is_a_dot_at_what_was_said_and_what_was_found(tmp_path: Path) -> None:
    bins = measures.reliability(np.array([True, False, False, False]), np.array([0.95, 0.25, 0.25, 0.25]))
    pictures.reliability(bins, 0.2, tmp_path / "reliability.svg")
    root = ElementTree.parse(tmp_path / "reliability.svg").getroot()
    assert [(dot.get("cx"), dot.get("cy")) for dot in root.iter(f"{SVG}circle")] == [
        ("138.0", "408.0"),
        ("390.0", "48.0"),
    ]
    assert root.get("aria-label") == "What a probability is worth: expected error 0.200"
