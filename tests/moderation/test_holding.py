"""Several transactions with many acts each, in whatever order: all of them end, and none in a fault."""

from typing import Any

from tests.support.house import Place, Reader
from tests.support.together import together
from voxpop.moderation import bulk
from voxpop.moderation.bulk import Tally
from voxpop.moderation.moderator import Moderator
from voxpop.staff.roles import Role


async def test_bulk_acts_in_opposite_orders_do_not_wait_for_each_other_for_ever(place: Place, reader: Reader) -> None:
    slugs = ("ferry", "one", "two", "three")
    for slug in slugs[1:]:
        await place.publish(slug)
    comments = [await reader.said(f"w {n}", url=f"http://paper.example/{slugs[n % 4]}") for n in range(12)]
    site, by = place.site().id, Moderator("mo", place.clock.now)

    async def act(name: str, those: list[int]) -> Tally:
        def write(conn: Any) -> Tally:
            seen = [(one, "live.0") for one in those]
            return bulk.ticked(conn, place.house.clock, site, seen, (name, Role.EDITOR, by))

        return await place.house.database.write(write)

    names = ("spam", "reject", "spam", "reject")
    orders = (comments, comments[::-1], comments[1::2] + comments[::2], comments[::2] + comments[1::2])
    tallies = await together([act(name, order) for name, order in zip(names, orders, strict=True)])
    assert sum(tally.done for tally in tallies) == 12
    assert sum(tally.passed for tally in tallies) == 36
    assert place.one("SELECT COUNT(*) FROM act") == 12
