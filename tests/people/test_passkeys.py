"""A passkey lets its own person in: in the browser and at the origin that asked, once for each challenge."""

import asyncio
import html
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support import house
from tests.support.authenticator import EDDSA, ES256, Authenticator
from tests.support.house import HTML, ORIGIN, Place, Reader
from voxpop.people import passkeys, sessions
from voxpop.people.accounts import Arrival, enter
from voxpop.people.person import Known
from voxpop.people.provider import Profile
from voxpop.people.sessions import Way

PARTS = dict.fromkeys(("clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"), "AA")
HOLLOW = {"id": "AA", "rawId": "AA", "type": "public-key", "response": PARTS}
NONSENSE: list[Any] = [None, 1, [], {}, {"id": "AA"}, "x" * 20_000, HOLLOW]

STAFF, READER = "staff", "reader"
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
async def place(database_url: str, tmp_path: Path) -> AsyncIterator[Place]:
    async with house.opened(database_url, tmp_path) as opened:
        await opened.publish("ferry")
        yield opened


async def comes(place: Place, name: str = "Ann", role: str = STAFF) -> Reader:
    """A browser in which somebody is signed in who was never here."""
    site, clock = place.site(), place.house.clock

    def begin(conn: Any) -> str:
        arrives = Arrival(Profile("https://accounts.example", name), "paper", "The Paper", Known(name, role=role))
        return sessions.begin(conn, clock, site.id, enter(conn, clock, site, arrives).id, Way("The Paper", AGENT)).token

    reader = place.reader(user_agent=AGENT)
    reader.cookies.set(f"voxpop-{site.id}", await place.house.database.write(begin), domain="paper.example")
    return reader


def asked(answer: httpx.Response) -> tuple[str, dict[str, Any]]:
    """The state and the options of a page."""
    state = re.search(r'name="state" value="([^"]+)"', answer.text)
    options = re.search(r'data-options="([^"]+)"', answer.text)
    assert state, answer.text
    assert options
    return state[1], json.loads(html.unescape(options[1]))


async def wants(reader: Reader, **fields: str) -> tuple[str, dict[str, Any]]:
    """Press the button of the row, or with to="account" that of the account page."""
    sent = {"site": "default", "thread": "/ferry"} | fields
    answer = await reader.post("/sign-in/passkey", data=sent, headers=HTML)
    assert answer.status_code == 200, answer.text
    return asked(answer)


async def send(reader: Reader, state: str, credential: Any, **fields: str) -> httpx.Response:
    sent = {"site": "default", "state": state, "credential": json.dumps(credential)} | fields
    return await reader.post("/sign-in/passkey/key", data=sent, headers=HTML)


async def registers(reader: Reader, device: Authenticator, **fields: str) -> httpx.Response:
    state, options = await wants(reader, to="account")
    return await send(reader, state, device.create(options), **fields)


async def signs_in(reader: Reader, device: Authenticator) -> httpx.Response:
    state, options = await wants(reader)
    return await send(reader, state, device.get(options))


async def who(reader: Reader) -> str:
    """The name of who is signed in; '' for nobody."""
    found = (await reader.get("/api/v1/session", params={"site": "default"})).json()
    return found["person"]["name"] if found["person"] else ""


@pytest.fixture
async def device(place: Place) -> Authenticator:
    """One that has a key of Ann's, who is of the staff."""
    made = Authenticator(ORIGIN)
    assert (await registers(await comes(place), made)).status_code == 303
    return made


@pytest.mark.parametrize("algorithm", [ES256, EDDSA])
async def test_who_has_made_a_passkey_comes_in_by_it(place: Place, algorithm: int) -> None:
    made = Authenticator(ORIGIN, algorithm=algorithm)
    kept = await registers(await comes(place), made, label="The desk")
    assert (kept.status_code, kept.headers["location"].partition("&")[0]) == (303, "/account?site=default")
    other = place.reader()
    back = await signs_in(other, made)
    assert (back.status_code, back.headers["location"].partition("?")[0]) == (303, "/ferry")
    assert await who(other) == "Ann"
    assert place.one("SELECT via FROM session ORDER BY id DESC LIMIT 1") == "passkey"
    assert place.one("SELECT label FROM passkey") == "The desk"


