"""A name that is none."""

import pytest

from tests.support.judging import seen
from voxpop.spam.signals import name


@pytest.mark.parametrize(
    "given",
    [
        "",
        "Ann",
        "Ann O'Neill-Smith",
        "A.Comstock",
        "Ann.Live",
        "J.Co",
        "Maria del Carmen Lopez y Garcia",
        "Dr. A. Lee",
        "Ελένη",
        "漢字",
        "a_9",
        "anna1985",
        "Judi Specialist",
        "Arne Slot",
        "Frank Loaney",
        "dan19752008",
        "nota.bene",
    ],
)
def test_names_say_nothing(given: str) -> None:
    assert name.look(seen(name=given)) is None


@pytest.mark.parametrize(
    "given",
    [
        "http://x.example",
        "HTTPS://X",
        "Www.Shop.Example",
        "shop.COM",
        "best.shop",
        "ab.xyz",
        "tt.me/casino",
        "ann@shop.com",
        "see shop.example now",
    ],
)
def test_an_address_is_no_name(given: str) -> None:
    reason = name.look(seen(name=given))
    assert reason is not None
    assert reason.sentence == "the name holds an address"


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ("online casino", "casino"),
        ("Buy Cheap Followers", "buy"),
        ("plumber london", "plumber"),
        ("купить подписчиков", "купить"),
        ("𝐛𝐞𝐬𝐭 𝐯𝐢𝐚𝐠𝐫𝐚", "viagra"),
        ("최고의카지노", "카지노"),
        ("c4s1n0 24", "casino"),
    ],
)
def test_the_keyword_of_a_shop_is_told(given: str, word: str) -> None:
    reason = name.look(seen(name=given))
    assert reason is not None
    assert reason.sentence == f"the name is a shop's keyword: {word}"


def test_a_telephone_number_is_no_name() -> None:
    reason = name.look(seen(name="Sunny +1 202 555 0147"))
    assert reason is not None
    assert reason.sentence == "the name holds a telephone number"


def test_seven_words_are_a_sentence() -> None:
    assert name.look(seen(name="one two three four five six")) is None
    reason = name.look(seen(name="one two three four five six seven"))
    assert reason is not None
    assert reason.sentence == "the name is a sentence"
