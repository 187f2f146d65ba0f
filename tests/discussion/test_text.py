"""What a reader wrote, as it is shown: the words stay, nothing harmful does, and it is quick."""

import random
import resource
import time

import pytest

from tests.discussion import hostile
from voxpop.discussion import text
from voxpop.discussion.text import CLEANER, LEVELS, LIMIT, LINKS, TAGS, Text, render
from voxpop.lib import commonmark
from voxpop.lib.refused import Refused


def html(source: str) -> str:
    return render(source).html


def refused(source: str) -> str:
    with pytest.raises(Refused) as caught:
        render(source)
    return caught.value.code


# What a reader can write


def test_markdown_is_what_a_reader_of_github_or_reddit_knows() -> None:
    assert html("*a* **b** ~~c~~ `d`") == "<p><em>a</em> <strong>b</strong> <del>c</del> <code>d</code></p>"


def test_a_single_newline_breaks_the_line() -> None:
    assert html("one\ntwo") == "<p>one<br>\ntwo</p>"


def test_a_bare_address_becomes_a_link_that_search_engines_do_not_follow() -> None:
    assert html("see https://a.example/b") == (
        '<p>see <a href="https://a.example/b" rel="nofollow ugc noopener">https://a.example/b</a></p>'
    )


def test_the_html_that_a_wordpress_reader_types_works() -> None:
    written = '<b>a</b> <a href="https://a.example" title="t" class="c">b</a>'
    assert html(written) == '<p><b>a</b> <a href="https://a.example" rel="nofollow ugc noopener">b</a></p>'
    assert html("<blockquote>q</blockquote>") == "<blockquote>q</blockquote>"


def test_a_list_keeps_its_numbers() -> None:
    assert html("3. a\n4. b") == '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'


@pytest.mark.parametrize("written", ["# Loud", "Loud\n====", "<h2 id=x>Loud</h2>", "###### Loud"])
def test_a_heading_is_a_bold_paragraph(written: str) -> None:
    assert html(written) == "<p><strong>Loud</strong></p>"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("![a cat](https://p.example/c.png)", '<a href="https://p.example/c.png">a cat</a>'),
        ("<img alt='a cat' src=https://p.example/c.png>", '<a href="https://p.example/c.png">a cat</a>'),
        ("![](https://p.example/c.png)", '<a href="https://p.example/c.png">https://p.example/c.png</a>'),
        ("[![a cat](https://p.example/c.png)](https://o.example)", '<a href="https://o.example">a cat</a>'),
        ("![a cat](c.png)", "<a>a cat</a>"),
        ('![a "<b>"](https://p.example/)', '<a href="https://p.example/">a "&lt;b&gt;"</a>'),
    ],
)
def test_a_picture_is_a_link_with_its_words(written: str, shown: str) -> None:
    made = html(written).replace(' rel="nofollow ugc noopener"', "")
    assert made.removeprefix("<p>").removesuffix("</p>") == shown


def test_the_words_of_two_divisions_are_not_glued_together() -> None:
    assert render("<div>one</div><div>two</div>").plain == "one\ntwo"


def test_plain_has_the_words_decoded_and_a_line_a_block() -> None:
    written = "# A & B\n\nx < y *and* `z`\nnext\n\n- one\n- two\n\n> quoted\n\n---\n\n```\ncode  <b>\n```"
    assert render(written).plain == "A & B\nx < y and z\nnext\none\ntwo\nquoted\ncode  <b>"


def test_plain_of_an_entity_written_as_text_is_that_text() -> None:
    assert render("`&lt;` &amp;lt;").plain == "&lt; &lt;"


def test_links_are_the_targets_that_are_shown_in_order() -> None:
    written = "[b](https://b.example/?x=1&y=2) mailto:m@m.example [j](javascript:x) www.a.example [r](/relative)"
    assert render(written).links == ("https://b.example/?x=1&y=2", "mailto:m@m.example", "http://www.a.example")


def test_what_only_looks_like_a_link_in_the_text_is_none() -> None:
    assert render('`<a href="https://a.example">` <b title=\'<a href="https://a.example">\'>x</b>').links == ()


# Bounds


