"""How many links, and what is said besides."""

import pytest

from tests.spam.test_judge import HONEST
from voxpop.spam.signals import links
from voxpop.spam.submission import Submission

LINK = "https://a.example/page"


def weight(submission: Submission) -> float:
    reason = links.look(submission)
    return reason.weight if reason else 0.0


@pytest.mark.parametrize("count", [0, 1, 2])
def test_two_links_in_a_comment_that_says_something_are_free(count: int) -> None:
    assert links.look(HONEST._replace(links=(LINK,) * count)) is None


def test_each_further_link_weighs_more_up_to_a_bound() -> None:
    weights = [weight(HONEST._replace(links=(LINK,) * count)) for count in range(2, 21)]
    assert weights == sorted(weights)
    assert weights[1] == pytest.approx(links.EACH)
    assert weights[2] == pytest.approx(2 * links.EACH)
    assert weights[-1] == 6.0


def test_a_link_with_little_else_is_told_so() -> None:
    reason = links.look(HONEST._replace(text=f"Look here {LINK}", links=(LINK,)))
    assert reason is not None
    assert reason.sentence == "1 link and little else"


def test_a_long_address_behind_words_takes_nothing_from_what_is_said() -> None:
    assert links.look(HONEST._replace(links=("https://a.example/" + "x" * 300,))) is None


def test_the_number_of_links_is_told() -> None:
    reason = links.look(HONEST._replace(links=(LINK,) * 5))
    assert reason is not None
    assert reason.sentence == "5 links"
