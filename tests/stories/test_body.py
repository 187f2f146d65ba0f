"""A story's body keeps what an editor wrote and loses what could harm its readers."""

import contextlib
import json
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest

from voxpop.lib.refused import Refused
from voxpop.stories import body

PAYLOADS = Path(__file__).parents[1] / "corpora" / "xss" / "own_payloads.json"


class Seen(HTMLParser):
    """What stands in a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attributes]


def payloads() -> list[str]:
    return [payload["payload"] for payload in json.loads(PAYLOADS.read_text("utf-8"))["payloads"]]


@pytest.mark.parametrize(
    "around", ["{}", "<p>{}</p>", '<a title="{}">x</a>', "<table><tr><td>{}</table>", "<svg>{}</svg>"]
)
def test_of_the_own_payloads_nothing_that_runs_survives(around: str) -> None:
    for payload in payloads():
        seen = Seen(body.clean(around.replace("{}", payload)))
        assert seen.tags <= body.TAGS
        for tag, name, value in seen.attributes:
            assert not name.startswith("on")
            assert (
                name in {"rel", "loading", "referrerpolicy"}
                or name in body.ATTRIBUTES.get(tag, set()) | body.ATTRIBUTES["*"]
            )
            if name in ("href", "src"):
                assert value.lower().startswith(("http://", "https://", "mailto:", "/"))
                assert not value.startswith("//")


def test_what_was_cleaned_stays_as_it_is() -> None:
    for payload in payloads():
        once = body.clean(payload)
        assert sorted(body.clean(once)) == sorted(once)  # the order of added attributes is not said


def test_markdown_has_tables_and_its_lines_run_on() -> None:
    made = body.from_markdown("one\ntwo\n\n| a |\n|---|\n| 1 |")
    assert made.startswith("<p>one\ntwo</p>")
    assert "<td>1</td>" in made


def test_the_headline_stays_the_only_heading_of_its_rank() -> None:
    assert body.clean("<h1 class=x>a</h1><h2>b</h2>") == "<h2>a</h2><h2>b</h2>"


def test_a_picture_keeps_its_words_and_size_and_tells_nobody_who_looks() -> None:
    (seen,) = [
        Seen(
            body.clean('<img src="https://a.example/b.jpg" alt="A gull" width="300" height="2e9" onload="x" class="y">')
        )
    ]
    assert {name: value for _, name, value in seen.attributes} == {
        "src": "https://a.example/b.jpg",
        "alt": "A gull",
        "width": "300",
        "loading": "lazy",
        "referrerpolicy": "no-referrer",
    }


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://a.example/?b=1&amp;c", True),
        ("/media/b.jpg", True),
        (" https://a.example ", True),
        ("//evil.example/b", False),
        ("/\\evil.example", False),
        ("/\t/evil.example", False),
        ("javascript:alert(1)", False),
        ("data:image/svg+xml,x", False),
        ("b.jpg", False),
    ],
)
def test_an_address_is_http_or_a_path_of_this_site(address: str, kept: bool) -> None:
    for markup in (f'<img src="{address}">', f'<a href="{address}">x</a>'):
        assert any(name in ("src", "href") for _, name, _ in Seen(body.clean(markup)).attributes) is kept


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("<section>a</section><section>b</section>", "<div>a</div><div>b</div>"),
        ("<o:p>words</o:p> <blink>more</blink>", "words more"),
        ("<script>var a = '</div>'</script>b<style>p{}</style>", "b"),
        ("<?php echo 1 ?>a<!-- b -->c<!DOCTYPE d>", "ac"),
        ("1 < 2 <3", "1 &lt; 2 &lt;3"),
        ("<a href=https://a.example/?b=1>c</a>", '<a href="https://a.example/?b=1" rel="noopener">c</a>'),
        ('<q lang="fr"dir="ltr">a</q>', '<q lang="fr" dir="ltr">a</q>'),
    ],
)
def test_markup_of_all_kinds_keeps_its_words(given: str, shown: str) -> None:
    assert body.clean(given) == shown


def test_a_body_may_be_long_but_not_longer_than_the_limit() -> None:
    assert len(body.clean("x" * body.LIMIT)) == body.LIMIT
    with pytest.raises(Refused) as caught:
        body.clean("é" * (body.LIMIT // 2 + 1))
    assert caught.value.code == "story_too_long"


@pytest.mark.parametrize(
    "hidden",
    ["<div>", '<div title="</div>">', '<div a=\'">\' b="</div>">', "<div><!--</div>-->", "<div><i title=></div>"],
)
def test_depth_cannot_be_hidden(hidden: str) -> None:
    with pytest.raises(Refused) as caught:
        body.clean(hidden.replace("<i title=></div>", "<script></div></script>") * 300)
    assert caught.value.code == "story_too_deep"


def test_an_end_tag_in_a_table_closes_nothing_outside() -> None:
    with pytest.raises(Refused):
        body.clean(("<div>" * 100 + "<table><td>" + "</div>" * 100) * 3)


UNITS = (
    *("<div>", '<div title="</div>">', "<p>", "<b><p>", "<a href=x>", "<a b='\"", '<a b="', "<a ", "<a b ", "<a b="),
    *("<!--", "<script>", "<", "<table><td>", "<table><td></div><div>", "<dd><dt>", "<li><ul></ul>", "<svg></p>"),
    *("</p>", "&", "&a", "&amp;", "&#x41;", "&nosuch;", "&#", "\0", "]]>", "é"),
)


@pytest.mark.parametrize("unit", UNITS)
def test_no_body_takes_long(unit: str) -> None:
    text = unit * ((1 << 20) // len(unit.encode()))
    start = time.process_time()
    with contextlib.suppress(Refused):
        body.clean(text)
    assert time.process_time() - start < 5


def test_formatting_that_is_never_closed_does_not_multiply() -> None:
    opened = "<p>" + "".join(f'<b lang="a{n}">' for n in range(250)) + "</p>"
    with pytest.raises(Refused):
        body.clean(opened + "<p>x</p>" * 100_000)
