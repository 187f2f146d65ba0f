"""Letters that hide words, and letters that only look so."""

import pytest

from tests.support.judging import seen
from voxpop.spam.signals import disguise


@pytest.mark.parametrize(
    "text",
    [
        "plain words",
        "naïve café, Ελένη, Жанна, 漢字, ภาษาไทย",
        "می\u200cخواهم و می\u200cروم و می\u200cآیم",  # Persian needs the joiner between its letters
        "a family: 👨\u200d👩\u200d👧\u200d👦 and more 👩\u200d🚀",
        "the set \U0001d54f and \U0001d550",
        "soft\u00adhyphen once, and \u200btwice",
        "USBшный диск на 4ТБ, k8s, mp3, U.S.A.",
        "ＴＶで見ました",
    ],
)
def test_what_languages_and_formulas_need_says_nothing(text: str) -> None:
    assert disguise.look(seen(text)) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("\U0001d41b\U0001d42e\U0001d432 now", "letters of a fancy alphabet hide the words"),
        ("𝟏𝟎𝟎𝟎 dollars", "letters of a fancy alphabet hide the words"),
        ("\u200b".join("casino"), "invisible characters stand between the letters"),
        ("the best саsino", "words with letters of two scripts"),
        ("f r e e  s p i n s", "words written letter by letter"),
        ("c4s1n0 b0nus fr33 m0ney", "digits stand for letters"),
    ],
)
def test_each_disguise_is_told(text: str, told: str) -> None:
    reason = disguise.look(seen(text))
    assert reason is not None
    assert reason.sentence == told
    assert reason.weight > 0


def test_more_of_it_weighs_more_up_to_a_bound() -> None:
    weights = []
    for count in (1, 2, 4, 30):
        reason = disguise.look(seen("саsino " * count))
        assert reason is not None
        weights.append(reason.weight)
    assert weights == sorted(weights)
    assert weights[0] < weights[1] < weights[2] == weights[3]
    everything = disguise.look(seen("саsino " * 9 + "𝐛𝐮𝐲 " * 9 + "c4s1n0 fr33 b0nu5 " * 3 + "f r e e " * 4))
    assert everything is not None
    assert everything.weight == disguise.MOST
