"""Features: the same for the same text, few for long texts, in time whatever the text is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voxpop.spam import features
from voxpop.spam.features import SPACE, Features

FERRY = "The ferry was late again this morning, and nobody at the pier knew when."


def same(one: Features, other: Features) -> bool:
    return one.counts == other.counts and np.array_equal(one.hashes, other.hashes)


def blocks(seen: Features) -> list[features.Hashes]:
    return [seen.words, seen.pairs, seen.pieces, seen.style]


def test_case_and_the_number_meant_make_no_difference_to_words() -> None:
    one, other = features.of("Room 12 is FREE"), features.of("room 4096 is free")
    assert np.array_equal(one.words, other.words)
    assert np.array_equal(one.pairs, other.pairs)


def test_a_word_s_hash_is_among_those_of_a_text_that_holds_it() -> None:
    seen = set(features.of(FERRY).words.tolist())
    assert set(features.word_hashes(["ferry", "pier"]).tolist()) <= seen
    assert not set(features.word_hashes(["casino"]).tolist()) & seen


def test_the_order_of_words_is_in_the_pairs_alone() -> None:
    one, other = features.of("late ferry"), features.of("ferry late")
    assert np.array_equal(one.words, other.words)
    assert not np.array_equal(one.pairs, other.pairs)


def test_any_address_is_the_same_word() -> None:
    one = features.of("see https://a.example/x now")
    assert np.array_equal(one.words, features.of("see www.other.example/page?q=1 now").words)
    assert np.array_equal(one.words, features.of("see shop.xyz now").words)
    assert not np.array_equal(one.words, features.of("see it now").words)


@pytest.mark.parametrize("text", ["$25 each", "25 € each", "2,500 dollars each", "80% each", "500 руб each"])
def test_any_sum_of_money_is_the_same_sign(text: str) -> None:
    assert features.signs(text).split() == [features.SUM, "each"]


def test_a_dot_between_words_without_a_known_ending_is_no_address() -> None:
    assert features.LINK not in features.signs("It was late.The end. e.g. node.js or A.Comstock at 3.5 p.m.")


def test_words_glued_by_scripts_without_spaces_share_pieces() -> None:
    one, other = features.of("東京の天気は晴れです"), features.of("明日の東京の天気")
    assert len(np.intersect1d(one.pieces, other.pieces)) > 5


def test_marks_are_features_of_their_own() -> None:
    plain, marked = features.of(FERRY), features.of(FERRY, ["host:shop.example"])
    assert len(marked.style) == len(plain.style) + 1
    for one, other in zip(blocks(plain)[:3], blocks(marked)[:3], strict=True):
        assert np.array_equal(one, other)


def test_how_it_is_written_is_a_feature() -> None:
    assert not np.array_equal(features.of("buy it now").style, features.of("BUY IT NOW!!!").style)


def test_of_a_long_text_only_the_beginning_is_looked_at() -> None:
    long = FERRY * 500
    assert same(features.of(long[: features.LONGEST]), features.of(long[: features.LONGEST] + "casino" * 9000))


@given(st.text(max_size=400))
def test_any_text_gives_sorted_unique_hashes_that_survive_packing(text: str) -> None:
    seen = features.of(text)
    assert sum(map(len, blocks(seen))) == len(seen.hashes)
    for block in blocks(seen):
        assert (np.diff(block.astype(np.int64)) > 0).all()
        assert not len(block) or int(block[-1]) < SPACE
    assert same(features.unpack(features.pack(seen)), seen)


@pytest.mark.parametrize(
    "bad", [b"", b"abc", b"\0" * 12, b"\1\0\0\0" * 4, b"\1\0\0\0" + b"\0" * 12 + b"\xff\xff\xff\xff"]
)
def test_what_was_not_packed_is_refused(bad: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - numpy says some of it in its own words
        features.unpack(bad)


@pytest.mark.parametrize(
    "unit", ["1", "1.", "1 1 ", "(1)", "$1,", "@a", "a.b.", "a@b.", "http://", "+1-", "-.", "1,1,"]
)
def test_hostile_repetition_costs_steps_in_proportion_to_its_length(unit: str) -> None:
    """The patterns are tried on twice the length: were one quadratic, this would take minutes."""
    assert features.signs(unit * (200_000 // len(unit)))
