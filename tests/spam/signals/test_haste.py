"""Seconds against characters."""

import pytest

from tests.support.judging import FERRY, seen
from voxpop.spam.signals import haste


def weight(text: str, seconds: float | None) -> float:
    reason = haste.look(seen(text, seconds=seconds))
    return reason.weight if reason else 0.0


def test_what_nobody_could_have_typed_speaks_against_it() -> None:
    assert weight(FERRY, 0.4) == haste.WEIGHT_AT_ONCE
    assert weight(FERRY, 4.0) == haste.WEIGHT_FAST


@pytest.mark.parametrize(
    ("text", "seconds"), [(FERRY, 20.0), ("thanks!", 1.5), (FERRY, None), (FERRY, -3.0), ("", 0.0)]
)
def test_what_can_be_typed_or_is_not_known_says_nothing(text: str, seconds: float | None) -> None:
    assert weight(text, seconds) == 0.0


def test_the_figures_are_told() -> None:
    reason = haste.look(seen(FERRY * 3, seconds=6.4))
    assert reason is not None
    assert reason.sentence == "291 characters in 6 seconds"
