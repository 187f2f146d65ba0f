"""The order "best": Wilson's lower bound, kept up to date as likes come."""

import pytest

from tests.support.house import Place, Reader
from voxpop.discussion import best


@pytest.mark.parametrize(
    ("likes", "given", "score"),
    # The formula worked out by hand with z = 1.645.
    [(0, 0, 0.0), (0, 9, 0.0), (1, 1, 0.2698), (10, 10, 0.787), (5, 10, 0.269), (50, 100, 0.4191), (7, 3, 0.7212)],
)
def test_the_bound_is_wilsons(likes: int, given: int, score: float) -> None:
    assert best.wilson(likes, given) == pytest.approx(score, abs=0.0005)


def test_more_of_the_same_share_is_surer() -> None:
    scores = [best.wilson(n, 2 * n) for n in range(1, 50)]
    assert scores == sorted(set(scores))
    assert max(scores) < 0.5


def test_all_scores_are_worked_out_again_when_likes_have_grown_by_a_tenth() -> None:
    assert best.due(10, 10)
    assert not best.due(109, 100)
    assert best.due(111, 100)
    assert not best.due(91, 100)
    assert best.due(90, 100)


async def order(reader: Reader) -> list[str]:
    return [comment["text"] for comment in (await reader.thread(order="best"))["comments"]]


async def liked(place: Place, comment: int, times: int) -> None:
    for _ in range(times):
        await place.reader().like(comment)


async def test_what_more_readers_like_comes_first(place: Place, reader: Reader) -> None:
    for words, likes in (("some", 2), ("none", 0), ("many", 4)):
        await liked(place, await reader.said(words), likes)
    assert await order(reader) == ["many", "some", "none"]


async def test_a_late_comment_needs_fewer_likes_than_an_early_one(place: Place, reader: Reader) -> None:
    early = await reader.said("early")
    beside = await reader.said("beside")
    await liked(place, early, 4)
    await liked(place, beside, 8)
    late = await reader.said("late")
    await liked(place, late, 3)  # 3 of the 3 likes given since it is here; early 4 of all 15
    assert await order(reader) == ["late", "beside", "early"]


async def test_working_all_scores_out_again_keeps_that_head_start_out(place: Place, reader: Reader) -> None:
    early, beside = await reader.said("early"), await reader.said("beside")
    await liked(place, early, 4)
    await liked(place, beside, 8)
    await liked(place, await reader.said("late"), 3)
    await liked(place, beside, 2)
    ranked = place.one("SELECT ranked FROM thread WHERE key = '/ferry'")
    assert ranked == 17
    assert await order(reader) == ["beside", "late", "early"]


async def test_a_like_taken_back_counts_no_longer(place: Place, reader: Reader) -> None:
    await liked(place, await reader.said("one"), 1)
    two = await reader.said("two")
    voters = [place.reader() for _ in range(3)]
    for voter in voters:
        await voter.like(two)
    assert await order(reader) == ["two", "one"]
    for voter in voters:
        await voter.unlike(two)
    assert await order(reader) == ["one", "two"]
    assert place.one("SELECT score FROM comment WHERE id = :id", id=two) == 0


async def test_answers_stay_below_what_they_answer(place: Place, reader: Reader) -> None:
    top = await reader.said("top")
    await liked(place, await reader.reply(top, "liked answer"), 3)
    await liked(place, await reader.said("other"), 1)
    assert await order(reader) == ["other", "top", "liked answer"]
