"""Who comes in at the desk, by what, in which browser, and how often they may try."""

import asyncio
import html
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from tests.support import desk
from tests.support.authenticator import Authenticator
from tests.support.desk import HTML, PASSWORD, SHOWN
from tests.support.house import ORIGIN, Place, Reader
from voxpop.people import tokens
from voxpop.staff import invitations, members
from voxpop.staff.members import Secrets
from voxpop.staff.roles import Role

MINUTE = 60


async def to_code(reader: Reader, name: str = "Ola", **fields: str) -> str:
    """Send name and password; the step of the page that asks for the code."""
    answer = await desk.enter(reader, name, **fields)
    assert answer.status_code == 303, answer.text
    found = re.search(r"step=([\w-]+)", answer.headers["location"])
    assert found, answer.headers["location"]
    return found[1]


async def send_code(reader: Reader, step: str, code: str) -> httpx.Response:
    return await reader.post("/desk/sign-in/code", data={"step": step, "code": code})


async def test_an_editor_comes_in_by_a_password_and_goes_where_they_were_going(place: Place) -> None:
    await desk.member(place)
    reader = desk.stranger(place)
    sent = await reader.get("/desk/team?x=1&y=2")
    assert (sent.status_code, sent.headers["location"]) == (303, "/desk/sign-in?back=%2Fdesk%2Fteam%3Fx%3D1%26y%3D2")
    form = await reader.get(sent.headers["location"])
    assert 'value="/desk/team?x=1&amp;y=2"' in form.text
    answer = await desk.enter(reader, "Ida", back="/desk/team?x=1&y=2")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/team?x=1&y=2")
    assert await desk.inside(reader)


async def test_the_cookie_is_of_the_desk_alone(place: Place) -> None:
    await desk.member(place)
    reader = desk.stranger(place)
    answer = await desk.enter(reader, "Ida")
    said = answer.headers["set-cookie"]
    assert re.fullmatch(r"voxpop-desk=[\w-]{43}; Path=/; Max-Age=\d+; HttpOnly; SameSite=Lax", said)
    token = said.partition("=")[2].partition(";")[0]
    assert bytes(place.one("SELECT hash FROM staff_session")) == tokens.hashed(token)
    assert answer.headers["cache-control"] == "private, no-store"


async def test_over_https_no_other_host_can_set_it(open_house: Callable[..., Awaitable[Place]]) -> None:
    place = await open_house(public_url="https://paper.example")
    await desk.member(place)
    reader = desk.stranger(place)
    reader.headers["origin"] = "https://paper.example"
    said = (await desk.enter(reader, "Ida")).headers["set-cookie"]
    assert said.startswith("__Host-voxpop-desk=")
    assert said.endswith("; Path=/; Max-Age=34560000; HttpOnly; SameSite=Lax; Secure")


@pytest.mark.parametrize("path", ["/desk/sign-in", "/desk/sign-in/code", "/desk/team", "/desk/prove", "/desk/join/x"])
async def test_no_page_of_it_is_kept_or_shown_in_a_frame(place: Place, path: str) -> None:
    answer = await (
        await desk.colleague(place, "Ola", Role.OWNER) if path != "/desk/sign-in" else desk.stranger(place)
    ).get(path)
    assert answer.headers["cache-control"] == "private, no-store"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "same-origin"


async def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(place: Place) -> None:
    await desk.member(place)
    wrong = await desk.enter(desk.stranger(place), "Ida", "something else here")
    unknown = await desk.enter(desk.stranger(place), "Ada")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace('"Ida"', '"Ada"') == unknown.text
    assert place.one("SELECT COUNT(*) FROM staff_session") == 0


async def test_an_owner_is_asked_for_a_code_as_well(place: Place) -> None:
    await desk.member(place, "Ola", Role.OWNER)
    reader = desk.stranger(place)
    step = await to_code(reader, back="/desk/team")
    assert not await desk.inside(reader)
    assert (await send_code(reader, step, "000000")).status_code == 401
    assert not await desk.inside(reader)
    assert (await send_code(reader, step, desk.code(place))).status_code == 303
    assert await desk.inside(reader)


