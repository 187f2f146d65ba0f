"""Telephone numbers, prices, messengers, wallets; shouting."""

import pytest

from tests.support.judging import FERRY, seen
from voxpop.spam.signals import shape

SHOUT = "WHY IS THE FERRY LATE EVERY SINGLE MORNING?"


def told(text: str) -> str:
    reason = shape.look(seen(text))
    return reason.sentence if reason else ""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("call +1 202 555 0147 now", "a telephone number"),
        ("call (030) 23125 000 now", "a telephone number"),
        ("earn $500 a day", "a sum of money"),
        ("нужно 20000 руб срочно", "a sum of money"),
        ("write me on WhatsApp", "a messenger"),
        ("join t.me/winner", "a messenger"),
        ("пишите в лс", "a messenger"),
        ("加微信", "a messenger"),
        ("telegram @royal_slots", "somebody to write to on a messenger"),
        ("mail me: ann@mail.example", "an e-mail address in the text"),
        ("send to 0x" + "ab12" * 10, "the address of a wallet"),
        ("get rich $$$", "signs of money"),
        ("🎉🎉🎉🎉🎉🎉🎉🎉 yes", "many emoji"),
        ("no!!! never!!! ever!!!", "rows of exclamation marks"),
        (SHOUT, "all of it is in capitals"),
    ],
)
def test_what_is_in_it_is_told(text: str, sentence: str) -> None:
    assert told(text) == sentence


@pytest.mark.parametrize(
    "text",
    [
        "",
        FERRY,
        "NO! NEVER!",
        SHOUT.lower(),
        SHOUT + " Why?",
        "1" * 100,
        "漢字" * 50,
        "?!" * 50,
        "From 2019-2024, or 12.03.2024, it cost twice as much; ISBN 978-3-16-148410-0x.",
        "see https://paper.example/2024/12345678901",
        "an order of 1234567 pieces, version 10.4.22.1",
        "@ann I agree 😀 really!",
        "the telegraph of 1900",
    ],
)
def test_honest_shapes_say_nothing(text: str) -> None:
    assert told(text) == ""


def test_everything_at_once_stays_below_the_bound() -> None:
    reason = shape.look(seen("$$$ WhatsApp @slots_24 +1 202 555 0147, ann@mail.example, $900 in 0x" + "ab12" * 10))
    assert reason is not None
    assert reason.weight == shape.MOST


def test_a_helpline_and_a_complaint_about_a_price_weigh_little() -> None:
    for text in (
        "The helpline is 0800 1234 5678, they are kind.",
        "It cost $12 last year and $19 now, for the same boat.",
    ):
        reason = shape.look(seen(text))
        assert reason is not None
        assert reason.weight < 1.0
