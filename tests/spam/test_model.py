"""The text model: what words add, bounded, told, and kept in a file."""

import numpy as np
import pytest

from voxpop.spam import features
from voxpop.spam.features import word_hashes
from voxpop.spam.model import CERTAIN, FOLD, Base, Model, Site, empty

TEXT = features.of("Win at the casino")


def base(**words: float) -> Base:
    weights = empty().weights.copy()
    for word, weight in words.items():
        weights[word_hashes([word])] = weight
    return empty()._replace(weights=weights)


def site(**words: float) -> Site:
    weights = np.zeros(FOLD, dtype=np.float16)
    for word, weight in words.items():
        weights[word_hashes([word]) % FOLD] = weight
    return Site(1.0, 0.0, np.zeros(0, np.float32), weights, len(words), None, None)


def test_a_word_counts_for_less_in_a_text_of_more_words() -> None:
    model = Model(base(casino=4.0))
    short, long = features.of("casino"), features.of("casino " + " ".join(f"w{chr(97 + n)}" for n in range(15)))
    assert model.odds(short) == pytest.approx(4.0)
    assert model.odds(long) == pytest.approx(1.0)


def test_words_alone_are_never_quite_certain() -> None:
    assert Model(base(casino=1e6)).odds(TEXT) == CERTAIN
    assert Model(base(casino=-1e6)).odds(TEXT) == -CERTAIN


def test_what_a_site_taught_is_added_to_the_base_at_its_scale() -> None:
    model = Model(base(casino=4.0), site(casino=2.0)._replace(scale=0.5, bias=0.25))
    assert model.odds(TEXT) == pytest.approx(0.5 * 2.0 + 1.0 + 0.25)


def test_meaning_brings_words_together_that_share_no_letter() -> None:
    words = ["casino", "roulette", "ferry"]
    hashes = word_hashes(words)
    order = np.argsort(hashes)
    sense = np.array([[100, 0], [90, 10], [0, 100]], dtype=np.int8)[order]
    known = empty()._replace(vocabulary=hashes[order], sense=sense, sense_weights=np.array([3.0, -3.0], np.float32))
    model = Model(known)
    assert model.odds(features.of("roulette")) > 4
    assert model.odds(features.of("ferry")) < -4
    assert model.odds(features.of("unknown")) == 0


def test_the_words_that_tell_are_named_with_who_taught_them() -> None:
    model = Model(base(win=1.0, casino=3.0, the=-2.0), site(casino=8.0))
    told = model.telling(["win", "at", "the", "casino", "casino"], TEXT)
    assert [(word, here) for word, _, here in told] == [("casino", True), ("win", False)]
    assert told[0][1] == pytest.approx(11.0 / 2)


def test_a_text_without_words_has_none_that_tell() -> None:
    assert Model(base(casino=3.0)).telling([], features.of("")) == []


@pytest.mark.parametrize("limits", [(None, None), (0.4, 0.97)])
def test_a_site_s_weights_survive_being_kept(limits: tuple[float | None, float | None]) -> None:
    made = site(casino=2.5, ferry=-1.0)._replace(scale=0.75, bias=-0.5, doubt=limits[0], spam=limits[1])
    again = Site.unpack(made.pack())
    assert np.array_equal(again.weights, made.weights)
    assert again._replace(weights=made.weights, sense_weights=made.sense_weights) == made
    assert len(made.pack()) < 2_000


@pytest.mark.parametrize("bad", [b"", b"nothing", b"PK\x03\x04 and no more"])
def test_what_was_not_kept_is_refused(bad: bytes) -> None:
    with pytest.raises(ValueError, match="not a site's weights"):
        Site.unpack(bad)
