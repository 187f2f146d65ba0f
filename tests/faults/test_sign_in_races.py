"""What is done many times at once in signing in has happened once."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx

from tests.support import cases
from tests.support.accounts_answers import Somebody
from tests.support.dance import BEN, SESSION, Dance
from tests.support.house import HTML, Reader
from tests.support.together import together
from voxpop.people import accounts, person
from voxpop.people.accounts import Arrival
from voxpop.people.person import Known, Person
from voxpop.people.provider import Profile
from voxpop.storage.database import open_database

TIMES = 20
CARL = Somebody(5103, "carl", "Carl")


async def go(reader: Reader, back: str) -> httpx.Response:
    return await reader.get(back, headers=HTML)


@cases.of("concurrent-first-login")
async def test_twenty_first_sign_ins_of_one_account_at_once_are_one_person(dance: Dance) -> None:
    readers = [dance.place.reader() for _ in range(TIMES)]
    backs = [await dance.returns(reader) for reader in readers]
    answers = await together([go(*pair) for pair in zip(readers, backs, strict=True)])
    assert [answer.status_code for answer in answers] == [303] * TIMES
    assert dance.place.one("SELECT COUNT(*) FROM account") == 1
    assert dance.place.one("SELECT COUNT(*) FROM person") == 1
    assert dance.place.one("SELECT COUNT(DISTINCT person_id) FROM session") == 1
    assert len({reader.cookies[SESSION] for reader in readers}) == dance.sessions() == TIMES


@cases.of("concurrent-first-login")
async def test_first_sign_ins_by_several_processes_are_one_person(dance: Dance) -> None:
    """Each in a thread and with a connection of its own, as processes have them."""
    clock, site = dance.place.house.clock, dance.place.site()
    arrives = Arrival(Profile("https://id.example", "7"), "paper", "Paper", Known("Ann"))

    def enter(conn: Any) -> Person:
        return accounts.enter(conn, clock, site, arrives)

    def alone(_: int) -> int:
        database = open_database(dance.place.house.settings.database_address)
        try:
            return database.write_now(enter).id
        finally:
            database.close()

    found = await together([asyncio.to_thread(alone, number) for number in range(8)])
    assert len(set(found)) == 1
    assert dance.place.rows("SELECT person_id FROM account") == dance.place.rows("SELECT id FROM person")


@cases.of("state-replayed", "code-replayed")
async def test_of_many_who_go_one_way_back_at_once_one_is_let_in(dance: Dance) -> None:
    reader = dance.place.reader()
    back = await dance.returns(reader)
    answers = await together([go(reader, back) for _ in range(TIMES)])
    assert sorted(answer.status_code for answer in answers) == [303] + [400] * (TIMES - 1)
    assert dance.sessions() == 1
    assert dance.there.faults == []  # the provider was asked once


async def test_of_many_who_redeem_one_code_at_once_one_gets_a_session(dance: Dance) -> None:
    window = dance.window()
    await window.goes()
    code = await window.code()
    answers = await together([window.redeem(one) for one in [code, ""] * (TIMES // 2)])
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * (TIMES - 1)
    assert dance.sessions() == 1


async def test_of_many_who_ask_for_the_code_of_a_window_at_once_one_gets_it(dance: Dance) -> None:
    window = dance.window()
    await window.goes()
    answers = await together([window.hands_over() for _ in range(TIMES)])
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * (TIMES - 1)


async def test_of_many_renewals_of_one_session_at_once_one_gets_the_next_token(dance: Dance) -> None:
    page = dance.place.reader(authorization=f"Bearer {await dance.window().token()}")
    sent = {"site": "default"}
    answers = await together([page.post("/api/v1/session/token", json=sent) for _ in range(TIMES)])
    assert sorted(answer.status_code for answer in answers) == [200] + [401] * (TIMES - 1)
    assert dance.sessions() == 1


@cases.of("banned")
async def test_who_is_banned_while_they_come_in_is_out(dance: Dance) -> None:
    """Whichever is first: the next thing that they do is refused."""
    ann = await dance.signed_in()
    number = dance.place.one("SELECT id FROM person")
    backs = [(reader, await dance.returns(reader)) for reader in [dance.place.reader() for _ in range(5)]]
    ban: Callable[[Any], None] = lambda conn: person.ban(conn, 1, number, 1)  # noqa: E731
    await together([*(go(*pair) for pair in backs), dance.place.house.database.write(ban)])
    for reader in (ann, *(reader for reader, _ in backs if reader.cookies.get(SESSION))):
        assert (await reader.say("Still here")).json()["code"] == "banned"
    assert dance.place.one("SELECT COUNT(*) FROM comment") == 0


async def test_one_account_that_two_add_at_once_is_one_persons(dance: Dance) -> None:
    """Two people, signed in in two browsers, come back with the same further account."""
    first, second = await dance.signed_in(), await dance.signed_in(BEN)
    backs = [(reader, await dance.returns(reader, CARL, "discord", to="account")) for reader in (first, second)]
    await together([go(*pair) for pair in backs])
    assert dance.place.one("SELECT COUNT(*) FROM account") == 3
    assert sorted(row.outcome for row in dance.place.rows("SELECT outcome FROM attempt ORDER BY id DESC LIMIT 2")) == [
        "account_taken", "done",
    ]  # fmt: skip
