"""Sentences: English by themselves, and kept so that they can be said in any language later."""

import pickle

import pytest

from voxpop.lib import sentence
from voxpop.lib.sentence import Sentence, counted, said
from voxpop.lib.words import told

SENTENCES = [
    said("Wait a moment."),
    said("“%(name)s” is taken.", name='Ann "The Pen"\n%(x)s'),
    counted("%(count)s link is too many.", "%(count)s links are too many.", 1),
    counted("%(count)s link of %(most)s.", "%(count)s links of %(most)s.", 1200, most=20),
]


def test_a_sentence_is_the_english_text() -> None:
    assert SENTENCES[1] == '“Ann "The Pen"\n%(x)s” is taken.'
    assert [str(each) for each in SENTENCES[2:]] == ["1 link is too many.", "1,200 links of 20."]


def test_a_sign_of_percent_without_values_is_one() -> None:
    assert said("100 % of it.") == told(said("100 % of it."), "en") == "100 % of it."


@pytest.mark.parametrize("each", SENTENCES)
def test_what_is_kept_can_still_be_said_in_any_language(each: Sentence) -> None:
    again = sentence.read(sentence.kept(each))
    assert again == each
    assert [told(again, language) for language in ("de", "ar")] == [told(each, language) for language in ("de", "ar")]


def test_what_was_never_made_of_parts_is_kept_as_it_is() -> None:
    for plain in ("", "Words alone.", "[words](address)"):
        assert sentence.read(sentence.kept(plain)) == plain


def test_a_sentence_can_go_to_another_process() -> None:
    assert [pickle.loads(pickle.dumps(each)) for each in SENTENCES] == SENTENCES


def test_a_value_that_is_missing_is_noticed_where_the_sentence_is_made() -> None:
    with pytest.raises(KeyError):
        said("%(name)s and %(other)s", name="Ann")
