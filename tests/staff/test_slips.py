"""Links in letters to colleagues: nobody makes one, changes one, uses one for something else, or after its time."""

import base64
import json

import pytest

from tests.support import desk
from tests.support.house import Place
from voxpop.lib.refused import Refused
from voxpop.staff import members, slips
from voxpop.staff.roles import Role
from voxpop.staff.slips import Slip

UNTIL = 1_760_000_000_000_000


@pytest.fixture
async def ida(place: Place) -> int:
    return await desk.member(place, "Ida", Role.EDITOR)


async def key(place: Place, staff: int) -> bytes:
    return await place.house.database.write(lambda conn: slips.key(conn, staff))


def read(place: Place, token: str, purpose: str = "act", now: int = UNTIL - 1) -> Slip:
    return place.house.database.read_now(lambda conn: slips.read(conn, token, purpose, now))


def refused(place: Place, token: str, **more: object) -> bool:
    with pytest.raises(Refused) as caught:
        read(place, token, **more)  # type: ignore[arg-type]
    return caught.value.code == "link_over"


async def test_what_was_written_is_read(place: Place, ida: int) -> None:
    slip = Slip(ida, "act", UNTIL, ("spam", "17", "held.0"))
    token = slips.written(await key(place, ida), slip)
    assert read(place, token) == slip
    assert token.isascii()
    assert await key(place, ida) == await key(place, ida)  # drawn once


async def test_it_is_for_its_purpose_and_until_its_time(place: Place, ida: int) -> None:
    token = slips.written(await key(place, ida), Slip(ida, "act", UNTIL))
    assert refused(place, token, purpose="end")
    assert refused(place, token, now=UNTIL)


async def test_no_other_letter_of_it_can_be_another(place: Place, ida: int) -> None:
    token = slips.written(await key(place, ida), Slip(ida, "act", UNTIL, ("spam", "17", "held.0")))
    for at, letter in enumerate(token):
        other = "B" if letter in "A." else "A"
        changed = token[:at] + other + token[at + 1 :]
        if at != len(token) - 1:  # whose last bits are padding
            assert refused(place, changed), at


@pytest.mark.parametrize(
    "token",
    ["", ".", "none", "a.b", "é.é", "W10.", "." * 50, "A" * 5000, "bnVsbA.AAAA", "WzEsImEiXQ.AAAA", "\x00.\x00",
     base64.urlsafe_b64encode(json.dumps([10**30, "act", UNTIL, []]).encode()).decode().rstrip("=") + ".AAAA"],
)  # fmt: skip
async def test_what_is_none_is_refused(place: Place, token: str) -> None:
    assert refused(place, token)


async def test_nobody_signs_for_somebody_else(place: Place, ida: int) -> None:
    ben = await desk.member(place, "Ben", Role.EDITOR)
    await key(place, ida)
    token = slips.written(await key(place, ben), Slip(ida, "act", UNTIL))
    assert refused(place, token)


async def test_with_a_colleague_s_way_in_their_links_are_over(place: Place, ida: int) -> None:
    database, site = place.house.database, place.site().id
    await desk.member(place, "Ola", Role.OWNER)
    token = slips.written(await key(place, ida), Slip(ida, "act", UNTIL))
    await database.write(lambda conn: members.set_role(conn, ida, Role.MODERATOR, (site,)))
    assert refused(place, token)
    token = slips.written(await key(place, ida), Slip(ida, "act", UNTIL))
    assert read(place, token)
    await database.write(lambda conn: members.remove(conn, ida))
    assert refused(place, token)
