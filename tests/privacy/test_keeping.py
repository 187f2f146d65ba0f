"""The work is done daily, by one of several processes, can be cut off anywhere, and counted without being done."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import Connection, select

from tests.support.house import Place, Reader
from tests.support.keeping import keep, sound
from tests.support.verdicts import SPAM
from voxpop.lib.refused import Refused
from voxpop.privacy import keeping
from voxpop.storage.schema import metadata

pytestmark = pytest.mark.usefixtures("obedient")

DAY = 86_400_000_000


def rows(place: Place) -> dict[str, list[Any]]:
    """All that is in the database, but for when it was last looked at."""

    def read(conn: Connection) -> dict[str, list[Any]]:
        tables = [table for table in metadata.sorted_tables if table.name != "keeping"]
        return {table.name: sorted(map(repr, conn.execute(select(table)))) for table in tables}

    return place.house.database.read_now(read)


async def filled(place: Place) -> None:
    """Something of each kind that will be too old in a month."""
    reader = place.reader("192.0.2.7", user_agent="Canary/1 Firefox/140.0 Linux")
    for number in range(5):
        await reader.said(f"live {number}")
        await reader.said(f"{SPAM} {number}")
    rejected = await reader.said("rejected")
    await place.decide("reject", rejected)


async def test_a_site_is_looked_after_once_a_day(place: Place) -> None:
    await keep(place)
    assert place.one("SELECT due - done FROM keeping") == DAY
    done = place.one("SELECT done FROM keeping")
    await keep(place, hours=23)
    assert place.one("SELECT done FROM keeping") == done
    await keep(place, hours=1)
    assert place.one("SELECT done FROM keeping") == done + DAY


async def test_of_two_processes_one_does_it(place: Place) -> None:
    now, site = place.clock.now, place.site()
    claims = [await place.house.database.write(lambda conn: keeping.claim(conn, site, now)) for _ in range(3)]
    assert claims == [True, False, False]
    later = now + keeping.LEASE
    assert await place.house.database.write(lambda conn: keeping.claim(conn, site, later))


async def test_each_site_by_its_own_rules(place: Place, reader: Reader) -> None:
    await place.add("other", "http://other.example")
    mine = await reader.said("one")
    theirs = await reader.said("two", site="other", url="http://other.example/a")
    await place.choose(keep_emails="60d")
    await keep(place, days=31)
    found = {row.comment_id: row.email for row in place.rows("SELECT comment_id, email FROM sender")}
    assert found == {mine: "ann@reader.example", theirs: ""}


@pytest.mark.parametrize("writes", range(1, 5))
async def test_what_is_cut_off_is_taken_up_again(place: Place, monkeypatch: pytest.MonkeyPatch, writes: int) -> None:
    await filled(place)
    place.clock.forward(days=31)
    write, left = place.house.database.write, [writes]

    async def failing(job: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise Refused("storage_away", "It is away.")
        return await write(job)

    monkeypatch.setattr(place.house.database, "write", failing)
    with pytest.raises(Refused):
        await keeping.turn(place.house, asyncio.Event())
    monkeypatch.setattr(place.house.database, "write", write)
    sound(place)
    assert place.one("SELECT done FROM keeping") == 0
    await keep(place, hours=1)
    assert place.one("SELECT COUNT(*) FROM sender WHERE email <> '' OR agent LIKE '%Canary%'") == 0
    assert sorted(row.state for row in place.rows("SELECT state FROM comment")) == ["gone", *["live"] * 5]
    sound(place)


async def test_who_is_told_to_end_does_so_and_leaves_it_due(place: Place) -> None:
    await filled(place)
    place.clock.forward(days=31)
    end = asyncio.Event()
    end.set()
    await keeping.turn(place.house, end)
    assert place.one("SELECT done FROM keeping") == 0
    assert sum((await keep(place, hours=1)).values()) > 0


async def test_a_count_changes_nothing_and_is_what_is_done_then(place: Place) -> None:
    await filled(place)
    place.clock.forward(days=31)
    before, told = rows(place), []
    database, clock = place.house.database, place.house.clock
    site = place.site()
    counted = +keeping.keep(database, site, clock, dry=True, watch=lambda counts: told.append(counts.total()))
    assert rows(place) == before
    assert place.rows("SELECT done FROM keeping WHERE done > 0") == []
    assert counted.total() == max(told) == 5 + 1 + 3 * 11
    done = +keeping.keep(database, site, clock, dry=False, watch=lambda counts: None)
    assert done == counted
    sound(place)


async def test_the_worker_outlives_a_database_that_is_away(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    turns, end = [], asyncio.Event()

    async def turn(*_: object) -> None:
        turns.append(1)
        if len(turns) == 2:
            end.set()
        raise Refused("storage_away", "It is away.")

    monkeypatch.setattr(keeping, "turn", turn)
    monkeypatch.setattr(keeping, "LOOK", 0.0)
    await asyncio.wait_for(keeping.work(place.house, end), 10)
    assert len(turns) == 2