async def test_an_owner_without_a_second_step_does_not_come_in(place: Place) -> None:
    number = await desk.member(place, "Ola", Role.OWNER)
    await place.write("UPDATE staff SET totp = NULL WHERE id = :id", id=number)
    reader = desk.stranger(place)
    answer = await desk.enter(reader, "Ola")
    assert (answer.status_code, "two steps" in answer.text) == (403, True)
    assert not await desk.inside(reader)


async def test_a_code_is_good_once(place: Place) -> None:
    await desk.member(place, "Ola", Role.OWNER)
    first, second = desk.stranger(place), desk.stranger(place)
    steps = [await to_code(first), await to_code(second)]
    assert (await send_code(first, steps[0], desk.code(place))).status_code == 303
    assert (await send_code(second, steps[1], desk.code(place))).status_code == 401
    assert (await send_code(second, steps[1], desk.code(place, steps=-1))).status_code == 401
    place.clock.forward(seconds=30)
    assert (await send_code(second, steps[1], desk.code(place))).status_code == 303


async def test_of_two_that_send_the_same_code_at_once_one_comes_in(place: Place) -> None:
    await desk.member(place, "Ola", Role.OWNER)
    readers = [desk.stranger(place) for _ in range(4)]
    steps = [await to_code(reader) for reader in readers]
    answers = await asyncio.gather(
        *(send_code(reader, step, desk.code(place)) for reader, step in zip(readers, steps, strict=True))
    )
    assert sorted(answer.status_code for answer in answers) == [303, 401, 401, 401]
    assert place.one("SELECT COUNT(*) FROM staff_session") == 1


async def test_the_step_after_a_password_is_good_in_its_browser_for_five_minutes(place: Place) -> None:
    await desk.member(place, "Ola", Role.OWNER)
    reader, thief = desk.stranger(place), desk.stranger(place)
    step = await to_code(reader)
    assert (await send_code(thief, step, desk.code(place))).status_code == 400
    place.clock.forward(seconds=301)
    assert (await send_code(reader, step, desk.code(place))).status_code == 400
    assert place.one("SELECT COUNT(*) FROM staff_session") == 0


async def test_another_password_ends_the_step_that_the_old_one_had_begun(place: Place) -> None:
    number = await desk.member(place, "Ola", Role.OWNER)
    reader = desk.stranger(place)
    step = await to_code(reader)
    await place.house.database.write(lambda conn: members.set_password(conn, number, "scrypt$2$8$1$AA==$AA=="))
    assert (await send_code(reader, step, desk.code(place))).status_code == 400


async def test_the_session_is_a_new_one_and_the_one_before_is_over(place: Place) -> None:
    number = await desk.member(place)
    reader = await desk.signed_in(place, number)
    planted = reader.cookies["voxpop-desk"]
    await desk.enter(reader, "Ida")
    assert reader.cookies["voxpop-desk"] != planted
    thief = desk.stranger(place)
    thief.cookies.set("voxpop-desk", planted, domain="paper.example")
    assert (await desk.inside(reader), await desk.inside(thief)) == (True, False)


async def test_a_token_that_somebody_has_thought_of_opens_nothing(place: Place) -> None:
    await desk.member(place)
    reader = desk.stranger(place)
    reader.cookies.set("voxpop-desk", "x" * 43, domain="paper.example")
    await desk.enter(reader, "Ida")
    assert place.rows("SELECT 1 FROM staff_session WHERE hash = :hash", hash=tokens.hashed("x" * 43)) == []


@pytest.mark.parametrize(("role", "hours"), [(Role.OWNER, 12), (Role.EDITOR, 30 * 24)])
async def test_a_session_ends_when_it_is_not_used(place: Place, role: Role, hours: int) -> None:
    reader = await desk.colleague(place, "Ola", role)
    for _ in range(3):  # used, it goes on
        place.clock.forward(hours=hours - 1)
        assert await desk.inside(reader)
    place.clock.forward(hours=hours, seconds=1)
    assert not await desk.inside(reader)


