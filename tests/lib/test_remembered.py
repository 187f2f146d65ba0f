"""What is remembered, and for how long."""

import pytest

from tests.support.clock import MovableClock
from voxpop.lib.remembered import Remembered


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def kept(clock: MovableClock) -> Remembered[str]:
    return Remembered(3, 60.0, clock.steady)


def test_what_was_put_is_there_for_its_time(kept: Remembered[str], clock: MovableClock) -> None:
    kept.put("a", "one")
    clock.forward(seconds=59)
    assert kept.get("a") == "one"
    clock.forward(seconds=1)
    assert kept.get("a") is None


def test_what_was_never_put_is_not_there(kept: Remembered[str]) -> None:
    assert kept.get("a") is None


def test_what_is_put_again_is_the_newer_one_for_its_time(kept: Remembered[str], clock: MovableClock) -> None:
    kept.put("a", "one")
    clock.forward(seconds=40)
    kept.put("a", "two")
    clock.forward(seconds=40)
    assert kept.get("a") == "two"


def test_of_too_many_the_oldest_is_forgotten(kept: Remembered[str]) -> None:
    for key in "abcad":
        kept.put(key, key)
    assert [kept.get(key) for key in "abcd"] == ["a", None, "c", "d"]


def test_another_value_is_there_for_the_time_that_was_left(kept: Remembered[str], clock: MovableClock) -> None:
    kept.put("a", "one")
    clock.forward(seconds=40)
    kept.replace("a", "two")
    assert kept.get("a") == "two"
    clock.forward(seconds=20)
    assert kept.get("a") is None


def test_another_value_for_what_is_not_there_is_nothing(kept: Remembered[str]) -> None:
    kept.replace("a", "one")
    assert kept.get("a") is None


def test_after_clearing_nothing_is_there(kept: Remembered[str]) -> None:
    kept.put("a", "one")
    kept.clear()
    assert kept.get("a") is None