async def test_what_is_asked_of_a_device(place: Place) -> None:
    ann = await comes(place)
    _, new = await wants(ann, to="account")
    assert (new["rp"]["id"], new["attestation"], new["excludeCredentials"]) == ("paper.example", "none", [])
    chosen = new["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"]) == ("required", "required")
    device = Authenticator(ORIGIN)
    await registers(ann, device)
    _, new = await wants(ann, to="account")
    assert len(new["excludeCredentials"]) == 1
    _, known = await wants(place.reader())
    assert (known["rpId"], known["userVerification"], known["allowCredentials"]) == ("paper.example", "required", [])


async def test_a_device_that_does_not_count_comes_in_again_and_again(place: Place, device: Authenticator) -> None:
    device.counts = False
    for _ in range(3):
        reader = place.reader()
        assert (await signs_in(reader, device)).status_code == 303
        assert await who(reader) == "Ann"


LIES = [
    ("origin", "http://paper.example:8080"),
    ("origin", "https://paper.example"),
    ("origin", "http://evil.example"),
    ("origin", f"{ORIGIN}/"),
    ("rp", "evil.example"),
    ("verified", False),
]


@pytest.mark.parametrize(("what", "said"), LIES, ids=str)
async def test_what_a_device_says_for_elsewhere_lets_nobody_in(
    place: Place, device: Authenticator, what: str, said: Any
) -> None:
    setattr(device, what, said)
    reader = place.reader()
    answer = await signs_in(reader, device)
    assert (answer.status_code, "could not be checked" in answer.text, await who(reader)) == (400, True, "")


@pytest.mark.parametrize(("what", "said"), LIES, ids=str)
async def test_a_key_that_was_made_for_elsewhere_is_not_kept(place: Place, what: str, said: Any) -> None:
    device = Authenticator(ORIGIN)
    setattr(device, what, said)
    assert (await registers(await comes(place), device)).status_code == 400
    assert place.one("SELECT COUNT(*) FROM passkey") == 0


async def test_another_challenge_is_not_the_one_that_was_asked(place: Place, device: Authenticator) -> None:
    reader = place.reader()
    (first, _), (_, second) = await wants(reader), await wants(reader)
    assert (await send(reader, first, device.get(second))).status_code == 400
    assert await who(reader) == ""


async def test_a_challenge_is_good_once(place: Place, device: Authenticator) -> None:
    reader = place.reader()
    state, options = await wants(reader)
    credential = device.get(options)
    assert (await send(reader, state, credential)).status_code == 303
    assert (await send(reader, state, credential)).status_code == 400
    assert (await send(reader, state, device.get(options))).status_code == 400
    assert place.one("SELECT COUNT(*) FROM session WHERE via = 'passkey'") == 1


