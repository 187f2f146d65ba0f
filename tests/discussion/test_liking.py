"""Readers like a comment: once each, counted exactly, also when many do at once."""

from collections import Counter

from tests.support.house import ORIGIN, Place, Reader
from tests.support.together import together
from voxpop.discussion.liking import LIKES

COUNTS = "SELECT c.likes, t.likes, (SELECT count(*) FROM liking) FROM comment c JOIN thread t ON t.id = c.thread_id"


async def test_a_like_is_counted_and_known_again(place: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    voter = place.reader()
    answer = await voter.like(comment)
    assert (answer.status_code, answer.json()) == (200, {"id": comment, "likes": 1, "liked": True})
    assert (await voter.mine())["likes"] == [comment]
    assert (await reader.thread())["comments"][0]["likes"] == 1
    assert "Liked by 1 person" in await reader.page()


async def test_twice_is_once(place: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    assert [(await reader.like(comment)).json()["likes"] for _ in range(2)] == [1, 1]
    assert [(await reader.unlike(comment)).json()["likes"] for _ in range(2)] == [0, 0]
    assert place.rows(COUNTS) == [(0, 0, 0)]


async def test_32_voters_at_once_leave_32_likes(place: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    voters = [place.reader() for _ in range(32)]
    answers = await together([voter.like(comment) for voter in voters])
    assert sorted(answer.json()["likes"] for answer in answers) == list(range(1, 33))
    assert place.rows(COUNTS) == [(32, 32, 32)]


async def test_one_who_likes_and_unlikes_at_once_leaves_one_like_or_none(place: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    voter = place.reader()
    await voter.like(comment)
    answers = await together([voter.like(comment) if n % 2 else voter.unlike(comment) for n in range(32)])
    assert {answer.status_code for answer in answers} == {200}
    [(likes, given, rows)] = place.rows(COUNTS)
    assert (likes, given) == (rows, rows)
    assert rows in (0, 1)
    assert (await voter.mine())["likes"] == [comment] * rows


async def test_a_comment_that_is_not_shown_cannot_be_liked(place: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    await place.decide("reject", comment)
    none, hidden = await reader.like(1), await reader.like(comment)
    assert (hidden.status_code, hidden.json()) == (none.status_code, none.json())
    assert none.json()["code"] == "no_such_comment"


async def test_of_64_likes_at_once_from_one_address_the_limit_is_taken(strict: Place) -> None:
    reader = strict.reader()
    comment = await reader.said("one")
    voters = [strict.reader("192.0.2.7") for _ in range(LIKES + 4)]
    answers = await together([voter.like(comment) for voter in voters])
    assert Counter(answer.status_code for answer in answers) == {200: LIKES, 429: 4}
    assert strict.one("SELECT likes FROM comment") == LIKES
    strict.clock.forward(minutes=1)
    assert (await voters[0].like(comment)).status_code == 200


async def test_a_form_likes_and_leads_back_to_the_comment(place: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    voter = place.reader()
    liked = await voter.post(f"/comments/{comment}/like")
    assert (liked.status_code, liked.headers["location"]) == (303, f"/ferry#comment-{comment}")
    assert 'aria-pressed="true"' in await voter.page()
    assert 'aria-pressed="true"' not in await reader.page()
    await voter.post(f"/comments/{comment}/unlike")
    assert 'aria-pressed="true"' not in await voter.page()
    assert place.one("SELECT likes FROM comment") == 0


async def test_a_like_elsewhere_is_not_mine_here(place: Place, reader: Reader) -> None:
    comment = await reader.said("one", url=f"{ORIGIN}/harbour")
    await reader.like(comment)
    assert (await reader.mine())["likes"] == []


async def test_likes_of_what_was_taken_down_come_back_with_it(place: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    await reader.like(comment)
    await place.decide("reject", comment)
    await place.decide("restore", comment)
    assert (await reader.thread())["comments"][0]["likes"] == 1
    assert place.rows(COUNTS) == [(1, 1, 1)]
