"""The language of a text against that of its page."""

import pytest

from tests.support.judging import seen
from voxpop.spam.signals import language
from voxpop.spam.submission import Reason

ENGLISH = "I have no idea what this is about, but the ferry was not on time and they are all so happy with it."
GERMAN = "Ich weiß nicht, was das soll, aber die Fähre war nicht pünktlich und wir sind auch noch da, mit dem Hund."
RUSSIAN = "Я не знаю, что это такое, но паром опять не пришёл, и мы все ждали его на причале до самого вечера."
CHINESE = "我不知道这是怎么回事，渡轮又没有准时来，我们都在码头等到了晚上。"


def look(text: str, *languages: str, article: str = "") -> Reason | None:
    return language.look(seen(text, languages=languages, article=article))


def told(text: str, *languages: str, article: str = "") -> str:
    reason = look(text, *languages, article=article)
    return reason.sentence if reason else ""


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        (ENGLISH, ("en",)),
        (ENGLISH, ("en-GB",)),
        (GERMAN, ("fr", "de_AT")),
        (RUSSIAN, ("uk",)),
        (CHINESE, ("zh-TW",)),
        (CHINESE, ("ja",)),
        (GERMAN, ()),
        (GERMAN, ("sw",)),
        ("Danke!", ("en",)),
        ("Спасибо", ("en",)),
        ("👍👍👍", ("en",)),
    ],
)
def test_the_page_s_language_a_near_one_and_short_texts_say_nothing(text: str, languages: tuple[str, ...]) -> None:
    assert look(text, *languages) is None


def test_another_language_and_another_script_are_told() -> None:
    assert told(GERMAN, "en") == "written in German, the page in English"
    assert told(RUSSIAN, "en") == "written in Russian, the page in English"
    assert told(CHINESE, "fr", "en") == "written in Chinese, the page in French and English"


def test_another_script_weighs_more_than_another_language_and_english_less() -> None:
    weights = []
    for text, page in ((ENGLISH, "de"), (GERMAN, "en"), (RUSSIAN, "en")):
        reason = look(text, page)
        assert reason is not None
        weights.append(reason.weight)
    assert weights == sorted(set(weights))


def test_the_language_of_the_article_counts_too() -> None:
    assert look(GERMAN, "en", article=GERMAN * 2) is None
    assert told(GERMAN, article=ENGLISH) == "written in German, the page in English"
