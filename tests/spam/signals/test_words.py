"""What the text model makes of the words, and which it names."""

import numpy as np

from tests.support.judging import EMPTY, KNOWN, seen
from voxpop.spam.features import word_hashes
from voxpop.spam.known import Known
from voxpop.spam.model import FOLD, Model, Site
from voxpop.spam.signals import words
from voxpop.spam.submission import Reason


def model(base: dict[str, float] | None = None, site: dict[str, float] | None = None) -> Known:
    weights = EMPTY.weights.copy()
    for word, weight in (base or {}).items():
        weights[int(word_hashes([word])[0])] = weight
    taught = np.zeros(FOLD, dtype=np.float16)
    for word, weight in (site or {}).items():
        taught[int(word_hashes([word])[0]) % FOLD] = weight
    learnt = Site(1.0, 0.0, np.zeros(1, dtype=np.float32), taught, 1, None, None) if site else None
    return KNOWN._replace(model=Model(EMPTY._replace(weights=weights), learnt))


def look(text: str, about: Known) -> Reason:
    reason = words.look(seen(text, about=about))
    assert reason is not None
    return reason


def test_words_that_are_common_in_spam_are_named_the_weightiest_first() -> None:
    reason = look("the c4s1n0 gives a bonus", model(base={"casino": 6.0, "bonus": 4.0, "the": -1.0}))
    assert reason.weight > 1
    assert reason.sentence == "words that are common in spam: casino, bonus"


def test_words_that_moderators_taught_are_named_before_others() -> None:
    reason = look("the casino gives a bonus", model(base={"casino": 2.0}, site={"bonus": 6.0}))
    assert reason.sentence == "words this site's moderators marked as spam: bonus"


def test_words_of_honest_comments_speak_for_it() -> None:
    reason = look("the ferry was late", model(base={"ferry": -5.0}))
    assert reason.weight < -1
    assert reason.sentence == "its words are those of honest comments"


def test_words_that_say_little_are_told_so() -> None:
    assert look("the ferry was late", model(base={"ferry": 0.2})).sentence == "its words say little"
    assert words.look(seen("the ferry was late")) is None


def test_words_alone_are_bounded_and_stay_in_order() -> None:
    weights = [look("casino", model(base={"casino": weight})).weight for weight in (2.0, 5.0, 9.0, 30.0)]
    assert weights == sorted(set(weights))
    assert weights[-1] < words.MOST
