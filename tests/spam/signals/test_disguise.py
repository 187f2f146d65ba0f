"""Letters that hide words, and letters that only look so."""

import pytest

from tests.spam.test_judge import HONEST
from voxpop.spam.signals import disguise


@pytest.mark.parametrize(
    "text",
    [
        "plain words",
        "naïve café, Ελένη, Жанна, 漢字, ภาษาไทย",
        "می\u200cخواهم و می\u200cروم و می\u200cآیم",  # Persian needs the joiner between its letters
        "a family: 👨\u200d👩\u200d👧\u200d👦 and more 👩\u200d🚀",
        "the set \U0001d54f and \U0001d550",
        "soft\u00adhyphen once, \u200btwice",
    ],
)
def test_what_languages_and_formulas_need_says_nothing(text: str) -> None:
    assert disguise.look(HONEST._replace(text=text)) is None


@pytest.mark.parametrize("text", ["\U0001d41b\U0001d42e\U0001d432 now", "𝓬𝓪𝓼𝓲𝓷𝓸", "𝟏𝟎𝟎𝟎 dollars"])
def test_letters_of_mathematical_alphabets_speak_against_it(text: str) -> None:
    reason = disguise.look(HONEST._replace(text=text))
    assert reason is not None
    assert "mathematical" in reason.sentence


@pytest.mark.parametrize("hidden", ["\u200b", "\u00ad", "\u2060", "\ufeff"])
def test_invisible_characters_between_letters_speak_against_it(hidden: str) -> None:
    reason = disguise.look(HONEST._replace(text=hidden.join("casino")))
    assert reason is not None
    assert "invisible" in reason.sentence
