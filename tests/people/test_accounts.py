"""An account leads to its one person; a name, an address and a picture lead to nobody."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection

from tests.support import cases
from tests.support.accounts_answers import Somebody
from tests.support.accounts_server import ANN
from tests.support.dance import BEN, SESSION, Dance
from tests.support.house import Place, Reader
from tests.support.mailed import asked, press
from voxpop.lib.refused import Refused
from voxpop.people import accounts, person
from voxpop.people.accounts import Arrival
from voxpop.people.person import STAFF, Known, Person
from voxpop.people.provider import Profile

VICTIM = "victim@reader.example"


def by(subject: str = "7", name: str = "Ann", issuer: str = "https://id.example", **known: Any) -> Arrival:
    """Somebody with an account of a provider."""
    return Arrival(Profile(issuer, subject, name=name), "paper", "Paper", Known(name, **known))


async def do(place: Place, act: Callable[[Connection], Any]) -> Any:
    return await place.house.database.write(act)


async def enters(place: Place, arrives: Arrival, adding: int | None = None) -> Person:
    site = place.site()
    found: Person = await do(place, lambda conn: accounts.enter(conn, place.house.clock, site, arrives, adding))
    return found


async def name_of(reader: Reader) -> str:
    who = (await reader.get("/api/v1/session?site=default")).json()["person"]
    return str(who["name"]) if who else ""


async def proved(dance: Dance, address: str, **typed: str) -> Reader:
    """A browser in which somebody has signed in by mail."""
    reader = dance.place.reader()
    await asked(reader, address, **typed)
    assert (await press(reader, await dance.post.link())).status_code == 303
    return reader


async def test_the_same_account_is_the_same_person_whatever_they_are_called_now(place: Place) -> None:
    first = await enters(place, by(name="Ann"))
    again = await enters(place, by(name="Ann Kask", page="https://ann.example/"))
    assert (first.id, first.mark, first.name) == (again.id, again.mark, again.name)
    assert place.one("SELECT COUNT(*) FROM person") == 1


@pytest.mark.parametrize(
    "other", [by("8"), by(issuer="https://id2.example"), by(" 7"), by("7 "), by("\uff17")], ids=str
)
async def test_another_account_is_another_person(place: Place, other: Arrival) -> None:
    first = await enters(place, by())
    second = await enters(place, other)
    assert (first.id == second.id, first.mark == second.mark) == (False, False)


@pytest.mark.parametrize("subject", ["ANN", "Ann", "a\u006e\u0303n", "a\u00f1n"])
async def test_ids_are_compared_letter_by_letter(place: Place, subject: str) -> None:
    ids = {(await enters(place, by(one))).id for one in ("ann", subject)}
    assert len(ids) == 2


async def test_people_of_two_sites_are_two_people(place: Place) -> None:
    await place.add("other", "https://other.example")
    here = await enters(place, by())
    other = place.site("other")
    there = await do(place, lambda conn: accounts.enter(conn, place.house.clock, other, by()))
    assert here.mark != there.mark


@cases.of("mutable-id")
async def test_who_takes_over_another_ones_name_at_the_provider_is_somebody_else_here(dance: Dance) -> None:
    ann = await dance.signed_in(ANN)
    comment = await ann.said("Mine")
    taker = await dance.signed_in(Somebody(6000, ANN.login, ANN.name, ANN.email))
    assert (await taker.mine())["comments"] == []
    assert (await taker.erase(comment)).status_code == 404
    renamed = await dance.signed_in(ANN._replace(login="ann-2", name="Somebody Else"))
    assert [one["id"] for one in (await renamed.mine())["comments"]] == [comment]
    assert dance.place.one("SELECT COUNT(*) FROM person") == 2


@cases.of("id-type")
async def test_an_id_as_a_number_and_as_a_text_is_one_account(dance: Dance) -> None:
    await dance.signed_in(ANN)
    await dance.signed_in(ANN._replace(id="5101"))
    assert dance.place.one("SELECT COUNT(*) FROM person") == 1


@cases.of("same-id-for-all")
@pytest.mark.parametrize("nobody", ["", None, True, [], {}])
async def test_who_has_no_id_is_nobody(dance: Dance, nobody: Any) -> None:
    reader = dance.place.reader()
    await dance.around(reader, Somebody(nobody))
    assert (dance.sessions(), reader.cookies.get(SESSION)) == (0, None)
    assert dance.place.one("SELECT COUNT(*) FROM account") == 0


@cases.of("email-none")
async def test_without_an_address_one_signs_in_as_well(dance: Dance) -> None:
    ann = await dance.signed_in(Somebody(9, "nomail", "No Mail", ""))
    assert await name_of(ann) == "No Mail"


@cases.of("email-unverified", "email-preclaimed")
async def test_an_address_at_a_provider_gives_nobody_anything_of_its_owners(dance: Dance) -> None:
    guest = dance.place.reader()
    said = await guest.said("As a guest", email=VICTIM)
    attackers = [
        await dance.signed_in(Somebody(666, "mallory", "Mallory", VICTIM, verified)) for verified in (False, True)
    ]
    victim = await proved(dance, VICTIM, name="Vic")
    by_provider = await dance.signed_in(Somebody(777, "vic", "Vic", VICTIM), "discord")
    assert [one["id"] for one in (await victim.mine())["comments"]] == [said]
    for other in (*attackers, by_provider):
        assert (await other.mine())["comments"] == []
        assert (await other.erase(said)).status_code == 404
    accounts_of = dance.place.rows("SELECT person_id, COUNT(*) FROM account GROUP BY person_id")
    assert [count for _, count in accounts_of] == [1, 1, 1]
    assert dance.place.rows("SELECT email FROM person WHERE email <> ''") == [(VICTIM,)]


@cases.of("email-case")
@pytest.mark.parametrize("spelt", ["Victim@Reader.Example", "VICTIM@READER.EXAMPLE", " victim@reader.example "])
async def test_an_address_is_one_however_it_is_spelt(dance: Dance, spelt: str) -> None:
    guest = dance.place.reader()
    said = await guest.said("As a guest", email=spelt.strip())
    first = await proved(dance, VICTIM)
    second = await proved(dance, spelt)
    assert dance.place.one("SELECT COUNT(*) FROM person") == 1
    assert dance.place.rows("SELECT issuer, subject FROM account") == [("email", VICTIM)]
    for reader in (first, second):
        assert [one["id"] for one in (await reader.mine())["comments"]] == [said]


async def test_an_account_can_be_added_over_a_provider_and_leads_to_the_same_person(dance: Dance) -> None:
    ann = await dance.signed_in()
    answer = await dance.around(ann, BEN, "discord", to="account")
    assert answer.headers["location"].startswith("/account?site=default&draft=")
    assert await name_of(await dance.signed_in(BEN, "discord")) == "Ann Okafor"
    assert (dance.place.one("SELECT COUNT(*) FROM person"), dance.sessions()) == (1, 2)


async def test_an_account_of_somebody_else_is_not_added(dance: Dance) -> None:
    await dance.signed_in(BEN, "discord")
    ann = await dance.signed_in()
    answer = await dance.around(ann, BEN, "discord", to="account")
    assert "belongs to another person here" in (await ann.get(answer.headers["location"])).text
    assert dance.place.one("SELECT COUNT(DISTINCT person_id) FROM account") == 2


async def test_who_is_not_signed_in_adds_no_account(dance: Dance) -> None:
    assert (await dance.leaves(dance.place.reader(), to="account")).status_code == 401


async def test_who_is_banned_comes_in_by_no_account_and_adds_none(place: Place) -> None:
    ann = await enters(place, by())
    await do(place, lambda conn: person.ban(conn, 1, ann.id, 1))
    for arrives, adding in ((by(), None), (by("8"), ann.id)):
        with pytest.raises(Refused, match="may not take part"):
            await enters(place, arrives, adding)
    assert place.one("SELECT COUNT(*) FROM account") == 1
    await do(place, lambda conn: person.ban(conn, 1, ann.id, None))
    assert (await enters(place, by())).id == ann.id


async def test_the_sites_own_staff_may_bear_a_name_that_is_kept_for_them(place: Place) -> None:
    for name in ("Editor", "The Editor"):
        who = await enters(place, by(name, name, "host", role=STAFF)._replace(follows=True))
        assert (who.name, who.role) == (name, STAFF)
    assert (await enters(place, by(name="Editor"))).name == person.NAMELESS


async def test_the_sites_word_is_followed_when_it_changes(place: Place) -> None:
    first = await enters(place, by(role=STAFF, badges=("Editor",), page="https://a.example/")._replace(follows=True))
    again = await enters(place, by(name="Ann K.", page="https://b.example/")._replace(follows=True))
    assert (first.role, first.badges, again.role, again.badges) == (STAFF, ("Editor",), person.READER, ())
    assert (again.name, again.page) == ("Ann K.", "https://b.example/")


async def test_the_last_account_stays(place: Place) -> None:
    ann = await enters(place, by())
    await enters(place, by("8"), ann.id)
    await do(place, lambda conn: accounts.remove(conn, 1, ann.id, "https://id.example", "7"))
    with pytest.raises(Refused) as refused:
        await do(place, lambda conn: accounts.remove(conn, 1, ann.id, "https://id.example", "8"))
    assert refused.value.code == "account_last"
