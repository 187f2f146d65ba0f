"""Spans of time, for people and for programs."""

from datetime import timedelta

import pytest

from voxpop.lib.words import LANGUAGES
from voxpop.privacy import spans

SPANS = {
    "P0D": timedelta(0), "P1D": timedelta(days=1), "P400D": timedelta(days=400), "PT36H": timedelta(hours=36),
    "PT90M": timedelta(minutes=90), "PT61S": timedelta(seconds=61),
}  # fmt: skip


@pytest.mark.parametrize("written", SPANS)
def test_programs_read_what_was_written(written: str) -> None:
    assert spans.iso(SPANS[written]) == written
    assert spans.read(written) == SPANS[written]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_words_for_them(language: str) -> None:
    said = [spans.spoken(span, language) for span in SPANS.values()]
    assert len(set(said)) == len(said)
    assert [words for words in said if "duration" in words] == []
    if language != "en":
        assert spans.spoken(timedelta(days=15), language) != "15 days"


def test_a_span_is_said_in_the_largest_unit_that_it_is_whole_in() -> None:
    assert [spans.spoken(span, "en") for span in SPANS.values()] == [
        "0 days", "1 day", "400 days", "36 hours", "90 minutes", "61 seconds",
    ]  # fmt: skip