async def test_of_several_at_once_one_is_let_in(place: Place, device: Authenticator) -> None:
    reader = place.reader()
    state, options = await wants(reader)
    credential = device.get(options)
    answers = await asyncio.gather(*(send(reader, state, credential) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [303, 400, 400, 400]


async def test_a_challenge_is_good_for_ten_minutes(place: Place, device: Authenticator) -> None:
    reader = place.reader()
    state, options = await wants(reader)
    place.clock.forward(minutes=10, seconds=1)
    answer = await send(reader, state, device.get(options))
    assert (answer.status_code, await who(reader)) == (400, "")


async def test_in_another_browser_it_is_good_for_nothing(place: Place, device: Authenticator) -> None:
    reader, other = place.reader(), place.reader()
    state, options = await wants(reader)
    await wants(other)
    assert (await send(other, state, device.get(options))).status_code == 400
    assert (await who(other), await who(reader)) == ("", "")


async def test_after_a_refusal_the_same_page_goes_on(place: Place, device: Authenticator) -> None:
    reader = place.reader()
    state, options = await wants(reader)
    answer = await send(reader, state, Authenticator(ORIGIN).create({**options, "user": {"id": "AAAA"}}))
    assert answer.status_code == 400
    state, options = asked(answer)
    back = await send(reader, state, device.get(options))
    assert (back.headers["location"].partition("?")[0], await who(reader)) == ("/ferry", "Ann")


@pytest.mark.parametrize("counter", [0, 4, 5])
async def test_a_counter_that_goes_back_or_stands_lets_nobody_in(
    place: Place, device: Authenticator, counter: int
) -> None:
    device.keys[-1].counter = 4
    assert (await signs_in(place.reader(), device)).status_code == 303
    device.keys[-1].counter, device.counts = counter, False
    reader = place.reader()
    assert ((await signs_in(reader, device)).status_code, await who(reader)) == (400, "")
    assert place.one("SELECT counter FROM passkey") == 5


async def test_of_two_copies_of_a_key_that_count_alike_one_is_let_in(place: Place, device: Authenticator) -> None:
    readers = [place.reader() for _ in range(2)]
    wanted = [await wants(reader) for reader in readers]
    signed = []
    for state, options in wanted:
        device.keys[-1].counter = 6
        signed.append((state, device.get(options)))
    sent = [send(reader, *one) for reader, one in zip(readers, signed, strict=True)]
    assert sorted([answer.status_code for answer in await asyncio.gather(*sent)]) == [303, 400]


async def test_a_key_that_nobody_has_registered_lets_nobody_in(place: Place, device: Authenticator) -> None:
    strange = Authenticator(ORIGIN)
    strange.create({"challenge": "AAAA", "user": {"id": "AAAA"}})
    answer = await signs_in(place.reader(), strange)
    assert (answer.status_code, "not known here" in answer.text) == (400, True)


async def test_a_key_does_not_let_in_whom_it_does_not_belong_to(place: Place, device: Authenticator) -> None:
    await comes(place, "Ben")
    ben = place.one("SELECT mark FROM person WHERE name = 'Ben'")
    device.keys[-1].user = bytes(ben)
    reader = place.reader()
    answer = await signs_in(reader, device)
    assert (answer.status_code, "somebody else" in answer.text, await who(reader)) == (400, True, "")


async def test_a_key_under_the_name_of_anothers_is_not_that_one(place: Place, device: Authenticator) -> None:
    forged = Authenticator(ORIGIN)
    forged.create({"challenge": "AAAA", "user": {"id": "AAAA"}})
    forged.keys[-1].credential, forged.keys[-1].user = device.keys[-1].credential, device.keys[-1].user
    reader = place.reader()
    assert ((await signs_in(reader, forged)).status_code, await who(reader)) == (400, "")


async def test_a_key_that_is_registered_cannot_be_anothers(place: Place, device: Authenticator) -> None:
    ben = await comes(place, "Ben")
    state, options = await wants(ben, to="account")
    answer = await send(ben, state, Authenticator(ORIGIN).create(options, device.keys[-1].credential))
    shown = await ben.get(answer.headers["location"].partition("#")[0], headers=HTML)
    assert "registered here already" in shown.text
    assert place.one("SELECT COUNT(*) FROM passkey") == 1


async def test_a_key_is_made_for_who_was_signed_in_when_it_was_begun(place: Place) -> None:
    ann, device = await comes(place), Authenticator(ORIGIN)
    state, options = await wants(ann, to="account")
    credential = device.create(options)
    ben = await comes(place, "Ben")
    ann.cookies.update(ben.cookies)  # somebody else signs in in this browser meanwhile
    await send(ann, state, credential)
    assert place.one("SELECT COUNT(*) FROM passkey") == 0


async def test_who_is_banned_is_refused_and_told_so(place: Place, device: Authenticator) -> None:
    await place.write("UPDATE person SET banned = 1")
    reader = place.reader()
    answer = await signs_in(reader, device)
    shown = await reader.get(answer.headers["location"].partition("#")[0], headers=HTML)
    assert ("may not take part" in shown.text, await who(reader)) == (True, "")


async def test_a_removed_key_lets_nobody_in(place: Place, device: Authenticator) -> None:
    ann = place.reader()
    await signs_in(ann, device)
    number = place.one("SELECT id FROM passkey")
    ben = await comes(place, "Ben")
    away = {"site": "default", "passkey": str(number)}
    assert (await ben.post("/account/passkeys/remove", data=away, headers=HTML)).status_code == 404
    assert (await ann.post("/account/passkeys/remove", data=away, headers=HTML)).status_code == 303
    assert (await signs_in(place.reader(), device)).status_code == 400


async def test_the_eleventh_is_refused(place: Place) -> None:
    ann = await comes(place)
    for _ in range(passkeys.MOST):
        assert (await registers(ann, Authenticator(ORIGIN))).status_code == 303
    answer = await ann.post("/sign-in/passkey", data={"site": "default", "to": "account"}, headers=HTML)
    assert (answer.status_code, place.one("SELECT COUNT(*) FROM passkey")) == (409, passkeys.MOST)


async def test_by_itself_the_rule_offers_them_to_staff_alone(place: Place, device: Authenticator) -> None:
    ben = await comes(place, "Ben", READER)
    answer = await ben.post("/sign-in/passkey", data={"site": "default", "to": "account"}, headers=HTML)
    assert answer.status_code == 404
    assert "Add a passkey" not in (await ben.get("/account", headers=HTML)).text
    assert "Add a passkey" in (await (await comes(place)).get("/account", headers=HTML)).text
    assert "/sign-in/passkey" not in await place.reader().page()
    assert (await place.reader().get("/sign-in/passkey", headers=HTML)).status_code == 200
    await place.write("UPDATE person SET role = 'reader'")
    assert (await signs_in(place.reader(), device)).status_code == 400


async def test_for_all_the_row_shows_the_way(place: Place) -> None:
    await place.choose(passkeys="all")
    assert 'formaction="/sign-in/passkey"' in await place.reader().page()
    ben, device = await comes(place, "Ben", READER), Authenticator(ORIGIN)
    assert (await registers(ben, device)).status_code == 303
    reader = place.reader()
    await signs_in(reader, device)
    assert await who(reader) == "Ben"


async def test_switched_off_nobody_comes_in_by_one(place: Place, device: Authenticator) -> None:
    reader = place.reader()
    state, options = await wants(reader)
    await place.choose(passkeys="off")
    assert (await place.reader().get("/sign-in/passkey", headers=HTML)).status_code == 404
    assert (await send(reader, state, device.get(options))).status_code != 303
    assert await who(reader) == ""


@pytest.mark.parametrize("credential", NONSENSE, ids=lambda one: str(one)[:20])
async def test_what_no_device_says_is_refused_politely(place: Place, device: Authenticator, credential: Any) -> None:
    reader, ann = place.reader(), await comes(place)
    state, _ = await wants(reader)
    assert (await send(reader, state, credential)).status_code == 400
    state, _ = await wants(ann, to="account")
    assert (await send(ann, state, credential)).status_code == 400


async def test_a_page_of_somebody_elses_sends_no_key(place: Place, device: Authenticator) -> None:
    reader = place.reader()
    state, options = await wants(reader)
    reader.headers["origin"] = "https://evil.example"
    assert (await send(reader, state, device.get(options))).status_code == 403


async def test_the_page_that_opened_a_window_gets_the_session_after_a_refusal_too(
    place: Place, device: Authenticator
) -> None:
    from voxpop.people.tokens import challenge

    reader, verifier = place.reader(), "v" * 43
    state, options = await wants(reader, challenge=challenge(verifier))
    answer = await send(reader, state, {})
    state, options = asked(answer)
    asks = {"site": "default", "verifier": verifier}
    assert (await reader.post("/api/v1/session", json=asks)).json()["waiting"] is True
    end = await send(reader, state, device.get(options))
    assert end.headers["location"].startswith("/sign-in/window/")
    begun = (await reader.post("/api/v1/session", json=asks)).json()
    assert (begun["person"]["name"], begun["via"]) == ("Ann", "passkey")
