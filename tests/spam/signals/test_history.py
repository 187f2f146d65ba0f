"""What became of earlier comments."""

import pytest

from tests.support.judging import known, seen
from voxpop.spam.known import Record
from voxpop.spam.marks import Marks
from voxpop.spam.signals import history
from voxpop.spam.submission import Reason

PERSON, ADDRESS, SHOP, OTHER = 1, 2, 3, 4
MARKS = Marks(PERSON, ADDRESS, (("shop.example", SHOP), ("other.example", OTHER)))


def look(**records: Record) -> Reason | None:
    named = {"person": PERSON, "address": ADDRESS, "shop": SHOP, "other": OTHER}
    return history.look(
        seen(about=known(records={named[name]: record for name, record in records.items()}, marks=MARKS))
    )


def weight(**records: Record) -> float:
    reason = look(**records)
    return reason.weight if reason else 0.0


def test_live_comments_speak_for_a_person_and_spam_against() -> None:
    assert weight(person=Record(live=1)) < 0 < weight(person=Record(spam=1))
    assert weight(person=Record(live=20)) < weight(person=Record(live=1))
    assert weight(person=Record(spam=5)) > weight(person=Record(spam=1))


def test_belief_has_its_bounds() -> None:
    least, most = history.PERSON.least, history.PERSON.most
    assert weight(person=Record(live=1_000_000)) == least
    assert weight(person=Record(spam=1_000_000)) == most
    assert weight(address=Record(spam=1_000_000)) == history.ADDRESS.most


def test_a_neighbour_s_spam_weighs_less_than_one_s_own() -> None:
    assert 0 < weight(address=Record(spam=3)) < weight(person=Record(spam=3)) / 1.5


def test_of_several_domains_the_worst_counts() -> None:
    both = look(shop=Record(spam=4), other=Record(live=50))
    assert both is not None
    assert both.weight == weight(shop=Record(spam=4))
    assert both.sentence == "shop.example: 4 spam here before"


def test_reports_that_were_right_count_by_half() -> None:
    assert 0 < weight(person=Record(reports=2)) == weight(person=Record(spam=1))


def test_the_figures_are_told() -> None:
    reason = look(person=Record(live=3, spam=1200, reports=2))
    assert reason is not None
    assert reason.sentence == "this person: 3 live, 1,200 spam, 2 rightly reported here before"


@pytest.mark.parametrize("record", [Record(), Record(first=9), Record(live=-1)])
def test_who_was_never_here_is_neither_good_nor_bad(record: Record) -> None:
    assert weight(person=record) == 0.0
    assert look() is None


def test_that_records_could_not_be_read_is_said_and_weighs_nothing() -> None:
    reason = history.look(seen(about=known(marks=MARKS)._replace(away=True)))
    assert reason == Reason("history", 0.0, "what became of earlier comments could not be looked up")
