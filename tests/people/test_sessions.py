"""A session is a row: it ends when it is ended, and its token is kept nowhere but in its browser."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection

from tests.support.dance import BEN, SESSION, Dance
from tests.support.house import Place, Reader, Statements
from voxpop.lib.ids import DAY
from voxpop.lib.refused import Refused
from voxpop.people import person, sessions, tokens
from voxpop.people.person import Known
from voxpop.people.sessions import LASTS, SHORT, Opened, Session, Way

ANN = 7


async def do(place: Place, act: Callable[[Connection], Any]) -> Any:
    return await place.house.database.write(act)


async def begin(place: Place, lasts: int = LASTS, who: int = ANN) -> Opened:
    if not place.rows("SELECT 1 FROM person WHERE id = :id", id=who):
        await do(place, lambda conn: person.add(conn, 1, who, Known("Ann"), frozenset(), 1))
    way = Way("GitHub", "A browser " * 100, "https://news.example", lasts)
    opened: Opened = await do(place, lambda conn: sessions.begin(conn, place.house.clock, 1, who, way))
    return opened


async def look(place: Place, token: str, site: int = 1) -> Session | None:
    now = place.clock.now
    found: Session | None = await do(place, lambda conn: sessions.look(conn, site, tokens.hashed(token), now))
    return found


async def is_in(reader: Reader) -> bool:
    return (await reader.get("/api/v1/session?site=default")).json()["person"] is not None


async def test_a_token_is_its_persons_until_the_end(place: Place) -> None:
    opened = await begin(place)
    found = await look(place, opened.token)
    assert found
    assert (found.id, found.via, found.place, found.person.name) == (opened.id, "GitHub", "https://news.example", "Ann")
    place.clock.now += LASTS
    assert await look(place, opened.token)
    place.clock.now += 1
    assert await look(place, opened.token) is None


async def test_it_is_of_one_site(place: Place) -> None:
    opened = await begin(place)
    await place.add("other", "https://other.example")
    assert await look(place, opened.token, 2) is None


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "\u00e4" * 43])
async def test_what_is_no_token_is_nobodys(place: Place, token: str) -> None:
    await begin(place)
    assert await look(place, token) is None


async def test_no_two_tokens_are_alike_and_none_is_kept(place: Place) -> None:
    tokens = {(await begin(place)).token for _ in range(20)}
    rows = str([[bytes(v).hex() if isinstance(v, bytes | memoryview) else v for v in row]
                for row in place.rows("SELECT * FROM session")])  # fmt: skip
    assert (len(tokens), {len(token) for token in tokens}) == (20, {43})
    assert [token for token in tokens if token in rows or token.encode().hex() in rows] == []


async def test_with_another_token_the_old_one_is_dead_and_only_one_of_two_gets_it(place: Place) -> None:
    opened = await begin(place, SHORT)
    session = await look(place, opened.token)
    assert session
    now = place.clock.now
    renewed = await do(place, lambda conn: sessions.renew(conn, 1, session, opened.token, now))
    assert (await look(place, opened.token), (await look(place, renewed.token)) is None) == (None, False)
    with pytest.raises(Refused) as refused:
        await do(place, lambda conn: sessions.renew(conn, 1, session, opened.token, now))
    assert refused.value.code == "signed_out"


async def test_those_that_are_over_are_swept_out_and_not_listed(place: Place) -> None:
    await begin(place, SHORT)
    place.clock.now += SHORT
    assert sessions_of(place) == []
    place.clock.now += 1
    await begin(place)
    assert place.one("SELECT COUNT(*) FROM session") == 1
    assert len(sessions_of(place)) == 1


def sessions_of(place: Place) -> list[sessions.Listed]:
    now = place.clock.now
    return place.house.database.read_now(lambda conn: sessions.listed(conn, 1, ANN, now))


async def test_one_ends_or_all_others_or_everybodys(place: Place) -> None:
    mine = [await begin(place) for _ in range(3)]
    other = await begin(place, who=8)
    await do(place, lambda conn: sessions.end(conn, 1, ANN, other.id))  # not theirs
    assert await look(place, other.token)
    await do(place, lambda conn: sessions.end(conn, 1, ANN, mine[0].id))
    assert await look(place, mine[0].token) is None
    assert await do(place, lambda conn: sessions.end_others(conn, 1, ANN, mine[1].id)) == 1
    assert await look(place, mine[1].token)
    assert await do(place, lambda conn: sessions.end_all(conn, None)) == 2
    assert place.one("SELECT COUNT(*) FROM session") == 0


@pytest.mark.parametrize("way", ["end_others", "end_all", "ban", "name", "role"])
async def test_whatever_changes_is_seen_by_the_next_request(dance: Dance, way: str) -> None:
    ann, ben = await dance.signed_in(), await dance.signed_in(BEN)
    assert [await is_in(ann), await is_in(ben)] == [True, True]  # and remembered
    number = dance.place.one("SELECT id FROM person WHERE name = 'Ann Okafor'")
    acts: dict[str, Callable[[Connection], Any]] = {
        "end_others": lambda conn: sessions.end_others(conn, 1, number),
        "end_all": lambda conn: sessions.end_all(conn, 1),
        "ban": lambda conn: person.ban(conn, 1, number, 1),
        "name": lambda conn: person.rename(conn, 1, person.numbered(conn, 1, number), "Ann K.", frozenset()),
        "role": lambda conn: person.set_role(conn, 1, number, person.STAFF),
    }
    await do(dance.place, acts[way])
    seen = (await ann.get("/api/v1/session?site=default")).json()["person"]
    if way in ("name", "role"):
        assert (seen["name"], seen["role"]) == (("Ann K.", "reader") if way == "name" else ("Ann Okafor", "staff"))
    else:
        assert seen is None
    assert await is_in(ben) == (way != "end_all")


async def test_a_session_that_ends_while_it_is_put_off_is_not_remembered(dance: Dance) -> None:
    """Once a day its end is put off: a write, during which another may end it."""
    ann = await dance.signed_in()
    token = ann.cookies[SESSION]
    assert await is_in(ann)
    dance.place.clock.now += 2 * DAY
    database, write = dance.place.house.database, dance.place.house.database.write

    async def meanwhile(act: Callable[[Connection], Any]) -> Any:
        database.write = write  # type: ignore[method-assign]
        done = await write(act)
        await write(lambda conn: sessions.end_all(conn, 1))
        return done

    database.write = meanwhile  # type: ignore[method-assign, assignment]
    await is_in(ann)
    assert database.write == write  # it was put off, and ended
    again = dance.place.reader(authorization=f"Bearer {token}")
    assert not await is_in(again)


async def test_who_is_remembered_is_not_asked_of_the_database(dance: Dance) -> None:
    ann = await dance.signed_in()
    await is_in(ann)
    with Statements() as asked:
        await is_in(ann)
    assert [statement for statement in asked if "session" in statement] == []
