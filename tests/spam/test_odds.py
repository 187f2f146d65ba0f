"""Log-odds and probabilities: one is the other, and nothing is ever certain."""

import pytest

from voxpop.spam import odds
from voxpop.spam.submission import Reason


@pytest.mark.parametrize("value", [-29.0, -2.2, 0.0, 0.3, 12.0])
def test_there_and_back_is_where_it_began(value: float) -> None:
    assert odds.of(odds.probability(value)) == pytest.approx(value, rel=1e-3)


def test_even_is_a_half_and_nine_to_one_is_nine_tenths() -> None:
    assert odds.probability(0.0) == 0.5
    assert odds.probability(2.19722) == pytest.approx(0.9, abs=1e-5)


@pytest.mark.parametrize("value", [1e9, -1e9])
def test_beyond_all_evidence_a_probability_is_not_quite_certain(value: float) -> None:
    assert 0 < odds.probability(value) < 1


@pytest.mark.parametrize("certain", [0.0, 1.0])
def test_certainty_has_finite_odds(certain: float) -> None:
    assert 29 < abs(odds.of(certain)) < 31


def test_the_weightiest_reason_of_a_verdict_comes_first_whichever_way_it_speaks() -> None:
    light, heavy = Reason("a", 0.5, ""), Reason("b", -2.0, "")
    told = odds.verdict(-1.5, (light, heavy))
    assert told.reasons == (heavy, light)
    assert told.probability == pytest.approx(odds.probability(-1.5))
    assert not told.failed
