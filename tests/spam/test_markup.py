"""What a reader sees of a text with markup, and where its links lead."""

import pytest

from voxpop.spam import markup
from voxpop.spam.submission import Link

LINKED = {
    '<p>See <a rel="ugc" href="https://a.example/?a=1&amp;b=2">this &amp; <b>that</b></a>.</p>': (
        "See this & that.",
        [Link("https://a.example/?a=1&b=2", "this & that")],
    ),
    "<A HREF = 'https://a.example'>A</A>": ("A", [Link("https://a.example", "A")]),
    "<a href=https://a.example>A": ("A", [Link("https://a.example", "A")]),
    "<a name=x>A</a>": ("A", []),
    "[url=https://a.example]A[/url]": ("A", [Link("https://a.example", "A")]),
    "[link='https://a.example']A[/link]": ("A", [Link("https://a.example", "A")]),
    "a [b](https://c.example/d) e": ("a b e", [Link("https://c.example/d", "b")]),
    "at https://a.example/b now": ("at https://a.example/b now", [Link("https://a.example/b", "https://a.example/b")]),
    "1 < 2 and 3 > 2": ("1 < 2 and 3 > 2", []),
    "line<br>break<br />twice": ("line\nbreak\ntwice", []),
    "<!-- hidden -->shown": ("shown", []),
    "I &lt;3 &eacute;t&eacute;": ("I <3 été", []),
}


@pytest.mark.parametrize("content", LINKED)
def test_text_and_links_are_read(content: str) -> None:
    text, links = LINKED[content]
    assert markup.read(content) == (text, tuple(links))


def test_of_a_long_text_beginning_and_end_are_read() -> None:
    text = markup.read("begin " + "x" * 100_000 + " end").text
    assert text.startswith("begin")
    assert text.endswith("end")
    assert len(text) <= markup.LONGEST + 1


def test_there_are_no_links_without_end() -> None:
    assert len(markup.read("<a href=https://a.example>x</a>" * 900).links) == markup.MOST


OPENED = ["<a href=", "<", "<a ", "[url=x", "[", "&lt;", "<b>", '<a href="x">', "http://", "[a](", "<!--", "&#", "<a '"]


@pytest.mark.parametrize("unit", OPENED)
def test_what_is_opened_without_end_is_read_all_the_same(unit: str) -> None:
    assert isinstance(markup.read(unit * 20_000).text, str)
