"""What a text shares with what it stands under."""

import pytest

from tests.support.judging import FERRY, seen
from voxpop.spam.signals import fit

ARTICLE = "The ferry to Norrey is late again. Nobody at the pier knows why, and the operator says nothing about winter."
PRAISE = "What a wonderful post, your website is so informative, I will bookmark it."
ELSEWHERE = "My cousin bought a tractor from an old farmer in the valley, and since then the two have been friends."


def weight(text: str, article: str = ARTICLE) -> float:
    reason = fit.look(seen(text, article=article))
    return reason.weight if reason else 0.0


def test_a_text_that_takes_up_the_article_is_believed_a_little() -> None:
    assert weight("Norrey has had no boat since Sunday.") == fit.SHARES
    assert weight(FERRY) == fit.SHARES_MORE


def test_praise_of_the_page_that_fits_everything_speaks_against_it() -> None:
    assert weight(PRAISE) == fit.ABOUT_THE_PAGE
    assert (
        weight("很棒的文章，谢谢分享，我会收藏这个网站", "渡轮又晚点了。码头上没有人知道原因。") == fit.ABOUT_THE_PAGE
    )


def test_a_long_text_about_nothing_that_is_there_speaks_a_little_against_it() -> None:
    assert weight(ELSEWHERE + " They meet every week.") == fit.APART


@pytest.mark.parametrize("text", ["Thanks!", "+1", "So true.", "Well said, I could not agree more."])
def test_short_answers_need_not_repeat_a_word(text: str) -> None:
    assert weight(text) == 0.0


def test_without_an_article_nothing_is_said() -> None:
    assert weight(PRAISE, "") == 0.0
    assert weight(PRAISE, "Why? So, what now!") == 0.0


def test_words_that_are_everywhere_are_not_shared() -> None:
    assert (
        weight("They should have been there before, people say.", "People should know what they could have said.")
        == 0.0
    )


def test_other_forms_of_a_word_are_the_same_word() -> None:
    assert weight("Operators never say anything.") == fit.SHARES


def test_under_a_long_article_one_word_more_must_be_shared() -> None:
    many = " ".join("abcdefghijklmnopqrstuvwxyz"[n % 26] * 5 + str(n) for n in range(200)) + " Norrey operator"
    assert weight("Norrey has no boat.", many) == 0.0
    assert weight("Norrey has no operator.", many) == fit.SHARES
