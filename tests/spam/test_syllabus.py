"""What lessons weigh: near-copies of one day and source together as much as one."""

import pytest

from tests.spam.lessons import DAY, START, lesson, text
from voxpop.spam import sketch, syllabus
from voxpop.spam.features import unpack
from voxpop.spam.syllabus import Row

COPY = text(1, spam=True)


def row(number: int, words: str = COPY, source: str = "key:1", day: int = START // DAY) -> Row:
    features = lesson(number, spam=True, words=words).features
    return Row(number, source, day, sketch.of(unpack(features)), features)


@pytest.mark.parametrize("number", [1, 2, 7, 300])
def test_near_copies_weigh_one_together(number: int) -> None:
    weights = syllabus.weights([row(n) for n in range(number)])
    assert weights == [pytest.approx(1 / number)] * number


def test_others_days_and_other_texts_weigh_for_themselves() -> None:
    rows = [row(1), row(2), row(3, source="key:2"), row(4, day=START // DAY + 1), row(5, text(9, spam=True))]
    assert syllabus.weights(rows) == [0.5, 0.5, 1, 1, 1]


def test_the_two_kinds_do_not_share_a_weight() -> None:
    lessons = syllabus.weighed([row(1), row(2)], [row(3)])
    assert sorted((one.spam, one.weight) for one in lessons) == [(False, 1), (True, 0.5), (True, 0.5)]


def test_the_order_of_lessons_is_that_of_what_they_are_about() -> None:
    rows = [row(n, text(n, spam=True)) for n in range(9)]
    one, two = syllabus.weighed(rows, []), syllabus.weighed(rows[::-1], [])
    assert [lesson.features[0].tolist() for lesson in one] == [lesson.features[0].tolist() for lesson in two]


def test_nothing_is_taught_by_nobody() -> None:
    assert syllabus.weighed([], []) == []
