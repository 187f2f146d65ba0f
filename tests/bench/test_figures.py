"""The table's arithmetic."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))

from figures import Figure, middle, number, ratio


def test_a_ratio_is_the_median_of_the_pairs_ratios_and_not_the_ratio_of_the_medians():
    pairs = [(50.0, 100.0), (10.0, 40.0), (90.0, 100.0)]
    assert ratio(pairs) == 0.5
    assert middle(pairs) == (50.0, 100.0)


def test_a_pair_without_an_answer_is_not_compared():
    assert ratio([(1.0, 0.0), (3.0, 1.0)]) == 3.0
    with pytest.raises(ValueError, match="no pair"):
        ratio([(1.0, 0.0)])


@pytest.mark.parametrize(
    ("value", "at_least", "reached", "headroom"),
    [(2500.0, True, True, 1.0), (2499.0, True, False, 0.9996), (50.0, False, True, 50.0), (5000.0, False, False, 0.5)],
)
def test_more_is_better_or_less_is_as_the_figure_says(value, at_least, reached, headroom):
    figure = Figure("posting", "posts", value, " /s", 2500.0, at_least=at_least)
    assert (figure.reached, figure.headroom) == (reached, headroom)


def test_a_figure_without_a_target_is_neither_reached_nor_missed():
    figure = Figure("reading", "requests", 1234.5, " /s")
    assert (figure.reached, figure.headroom, figure.wanted) == (None, None, "")


def test_a_figure_near_its_target_is_written_with_the_digits_that_tell_them_apart():
    figure = Figure("within", "area", 0.9914, "", 0.992, digits=4)
    assert (figure.shown, figure.wanted, figure.reached) == ("0.9914", "≥ 0.9920", False)


def test_numbers_are_written_with_three_figures_that_matter():
    assert [number(v) for v in (0.456, 1.3, 23.45, 41234.5)] == ["0.46", "1.30", "23.4", "41,234"]
