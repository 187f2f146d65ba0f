"""A spoiler is hidden until it is opened, by markup alone; what only looks like one stays as it was."""

import pytest

from voxpop.discussion import spoilers
from voxpop.discussion.text import LEVELS, render
from voxpop.lib.refused import Refused

HIDDEN = "<details><summary>Spoiler</summary>\n{}\n</details>"


def html(source: str) -> str:
    return render(source).html


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (">! It was *him*.", "<p>It was <em>him</em>.</p>"),
        (">!It was him.", "<p>It was him.</p>"),
        (">! one\n>! two", "<p>one<br>\ntwo</p>"),
        (">! one\ntwo", "<p>one<br>\ntwo</p>"),
        (">! one\n>\n>! two", "<p>one</p>\n<p>two</p>"),
        (">!\n>! one", "<p>one</p>"),
        (">!\n>\n> one", "<p>one</p>"),
        (">!\n> - one\n> - two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        (">! why!\n>! <", "<p>why!<br>\n&lt;</p>"),
        (">!_one_", "<p><em>one</em></p>"),
        (">!one!<", "<p>one</p>"),
        (">! > one", "<p>&gt; one</p>"),
    ],
)
def test_a_quotation_that_begins_with_an_exclamation_mark_is_folded_up(written: str, shown: str) -> None:
    assert html(written) == HIDDEN.format(shown)


def test_it_stands_among_paragraphs_lists_and_quotations() -> None:
    secret = HIDDEN.format("<p>s</p>")
    assert html("before\n>! s\n\nafter") == f"<p>before</p>\n{secret}\n<p>after</p>"
    assert html("> >! s") == f"<blockquote>\n{secret}\n</blockquote>"
    assert html("- >! s") == f"<ul>\n<li>\n{secret}\n</li>\n</ul>"
    assert html(">! s\n\n>! s") == f"{secret}\n{secret}"
    assert html(">! s\n\n> q") == f"{secret}\n<blockquote>\n<p>q</p>\n</blockquote>"
    assert html(">! s\n>\n> > q") == HIDDEN.format("<p>s</p>\n<blockquote>\n<p>q</p>\n</blockquote>")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("> !important is no solution", "<blockquote>\n<p>!important is no solution</p>\n</blockquote>"),
        ("> one\n> ! two", "<blockquote>\n<p>one<br>\n! two</p>\n</blockquote>"),
        ("> one\n>! two", "<blockquote>\n<p>one<br>\n! two</p>\n</blockquote>"),
        (">![a](https://a.example)", "<blockquote>\n<p><a>a</a></p>\n</blockquote>"),
        ("    >! a", "<pre><code>&gt;! a\n</code></pre>"),
        ("```\n>! a\n```", "<pre><code>&gt;! a\n</code></pre>"),
        ("`>! a`", "<p><code>&gt;! a</code></p>"),
        ("a >!b!< c", "<p>a &gt;!b!&lt; c</p>"),
        ("a!<\n\n>! b", "<p>a!&lt;</p>\n" + HIDDEN.format("<p>b</p>")),
        ("<!--\n>! x\n-->\n\ny", "<p>y</p>"),
    ],
)
def test_what_only_looks_like_one_is_not(written: str, shown: str) -> None:
    assert html(written).replace(' href="https://a.example" rel="nofollow ugc noopener"', "") == shown


def test_its_words_are_the_words_of_the_comment_and_the_fold_is_not() -> None:
    shown = render(">! It was [him](https://a.example).\n\nNobody else.")
    assert shown.plain == "It was him.\nNobody else."
    assert shown.links == ("https://a.example",)


@pytest.mark.parametrize(
    "nothing", [">!", ">! ", ">!\n>!", ">! <b></b>", "<details><summary>Spoiler</summary></details>"]
)
def test_a_spoiler_of_nothing_is_empty(nothing: str) -> None:
    with pytest.raises(Refused) as caught:
        render(nothing)
    assert caught.value.code == "text_empty"


def test_spoilers_lie_in_each_other_as_deep_as_quotations() -> None:
    assert html("> " * (LEVELS - 2) + ">! a").count("<details>") == 1
    with pytest.raises(Refused) as caught:
        render("> " * LEVELS + ">! a")
    assert caught.value.code == "too_deep"


def test_the_tags_that_a_reader_of_github_types_fold_up_too_and_open_nothing_by_themselves() -> None:
    written = '<details open ontoggle="x" class="c"><summary title="t">More</summary>\n\n*words*\n\n</details>'
    assert html(written) == "<details><summary>More</summary>\n<p><em>words</em></p>\n</details>"
    assert render(written).plain == "More\nwords"


@pytest.mark.parametrize("forged", ["&#xfdd0;!", "&#64976;! ", "\ufdd0!"])
def test_the_mark_is_in_no_answer_however_it_was_sent(forged: str) -> None:
    for written in (f"{forged}x", f"> {forged}x", f"`{forged}x`", f"[x](https://a.example/{forged})", f"<b>{forged}x"):
        shown = render(written)
        assert spoilers.MARK not in shown.html + shown.plain
