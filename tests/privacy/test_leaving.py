"""Who leaves does so at once; what stands against them is met again by who comes back with the same account."""

import pytest

from tests.moderation.test_restraining import act, ban, code
from tests.support import life
from tests.support.dance import ANN, BEN, Dance
from tests.support.house import Place
from voxpop.people import command
from voxpop.people.person import numbered
from voxpop.privacy import erasing, subject
from voxpop.privacy.erasure import Extent


@pytest.fixture(autouse=True)
def obediently(obedient: None) -> None:
    pass


async def leaves(place: Place, person: int) -> None:
    who = place.house.database.read_now(lambda conn: subject.signed_in(conn, 1, numbered(conn, 1, person)))
    await erasing.ask(erasing.means(place.house), who, Extent.ALL)
    await life.over(place)


def only(place: Place) -> int:
    return int(place.one("SELECT id FROM person"))


async def test_who_is_banned_is_so_when_they_come_back(dance: Dance) -> None:
    place, ann = dance.place, await dance.signed_in(ANN)
    await ban(place, await ann.said("Bad words."), why="insults")
    for _ in range(2):
        await leaves(place, only(place))
        ann = await dance.signed_in(ANN)
        answer = await ann.say("I am back.")
        assert code(answer) == (403, "banned")
        assert "The reason: insults" in answer.json()["detail"]
    ben = await dance.signed_in(BEN)
    assert (await ben.say("I am another.")).status_code == 201


async def test_so_is_whom_the_operator_has_banned(dance: Dance) -> None:
    place = dance.place
    await (await dance.signed_in(ANN)).said("Bad words.")
    number = only(place)
    await place.house.database.write(lambda conn: command.ban(conn, 1, number, place.clock.now))
    await leaves(place, number)
    assert code(await (await dance.signed_in(ANN)).say("I am back.")) == (403, "banned")


async def test_and_who_comes_by_mail(dance: Dance) -> None:
    place, address = dance.place, "ann@reader.example"
    ann = await dance.post.signed_in(address)
    await act(place, await ann.said("Bad words."), "hold")
    await leaves(place, only(place))
    answer = await (await dance.post.signed_in(address)).say("I am back.")
    assert (answer.status_code, answer.json()["state"]) == (202, "held")


async def test_who_stands_well_comes_back_as_anybody(dance: Dance) -> None:
    place, ann = dance.place, await dance.signed_in(ANN)
    first = await ann.said("Bad words.")
    await ban(place, first)
    await act(place, first, "lift", kind="banned")
    await leaves(place, only(place))
    assert (await (await dance.signed_in(ANN)).say("I am back.")).status_code == 201


async def test_what_is_lifted_meanwhile_does_not_come_back(dance: Dance) -> None:
    place, ann = dance.place, await dance.signed_in(ANN)
    await ban(place, await ann.said("Bad words."))
    await leaves(place, only(place))
    await dance.signed_in(ANN)
    await place.write("UPDATE standing SET until = 0")
    await leaves(place, only(place))
    assert (await (await dance.signed_in(ANN)).say("I am back.")).status_code == 201


async def test_of_two_bans_the_one_that_ends_last_stands(dance: Dance) -> None:
    place, ann = dance.place, await dance.signed_in(ANN)
    number, hour = only(place), 3_600_000_000
    await ban(place, await ann.said("Bad words."), until=place.clock.now + hour, why="insults")
    await place.house.database.write(lambda conn: command.ban(conn, 1, number, place.clock.now))
    await leaves(place, number)
    place.clock.forward(hours=2)
    assert code(await (await dance.signed_in(ANN)).say("I am back.")) == (403, "banned")
