"""Fitting: the same lessons give the same model, and it says what they said."""

import numpy as np
import pytest

from voxpop.spam import features, fitting
from voxpop.spam.fitting import Lesson, fit, minimum
from voxpop.spam.model import Base, Model, empty

SPAM = ["Win big at our casino tonight", "The casino gives you a bonus", "Bonus spins, the best casino in town"]
HONEST = ["The ferry was late again", "Nobody at the pier knew when", "The next ferry leaves at noon"]
BASE: Base = empty()


def lessons(*, weight: float = 1.0) -> list[Lesson]:
    return [Lesson(features.of(text), text in SPAM, weight) for text in (*SPAM, *HONEST)]


def odds(given: list[Lesson], text: str, base: Base = BASE) -> float:
    return Model(base, fit(given, base)).odds(features.of(text))


def test_without_lessons_the_base_is_as_it_was() -> None:
    base = BASE._replace(bias=1.5)
    assert Model(base, fit([], base)).odds(features.of("anything")) == pytest.approx(1.5)


def test_what_was_taught_as_spam_is_likelier_spam_and_the_other_way_round() -> None:
    assert odds(lessons(), "A casino with a bonus") > 0.5
    assert odds(lessons(), "The ferry leaves the pier") < -0.5


def test_one_decision_is_enough_to_move_the_next_verdict() -> None:
    assert odds([Lesson(features.of(SPAM[0]), True)], SPAM[0]) > 0.3


def test_the_order_of_lessons_makes_no_difference() -> None:
    one, other = fit(lessons(), BASE), fit(lessons()[::-1], BASE)
    assert np.allclose(one.weights.astype(float), other.weights.astype(float), atol=2e-3)
    assert one.bias == pytest.approx(other.bias, abs=2e-3)


def test_a_lesson_twice_is_a_lesson_of_twice_the_weight() -> None:
    assert odds(lessons() * 2, "casino") == pytest.approx(odds(lessons(weight=2.0), "casino"), abs=0.01)


def test_lessons_of_no_weight_teach_nothing() -> None:
    assert odds(lessons(weight=0.0), "casino") == pytest.approx(0.0, abs=1e-3)


def test_a_base_that_is_right_keeps_its_scale_and_one_that_is_wrong_loses_it() -> None:
    weights = BASE.weights.copy()
    weights[features.word_hashes(["casino"])] = 9.0
    weights[features.word_hashes(["ferry"])] = -9.0
    right, wrong = BASE._replace(weights=weights), BASE._replace(weights=-weights)
    assert fit(lessons() * 20, right).scale > 0.9
    assert fit(lessons() * 20, wrong).scale < 0.9


def test_rehearsed_texts_are_not_forgotten_and_count_less_than_lessons() -> None:
    pills = Lesson(features.of("Cheap pills without prescription"), True)
    taught = fit([Lesson(features.of("Cheap pills for the dog, says the vet"), False)], BASE, [pills] * 8)
    forgotten = fit([Lesson(features.of("Cheap pills for the dog, says the vet"), False)], BASE)
    assert Model(BASE, taught).odds(pills.features) > Model(BASE, forgotten).odds(pills.features)
    contradicted = fit([pills._replace(spam=False)], BASE, [pills])
    assert Model(BASE, contradicted).odds(pills.features) < 0


def test_thresholds_come_from_honest_lessons_once_there_are_enough() -> None:
    few = lessons()
    assert (fit(few, BASE).doubt, fit(few, BASE).spam) == (None, None)
    many = [Lesson(features.of(f"{HONEST[n % 3]} {n * n}"), False) for n in range(fitting.HONEST)] + few[:3]
    site = fit(many, BASE)
    assert site.doubt is not None
    assert site.spam is not None
    assert 0 < site.doubt <= site.spam < 0.5


def test_the_minimum_of_a_bowl_is_found() -> None:
    steep = np.array([1.0, 10.0, 100.0])
    goal = np.array([3.0, -2.0, 0.5])

    def bowl(at: np.ndarray) -> tuple[float, np.ndarray]:
        return 0.5 * float(steep @ (at - goal) ** 2), steep * (at - goal)

    assert np.allclose(minimum(bowl, np.zeros(3)), goal, atol=0.05)


def test_the_slope_that_is_followed_is_that_of_the_value() -> None:
    given = lessons()
    rows, used = fitting.narrowed(fitting.table([one.features for one in given], 1 << 12))
    dense = np.array([[0.3], [1.0], [-0.5], [0.1], [2.0], [0.0]])
    size = len(used) + 1
    step = fitting.loss(
        rows, dense, np.array([one.spam for one in given]), np.ones(6), np.full(size, 0.5), np.zeros(size)
    )
    at = np.random.default_rng(2).normal(size=size)
    _, slope = step(at)
    for direction in np.eye(size)[[0, 5, size - 1]]:
        rise = (step(at + 1e-5 * direction)[0] - step(at - 1e-5 * direction)[0]) / 2e-5
        assert slope @ direction == pytest.approx(rise, rel=1e-4, abs=1e-6)
