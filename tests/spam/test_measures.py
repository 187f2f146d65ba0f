"""Measures of a judge, against cases that can be worked out by hand, and against the definition."""

import numpy as np
import pytest

from voxpop.spam import measures

SPAM = np.array([True, True, False, True, False, False])
ODDS = np.array([3.0, 2.0, 1.0, 0.0, -1.0, -2.0])


def test_the_area_is_how_often_spam_ranks_above_an_honest_text() -> None:
    assert measures.area(SPAM, ODDS) == pytest.approx(8 / 9)


def test_equal_odds_count_half() -> None:
    assert measures.area(np.array([True, False]), np.zeros(2)) == 0.5
    assert measures.area(np.array([True, False, False]), np.array([1.0, 1.0, 0.0])) == 0.75


def test_the_area_agrees_with_comparing_all_pairs() -> None:
    chance = np.random.default_rng(1)
    spam, odds = chance.random(200) < 0.3, np.round(chance.normal(size=200), 1)
    pairs = [(a > b) + 0.5 * (a == b) for a in odds[spam] for b in odds[~spam]]
    assert measures.area(spam, odds) == pytest.approx(np.mean(pairs))


def test_with_one_label_alone_the_area_says_nothing() -> None:
    assert measures.area(np.array([True, True]), np.array([1.0, 2.0])) == 0.5


@pytest.mark.parametrize(("alarms", "recall"), [(0.0, 2 / 3), (0.32, 2 / 3), (0.34, 1.0), (1.0, 1.0)])
def test_recall_is_what_is_found_within_the_false_alarms_allowed(alarms: float, recall: float) -> None:
    assert measures.recall_at(SPAM, ODDS, alarms) == pytest.approx(recall)


def test_texts_of_equal_odds_are_let_in_or_out_together() -> None:
    assert measures.recall_at(np.array([True, False, True]), np.array([1.0, 1.0, 0.0]), 0.5) == 0.0


def test_probabilities_that_come_true_have_no_error() -> None:
    spam = np.array([True] * 3 + [False] * 7)
    assert measures.calibration_error(spam, np.full(10, 0.3)) == pytest.approx(0.0)


def test_the_error_is_the_distance_weighted_by_texts() -> None:
    spam, said = np.array([True, True, False, False]), np.array([0.95, 0.95, 0.45, 0.45])
    assert measures.calibration_error(spam, said) == pytest.approx(0.5 * 0.05 + 0.5 * 0.45)


def test_a_probability_of_one_is_in_the_last_bin() -> None:
    (bin_,) = measures.reliability(np.array([True]), np.array([1.0]))
    assert bin_ == (1, 1.0, 1.0)