async def test_who_signs_out_is_out(place: Place) -> None:
    reader = await desk.colleague(place)
    token = reader.cookies["voxpop-desk"]
    answer = await reader.post("/desk/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/sign-in")
    assert "voxpop-desk=; Path=/; Max-Age=0" in answer.headers["set-cookie"]
    reader.cookies.set("voxpop-desk", token, domain="paper.example")
    assert not await desk.inside(reader)


async def test_a_readers_session_opens_no_desk_and_the_desks_cookie_signs_no_reader_in(place: Place) -> None:
    reader = await desk.colleague(place)
    token = reader.cookies["voxpop-desk"]
    reader.cookies.set(f"voxpop-{place.site().id}", token, domain="paper.example")
    assert (await reader.get("/api/v1/session?site=default")).json()["person"] is None


@pytest.mark.parametrize(
    "path",
    [
        "/desk/sign-in",
        "/desk/sign-in/code",
        "/desk/sign-in/passkey",
        "/desk/sign-in/key",
        "/desk/prove",
        "/desk/prove/passkey",
        "/desk/prove/key",
        "/desk/join/x",
        "/desk/sign-out",
    ],
)
async def test_a_page_of_another_origin_sends_nothing(place: Place, path: str) -> None:
    reader = await desk.colleague(place)
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {"origin": ""}):
        answer = await reader.post(path, data={"name": "Ida", "password": PASSWORD}, headers=headers)
        assert answer.status_code == 403
    assert await desk.inside(reader)


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example/desk",
        "//evil.example/desk",
        "/deskevil",
        "/",
        "/desk/../x",
        "/desk\\evil",
        "/desk/sign-out",
        "/desk/sign-in?back=/desk",
        "javascript:alert(1)",
        "/desk/\r\nx: y",
        "/desk/ü",
    ],
)
async def test_nobody_is_led_elsewhere(place: Place, back: str) -> None:
    await desk.member(place)
    answer = await desk.enter(desk.stranger(place), "Ida", back=back)
    assert answer.headers["location"] == "/desk"


async def test_the_sixth_attempt_in_a_minute_is_refused_by_address_and_by_name(strict: Place) -> None:
    await desk.member(strict)
    one = desk.stranger(strict)
    assert [(await desk.enter(one, f"N{n}", "wrong wrong wrong")).status_code for n in range(6)] == [401] * 5 + [429]
    tried = [(await desk.enter(desk.stranger(strict), "Ida", "wrong wrong wrong")).status_code for _ in range(5)]
    assert tried == [401] * 5
    assert (await desk.enter(desk.stranger(strict), "Ida")).status_code == 429
    strict.clock.forward(seconds=MINUTE)
    assert (await desk.enter(desk.stranger(strict), "Ida")).status_code == 303


async def test_the_sixth_code_in_a_minute_is_refused(strict: Place) -> None:
    await desk.member(strict, "Ola", Role.OWNER)
    readers = [desk.stranger(strict) for _ in range(5)]
    steps = [await to_code(reader) for reader in readers]
    tried = [(await send_code(r, s, "000000")).status_code for r, s in zip(readers, steps, strict=True)]
    assert tried == [401] * 5
    assert (await send_code(readers[0], steps[0], desk.code(strict))).status_code == 429


