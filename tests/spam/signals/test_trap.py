"""The field that people do not see."""

import pytest

from tests.support.judging import seen
from voxpop.spam.signals import trap


def test_an_empty_trap_says_nothing() -> None:
    assert trap.look(seen()) is None


@pytest.mark.parametrize("filled", ["x", " ", "0", "\n"])
def test_whatever_stands_in_the_trap_speaks_against_the_comment(filled: str) -> None:
    reason = trap.look(seen(trap=filled))
    assert reason is not None
    assert (reason.signal, reason.weight) == ("trap", trap.FILLED)
