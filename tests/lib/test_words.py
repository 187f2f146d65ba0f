"""Languages: the one that comes nearest to a tag, its direction, its numbers, and what its catalogue says."""

import time
from pathlib import Path

import pytest
from babel import Locale

from voxpop.lib import words
from voxpop.lib.sentence import counted, said
from voxpop.lib.words import Words, accepted, direction, isolated, nearest, number, told

RUSSIAN = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=3; plural=(n % 10 == 1 && n % 100 != 11 ? 0 : n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14) ? 1 : 2);\n"

msgid "Reply"
msgstr "Ответить"

msgid "Like"
msgstr ""

msgid "%(count)s response"
msgid_plural "%(count)s responses"
msgstr[0] "%(count)s ответ"
msgstr[1] "%(count)s ответа"
msgstr[2] "%(count)s ответов"

msgid "%(count)s link"
msgid_plural "%(count)s links"
msgstr[0] ""
msgstr[1] ""
msgstr[2] ""

#, fuzzy
msgid "The name “%(name)s” is taken."
msgstr "Имя «%(name)s» занято."
"""  # noqa: E501


@pytest.fixture
def russian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Words:
    (tmp_path / "ru.po").write_text(RUSSIAN)
    spoken = words._read(tmp_path / "ru.po")
    monkeypatch.setattr(words, "words", lambda language: spoken if nearest(language) == "ru" else Words({}, int))
    return spoken


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("de", "de"), ("DE-at", "de"), ("pt-BR", "pt"), ("pt", "pt"), ("en-GB", "en"), ("sr-Latn-RS", "en"),
        ("zh", "zh-Hans"), ("zh-CN", "zh-Hans"), ("zh-TW", "zh-Hant"), ("zh-hk", "zh-Hant"), ("zh-Hans-HK", "zh-Hans"),
        ("zh-Hant-CN", "zh-Hant"), ("cmn-Hans", "zh-Hans"), ("zh-cmn-Hant", "zh-Hant"), ("yue", "zh-Hant"),
        ("iw", "he"), ("in", "id"), ("prs-AF", "fa"), ("ar-EG", "ar"), ("fa-IR", "fa"), ("ja-JP-u-ca-japanese", "ja"),
        ("", "en"), ("*", "en"), ("x-klingon", "en"), ("sv", "en"), ("-", "en"), ("d", "en"), ("deu", "en"),
    ],
)  # fmt: skip
def test_the_nearest_language_to_a_tag(tag: str, language: str) -> None:
    assert nearest(tag) == language


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_each_language_is_nearest_to_itself_and_known_to_cldr(language: str) -> None:
    assert nearest(language) == nearest(language.lower()) == language
    assert str(Locale.parse(language, sep="-")).replace("_", "-") == language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"), ("de", "de"), ("sv, de;q=0.8, fr;q=0.9", "fr"), ("sv,fi", "en"), ("pt-BR,pt;q=0.9,en;q=0.8", "pt"),
        ("en;q=0.1, de;q=0.2", "de"), ("de;q=0, fr;q=0.1", "fr"), ("de;q=0", "en"), ("*", "en"), ("de;q=x, fr", "fr"),
        ("zh-TW, zh;q=0.9", "zh-Hant"), ("fr , de", "fr"), ("de; q=0.5,ar ; q = 0.7", "ar"), (",;,q=1,;q", "en"),
        ("de;q=nan, fr;q=inf, it;q=.5", "en"), ("de," * 9999, "de"), ("ünïcode, it", "it"),
    ],
)  # fmt: skip
def test_what_a_browser_wants_most_of_what_there_is(header: str, language: str) -> None:
    assert accepted(header) == language


def test_what_is_written_from_right_to_left() -> None:
    assert [each for each in words.LANGUAGES if direction(each) == "rtl"] == ["ar", "he", "fa"]
    assert [direction(tag) for tag in ("ar-EG", "ur", "pt-BR", "", "nonsense")] == ["rtl", "rtl", "ltr", "ltr", "ltr"]


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "12,000"), ("de", "12.000"), ("fr", "12\u202f000"), ("pl", "12\u00a0000"), ("hi", "12,000"),
        ("fa", "۱۲٬۰۰۰"), ("ar-EG", "١٢٬٠٠٠"), ("unknown", "12,000"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_the_language_writes_them(language: str, written: str) -> None:
    assert number(12_000, language) == written


def test_a_catalogue_says_what_it_has_and_english_for_the_rest(russian: Words) -> None:
    assert [russian.gettext(each) for each in ("Reply", "Like", "Gone")] == ["Ответить", "Like", "Gone"]
    assert [russian.ngettext("%(count)s link", "%(count)s links", n) % {"count": n} for n in (1, 2)] == [
        "1 link",
        "2 links",
    ]


def test_what_a_translator_is_not_sure_of_is_not_said(russian: Words) -> None:
    assert told(said("The name “%(name)s” is taken.", name="Ann"), "ru") == "The name “Ann” is taken."


def test_plurals_are_chosen_by_the_rule_of_the_catalogue(russian: Words) -> None:
    told_of = [told(counted("%(count)s response", "%(count)s responses", n), "ru") for n in (1, 2, 5, 11, 21, 1000)]
    assert told_of == ["1 ответ", "2 ответа", "5 ответов", "11 ответов", "21 ответ", "1\u00a0000 ответов"]


def test_a_plain_sentence_is_known_by_its_words(russian: Words) -> None:
    assert [told("Reply", "ru"), told("Reply", "de"), told("", "ru")] == ["Ответить", "Reply", ""]


def test_a_name_that_runs_the_other_way_is_kept_apart() -> None:
    assert isolated("Ann", "ltr") == "Ann"
    assert isolated("Ann", "rtl") == "\u2068Ann\u2069"
    assert isolated("ليلى", "ltr") == "\u2068ليلى\u2069"
    assert isolated("ליאת 7", "rtl") == "ליאת 7"
    assert told(said("The name “%(name)s” is taken.", name="ليلى"), "en") == "The name “\u2068ليلى\u2069” is taken."


def test_a_catalogue_is_read_once_and_quickly() -> None:
    took = []
    for language in ("de", "ar"):
        words._catalogue.cache_clear()
        begun = time.process_time()
        first = words.words(language)
        took.append(time.process_time() - begun)
        assert words.words(f"{language}-x-again") is first
    assert min(took) < 1, took  # 15 ms where nothing else runs