async def test_what_needs_it_asks_once_more_who_they_are_and_comes_back(place: Place) -> None:
    await desk.member(place, "Ola", Role.OWNER)
    reader = await desk.signed_in(place, place.one("SELECT id FROM staff"))
    place.clock.forward(minutes=11)
    asked = await reader.get("/desk/team/code")
    assert (asked.status_code, asked.headers["location"]) == (303, "/desk/prove?back=%2Fdesk%2Fteam%2Fcode")
    sent = await reader.post("/desk/team/code/remove", headers={"referer": f"{ORIGIN}/desk/team"})
    assert (sent.status_code, sent.headers["location"]) == (303, "/desk/prove?back=%2Fdesk%2Fteam")
    proof = {"password": PASSWORD, "code": "000000", "back": "/desk/team/code"}
    assert (await reader.post("/desk/prove", data=proof)).status_code == 401
    assert (await reader.get("/desk/team/code")).status_code == 303
    answer = await reader.post("/desk/prove", data=proof | {"code": desk.code(place)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/team/code")
    assert (await reader.get("/desk/team/code")).status_code == 200


async def test_a_password_that_is_wrong_proves_nothing(place: Place) -> None:
    reader = await desk.colleague(place)
    place.clock.forward(minutes=11)
    assert (await reader.post("/desk/prove", data={"password": "wrong wrong wrong"})).status_code == 401
    assert (await reader.get("/desk/team/code")).status_code == 303


async def first_link(place: Place) -> str:
    now = place.house.clock.now()
    token = await place.house.database.write(lambda conn: invitations.first(conn, now))
    assert token
    return f"/desk/join/{token}"


async def invited(place: Place, role: Role = Role.EDITOR, name: str = "Bo") -> str:
    who, now = (name, role, (place.site().id,)), place.house.clock.now()
    token = await place.house.database.write(lambda conn: invitations.invite(conn, who, "Ola", now))
    return f"/desk/join/{token}"


def owner(place: Place, **fields: str) -> dict[str, str]:
    return {"name": "Ola", "password": PASSWORD, "secret": SHOWN, "code": desk.code(place)} | fields


async def test_the_first_owner_comes_by_a_link_and_has_two_steps(place: Place) -> None:
    link, reader = await first_link(place), desk.stranger(place)
    shown = await reader.get(link)
    assert "own the installation" in shown.text
    assert "otpauth://totp/paper.example:owner?secret=" in shown.text
    assert place.one("SELECT COUNT(*) FROM staff") == 0
    answer = await reader.post(link, data=owner(place))
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    assert await desk.inside(reader)
    [row] = place.rows("SELECT name, role, password, totp FROM staff")
    assert (row.name, row.role, bytes(row.totp)) == ("Ola", "owner", desk.SECRET)
    assert PASSWORD not in row.password


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"code": "000000"}, 401),
        ({"code": ""}, 401),
        ({"secret": "AAAA"}, 400),
        ({"secret": ""}, 400),
        ({"password": "short"}, 422),
        ({"name": ""}, 422),
    ],
)
async def test_a_link_is_not_used_up_by_what_is_refused(place: Place, fields: dict[str, str], status: int) -> None:
    link, reader = await first_link(place), desk.stranger(place)
    assert (await reader.post(link, data=owner(place, **fields))).status_code == status
    assert not desk.has_cookie(reader)
    assert (await reader.post(link, data=owner(place))).status_code == 303


async def test_the_first_link_lasts_an_hour_and_until_somebody_is_there_or_another_is_made(place: Place) -> None:
    old = await first_link(place)
    link, reader = await first_link(place), desk.stranger(place)
    assert [(await reader.get(one)).status_code for one in (old, link)] == [400, 200]
    place.clock.forward(hours=1)
    assert (await reader.get(link)).status_code == 400
    link = await first_link(place)
    await desk.member(place, "Ola", Role.OWNER)
    assert (await reader.get(link)).status_code == 400
    assert (await reader.post(link, data=owner(place, name="Eve"))).status_code == 400
    now = place.clock.now
    assert await place.house.database.write(lambda conn: invitations.first(conn, now)) is None


