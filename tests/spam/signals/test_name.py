"""A name that is none."""

import pytest

from tests.spam.test_judge import HONEST
from voxpop.spam.signals import name


@pytest.mark.parametrize(
    "given",
    ["", "Ann", "Ann O'Neill-Smith", "Maria del Carmen Lopez y Garcia", "Dr. A. Lee", "Ελένη", "漢字", "a_9"],
)
def test_names_say_nothing(given: str) -> None:
    assert name.look(HONEST._replace(name=given)) is None


@pytest.mark.parametrize(
    "given", ["http://x.example", "HTTPS://X", "Www.Shop.Example", "shop.COM", "best.shop", "a.xyz", "t.me/casino"]
)
def test_an_address_is_no_name(given: str) -> None:
    reason = name.look(HONEST._replace(name=given))
    assert reason is not None
    assert reason.sentence == "the name holds an address"


def test_seven_words_are_a_sentence() -> None:
    assert name.look(HONEST._replace(name="one two three four five six")) is None
    reason = name.look(HONEST._replace(name="one two three four five six seven"))
    assert reason is not None
    assert reason.sentence == "the name is a sentence"
