"""What other systems let people write, fitted into what is kept here; what had to change is said."""

from typing import Any

import msgspec
import pytest

from voxpop.exchange import fitting
from voxpop.exchange.record import Entry, Remark
from voxpop.lib.refused import Refused
from voxpop.sites.rules import Rules
from voxpop.sites.site import Site

SITE = Site(1, "default", "Voxpop", Rules(language="ar", direction="rtl"), "", frozenset(), "")
ENTRY = Entry(
    line=1, key="5", url="", slug="tide", title="Tide", body="<p>Words</p>", excerpt="", author="Ann", published=1,
    updated=None, language="", kind="post", open=True,
)  # fmt: skip
REMARK = Remark(
    line=1, key="7", entry="5", parent="", name="Ann", email="ann@mail.example", website="", address="", text="hi",
    at=1, state="live", kind="comment",
)  # fmt: skip


def story(**given: Any) -> Any:
    return fitting.story(msgspec.structs.replace(ENTRY, **given), SITE)


def comment(**given: Any) -> fitting.Fitted:
    return fitting.comment(msgspec.structs.replace(REMARK, **given))


@pytest.mark.parametrize(
    ("given", "language", "direction"),
    [
        ("", "ar", "rtl"),
        ("en-US", "en-US", "ltr"),
        ("he_IL", "he-IL", "rtl"),
        ("fa", "fa", "rtl"),
        ("<b>", "ar", "rtl"),
        ("x" * 90, "ar", "rtl"),
    ],
)
def test_language_and_direction_are_the_exports_or_else_the_sites(given: str, language: str, direction: str) -> None:
    made, _ = story(language=given)
    assert (made.language, made.direction) == (language, direction)


@pytest.mark.parametrize(
    ("title", "body", "headline"),
    [
        ("Tide &", "", "Tide &"),
        ("", "<p>Short &amp; plain</p>", "Short & plain"),
        ("", "<p>" + "word " * 100 + "</p>", ("word " * 16).strip() + " …"),
        ("", "", "tide"),
        ("x" * 900, "", "x" * 300),
        ("a\u202eb\nc", "", "ab c"),
    ],
)
def test_a_story_has_a_headline(title: str, body: str, headline: str) -> None:
    assert story(title=title, body=body)[0].headline == headline


def test_a_body_nested_too_deep_keeps_its_words_and_says_so() -> None:
    made, changed = story(body="<div>" * 500 + "one</p>two &lt;b&gt;")
    assert made.html == "<p>one</p>\n<p>two &lt;b&gt;</p>"
    assert changed == (fitting.PLAIN_BODY,)


@pytest.mark.parametrize(
    ("given", "slug"),
    [
        ("%D0%BF%D1%80%D0%B8%D0%BB%D0%B8%D0%B2", "прилив"),
        ("a/b?c#d", "a-b-c-d"),
        ("..", "tide"),
        ("healthz", "healthz-story"),
        ("x" * 500, "x" * 200),
        ("%ff%fe", "tide"),
    ],
)
def test_a_slug_is_one_part_of_a_path(given: str, slug: str) -> None:
    assert fitting.slug(msgspec.structs.replace(ENTRY, slug=given)) == slug


@pytest.mark.parametrize(
    ("given", "kept", "says"),
    [
        ({"name": ""}, {"name": "Anonymous"}, 0),
        ({"name": "\u200b"}, {"name": "Anonymous"}, 0),
        ({"name": "x" * 200}, {"name": "x" * 79 + "…"}, 1),
        ({"name": "x" * 9_000}, {"name": "x" * 79 + "…"}, 1),
        ({"name": "a" + "\u0301" * 60}, {"name": "a…"}, 1),
        ({"email": ""}, {"email": ""}, 0),
        ({"email": "nobody"}, {"email": ""}, 1),
        ({"email": "a@b.example\r\nBcc: c@d.example"}, {"email": ""}, 1),
        ({"website": "http://"}, {"website": None}, 0),
        ({"website": "javascript:alert(1)"}, {"website": None}, 1),
        ({"website": "a.example"}, {"website": "https://a.example"}, 0),
        ({"changed": ("x",)}, {"changed": ("x",)}, 1),
    ],
)
def test_author_fields_are_kept_when_they_can_be(given: dict[str, Any], kept: dict[str, Any], says: int) -> None:
    made = comment(**given)
    assert {name: getattr(made, name) for name in kept} == kept
    assert len(made.changed) == says


@pytest.mark.parametrize(
    ("text", "code"), [("", "text_empty"), ("<b> </b>", "text_empty"), ("x" * (129 << 10), "text_too_long")]
)
def test_nothing_and_far_too_much_are_refused(text: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        comment(text=text)
    assert caught.value.code == code