def test_the_bound_is_on_bytes_and_the_refusal_names_both_figures() -> None:
    assert render("x" * LIMIT).plain == "x" * LIMIT
    with pytest.raises(Refused, match=r"16,386 bytes.*16,384") as caught:
        render("é" * (LIMIT // 2 + 1))
    assert caught.value.code == "text_too_long"


def test_the_bound_is_on_what_is_kept_too() -> None:
    """U+0958 is kept as two letters, so a text within the bound becomes one that could not be edited any more."""
    assert refused("\u0958" * (LIMIT // 3)) == "text_too_long"


def test_over_long_text_never_reaches_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commonmark, "html", lambda markdown: pytest.fail("parsed"))
    assert refused("x" * (LIMIT + 1)) == "text_too_long"


@pytest.mark.parametrize(
    "nothing",
    ["", " \n\t", "---", "<b></b>", "<!-- x -->", "\u200b\u200d", "&#8203;", "[](https://a.example)", "\u3164"],
)
def test_what_nobody_can_see_is_empty(nothing: str) -> None:
    assert refused(nothing) == "text_empty"


@pytest.mark.parametrize("something", ["?", "👍", "ا", "1", "![](https://a.example/x.png)"])
def test_a_sign_is_enough(something: str) -> None:
    assert render(something).plain


@pytest.mark.parametrize(
    ("open_", "close"),
    [("> ", ""), ("- ", ""), ("<b>", ""), ("<div>", ""), ("<x-y>", ""), ("<b><div></b>", ""), ("<P><I></P>", "")],
)
def test_more_than_64_levels_are_too_deep(open_: str, close: str) -> None:
    assert refused(open_ * (2 * LEVELS + 2) + "a" + close) == "too_deep"


def test_64_levels_are_not() -> None:
    inner = LEVELS - 1  # the paragraph is the first
    assert render("<i>" * inner + "a" + "</i>" * inner).html.count("<i>") == inner
    assert render("> " * (LEVELS - 1) + "a").html.count("<blockquote>") == LEVELS - 1


def test_many_tags_beside_each_other_are_not_deep() -> None:
    assert render("<b>a</b> <br>\n<p>x<p>y\n" * 200).plain.startswith("a")


def test_a_too_deep_text_never_reaches_the_cleaner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "clean", lambda markup, *, raw: pytest.fail("cleaned"))
    assert refused("> " * 5000 + "a") == "too_deep"


@pytest.mark.parametrize("hidden", ["<div><!--</div>-->", '<div title="</div>">', "<div><script></div></script>"])
def test_levels_hidden_from_the_first_count_are_found_by_the_second(hidden: str) -> None:
    assert refused(hidden.replace("div", "blockquote") * 100 + "a") == "too_deep"


def test_the_21st_link_is_too_many() -> None:
    assert len(render("https://a.example/x\n" * LINKS).links) == LINKS
    assert refused("https://a.example/x\n" * LINKS + "![p](https://a.example/p.png)") == "too_many_links"


# Characters


def test_half_a_character_is_refused() -> None:
    assert {refused("a\ud800"), refused("\udc00" * 20)} == {"text_invalid"}


def test_a_letter_under_a_tower_of_accents_is_refused_and_a_language_is_not() -> None:
    assert refused("a" + "\u0301" * 31) == "text_invalid"
    assert render("Việt Nam, שָׁלוֹם, ให้, a" + "\u0301" * 30).plain


@pytest.mark.parametrize("written", ["a{}b", "**a{}b**", "`a{}b`", "<b>a{}b</b>"])
@pytest.mark.parametrize("hidden", ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\ufeff", "\ufffe", "\u202e", "\U000e0041"])
def test_controls_overrides_and_invisible_ascii_are_dropped(written: str, hidden: str) -> None:
    assert render(written.format(hidden)).plain == "ab"


@pytest.mark.parametrize("number", ["1", "x1b", "x202e", "x202D", "127", "xE0041", "xfeff"])
@pytest.mark.parametrize("written", ["a&#{};b", "<div>a&#{};b</div>", "<i>a&#{};b</i>"])
def test_an_entity_does_not_bring_them_back(written: str, number: str) -> None:
    assert render(written.format(number)).plain == "ab"


def test_embeddings_that_are_closed_on_their_line_stay_and_others_go() -> None:
    assert render("\u2067אב\u2069 x").plain == "\u2067אב\u2069 x"
    assert render("\u2067אב x\n\u202bג\u202c").plain == "אב x\n\u202bג\u202c"
    assert render("x \u2069 y \u2066").plain == "x  y"


def test_joiners_and_flags_stay() -> None:
    kept = "می\u200cخواهم 👩\u200d🚀 \U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
    assert render(kept).plain == kept


@pytest.mark.parametrize("break_", ["a\r\nb", "a\rb", "a\u2028b", "a\u2029b", "a\x85b"])
def test_every_kind_of_line_end_is_a_line_end(break_: str) -> None:
    assert render(break_).plain == "a\nb"


def test_letters_are_composed() -> None:
    assert render("e\u0301").plain == "é"


# Nothing harmful


@pytest.mark.parametrize("place", hostile.PLACES)
@pytest.mark.parametrize("corpus", hostile.CORPORA)
def test_nothing_outside_the_allow_list_survives(corpus: str, place: str) -> None:
    tried = 0
    for payload in hostile.payloads(corpus):
        shown = shown_or_none(place.replace("%s", payload))
        if shown is None:
            continue
        tried += 1
        assert hostile.faults(shown.html) == [], payload
        assert CLEANER.clean(shown.html) == shown.html, payload
    assert tried


def test_every_own_payload_is_harmless_in_every_pair_of_places() -> None:
    some = random.Random(1).sample([(a, b) for a in hostile.PLACES for b in hostile.PLACES], 60)
    for outer, inner in some:
        for payload in hostile.payloads("own"):
            shown = shown_or_none(outer.replace("%s", inner.replace("%s", payload)))
            assert shown is None or hostile.faults(shown.html) == [], (outer, inner, payload)


def test_tangled_fragments_of_html_come_out_clean_and_at_rest() -> None:
    pieces = (
        "<b> </b> <p> </p> <pre> \n \n\n <a\thref=https://a.example> </a> <ul> <li> </i> <i> <select> <table> <td> "
        "<svg> <math> <mtext> <style> </style> <textarea> <!-- --> <form> <template> </template> &#x202e; * _ ` [ > - "
        "<details> </details> <summary> <blockquote> </blockquote> >! >!x &#xfdd0;! "
        "x ](https://b.example)"
    ).split(" ")
    some = random.Random(2)
    for _ in range(3000):
        written = "".join(some.choices(pieces, k=some.randrange(1, 25))).replace("\t", " ")
        shown = shown_or_none(written)
        assert shown is None or (hostile.faults(shown.html), CLEANER.clean(shown.html)) == ([], shown.html), written


def test_the_check_itself_sees_what_is_harmful() -> None:
    harmful = [
        "<script>x</script>",
        "<b onclick=x>",
        '<a href="javascript:x">',
        "<img src=x>",
        '<p id="a">',
        "<!--x-->",
    ]
    assert all(hostile.faults(markup) for markup in harmful)


def test_there_are_at_most_18_tags_and_none_that_changes_how_the_rest_is_parsed() -> None:
    assert len(TAGS) <= 18
    assert not TAGS & set("svg math style iframe noscript title textarea xmp script template form table".split())


def test_the_commonmark_examples_and_naughty_strings_are_rendered_or_refused_by_name() -> None:
    for example in hostile.commonmark():
        shown = shown_or_none(example)
        assert shown is None or hostile.faults(shown.html) == [], example


@pytest.mark.parametrize(
    "group", ["scripts", "zwj_emoji", "crash_strings", "ansi", "noncharacters", "truncation_edges"]
)
def test_hostile_strings_of_unicode_give_text_that_can_be_stored(group: str) -> None:
    for written in hostile.strings()[group]:
        shown = shown_or_none(written)
        assert shown is None or (shown.html.encode() and "\x1b" not in shown.html)


def shown_or_none(written: str) -> Text | None:
    try:
        return render(written)
    except Refused as refusal:
        if refusal.code not in {"text_empty", "too_deep", "too_many_links", "text_invalid"}:
            raise
        return None


# Quick on everything


@pytest.mark.parametrize("case", hostile.pathological(), ids=lambda case: case["id"])
def test_the_time_for_a_pathological_text_grows_with_its_length(
    case: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert seconds(hostile.expand(case, LIMIT)) < 1
    monkeypatch.setattr(text, "LIMIT", 4 * LIMIT)
    assert is_linear(hostile.expand(case, LIMIT), hostile.expand(case, 4 * LIMIT))


def is_linear(small: str, large: str) -> bool:
    """Does four times as much take four times as long, and not sixteen? On a busy machine once of five is enough."""
    return any(seconds(large) < 9 * seconds(small) + 0.004 for _ in range(5))


def seconds(source: str) -> float:
    """The least processor time of three."""
    return min(_seconds(source) for _ in range(3))


def _seconds(source: str) -> float:
    begin = time.process_time()
    shown_or_none(source)
    return time.process_time() - begin


def test_the_patterns_are_linear_on_their_own_worst_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "LIMIT", 10**7)
    units = [
        "<h1 ",
        "<img src=",
        '<img src="',
        "<img alt='",
        "src=  ",
        "<pre>\n",
        "<div ",
        "🏴\U000e0061",
        "\u202a",
        "&#x202e;",
    ]
    units += [">", "> ", ">!", ">!\n", ">! x!<\n", "> - ", "\n>!x\n", "<blockquote>", "</blockquote>\n>!"]
    for unit in units:
        assert is_linear("x<b>" + unit * 1000, "x<b>" + unit * 4000), unit


def test_rendering_gives_its_memory_back() -> None:
    written = "hello *world* https://x.example\n\n> quote\n\n" * 8
    for _ in range(200):
        render(written)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(2000):
        render(written)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 4096  # KiB; 2,000 lost trees are 37,000


def test_a_text_may_be_rendered_in_many_threads_at_once() -> None:
    from concurrent.futures import ThreadPoolExecutor

    written = [f"*{n}* https://a.example/{n}" for n in range(500)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(render, written)) == [render(source) for source in written]
