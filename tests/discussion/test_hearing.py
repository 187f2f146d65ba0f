"""Who reported hears of it by mail, if they asked: once, not before it is sure, and then their address is gone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support import mailed
from tests.support.house import Place, Reader
from tests.support.mailed import Post
from voxpop.discussion import hearing
from voxpop.notify import outbox

MO = "mo@reader.example"
NOTICE = {"reason": "illegal", "words": "Why.", "name": "Mo Berg", "email": MO, "good_faith": True}


@pytest.fixture
async def post(database_url: str, tmp_path: Path) -> AsyncIterator[Post]:
    async with mailed.opened(database_url, tmp_path) as opened:
        yield opened


async def report(reader: Reader, comment: int, **sent: object) -> None:
    said = {"reason": "abuse", "hear": True, "email": MO} | sent
    answer = await reader.post(f"/api/v1/comments/{comment}/report", json=said)
    assert answer.status_code == 201, answer.text


async def told(post: Post, minutes: float = 0) -> list[str]:
    """What was sent by then: to whom, and the first line of it."""
    post.place.clock.forward(minutes=minutes)
    await outbox.turn(post.place.house, hearing.CHANNEL)
    return [f"{one.recipients[0]}: {one.text.splitlines()[0]}" for one in post.there.taken]


def addresses(place: Place) -> list[tuple[object, ...]]:
    return [tuple(row) for row in place.rows("SELECT email, name, told IS NULL FROM report ORDER BY id")]


@pytest.mark.parametrize(("act", "words"), [("reject", "is not shown any more"), ("keep", "the comment stays")])
async def test_who_asked_hears_what_became_of_it(post: Post, act: str, words: str) -> None:
    place = post.place
    comment = await place.reader().said("words")
    await report(place.reader(), comment)
    await report(place.reader(), comment, hear=False)
    assert await told(post, 60) == []
    await place.decide(act, comment)
    assert await told(post, 9) == []
    [line] = await told(post, 2)
    assert line.startswith(MO)
    assert words in line
    mail = post.there.taken[0]
    assert mail.mail["subject"].endswith(": what became of your report")
    assert f"/comments/{comment}/report" in mail.text
    assert addresses(place) == [(None, None, False), (None, None, True)]
    await place.decide("restore", comment)
    await place.decide(act, comment)
    assert len(await told(post, 60)) == 1


async def test_what_was_taken_back_in_time_is_not_told(post: Post) -> None:
    place = post.place
    comment = await place.reader().said("words")
    await report(place.reader(), comment)
    await place.decide("reject", comment)
    await place.decide("restore", comment)
    assert await told(post, 11) == []
    assert addresses(place) == [(MO, None, True)]
    await place.decide("keep", comment)
    assert len(await told(post, 11)) == 1


async def test_a_notice_has_a_receipt_at_once_and_its_outcome_later(post: Post) -> None:
    place = post.place
    comment = await place.reader().said("words")
    await report(place.reader(), comment, **NOTICE)
    [line] = await told(post)
    assert "Your report has arrived." in line
    assert str(place.one("SELECT id FROM report")) in post.there.taken[0].text
    assert addresses(place) == [(MO, "Mo Berg", True)]
    await place.decide("spam", comment)
    assert len(await told(post, 11)) == 2
    assert addresses(place) == [(None, None, False)]


async def test_a_deletion_by_the_author_is_told(post: Post) -> None:
    place = post.place
    author = place.reader()
    comment = await author.said("words")
    await report(place.reader(), comment)
    assert (await author.erase(comment)).status_code == 204
    [line] = await told(post, 11)
    assert "was deleted by its author" in line
    assert addresses(place) == [(None, None, False)]


async def test_who_is_signed_in_hears_at_the_address_that_is_proved(post: Post) -> None:
    place = post.place
    comment = await place.reader().said("words", name="Zoe", email="zoe@reader.example")
    ann = await post.signed_in(mailed.ANN)
    await report(ann, comment, email="")
    assert place.rows("SELECT email, weight FROM report") == [(mailed.ANN, 150)]
    await place.decide("keep", comment)
    before = len(post.there.taken)
    assert (await told(post, 11))[before].startswith(mailed.ANN)


async def test_a_relay_that_is_away_is_asked_again(post: Post) -> None:
    place = post.place
    comment = await place.reader().said("words")
    await report(place.reader(), comment)
    await place.decide("keep", comment)
    post.there.rcpt.append("450 later")
    assert await told(post, 11) == []
    assert addresses(place) == [(MO, None, True)]
    assert len(await told(post, 2)) == 1


async def test_where_no_mail_is_sent_the_page_tells(place: Place, reader: Reader) -> None:
    comment, other = await reader.said("words"), place.reader()
    assert "Tell me by mail" not in await other.page(f"/comments/{comment}/report")
    await report(other, comment)
    await place.decide("keep", comment)
    place.clock.forward(minutes=11)
    await outbox.turn(place.house, hearing.CHANNEL)
    assert place.rows("SELECT id FROM outbox") == []
    assert addresses(place) == [(None, None, True)]
    assert "the comment stays" in await other.page(f"/comments/{comment}/report")
