"""The judge: reasons are added up, and the weightiest comes first."""

import math

from voxpop.spam.judge import BEFORE, SIGNALS, judge
from voxpop.spam.submission import Submission

HONEST = Submission(
    text="The ferry was late again this morning, and nobody at the pier knew when the next one would leave.",
    links=(),
    name="Ann Lee",
    email="ann@reader.example",
    website="https://ann.example",
)
EVERYTHING = HONEST._replace(
    text="BUY NOW \U0001d400\U0001d401\U0001d402" * 10,
    links=("https://shop.example",) * 20,
    name="www.shop.example",
    trap="x",
)


def odds(probability: float) -> float:
    return math.log(probability / (1 - probability))


def test_of_a_comment_without_anything_odd_only_the_common_suspicion_is_left() -> None:
    verdict = judge(HONEST)
    assert verdict.reasons == ()
    assert 0.02 < verdict.probability < 0.05


def test_the_weights_of_all_reasons_add_up_to_the_probability() -> None:
    for given in (
        HONEST._replace(trap="x"),
        HONEST._replace(name="x.shop", links=("http://a.example",) * 5),
        EVERYTHING,
    ):
        verdict = judge(given)
        weights = sum(reason.weight for reason in verdict.reasons)
        assert math.isclose(odds(verdict.probability), BEFORE + weights, rel_tol=1e-6)


def test_the_weightiest_reason_comes_first() -> None:
    weights = [abs(reason.weight) for reason in judge(EVERYTHING).reasons]
    assert len(weights) >= 4
    assert weights == sorted(weights, reverse=True)


def test_the_hidden_field_alone_is_enough_to_be_called_spam() -> None:
    assert judge(HONEST._replace(trap="x")).probability > 0.95


def test_no_single_odd_thing_but_the_hidden_field_makes_a_comment_wait() -> None:
    assert judge(HONEST._replace(text=HONEST.text.upper())).probability < 0.5
    assert judge(HONEST._replace(name="www.ann.example")).probability < 0.5
    assert judge(HONEST._replace(links=("https://a.example",) * 4)).probability < 0.5


def test_everything_at_once_stays_a_probability() -> None:
    assert 0.999 < judge(EVERYTHING).probability <= 1


def test_each_signal_takes_the_empty_submission_for_nothing() -> None:
    assert [look(Submission("", (), "", "", "")) for look in SIGNALS] == [None] * len(SIGNALS)
