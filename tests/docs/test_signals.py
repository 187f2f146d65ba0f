"""The page about signals tells of each that there is, in the order in which they are asked."""

import re
from pathlib import Path

from voxpop.spam.judge import BEFORE, SIGNALS

PAGE = (Path(__file__).parents[2] / "docs/signals.md").read_text("utf-8")
NAMES = [signal.__module__.rpartition(".")[2] for signal in SIGNALS]


def test_every_signal_has_its_section_in_order() -> None:
    assert re.findall(r"^## ([a-z]+)$", PAGE, re.MULTILINE) == NAMES


def test_what_is_known_before_looking_is_told() -> None:
    assert f"the odds are −{-BEFORE}" in PAGE
