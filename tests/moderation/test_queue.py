"""What waits for a moderator, and why."""

import pytest

from tests.support.house import ORIGIN, Place, Reader
from tests.support.verdicts import DOUBTFUL
from voxpop.discussion.state import State
from voxpop.moderation import queue

pytestmark = pytest.mark.usefixtures("obedient")


async def test_what_waits_is_there_oldest_first_with_the_reasons(place: Place, reader: Reader) -> None:
    first = await reader.said(DOUBTFUL, name="Ben", title="x")
    second = await reader.said(f"{DOUBTFUL} too", url=f"{ORIGIN}/harbour", title="The harbour")
    await reader.said("live")
    rows = await place.house.database.read(lambda conn: queue.waiting(conn, place.site(), State.HELD, 0, 10))
    assert [(row.id, row.name, row.url, row.title) for row in rows] == [
        (first, "Ben", "/ferry", "The ferry is late"),
        (second, "Ann", "/harbour", "The harbour"),
    ]
    assert rows[0].text == DOUBTFUL
    assert rows[0].verdict is not None
    assert 0.5 <= rows[0].verdict.probability < 0.95
    assert [reason.sentence for reason in rows[0].verdict.reasons] == [DOUBTFUL]
    assert place.house.database.read_now(lambda conn: queue.count(conn, place.site(), State.HELD)) == 2


async def test_the_queue_goes_on_after_the_last_seen(place: Place, reader: Reader) -> None:
    ids = [await reader.said(f"{DOUBTFUL} {n}") for n in range(5)]
    after = await place.house.database.read(lambda conn: queue.waiting(conn, place.site(), State.HELD, ids[1], 2))
    assert [row.id for row in after] == ids[2:4]


async def test_another_site_s_queue_is_its_own(place: Place, reader: Reader) -> None:
    await place.add("other", "https://other.example")
    await reader.said(DOUBTFUL)
    assert (
        await place.house.database.read(lambda conn: queue.waiting(conn, place.site("other"), State.HELD, 0, 9)) == []
    )
