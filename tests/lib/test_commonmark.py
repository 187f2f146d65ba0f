"""Markdown to HTML by cmark, with and without what only stories need."""

from voxpop.lib import commonmark

TABLE = "|a|b|\n|-|-|\n|1|2|\n"


def test_tables_are_made_only_when_asked_for() -> None:
    assert "<td>1</td>" in commonmark.html(TABLE, tables=True)
    assert "<td>" not in commonmark.html(TABLE)


def test_a_newline_breaks_the_line_unless_told_otherwise() -> None:
    assert commonmark.html("a\nb") == "<p>a<br />\nb</p>\n"
    assert commonmark.html("a\nb", hard_breaks=False) == "<p>a\nb</p>\n"


def test_a_nul_does_not_end_the_text() -> None:
    assert commonmark.html("a\0b").startswith("<p>a\ufffdb")