async def test_an_invitation_lasts_a_week_and_is_good_once(place: Place) -> None:
    link, reader = await invited(place), desk.stranger(place)
    shown = (await reader.get(link)).text
    assert ("<bdi>Bo</bdi></b>, editor, by the invitation of <bdi>Ola</bdi>" in shown, "otpauth" in shown) == (
        True,
        False,
    )
    place.clock.forward(days=6)
    assert (await reader.post(link, data={"password": PASSWORD, "name": "Eve"})).status_code == 303
    assert place.rows("SELECT name, role FROM staff") == [("Bo", "editor")]
    assert place.rows("SELECT site_id FROM staff_site") == [(place.site().id,)]
    assert (await desk.stranger(place).post(link, data={"password": PASSWORD})).status_code == 400
    late = await invited(place, name="Cy")
    place.clock.forward(days=7)
    assert (await reader.get(late)).status_code == 400


async def test_of_two_that_use_a_link_at_once_one_comes_in(place: Place) -> None:
    link, readers = await invited(place), [desk.stranger(place) for _ in range(4)]
    answers = await asyncio.gather(
        *(reader.post(link, data={"password": f"{PASSWORD} {n}"}) for n, reader in enumerate(readers))
    )
    assert sorted(answer.status_code for answer in answers) == [303, 400, 400, 400]
    assert [place.one(f"SELECT COUNT(*) FROM {table}") for table in ("staff", "staff_session", "invitation")] == [
        1,
        1,
        0,
    ]


async def test_a_link_for_who_is_there_gives_another_password_and_ends_all_before_it(place: Place) -> None:
    before = await desk.colleague(place, "Bo", Role.MODERATOR)
    link, reader = await invited(place, Role.EDITOR), desk.stranger(place)
    assert (await reader.post(link, data={"password": "quite another one"})).status_code == 303
    assert (await desk.inside(before), await desk.inside(reader)) == (False, True)
    assert place.one("SELECT role FROM staff") == "moderator"
    assert (await desk.enter(desk.stranger(place), "Bo")).status_code == 401
    assert (await desk.enter(desk.stranger(place), "Bo", "quite another one")).status_code == 303


async def test_what_a_link_holds_is_hashed(place: Place) -> None:
    link = await invited(place)
    token = link.rpartition("/")[2]
    assert bytes(place.one("SELECT hash FROM invitation")) == tokens.hashed(token)


def asked(answer: httpx.Response) -> tuple[str, dict[str, Any]]:
    """The state and the options of a page."""
    assert answer.status_code in (200, 400), answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    state = re.search(r'name="state" value="([^"]+)"', answer.text)
    options = re.search(r'data-options="([^"]+)"', answer.text)
    assert state
    assert options
    return state[1], json.loads(html.unescape(options[1]))


async def answered(reader: Reader, path: str, state: str, credential: Any, **fields: str) -> httpx.Response:
    sent = {"state": state, "credential": json.dumps(credential)} | fields
    return await reader.post(path, data=sent)


async def registered(place: Place, reader: Reader, device: Authenticator) -> httpx.Response:
    state, options = asked(await reader.post("/desk/team/passkey", data={"back": ""}))
    return await answered(reader, "/desk/team/key", state, device.create(options), label="Key")


async def by_key(reader: Reader, device: Authenticator) -> httpx.Response:
    state, options = asked(await reader.post("/desk/sign-in/passkey", data={"back": ""}))
    return await answered(reader, "/desk/sign-in/key", state, device.get(options))


async def test_a_passkey_is_both_steps(place: Place) -> None:
    device = Authenticator(ORIGIN)
    ola = await desk.colleague(place, "Ola", Role.OWNER)
    assert (await registered(place, ola, device)).status_code == 303
    assert "<bdi>Key</bdi>" in (await ola.get("/desk/team")).text
    reader = desk.stranger(place)
    assert (await by_key(reader, device)).status_code == 303
    assert await desk.inside(reader)


