"""Heat: what makes a conversation hot, that it slows down by itself, says so, and is over by the clock alone."""

from typing import Any

import pytest

from tests.moderation.test_threads import act, code, ferry, refused
from tests.support import desk
from tests.support.house import Place, Reader
from voxpop.discussion import heating
from voxpop.staff.roles import Role

LOG = "SELECT act, actor, before, after FROM act WHERE thread_id IS NOT NULL ORDER BY id"


@pytest.mark.parametrize(
    ("live", "reports", "away", "hot"),
    [
        (0, 0, {}, 0),
        (7, 0, {}, 7),
        (7, 2, {}, 13),
        (7, 0, {1: None}, 7),
        (7, 0, {1: None, 2: None, 3: None}, 7),
        (7, 0, {1: None, 2: 1}, 11),
        (7, 1, {1: 99, 2: 1, 3: 2, 4: None}, 16),
        (0, 0, {3: 2, 2: 1, 1: None, 5: 3, 4: 1}, 8),
    ],
)
def test_the_formula(live: int, reports: int, away: dict[int, int | None], hot: int) -> None:
    assert heating.heat(live, reports, away) == hot


async def many(place: Place, number: int, words: str = "words") -> None:
    for n in range(number):
        await place.reader().said(f"{words} {n}", email=f"r{n}@reader.example", name=f"R {n}")


async def heated(place: Place) -> Any:
    return place.one("SELECT heated FROM thread WHERE key = '/ferry'")


async def test_a_conversation_heats_up_says_so_and_is_slow(place: Place, reader: Reader) -> None:
    await place.choose(heat_replies="3", heat_slow="90", heat_lasts="20")
    await reader.said("one")
    await many(place, 1)
    assert await heated(place) is None
    assert "vp-slow" not in await place.reader().page()
    await many(place, 1, "more")
    until = place.clock.now + 20 * 60_000_000
    assert await heated(place) == until
    page = await place.reader().page()
    assert "This conversation has become lively and goes slowly until 9 October 2025, 09:13" in page
    assert "Here are at least 90 seconds" in page
    assert code(await reader.say("two")) == (429, "slow_mode")
    assert place.rows(LOG) == [("heat", "heat", "cool", f"hot {until}")]
    ida = await desk.colleague(place, "Ida", Role.EDITOR)
    assert "<b>1 hot</b>" in (await ida.get("/desk")).text
    assert "<b>hot</b> until" in (await ida.get("/desk/threads")).text
    place.clock.forward(minutes=21)
    assert "vp-slow" not in await place.reader().page()
    fragment = await place.reader().get("/threads?site=default&url=http://paper.example/ferry")
    assert "vp-slow" not in fragment.text
    assert "1 hot" not in (await ida.get("/desk")).text
    assert (await reader.say("two")).status_code == 201
    assert (await reader.say("three")).status_code == 201


async def test_what_a_moderator_has_set_is_not_made_faster(place: Place, reader: Reader) -> None:
    await place.choose(heat_replies="2", heat_slow="30")
    await reader.said("one")
    await many(place, 2)
    await act(place, "slow", slow=300)
    assert "Here are at least 5 minutes" in await place.reader().page()


async def test_heat_lasts_from_the_last_comment_that_found_it_hot(place: Place, reader: Reader) -> None:
    await place.choose(heat_replies="2", heat_slow="1", heat_lasts="10")
    await many(place, 3)
    first = await heated(place)
    place.clock.forward(minutes=2)
    await many(place, 1, "soon")
    assert await heated(place) == first
    place.clock.forward(minutes=4)
    await many(place, 2, "later")
    assert await heated(place) == first + 6 * 60_000_000
    assert [line.act for line in place.rows(LOG)] == ["heat", "heat"]


async def test_reports_and_a_chain_of_held_answers_are_heat(place: Place, reader: Reader) -> None:
    first = await reader.said("one")
    await place.write(
        "INSERT INTO report (site_id, id, comment_id, guest, reason, words, outcome)"
        " SELECT site_id, 1, id, :guest, 'abuse', '', 'open' FROM comment WHERE id = :id",
        guest=b"g", id=first,
    )  # fmt: skip
    second = await reader.reply(first, "an answer")
    third = await reader.reply(second, "another")
    for comment in (second, third):
        await place.decide("hide", comment)
    await place.choose(heat_replies="9")  # two live, a report (3), a chain of two (4)
    await many(place, 1)
    assert await heated(place) is not None


class Never:
    """A statement that nobody may run."""

    def rows(self, *_: object) -> None:
        raise AssertionError("it was asked")


async def test_a_site_that_wants_none_has_none_and_pays_nothing(
    place: Place, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heating, "LIVE", Never())
    await many(place, 12)
    assert await heated(place) is None
    await place.choose(heat_replies="3")
    assert (await reader.say("now it is looked at")).status_code == 500


async def test_a_quiet_conversation_is_not_looked_at(
    place: Place, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    await place.choose(heat_replies="3")
    await reader.said("one")
    place.clock.forward(minutes=11)
    monkeypatch.setattr(heating, "LIVE", Never())
    await reader.said("two")
    assert (await reader.say("soon after")).status_code == 500


async def test_a_moderator_ends_it_for_an_hour_and_takes_that_back(place: Place, reader: Reader) -> None:
    await place.choose(heat_replies="2")
    await many(place, 3)
    hot = await heated(place)
    await act(place, "cool")
    assert "vp-slow" not in await place.reader().page()
    await many(place, 3, "more")
    assert await heated(place) < 0
    await act(place, "restore")
    assert await heated(place) == hot
    assert "vp-slow" in await place.reader().page()
    await act(place, "restore")
    place.clock.forward(minutes=61)
    assert await refused(place, "restore") == "nothing_to_restore"
    await many(place, 3, "again")
    assert await heated(place) > place.clock.now


async def test_the_log_is_whole(place: Place, reader: Reader) -> None:
    from voxpop.verifying import ledger

    await place.choose(heat_replies="2")
    await many(place, 3)
    assert ferry(place)
    assert place.house.database.read_now(lambda conn: list(ledger.broken(conn))) == []
