"""Shouting."""

import pytest

from tests.spam.test_judge import HONEST
from voxpop.spam.signals import shape

SHOUT = "WHY IS THE FERRY LATE EVERY SINGLE MORNING?"


def test_a_long_text_in_capitals_speaks_against_it() -> None:
    reason = shape.look(HONEST._replace(text=SHOUT))
    assert reason is not None
    assert reason.weight > 0


@pytest.mark.parametrize("text", ["NO! NEVER!", SHOUT.lower(), SHOUT + " Why?", "1" * 100, "漢字" * 50, "?!" * 50])
def test_a_short_shout_and_what_has_no_capitals_say_nothing(text: str) -> None:
    assert shape.look(HONEST._replace(text=text)) is None