async def test_a_challenge_is_good_once_in_its_own_browser(place: Place) -> None:
    device = Authenticator(ORIGIN)
    await registered(place, await desk.colleague(place), device)
    reader, thief = desk.stranger(place), desk.stranger(place)
    state, options = asked(await reader.post("/desk/sign-in/passkey", data={"back": ""}))
    credential = device.get(options)
    await answered(thief, "/desk/sign-in/key", state, credential)
    assert not desk.has_cookie(thief)
    assert (await answered(reader, "/desk/sign-in/key", state, credential)).status_code == 303
    again = desk.stranger(place)
    again.cookies.update(reader.cookies)
    again.cookies.delete("voxpop-desk")
    await answered(again, "/desk/sign-in/key", state, credential)
    assert not desk.has_cookie(again)


@pytest.mark.parametrize("wrong", ["unknown", "unverified", "elsewhere", "nonsense"])
async def test_a_passkey_that_cannot_be_right_lets_nobody_in(place: Place, wrong: str) -> None:
    device = Authenticator(ORIGIN)
    await registered(place, await desk.colleague(place), device)
    if wrong == "unknown":
        await place.write("DELETE FROM staff_key")
    device.verified = wrong != "unverified"
    device.origin = "https://evil.example" if wrong == "elsewhere" else ORIGIN
    reader = desk.stranger(place)
    state, options = asked(await reader.post("/desk/sign-in/passkey", data={"back": ""}))
    credential: Any = [] if wrong == "nonsense" else device.get(options)
    assert (await answered(reader, "/desk/sign-in/key", state, credential)).status_code == 400
    assert not desk.has_cookie(reader)


async def test_a_passkey_shows_once_more_who_they_are_if_it_is_theirs(place: Place) -> None:
    mine, yours = Authenticator(ORIGIN), Authenticator(ORIGIN)
    ida, bo = await desk.colleague(place, "Ida"), await desk.colleague(place, "Bo")
    await registered(place, ida, mine)
    await registered(place, bo, yours)
    place.clock.forward(minutes=11)
    state, options = asked(await ida.post("/desk/prove/passkey", data={"back": "/desk/team"}))
    assert (await answered(ida, "/desk/prove/key", state, yours.get(options))).status_code == 400
    assert (await ida.get("/desk/team/code")).status_code == 303
    state, options = asked(await ida.post("/desk/prove/passkey", data={"back": "/desk/team"}))
    assert (await answered(ida, "/desk/prove/key", state, mine.get(options))).status_code == 303
    assert (await ida.get("/desk/team/code")).status_code == 200


async def test_a_challenge_of_one_kind_is_none_of_another(place: Place) -> None:
    device = Authenticator(ORIGIN)
    ida = await desk.colleague(place)
    await registered(place, ida, device)
    place.clock.forward(minutes=11)
    state, options = asked(await ida.post("/desk/sign-in/passkey", data={"back": ""}))
    assert (await answered(ida, "/desk/prove/key", state, device.get(options))).status_code == 400


async def test_names_and_errors_are_told_as_words(place: Place) -> None:
    evil = '"><script>alert(1)</script>'
    answer = await desk.enter(desk.stranger(place), evil)
    assert "<script>" not in answer.text
    link = await invited(place, name="<b>Bo</b>")
    assert "<b>Bo" not in (await desk.stranger(place).get(link)).text


async def test_without_anybody_the_first_page_says_where_the_link_is(place: Place) -> None:
    assert "link for its first owner" in (await desk.stranger(place).get("/desk/sign-in")).text
    await desk.member(place)
    assert "link for its first owner" not in (await desk.stranger(place).get("/desk/sign-in")).text


async def test_who_has_no_password_comes_in_by_none(place: Place) -> None:
    clock, who = place.house.clock, ("Ida", Role.EDITOR, ())
    await place.house.database.write(lambda conn: members.add(conn, clock, who, Secrets("")))
    await place.write("UPDATE staff SET password = NULL")
    assert [(await desk.enter(desk.stranger(place), "Ida", word)).status_code for word in ("", PASSWORD)] == [401, 401]


async def test_programs_are_told_in_pages_too_and_never_kept(place: Place) -> None:
    answer = await place.reader().get("/desk/join/none", headers=HTML)
    assert (answer.status_code, answer.headers["cache-control"]) == (400, "private, no-store")
