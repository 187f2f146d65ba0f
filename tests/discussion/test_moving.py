"""A comment moves between states: the counters move with it, whatever way it goes."""

import random

import pytest

from tests.discussion import trees
from tests.support.house import ORIGIN, Place, Reader
from tests.support.together import together
from voxpop.discussion.moving import move
from voxpop.discussion.state import State

ORPHANS = """
    SELECT count(*) FROM comment c JOIN comment p ON p.id = c.parent_id WHERE c.shown AND NOT p.shown
"""


@pytest.mark.parametrize("seed", range(3))
async def test_after_any_moves_what_is_shown_and_counted_is_right(place: Place, seed: int) -> None:
    chance = random.Random(seed)
    nodes = trees.grown(seed, 30)
    thread = place.one("SELECT id FROM thread")
    trees.planted(place, thread, nodes)
    live = sum(node.state is State.LIVE for node in nodes)
    await place.write("UPDATE thread SET live = :live", live=live)
    for _ in range(40):
        at, to = chance.randrange(len(nodes)), chance.choice(list(State))
        number = nodes[at].id
        before = await place.house.database.write(lambda conn, number=number, to=to: move(conn, 1, number, to))
        assert before is nodes[at].state
        nodes[at] = nodes[at]._replace(state=to)
    kept = place.rows("SELECT id FROM comment WHERE shown ORDER BY id")
    assert [row.id for row in kept] == [node.id for node in trees.shown(nodes)]
    assert place.one("SELECT live FROM thread") == sum(node.state is State.LIVE for node in nodes)


async def test_moves_at_once_count_once(place: Place, reader: Reader) -> None:
    comments = [await reader.said(f"no {n}") for n in range(8)]

    def moved(number: int, to: State) -> object:
        return place.house.database.write(lambda conn: move(conn, 1, number, to))

    await together([moved(number, to) for number in comments for to in (State.TRASH, State.SPAM, State.LIVE)])
    assert place.one("SELECT live FROM thread") == place.one("SELECT count(*) FROM comment WHERE state = 'live'")
    assert place.one(ORPHANS) == 0


async def test_nothing_moves_that_is_not_there(place: Place) -> None:
    assert await place.house.database.write(lambda conn: move(conn, 1, 7, State.LIVE)) is None


async def test_a_move_changes_the_page_at_once(place: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    url = f"/threads?site=default&url={ORIGIN}/ferry"
    before = (await reader.get(url)).headers["etag"]
    await place.decide("reject", comment)
    assert (await reader.get(url, headers={"if-none-match": before})).status_code == 200
