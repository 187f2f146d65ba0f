"""Who is at the desk, as owners see and change it; and what is everybody's own."""

import asyncio
import re

import pytest

from tests.support import desk
from tests.support.house import ORIGIN, Place, Reader
from voxpop.staff import members
from voxpop.staff.roles import Role

OWNERS = ["/desk/team/invite", "/desk/team/withdraw", "/desk/team/role", "/desk/team/remove"]
OWN = ["/desk/team/password", "/desk/team/code", "/desk/team/code/remove", "/desk/team/passkey", "/desk/team/key"]
OWN += ["/desk/team/passkey/remove"]


@pytest.fixture
async def ola(place: Place) -> Reader:
    return await desk.colleague(place, "Ola", Role.OWNER)


def at(place: Place, role: str = "editor") -> dict[str, str]:
    return {"role": role, f"site-{place.site().id}": "on"}


def number(place: Place, name: str) -> str:
    return str(place.one("SELECT id FROM staff WHERE name = :name", name=name))


async def test_an_owner_invites_and_the_link_is_shown_once(place: Place, ola: Reader) -> None:
    answer = await ola.post("/desk/team/invite", data={"name": "Bo <b>"} | at(place))
    link = re.search(rf"<code>{ORIGIN}(/desk/join/[\w-]+)</code>", answer.text)
    assert link
    shown = (await ola.get("/desk/team")).text
    assert ("<bdi>Bo &lt;b&gt;</bdi>" in shown, link[1] in shown) == (True, False)
    bo = desk.stranger(place)
    assert (await bo.post(link[1], data={"password": desk.PASSWORD})).status_code == 303
    assert "Invite somebody" not in (await bo.get("/desk/team")).text


async def test_an_invitation_is_taken_back(place: Place, ola: Reader) -> None:
    answer = await ola.post("/desk/team/invite", data={"name": "Bo"} | at(place))
    link = re.search(r"/desk/join/[\w-]+", answer.text)
    assert link
    assert (await ola.post("/desk/team/withdraw", data={"name": "Bo"})).status_code == 303
    assert (await desk.stranger(place).get(link[0])).status_code == 400


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"name": "Ola"}, 422),
        ({"name": "0la"}, 422),
        ({"name": ""}, 422),
        ({"name": "Bo", "role": "king"}, 400),
        ({"member": "7"}, 404),
        ({"member": "x"}, 400),
    ],
)
async def test_who_cannot_be_invited_is_refused(place: Place, ola: Reader, fields: dict[str, str], status: int) -> None:
    assert (await ola.post("/desk/team/invite", data=at(place) | fields)).status_code == status
    assert place.one("SELECT COUNT(*) FROM invitation") == 0


async def test_an_editor_is_one_on_some_site(place: Place, ola: Reader) -> None:
    assert (await ola.post("/desk/team/invite", data={"name": "Bo", "role": "editor"})).status_code == 400


async def test_another_role_ends_the_sessions_of_the_old_one(place: Place, ola: Reader) -> None:
    bo = await desk.colleague(place, "Bo")
    changed = {"member": number(place, "Bo")} | at(place, "trusted")
    assert (await ola.post("/desk/team/role", data=changed)).status_code == 303
    assert place.one("SELECT role FROM staff WHERE name = 'Bo'") == "trusted"
    assert not await desk.inside(bo)


async def test_nobody_is_made_an_owner_without_a_second_step(place: Place, ola: Reader) -> None:
    await desk.member(place, "Bo")
    await desk.member(place, "Cy", code=True)
    made = [
        (await ola.post("/desk/team/role", data={"member": number(place, name)} | at(place, "owner"))).status_code
        for name in ("Bo", "Cy")
    ]
    assert made == [403, 303]
    assert place.rows("SELECT name FROM staff WHERE role = 'owner' ORDER BY name") == [("Cy",), ("Ola",)]


async def test_who_is_removed_is_out_with_the_next_request_and_so_is_whom_they_invited(
    place: Place, ola: Reader
) -> None:
    eve = await desk.colleague(place, "Eve", Role.OWNER)
    answer = await eve.post("/desk/team/invite", data={"name": "Bo"} | at(place, "owner"))
    link = re.search(r"/desk/join/[\w-]+", answer.text)
    assert link
    assert (await ola.post("/desk/team/remove", data={"member": number(place, "Eve")})).status_code == 303
    assert not await desk.inside(eve)
    assert (await desk.enter(desk.stranger(place), "Eve")).status_code == 401
    assert (await desk.stranger(place).get(link[0])).status_code == 400


async def test_the_last_owner_stays_one(place: Place, ola: Reader) -> None:
    mine = {"member": number(place, "Ola")}
    assert (await ola.post("/desk/team/remove", data=mine)).status_code == 409
    assert (await ola.post("/desk/team/role", data=mine | at(place))).status_code == 409
    assert place.rows("SELECT name, role FROM staff") == [("Ola", "owner")]
    assert await desk.inside(ola)


