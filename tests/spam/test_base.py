"""The base model that ships: small, and right about plain cases that nobody showed it."""

from importlib import resources

import numpy as np
import pytest

from voxpop.spam import features, measures
from voxpop.spam.base import base, frozen, rehearsal
from voxpop.spam.model import Model
from voxpop.spam.undisguise import undo

PLACE = resources.files("voxpop.spam")
SPAM = [
    "Check out my new channel and subscribe, I post covers every week!!",
    "Earn $4,000 a week from home, no experience needed, text me on WhatsApp +44 7700 900123",
    "Best online casino with 200 free spins, claim your bonus now at spins-club.example.com",
    "Nice post! I bookmarked your site. Visit my website for cheap replica watches.",
    "I lost 40,000 in crypto until a recovery expert got all of it back, contact him by mail",
    "Ищу людей на удалённый заработок, от 300$ в день, пишите в личные сообщения",
]
HONEST = [
    "The second photo was taken from the old lighthouse, you can see the harbour wall on the left.",
    "I disagree: the bridge was closed for two years and the shops survived that as well.",
    "Does this also work with version 3? I get an error when I run the last command.",
    "My grandmother made it with plums instead of apples, and it was better.",
    "Das stimmt so nicht, der Bus fährt sonntags nur bis zum Bahnhof.",
    "Вчера опять отключили воду на всей улице, и никто ничего не сказал.",
]


def odds(texts: list[str]) -> list[float]:
    return [Model(base()).odds(features.of(undo(text).plain)) for text in texts]


def test_the_base_model_is_at_most_six_megabytes_in_the_wheel() -> None:
    files = ("base.npz", "frozen.jsonl", "rehearsal.jsonl")
    assert sum(len(PLACE.joinpath(name).read_bytes()) for name in files) < 6_000_000


def test_the_base_model_is_at_most_forty_megabytes_in_memory() -> None:
    assert sum(array.nbytes for array in base() if isinstance(array, np.ndarray)) < 40_000_000


def test_spam_and_honest_comments_that_nobody_showed_it_are_told_apart() -> None:
    assert min(odds(SPAM)) > max(odds(HONEST))


def test_the_frozen_set_is_of_plain_cases_of_both_kinds() -> None:
    texts = frozen()
    spam = np.array(texts.spam)
    assert 50 < spam.sum() < len(spam) - 50
    seen = np.array([Model(base()).odds(one) for one in texts.features])
    assert measures.area(spam, seen) > 0.995


def test_no_frozen_text_is_rehearsed() -> None:
    frozen_texts, rehearsed = (
        PLACE.joinpath(name).read_text("utf-8").split("\n")[:-1] for name in ("frozen.jsonl", "rehearsal.jsonl")
    )
    assert not set(frozen_texts) & set(rehearsed)
    assert len(rehearsal().spam) == len(rehearsed) > 200


@pytest.mark.parametrize("text", ["", " ", "\u200b", "1"])
def test_a_text_that_says_nothing_is_no_error(text: str) -> None:
    assert -5 < odds([text])[0] < 5
