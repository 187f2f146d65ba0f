"""The work is done daily, by one of several processes, can be cut off anywhere, and counted without being done."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import Connection, select, text

from tests.support.house import Place, Reader, Statements
from tests.support.keeping import keep, sound
from tests.support.verdicts import SPAM
from voxpop.lib import pausing
from voxpop.lib.refused import Refused
from voxpop.people import attempts
from voxpop.people.attempts import Purpose
from voxpop.privacy import cutting, keeping
from voxpop.storage.schema import metadata

pytestmark = pytest.mark.usefixtures("obedient")

DAY = 86_400_000_000
ANSWERED = "UPDATE sender SET asked = :asked WHERE comment_id = :id"


def rows(place: Place) -> dict[str, list[Any]]:
    """All that is in the database, but for when it was last looked at."""

    def read(conn: Connection) -> dict[str, list[Any]]:
        tables = [table for table in metadata.sorted_tables if table.name != "keeping"]
        return {table.name: sorted(map(repr, conn.execute(select(table)))) for table in tables}

    return place.house.database.read_now(read)


async def filled(place: Place) -> None:
    """Something of each kind that will be too old in a month."""
    reader = place.reader("192.0.2.7", user_agent="Canary/1 Firefox/140.0 Linux")
    for number in range(5):
        await reader.said(f"live {number}")
        await reader.said(f"{SPAM} {number}")
    rejected = await reader.said("rejected")
    await place.decide("reject", rejected)


async def test_a_site_is_looked_after_once_a_day(place: Place) -> None:
    await keep(place)
    assert place.one("SELECT due - done FROM keeping") == DAY
    done = place.one("SELECT done FROM keeping")
    await keep(place, hours=23)
    assert place.one("SELECT done FROM keeping") == done
    await keep(place, hours=1)
    assert place.one("SELECT done FROM keeping") == done + DAY


async def test_of_two_processes_one_does_it(place: Place) -> None:
    now, site = place.clock.now, place.site()
    claims = [await place.house.database.write(lambda conn: keeping.claim(conn, site, now)) for _ in range(3)]
    assert claims == [True, False, False]
    later = now + keeping.LEASE
    assert await place.house.database.write(lambda conn: keeping.claim(conn, site, later))


async def test_each_site_by_its_own_rules(place: Place, reader: Reader) -> None:
    await place.add("other", "http://other.example")
    mine = await reader.said("one")
    theirs = await reader.said("two", site="other", url="http://other.example/a")
    await place.choose(keep_emails="60d")
    await keep(place, days=31)
    found = {row.comment_id: row.email for row in place.rows("SELECT comment_id, email FROM sender")}
    assert found == {mine: "ann@reader.example", theirs: ""}


@pytest.mark.parametrize("writes", range(1, 5))
async def test_what_is_cut_off_is_taken_up_again(place: Place, monkeypatch: pytest.MonkeyPatch, writes: int) -> None:
    await filled(place)
    place.clock.forward(days=31)
    write, left = place.house.database.write, [writes]

    async def failing(job: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise Refused("storage_away", "It is away.")
        return await write(job)

    monkeypatch.setattr(place.house.database, "write", failing)
    with pytest.raises(Refused):
        await keeping.turn(place.house, asyncio.Event())
    monkeypatch.setattr(place.house.database, "write", write)
    sound(place)
    assert place.one("SELECT done FROM keeping") == 0
    await keep(place, hours=1)
    assert place.one("SELECT COUNT(*) FROM sender WHERE email <> '' OR agent LIKE '%Canary%'") == 0
    assert sorted(row.state for row in place.rows("SELECT state FROM comment")) == ["gone", *["live"] * 5]
    sound(place)


async def test_who_is_told_to_end_does_so_and_leaves_it_due(place: Place) -> None:
    await filled(place)
    place.clock.forward(days=31)
    end = asyncio.Event()
    end.set()
    await keeping.turn(place.house, end)
    assert place.one("SELECT done FROM keeping") == 0
    assert sum((await keep(place, hours=1)).values()) > 0


async def test_a_count_changes_nothing_and_is_what_is_done_then(place: Place) -> None:
    await filled(place)
    place.clock.forward(days=31)
    before, told = rows(place), []
    database, clock = place.house.database, place.house.clock
    site = place.site()
    counted = +keeping.keep(database, site, clock, dry=True, watch=lambda counts: told.append(counts.total()))
    assert rows(place) == before
    assert place.rows("SELECT done FROM keeping WHERE done > 0") == []
    assert counted.total() == max(told) == 5 + 1 + 3 * 11
    done = +keeping.keep(database, site, clock, dry=False, watch=lambda counts: None)
    assert done == counted
    sound(place)


async def test_the_worker_outlives_a_database_that_is_away(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    turns, end = [], asyncio.Event()

    async def turn(*_: object) -> None:
        turns.append(1)
        if len(turns) == 2:
            end.set()
        raise Refused("storage_away", "It is away.")

    monkeypatch.setattr(keeping, "turn", turn)
    monkeypatch.setattr(keeping, "LOOK", 0.0)
    await asyncio.wait_for(keeping.work(place.house, end), 10)
    assert len(turns) == 2


async def test_what_was_typed_before_signing_in_is_kept_for_an_hour_and_a_minute_at_most(place: Place) -> None:
    way, purpose = ("github", {}), Purpose(draft='{"text":"Half a quagga"}')
    begun = place.clock.now
    await place.house.database.write(lambda conn: attempts.begin(conn, place.house.clock, 1, "b", way, purpose))
    left, end = [], asyncio.Event()

    async def pause(seconds: float, _: asyncio.Event) -> None:
        left.append((place.clock.now - begun, place.one("SELECT COUNT(*) FROM attempt")))
        place.clock.forward(seconds=seconds)
        if len(left) == 70:
            end.set()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pausing, "pause", pause)
        await keeping.sweep(place.house, end)
    hour = 3_600_000_000
    assert {count for at, count in left if at <= hour} == {1}
    assert {count for at, count in left if at > hour} == {0}


@pytest.mark.parametrize("days", [2, 4000])
async def test_who_is_due_far_ahead_by_a_clock_that_was_wrong_is_due(place: Place, days: int) -> None:
    reader = place.reader("192.0.2.77")
    await keep(place, days=days)
    place.clock.forward(days=-days)
    await reader.said("words", email="canary@mail.example")
    await keep(place)
    assert place.one("SELECT due FROM keeping") == place.clock.now + DAY
    await keep(place, days=31)
    assert place.rows("SELECT email, address FROM sender") == [("", "192.0.2.0/24")]


async def test_the_next_day_looks_at_little_though_an_appeal_is_open(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = place.reader()
    for number in range(41):
        await reader.said(f"words {number}")
    appealed = place.one("SELECT MIN(comment_id) FROM sender")
    await place.write(
        "INSERT INTO appeal (site_id, id, comment_id, act_id, words, outcome, decider, answer) "
        "VALUES (1, 1, :id, 1, 'Please.', 'open', '', '')",
        id=appealed,
    )
    monkeypatch.setattr(cutting, "SIZE", 10)
    await keep(place, days=31)
    assert [row.comment_id for row in place.rows("SELECT comment_id FROM sender WHERE email <> ''")] == [appealed]
    place.clock.forward(days=1)
    with Statements() as asked:
        await keep(place)
    assert len([one for one in asked if "FROM sender" in one and "LIMIT" in one]) == 2
    await place.write("UPDATE appeal SET outcome = 'refused'")
    await keep(place, days=1)
    assert place.rows("SELECT comment_id FROM sender WHERE email <> ''") == []


async def test_a_look_that_finds_nothing_is_followed_by_a_pause_too(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(25):
        await place.reader().said(f"words {number}")
    monkeypatch.setattr(cutting, "SIZE", 10)
    await keep(place, days=31)
    await place.write("UPDATE keeping SET upto = 0")
    pauses = []

    async def pause(seconds: float, _: asyncio.Event) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(keeping, "pause", pause)
    assert (await keep(place, days=1)).total() == 0
    assert pauses == [keeping.BREATH] * 2


async def test_what_was_written_between_look_and_cut_is_cut_the_next_day(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = place.reader("192.0.2.77")
    for number in range(3):
        await reader.said(f"words {number}", email="canary@mail.example")
    answered = place.one("SELECT MIN(comment_id) + 1 FROM sender") - 1
    write, once = place.house.database.write, [1, 1, 1]

    async def racing(job: Any) -> Any:
        if once:
            once.pop()
            await write(lambda conn: conn.execute(text(ANSWERED), {"id": answered, "asked": f'[{{}},"{len(once)}"]'}))
        return await write(job)

    monkeypatch.setattr(place.house.database, "write", racing)
    await keep(place, days=31)
    assert not once
    assert place.rows("SELECT email, address FROM sender WHERE comment_id = :id", id=answered) == [
        ("canary@mail.example", "192.0.2.77")
    ]
    await keep(place, days=1)
    assert set(place.rows("SELECT email, address FROM sender")) == {("", "192.0.2.0/24")}


def holding(place: Place, *words: str) -> dict[str, list[str]]:
    """In which files of the data folder these are."""
    files = {file.name: file.read_bytes() for file in place.house.settings.data.rglob("*") if file.is_file()}
    found = {word: [name for name, held in files.items() if word.encode() in held] for word in words}
    return {word: names for word, names in found.items() if names}


async def test_after_a_month_nothing_that_was_cut_or_removed_is_in_any_file(place: Place) -> None:
    canaries = ("192.0.2.77", "Canary/1", "canary@mail.example", "quaggally")
    reader = place.reader("192.0.2.77", user_agent="Canary/1 Firefox/140.0 Linux")
    for number in range(30):
        await reader.said(f"live {number}", email="canary@mail.example")
    for number in range(5):
        await reader.said(f"{SPAM} {number} quaggally", email="canary@mail.example")
    await keep(place, days=31)
    assert holding(place, *canaries) == {}
    assert place.one("SELECT due - done FROM keeping") == DAY


async def test_the_files_are_cleaned_once_for_all_sites(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    await place.add("second", "https://second.example")
    times, settle = [], place.house.database.settle

    async def counted() -> bool:
        times.append(place.clock.now)
        return await settle()

    monkeypatch.setattr(place.house.database, "settle", counted)
    await keep(place)
    assert place.one("SELECT COUNT(*) FROM keeping WHERE due - done = :day", day=DAY) == 2
    assert len(times) == 1
    await keep(place, hours=1)
    assert len(times) == 1


async def test_who_reads_meanwhile_makes_it_try_again_soon(open_house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    place: Place = await open_house()
    await place.publish("ferry")
    await place.reader().said("words", email="canary@mail.example")
    with place.house.database._reading.connect() as conn, conn.begin():  # type: ignore[attr-defined]
        conn.execute(text("SELECT COUNT(*) FROM sender")).scalar()
        await keep(place, days=31)
    assert place.one("SELECT due - done FROM keeping") == keeping.LEASE
    await keep(place, hours=1)
    assert holding(place, "canary@mail.example") == {}
    assert place.one("SELECT due - done FROM keeping") == DAY
