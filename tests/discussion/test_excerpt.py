"""A comment in a line: its own words, whole ones, and nothing that its writer folded up."""

import pytest

from voxpop.discussion import text
from voxpop.discussion.excerpt import excerpt


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("It was **not** the fog.", "It was not the fog."),
        ("One line\nanother\n\n- a list\n- of two", "One line another a list of two"),
        ("> It was the fog.\n\nNo.", "No."),
        ("> one\n>\n> > two\n\nthree\n\n> four", "three"),
        ("> Only what somebody else said.", "Only what somebody else said."),
        ("The end?\n\n>! The ferry sinks.", "The end?"),
        (">! The ferry sinks.", "…"),
        ("> quoted\n>\n> >! hidden", "quoted"),
        ("<b>1 < 2 & 3</b> `<script>`", "1 < 2 & 3 <script>"),
    ],
)
def test_it_is_what_the_comment_says_itself(written: str, expected: str) -> None:
    assert excerpt(text.render(written).html) == expected


def test_a_long_one_ends_with_a_whole_word() -> None:
    said = excerpt("<p>" + "lighthouse, keeper " * 20 + "</p>", 40)
    assert said == "lighthouse, keeper lighthouse, keeper…"


def test_a_text_that_just_fits_is_left_whole() -> None:
    assert excerpt("<p>of the fog</p>", 10) == "of the fog"
    assert excerpt("<p>of the fogs</p>", 10) == "of the…"


def test_a_text_without_spaces_is_cut_between_letters() -> None:
    assert excerpt("<p>渡船は今日も遅れています</p>", 5) == "渡船は今日…"
    assert excerpt("<p>" + "a\u0301" * 9 + "</p>", 5) == "a\u0301a\u0301…"
    family = "\U0001f469\u200d\U0001f467"
    assert excerpt(f"<p>{family * 4}</p>", 5) == f"{family}…"