async def test_of_two_owners_who_remove_each_other_at_once_one_stays(place: Place, ola: Reader) -> None:
    eve = await desk.colleague(place, "Eve", Role.OWNER)
    pairs = ((ola, number(place, "Eve")), (eve, number(place, "Ola")))
    answers = await asyncio.gather(*(reader.post("/desk/team/remove", data={"member": whom}) for reader, whom in pairs))
    assert 303 in [answer.status_code for answer in answers]
    assert place.one("SELECT COUNT(*) FROM staff WHERE role = 'owner'") == 1


@pytest.mark.parametrize("path", OWNERS)
@pytest.mark.parametrize("role", [Role.EDITOR, Role.MODERATOR, Role.TRUSTED])
async def test_nobody_else_changes_the_team(place: Place, path: str, role: Role) -> None:
    reader = await desk.colleague(place, "Bo", role)
    fields = {"member": number(place, "Bo"), "name": "Cy"} | at(place, "owner")
    assert (await reader.post(path, data=fields)).status_code == 403
    assert place.rows("SELECT name, role FROM staff") == [("Bo", role)]
    assert place.one("SELECT COUNT(*) FROM invitation") == 0


@pytest.mark.parametrize("path", OWNERS + OWN)
async def test_an_old_session_shows_once_more_who_it_is(place: Place, ola: Reader, path: str) -> None:
    place.clock.forward(minutes=11)
    answer = await ola.post(path, data={"member": number(place, "Ola")}, headers={"referer": f"{ORIGIN}/desk/team"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/prove?back=%2Fdesk%2Fteam")


@pytest.mark.parametrize("path", [*OWNERS, *OWN, "/desk/team/sessions/end"])
async def test_a_page_of_another_origin_changes_nothing(place: Place, ola: Reader, path: str) -> None:
    answer = await ola.post(path, data={"member": "7"}, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403


async def test_another_password_signs_all_other_browsers_out(place: Place, ola: Reader) -> None:
    other = await desk.signed_in(place, int(number(place, "Ola")))
    assert (await ola.post("/desk/team/password", data={"password": "short"})).status_code == 422
    assert (await ola.post("/desk/team/password", data={"password": "quite another one"})).status_code == 303
    assert (await desk.inside(ola), await desk.inside(other)) == (True, False)
    assert (await desk.enter(desk.stranger(place), "Ola")).status_code == 401


async def test_an_editor_takes_a_code_and_gives_it_up(place: Place) -> None:
    ida = await desk.colleague(place)
    assert "otpauth://totp/paper.example:Ida?secret=" in (await ida.get("/desk/team/code")).text
    sent = {"secret": desk.SHOWN, "code": "000000"}
    assert (await ida.post("/desk/team/code", data=sent)).status_code == 401
    assert (await ida.post("/desk/team/code", data=sent | {"code": desk.code(place)})).status_code == 303
    assert "/code?step=" in (await desk.enter(desk.stranger(place), "Ida")).headers["location"]
    assert (await ida.post("/desk/team/code/remove", data={"x": ""})).status_code == 303
    assert (await desk.enter(desk.stranger(place), "Ida")).headers["location"] == "/desk"


async def test_an_owner_keeps_a_second_step(place: Place, ola: Reader) -> None:
    assert (await ola.post("/desk/team/code/remove", data={"x": ""})).status_code == 403
    who = int(number(place, "Ola"))
    key = "INSERT INTO staff_key VALUES (1, :who, :key, :key, 0, 'Key', 1)"
    await place.write(key, who=who, key=b"k")
    assert (await ola.post("/desk/team/code/remove", data={"x": ""})).status_code == 303
    assert (await ola.post("/desk/team/passkey/remove", data={"passkey": "1"})).status_code == 403
    assert place.house.database.read_now(lambda conn: members.numbered(conn, who)).two_steps


async def test_a_passkey_of_somebody_elses_is_not_removed(place: Place, ola: Reader) -> None:
    await place.write("INSERT INTO staff_key VALUES (1, 7, :key, :key, 0, 'Key', 1)", key=b"k")
    assert (await ola.post("/desk/team/passkey/remove", data={"passkey": "1"})).status_code == 404
    assert place.one("SELECT COUNT(*) FROM staff_key") == 1


async def test_sessions_end_one_by_one_or_all_but_this_and_nobody_elses(place: Place, ola: Reader) -> None:
    ida = await desk.colleague(place)
    others = [await desk.signed_in(place, int(number(place, "Ola"))) for _ in range(2)]
    theirs = str(place.one("SELECT id FROM staff_session WHERE staff_id = :id", id=int(number(place, "Ida"))))
    newest = str(place.one("SELECT MAX(id) FROM staff_session"))
    for session in (theirs, newest):
        assert (await ola.post("/desk/team/sessions/end", data={"session": session})).status_code == 303
    assert [await desk.inside(reader) for reader in (ida, *others)] == [True, True, False]
    await ola.post("/desk/team/sessions/end", data={"session": ""})
    assert [await desk.inside(reader) for reader in (ola, ida, *others)] == [True, True, False, False]
