"""Near-copies know each other by their sketches; other texts do not."""

import random
from collections.abc import Sequence

import pytest

from tests.spam.lessons import COMMON, text
from voxpop.spam import sketch
from voxpop.spam.features import of

LONG = " ".join(COMMON[:28])


def clusters(texts: Sequence[str]) -> list[int]:
    seen = [of(words) for words in texts]
    return sketch.clusters([sketch.of(one) for one in seen], [sketch.seen_of(one) for one in seen])


def together(*texts: str) -> bool:
    return len(set(clusters(texts))) == 1


@pytest.mark.parametrize("place", range(0, 28, 4))
def test_a_text_with_another_word_in_it_is_a_near_copy(place: int) -> None:
    words = LONG.split()
    words[place] = "elsewhere"
    assert together(LONG, " ".join(words))


def test_capitals_spaces_and_numbers_make_no_other_text() -> None:
    assert together(f"{LONG} 17 times", f"{LONG.upper()}   99 times!")


def test_texts_of_a_kind_are_not_near_copies() -> None:
    texts = [text(n, spam=spam) for n in range(500) for spam in (True, False)]
    assert len(set(clusters(texts))) == 1000


def test_a_chain_of_copies_is_one_cluster() -> None:
    words, chain = LONG.split(), [LONG]
    for place in range(0, 28, 2):
        words[place] = "elsewhere"
        chain.append(" ".join(words))
    assert together(*chain)
    assert not together(chain[0], chain[-1])


def test_a_text_without_words_has_a_sketch_too() -> None:
    assert together("", "   ", " ")


def test_clusters_do_not_depend_on_the_order() -> None:
    texts = [text(n // 3, spam=True) + " again" * (n % 3) for n in range(60)]
    order = random.Random(2).sample(range(60), 60)
    one, two = clusters(texts), clusters([texts[place] for place in order])
    assert len(set(one)) == 20
    assert all((one[a] == one[b]) == (two[i] == two[j]) for i, a in enumerate(order) for j, b in enumerate(order))
