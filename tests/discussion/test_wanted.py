"""What is looked for, out of what was typed."""

import pytest

from voxpop.discussion import wanted
from voxpop.discussion.wanted import Phrase
from voxpop.lib.refused import Refused


@pytest.mark.parametrize(
    ("typed", "phrases"),
    [
        ("ferry", [Phrase("ferry", begins=True)]),
        ("the bus", [Phrase("the", begins=False), Phrase("bus", begins=False)]),
        ('late "the  ferry" boat', [Phrase("late", True), Phrase("the ferry", False), Phrase("boat", True)]),
        ("„die Fähre“", [Phrase("die Fähre", begins=False)]),
        ('"unclosed words', [Phrase("unclosed", begins=True), Phrase("words", begins=True)]),
        ("well-known", [Phrase("well-known", begins=False)]),
        ('*** "" " " --', []),
        ("ferry* -bus", [Phrase("ferry*", begins=True), Phrase("-bus", begins=False)]),
    ],
)
def test_words_and_phrases(typed: str, phrases: list[Phrase]) -> None:
    assert list(wanted.phrases(typed)) == phrases


def test_of_many_words_the_first_twelve_count_and_of_them_the_three_longest_as_beginnings() -> None:
    found = wanted.phrases(" ".join(f"word{'s' * (n % 5)}{n}" for n in range(20)))
    assert [one.said for one in found] == [f"word{'s' * (n % 5)}{n}" for n in range(12)]
    assert [one.said for one in found if one.begins] == ["wordsss3", "wordssss4", "wordssss9"]


def test_a_query_can_hold_no_quotation_mark_and_no_operator() -> None:
    match = wanted.for_fts5(wanted.phrases('ferry" OR "x" * thread_id : "8'), 7)
    assert match == 'thread_id : "7" AND text : ("ferry" * AND "OR" AND "x" AND "* thread_id :" AND "8")'


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(Refused):
        wanted.phrases("\ud800")


@pytest.mark.parametrize(
    ("typed", "pieces"),
    [
        ("ferry", ()),
        ("渡轮 晚点", ("渡轮", "晚点")),
        ('"渡轮" late', ("渡轮", "late")),
        ("배 a b c d", ("배", "a", "b", "c")),
    ],
)
def test_what_puts_no_spaces_between_words_is_looked_for_as_it_stands(typed: str, pieces: tuple[str, ...]) -> None:
    assert wanted.pieces(typed) == pieces


def test_a_pattern_means_what_it_holds() -> None:
    assert wanted.like("100%_A!") == "%100!%!_a!!%"
