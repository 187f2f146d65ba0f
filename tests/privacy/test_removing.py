"""Spam, rejected and forgotten comments go in time; what hangs on them stays, and what was taught by them."""

from collections.abc import Awaitable, Callable

import pytest

from tests.support.house import Place, Reader
from tests.support.keeping import keep, sound, text_of
from tests.support.verdicts import DOUBTFUL, SPAM
from voxpop.spam import records

pytestmark = pytest.mark.usefixtures("obedient")

STATES = "SELECT state FROM comment WHERE id = :id"


def states(place: Place, *comments: int) -> list[str]:
    """'' for one that is not there any more."""
    found = {row.id: row.state for row in place.rows("SELECT id, state FROM comment")}
    return [found.get(comment, "") for comment in comments]


async def test_spam_goes_after_15_days_what_was_rejected_after_30_what_waits_after_90(place: Place) -> None:
    reader = place.reader("192.0.2.7")
    live, spam, trash = [await reader.said(words) for words in ("one", f"two {SPAM}", "three")]
    held = await reader.said(DOUBTFUL)
    await place.decide("reject", trash)
    seen = []
    for days in (14, 2, 13, 2, 58, 2):
        await keep(place, days=days)
        seen.append(states(place, live, spam, trash, held))
        sound(place)
    assert seen == [
        ["live", "spam", "trash", "held"],
        ["live", "", "trash", "held"],
        ["live", "", "trash", "held"],
        ["live", "", "gone", "held"],
        ["live", "", "gone", "held"],
        ["live", "", "gone", ""],
    ]
    assert "three" not in text_of(place)


async def test_it_counts_since_somebody_decided(place: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    place.clock.forward(days=40)
    await place.decide("spam", comment)
    await keep(place, days=14)
    assert states(place, comment) == ["spam"]
    await keep(place, days=2)
    assert states(place, comment) == ["gone"]


async def test_what_was_taught_stays_in_force_and_counts_as_before(place: Place) -> None:
    taught = await place.reader("192.0.2.7").said("Buy https://pills.example/now", website="https://pills.example")
    unsaid = await place.reader("198.51.100.9").said(SPAM, website="https://cheap.example")
    await place.decide("spam", taught)
    before = {row.mark: row.spam for row in place.rows("SELECT mark, spam FROM record")}
    await keep(place, days=16)
    assert states(place, taught, unsaid) == ["gone", ""]
    [lesson] = place.rows("SELECT spam, comment_id, subject, marks, undone FROM lesson")
    assert (bool(lesson.spam), lesson.comment_id, lesson.undone) == (True, None, None)
    assert len(lesson.subject) == 16
    assert len(lesson.marks) >= 16
    after = {row.mark: row.spam for row in place.rows("SELECT mark, spam FROM record")}
    assert after.items() < before.items()
    assert place.one("SELECT spam FROM judge") == 1
    sound(place)


async def test_a_lesson_whose_comment_counted_nothing_counts_nothing(place: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    await place.decide("spam", comment)
    await place.decide("reject", comment)
    await keep(place, days=31)
    assert [bytes(row.marks) for row in place.rows("SELECT marks FROM lesson WHERE undone IS NULL")] == [b""]
    sound(place)


async def test_answers_keep_their_place(place: Place, reader: Reader) -> None:
    above = await reader.said("one")
    answer = await place.reader().reply(above, "an answer")
    await place.decide("spam", above)
    await keep(place, days=16)
    assert states(place, above, answer) == ["gone", "live"]
    assert "an answer" in await place.reader().page()
    assert place.one("SELECT shown FROM comment WHERE id = :id", id=above)
    sound(place)


async def test_of_an_answer_that_is_spam_under_spam_nothing_is_left(place: Place, reader: Reader) -> None:
    above = await reader.said("one")
    below = await place.reader().reply(above, SPAM)
    await place.write("UPDATE comment SET state = 'spam', shown = FALSE WHERE id = :id", id=above)
    await place.write("UPDATE thread SET live = 0")
    await keep(place, days=16)
    assert states(place, above, below) == ["", ""]


async def test_whose_appeal_is_open_is_not_removed(place: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    await place.decide("reject", comment)
    answer = await reader.post(f"/api/v1/comments/{comment}/appeal", json={"words": "It is not."})
    assert answer.status_code in (200, 201, 202), answer.text
    await keep(place, days=60)
    assert states(place, comment) == ["trash"]


async def test_a_shorter_rule_holds_at_once(place: Place, reader: Reader) -> None:
    comment = await reader.said(SPAM)
    await keep(place, days=1)
    await place.choose(keep_spam="1d")
    await keep(place, days=1)
    assert states(place, comment) == [""]


async def test_many_go_in_several_pieces(place: Place) -> None:
    for number in range(25):
        await place.reader().said(f"{SPAM} {number}")
    done = await keep(place, days=16)
    assert done["spam comments removed"] == 25
    assert place.one("SELECT COUNT(*) FROM comment") == place.one("SELECT COUNT(*) FROM sender") == 0
    sound(place)


async def test_a_decision_in_between_is_heeded(place: Place, reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    comment = await reader.said(SPAM)
    place.clock.forward(days=16)
    write: Callable[..., Awaitable[object]] = place.house.database.write

    async def late(job: Callable[..., object]) -> object:
        monkeypatch.setattr(place.house.database, "write", write)
        done = await write(job)  # the claim
        await place.decide("approve", comment)
        return done

    monkeypatch.setattr(place.house.database, "write", late)
    await keep(place)
    assert states(place, comment) == ["live"]


async def test_the_secret_of_the_marks_stays(place: Place, reader: Reader) -> None:
    await reader.said(SPAM)
    before = place.house.database.read_now(lambda conn: records.secret(conn, 1))
    await keep(place, days=16)
    assert place.house.database.read_now(lambda conn: records.secret(conn, 1)) == before
