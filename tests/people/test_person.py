"""Nobody looks like somebody else: a guest's name is not that of who signs in, and nobody's is that of staff."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection

from tests.support.accounts_answers import Somebody
from tests.support.dance import Dance
from tests.support.house import HTML, Place
from voxpop.discussion.gate import MARKS
from voxpop.lib.refused import Refused
from voxpop.people import person
from voxpop.people.person import READER, STAFF, Known

ALIKE = ["Ann Okafor", "ann okafor", "ANN  OKAFOR", "\u0410nn \u041ekafor", "Ann 0kafor", "A n n O.k.a.f.o.r",
         "\u00c4nn Okafor", "Ann\u200bOkafor", "[Ann Okafor]", "Ann Okafor \u2713", "\u2705 Ann Okafor",
         "\uff21nn Okafor"]  # fmt: skip
ADMIN = ["Admin", "\u0430dmin", "adrnin", "ADM1N", "A d m i n", "Moderator \u2714"]


async def add(place: Place, name: str, role: str = READER, reserved: frozenset[str] = frozenset()) -> int:
    number = place.house.clock.next(place.clock.now)
    await do(place, lambda conn: person.add(conn, 1, number, Known(name, role=role), reserved, 1))
    return number


async def do(place: Place, act: Callable[[Connection], Any]) -> Any:
    return await place.house.database.write(act)


def called(place: Place, number: int) -> str:
    return str(place.one("SELECT name FROM person WHERE id = :id", id=number))


@pytest.mark.parametrize("name", ALIKE)
async def test_a_guest_may_not_look_like_who_signs_in(dance: Dance, name: str) -> None:
    await dance.signed_in()
    guest = dance.place.reader()
    answer = await guest.say("I am her", name=name)
    assert (answer.status_code, answer.json()["code"]) == (422, "name_taken")
    assert "belongs to somebody who signs in here" in answer.json()["detail"]
    page = await guest.fill("I am her", name=name)
    assert (page.status_code, "I am her</textarea>" in page.text) == (422, True)
    assert (await guest.say("I am another", name="Anna Okafor")).status_code == 201


@pytest.mark.parametrize("name", ADMIN)
async def test_nobody_takes_a_name_that_is_kept_for_the_site(dance: Dance, name: str) -> None:
    answer = await dance.place.reader().say("Trust me", name=name)
    assert (answer.status_code, answer.json()["code"]) == (422, "name_reserved")
    await dance.signed_in(Somebody(1, "x", name))
    assert person.NAMELESS in dance.place.rows("SELECT name FROM person")[0] or "\u2714" in name


async def test_nobody_takes_the_name_of_staff(dance: Dance) -> None:
    await add(dance.place, "Ida Holm", STAFF)
    answer = await dance.place.reader().say("Trust me", name="lda H0lm")
    assert answer.json()["code"] == "name_reserved"
    reader = await dance.signed_in(Somebody(1, "x", "\u0406da Holm"))
    assert dance.place.one("SELECT name FROM person WHERE role = 'reader'") == person.NAMELESS
    answer = await reader.post("/account/name", data={"site": "default", "name": "Ida  HOLM"}, headers=HTML)
    assert (answer.status_code, "is kept for people of this site" in answer.text) == (422, True)


async def test_two_who_sign_in_may_have_one_name(place: Place) -> None:
    names = [called(place, await add(place, "Ann")) for _ in range(2)]
    assert names == ["Ann", "Ann"]


async def test_who_signs_in_as_anonymous_does_not_silence_those_who_give_no_name(dance: Dance) -> None:
    await dance.place.choose(name_required="off", email_required="off")
    await dance.signed_in(Somebody(1, "x", "Anonymous"))
    assert (await dance.place.reader().say("Nobody in particular", name="", email="")).status_code == 201


@pytest.mark.parametrize("mark", [chr(mark) for mark in MARKS])
async def test_a_guests_name_bears_no_tick(place: Place, mark: str) -> None:
    for number, name in enumerate((f"Carl {mark}", f"{mark}Carl", f"Ca{mark}rl{mark}\ufe0f")):
        assert (await place.reader().say(f"words {number}", name=name)).status_code == 201
    assert {row.name.replace("\ufe0f", "") for row in place.rows("SELECT name FROM comment")} == {"Carl"}
    answer = await place.reader().say("nothing but a tick", name=mark)
    assert answer.json()["code"] == "name_missing"


async def test_who_has_no_name_that_can_be_shown_is_a_reader(place: Place) -> None:
    for told in ("", "\u200b", "   ", "\u202e"):
        assert called(place, await add(place, told)) == person.NAMELESS
    assert called(place, await add(place, "A" * 500)) == "A" * 80


async def test_a_mark_is_a_persons_own(place: Place) -> None:
    for name in ("Ann", "Ann", "Ben"):
        await add(place, name)
    marks = {bytes(row.mark) for row in place.rows("SELECT mark FROM person")}
    assert (len(marks), {len(mark) for mark in marks}) == (3, {16})


async def test_a_page_that_is_none_is_not_shown(place: Place) -> None:
    assert [person.address(told) for told in ("javascript:alert(1)", "", "https://")] == ["", "", ""]
    assert person.address("https://ann.example/me") == "https://ann.example/me"


async def test_somebody_who_is_not_there_is_signed_out(place: Place) -> None:
    for act in (
        lambda conn: person.numbered(conn, 1, 7),
        lambda conn: person.ban(conn, 1, 7, 1),
        lambda conn: person.set_role(conn, 1, 7, STAFF),
    ):
        with pytest.raises(Refused) as refused:
            await do(place, act)
        assert refused.value.code == "signed_out"


async def test_a_role_shows_at_once_in_what_is_written_next(dance: Dance) -> None:
    ann = await dance.signed_in()
    await ann.said("As a reader")
    number = dance.place.one("SELECT id FROM person")
    await do(dance.place, lambda conn: person.set_role(conn, 1, number, STAFF))
    await ann.said("As staff")
    assert dance.place.rows("SELECT role FROM comment ORDER BY id") == [(READER,), (STAFF,)]
