"""Texts become what WordPress showed to readers."""

import time

import pytest

from voxpop.discussion.text import render
from voxpop.exchange.importers import wordpress_html
from voxpop.stories import body


def shown(stored: str) -> str:
    return body.clean(wordpress_html.article(stored).html).replace("\n", "")


def said(stored: str) -> str:
    return render(wordpress_html.comment(stored)).html.replace("\n", "")


@pytest.mark.parametrize(
    ("stored", "html"),
    [
        ("One\n\nTwo", "<p>One</p><p>Two</p>"),
        ("One\r\nmore\r\n \r\nTwo", "<p>One<br>more</p><p>Two</p>"),
        ("One\n<h2>Two</h2>\nThree", "<p>One</p><h2>Two</h2><p>Three</p>"),
        ("<blockquote>a\n\nb</blockquote>", "<blockquote><p>a</p><p>b</p></blockquote>"),
        ("<ul>\n<li>a</li>\n<li>b</li>\n</ul>\nc", "<ul><li>a</li><li>b</li></ul><p>c</p>"),
        ("<pre>a\n\nb</pre>", "<pre>ab</pre>"),
        ("<p>a</p>\n\n<p>b</p>", "<p>a</p><p>b</p>"),
        ("a<!--more-->b<!-- c\n\nd -->", "<p>ab</p>"),
        ("a <strong>b\n\nc</strong>", "<p>a <strong>b</strong></p><strong></strong><p><strong>c</strong></p>"),
    ],
)
def test_blank_lines_are_paragraphs(stored: str, html: str) -> None:
    assert shown(stored) == html


def test_blocks_of_the_block_editor_are_not_given_paragraphs_twice() -> None:
    stored = "<!-- wp:paragraph -->\n<p>One\nmore</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:spacer /-->"
    assert body.clean(wordpress_html.article(stored).html) == "<p>One\nmore</p>"


def test_a_caption_is_a_figure() -> None:
    picture = '<a href="https://a.example/"><img src="/a.png" alt="A gull" /></a>'
    stored = f'[caption id="a1" width="300"]{picture} A <em>gull</em>[/caption]'
    made = shown(stored)
    assert made.startswith("<figure><a href=")
    assert made.endswith("</a><figcaption>A <em>gull</em></figcaption></figure>")


def test_the_caption_of_the_first_years_is_an_attribute() -> None:
    assert shown('[caption caption="A gull"]<img src="/a.png">[/caption]').endswith(
        "<figcaption>A gull</figcaption></figure>"
    )


@pytest.mark.parametrize(
    "stored",
    [
        "https://video.example/1",
        "[embed]https://video.example/1[/embed]",
        '[video mp4="https://video.example/1"][/video]',
        '[audio src="https://video.example/1"]',
        "[youtube=https://video.example/1]",
        '<iframe width="1" src="https://video.example/1"></iframe>',
    ],
)
def test_a_player_becomes_a_link(stored: str) -> None:
    made = wordpress_html.article(stored)
    link = '<a href="https://video.example/1" rel="noopener">https://video.example/1</a>'
    assert body.clean(made.html).removeprefix("<p>").removesuffix("</p>") == link
    assert not made.lost


def test_a_gallery_is_left_out_and_said() -> None:
    made = wordpress_html.article('a [gallery ids="1,2"] b')
    assert made.lost
    assert body.clean(made.html) == "<p>a  b</p>"


@pytest.mark.parametrize("words", ["[sic]", "[1]", "[contact-form-7 id=1]", "[caption", "[/caption]x[video]"])
def test_other_words_in_brackets_stay_or_lose_only_the_bracket(words: str) -> None:
    assert "end" in shown(f"{words} end")


@pytest.mark.parametrize("words", ["[sic]", "[1]", "[contact-form-7 id=1]", "[captions]"])
def test_brackets_that_are_no_known_shortcode_are_words(words: str) -> None:
    assert shown(words) == f"<p>{words}</p>"


def test_code_keeps_its_lines() -> None:
    assert "a\n\n  b" in body.clean(wordpress_html.article("[code lang=php]\na\n\n  b\n[/code]").html)


@pytest.mark.parametrize(
    ("stored", "html"),
    [
        ("one\ntwo\n\nthree", "<p>one<br>two</p><p>three</p>"),
        ("    not code", "<p>not code</p>"),
        ("<blockquote>a\nb</blockquote>\nc\nd", "<blockquote><p>a<br>b</p></blockquote><p>c<br>d</p>"),
        ("<p>a</p>b", "<p>a</p><p>b</p>"),
        (r"¯\_(ツ)_/¯ C:\_foo", r"<p>¯\_(ツ)_/¯ C:\_foo</p>"),
        ("<pre>  a\n\n  b</pre>", "<pre>  a  b</pre>"),
        ("Tom &amp; Ann", "<p>Tom &amp; Ann</p>"),
    ],
)
def test_a_comment_shows_what_it_showed(stored: str, html: str) -> None:
    assert said(stored) == html


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("Tides &amp; <em>lamps</em>", "Tides & lamps"),
        ("<p>a</p><p>b</p>", "a b"),
        ("1 < 2 &lt; 3", "1 < 2 < 3"),
        ("  a\n b ", "a b"),
    ],
)
def test_a_title_is_its_words(stored: str, text: str) -> None:
    assert wordpress_html.plain(stored) == text


@pytest.mark.parametrize(
    "unit",
    [
        "<",
        "<pre",
        "<pre>",
        "<!--",
        "[caption ",
        "[caption]",
        "[video]",
        "\n",
        "\n ",
        "<a ",
        "<p",
        "a=",
        "a",
        "&",
        "https://",
        "<iframe ",
    ],
)
def test_the_time_for_a_long_text_grows_with_its_length(unit: str) -> None:
    def taken(length: int) -> float:
        text = unit * (length // len(unit))
        start = time.process_time()
        wordpress_html.article(text)
        wordpress_html.comment(text)
        wordpress_html.plain(text)
        return time.process_time() - start

    taken(1000)
    assert taken(1 << 20) < max(40 * taken(1 << 16), 2.0)
