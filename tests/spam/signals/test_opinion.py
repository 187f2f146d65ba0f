"""Another filter's word, and how its record weighs it."""

import pytest

from tests.support.judging import known, seen
from voxpop.spam.known import Opinion
from voxpop.spam.signals import opinion
from voxpop.spam.submission import Reason


def said(*, spam: bool, sure: bool = False, agreed: int = 0, differed: int = 0) -> Reason:
    given = Opinion("Akismet", spam=spam, sure=sure, agreed=agreed, differed=differed)
    reason = opinion.look(seen(about=known(opinion=given)))
    assert reason is not None
    return reason


def test_where_nobody_was_asked_there_is_no_reason() -> None:
    assert opinion.look(seen()) is None


def test_a_fresh_word_has_a_moderator_look_and_no_more() -> None:
    assert 4 < said(spam=True).weight < 6
    assert -2 < said(spam=False).weight < -1


def test_what_it_is_sure_of_weighs_more() -> None:
    assert said(spam=True, sure=True).weight > said(spam=True).weight
    assert said(spam=True, sure=True).sentence == "Akismet calls it blatant spam"


@pytest.mark.parametrize("spam", [True, False])
def test_each_time_it_was_wrong_its_word_weighs_less(spam: bool) -> None:
    weights = [abs(said(spam=spam, differed=times).weight) for times in range(5)]
    assert weights == sorted(set(weights), reverse=True)


@pytest.mark.parametrize("spam", [True, False])
def test_each_time_it_was_right_its_word_weighs_more_up_to_a_bound(spam: bool) -> None:
    weights = [abs(said(spam=spam, agreed=times).weight) for times in (0, 3, 10, 30)]
    assert weights == sorted(weights)
    assert weights[0] < weights[-1]
    assert abs(said(spam=spam, agreed=10**9).weight) == (opinion.MOST_SPAM if spam else opinion.MOST_HONEST)


@pytest.mark.parametrize("spam", [True, False])
@pytest.mark.parametrize("sure", [True, False])
def test_a_word_that_is_mostly_wrong_weighs_nothing_and_never_the_opposite(spam: bool, sure: bool) -> None:
    assert said(spam=spam, sure=sure, agreed=5, differed=100_000).weight == 0


def test_a_moderator_reads_how_often_it_was_right() -> None:
    assert said(spam=True, agreed=9, differed=1).sentence == "Akismet calls it spam (right 9 times of 10 here)"
    assert said(spam=False).sentence == "Akismet calls it honest"


def test_no_answer_weighs_nothing_and_says_why() -> None:
    given = Opinion("Akismet", spam=True, sure=True, agreed=9, differed=0, silent="it did not answer in time")
    assert opinion.look(seen(about=known(opinion=given))) == Reason(
        "opinion", 0.0, "Akismet could not be asked: it did not answer in time"
    )
