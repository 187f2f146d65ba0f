"""What the page on privacy said, and since when: once for each change, whoever notices it."""

import asyncio
import dataclasses

import pytest

from tests.support.house import Place, Reader
from voxpop.lib import pausing
from voxpop.privacy import history, keeping, notice, running
from voxpop.privacy.history import Change
from voxpop.sites.house import House


def noted(place: Place) -> list[history.Noted]:
    return place.house.database.read_now(lambda conn: history.read(conn, 1))


async def look(place: Place) -> None:
    await place.quiet()
    await place.house.sites.load()
    await history.look(place.house, await place.house.sites.named("default"))


def last_changes(place: Place) -> list[Change]:
    new, old = noted(place)[:2]
    return history.changes(old.said, new.said)


async def test_what_is_said_at_first_is_noted_once(place: Place) -> None:
    await look(place)
    await look(place)
    [first] = noted(place)
    assert first.since >= place.clock.now
    assert {one["key"] for one in first.said["held"]} >= {"text", "email", "address"}


async def test_a_rule_that_changes_what_is_said_is_noted_with_what_it_was(place: Place) -> None:
    await look(place)
    place.clock.forward(seconds=60)
    await place.choose(keep_addresses="7d", consent="I agree.")
    await look(place)
    found = last_changes(place)
    assert (
        Change("changed", "held", "address", "Your network address, and the name of your browser", ("P30D",), ("P7D",))
        in found
    )
    assert Change("added", "words", "consent", "consent") in found
    assert "consent" in {one.key for one in found if one.kind == "added" and one.part == "held"}
    assert noted(place)[0].since > noted(place)[1].since


async def test_of_several_times_those_are_told_that_differ(place: Place) -> None:
    await look(place)
    await place.choose(keep_trash="90d", keep_spam="90d")
    await look(place)
    assert [(change.key, change.was, change.now) for change in last_changes(place)] == [
        ("text", ("P15D", "P30D"), ("P90D", "P90D")),
        ("standing", ("P30D",), ("P90D",)),
    ]


async def test_what_changes_nothing_that_is_said_is_not_noted(place: Place) -> None:
    await look(place)
    await place.choose(title="Another title", depth="3")
    await look(place)
    assert len(noted(place)) == 1


async def test_what_is_said_no_longer_is_noted(place: Place) -> None:
    await place.choose(akismet_key="abcdef123456")
    await look(place)
    await place.choose(akismet_key="")
    await look(place)
    found = last_changes(place)
    assert {(one.kind, one.part) for one in found} == {("gone", "shared")}
    assert "Akismet" in found[-1].called


async def test_what_comments_of_earlier_days_hold_is_said_still(place: Place) -> None:
    """Akismet is asked no more, and nobody has to agree; what was kept of both then is."""
    await place.choose(akismet_key="abcdef123456", consent="I agree.")
    await look(place)
    await place.choose(akismet_key="", consent="")
    for _ in range(2):
        await look(place)
        assert {"akismet", "consent"} <= {one["key"] for one in noted(place)[0].said["held"]}
    assert (noted(place)[0].said["consent"], noted(place)[0].said["shared"]) == ("", [])


async def test_what_is_kept_of_who_signed_in_is_said_after_that_was_switched_off(place: Place) -> None:
    cookies = {"voxpop-", "voxpop_signing_in", "voxpop_probe"}
    await place.choose(passkeys="all")
    await look(place)
    person = """
        INSERT INTO person (site_id, id, mark, name, skeleton, email, page, source, pictured, role, badges, seen)
        VALUES (1, 7, :mark, 'P', 'p', '', '', '', TRUE, 'reader', '', 7)
    """
    session = """
        INSERT INTO session (site_id, id, hash, person_id, via, agent, place, seen, until)
        VALUES (1, 7, :hash, 7, '', '', '', 7, 7)
    """
    await place.write(person, mark=b"m")
    await place.write(session, hash=b"h")
    await place.choose(passkeys="off")
    await look(place)
    said = noted(place)[0].said
    assert {"account", "sessions"} <= {one["key"] for one in said["held"]}
    assert cookies <= {one["key"] for one in said["browser"]}
    await place.write("DELETE FROM session")
    await place.write("DELETE FROM person")
    await look(place)
    assert {one.key for one in last_changes(place) if one.kind == "gone"} == {"account", "sessions"} | cookies


async def test_what_was_checked_for_others_is_said_after_their_keys_were_revoked(place: Place) -> None:
    await place.write("INSERT INTO akismet_seen (site_id, key_id, id, tags) VALUES (1, 2, 3, :tags)", tags=b"t")
    await look(place)
    assert "checks" in {one["key"] for one in noted(place)[0].said["held"]}
    await place.write("DELETE FROM akismet_seen")
    await look(place)
    assert [(one.kind, one.key) for one in last_changes(place)] == [("gone", "checks")]


async def test_what_changes_is_carried_out_at_once(place: Place) -> None:
    await look(place)
    await place.reader("192.0.2.77").said("words")
    assert await keeping.turn(place.house, asyncio.Event())
    place.clock.forward(seconds=60)
    await place.choose(addresses="hashed")
    assert not await keeping.turn(place.house, asyncio.Event())
    await look(place)
    assert await keeping.turn(place.house, asyncio.Event())
    assert place.one("SELECT COUNT(*) FROM sender WHERE address = '192.0.2.77'") == 0


async def test_of_many_who_notice_at_once_one_writes(place: Place) -> None:
    await place.house.sites.load()
    site = await place.house.sites.named("default")
    await asyncio.gather(*(history.look(place.house, site) for _ in range(8)))
    assert len(noted(place)) == 1


async def test_processes_with_other_settings_do_not_note_in_turns(place: Place, reader: Reader) -> None:
    here = place.house
    mailing = dataclasses.replace(here.settings, smtp_host="mail.paper.example")
    other = House(mailing, here.database, here.sites, here.ready, here.clock)
    site = await here.sites.named("default")
    for _ in range(3):
        await history.look(here, site)
        await history.look(other, site)
        place.clock.forward(seconds=2)
        await reader.page("/privacy")
    assert len(noted(place)) == 2
    await place.choose(keep_spam="1d")
    await look(place)
    assert len(noted(place)) == 3


async def test_what_a_process_noted_that_is_gone_is_put_right_within_a_day(place: Place) -> None:
    await look(place)
    said = noted(place)[0].said
    await place.write("INSERT INTO notice (site_id, id, said) SELECT site_id, id + 1, '{}' FROM notice")
    await look(place)
    assert noted(place)[0].said == {}
    place.clock.forward(days=1)
    await look(place)
    assert noted(place)[0].said == said


async def test_a_clock_that_goes_back_does_not_put_the_new_before_the_old(place: Place) -> None:
    await look(place)
    late = noted(place)[0].since + 1_000_000_000
    await place.write("UPDATE notice SET id = :late", late=late)
    await place.choose(keep_spam="1d")
    await look(place)
    assert noted(place)[0].since > late
    assert noted(place)[0].said["held"][0]["kept"][1]["lasts"] == "P1D"


async def test_the_worker_notes_every_site_from_the_start(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    await place.add("town", "http://town.example")
    await place.quiet()
    end = asyncio.Event()

    async def over(_seconds: float, event: asyncio.Event) -> None:
        event.set()

    monkeypatch.setattr(pausing, "pause", over)
    await history.work(place.house, end)
    assert sorted(row.site_id for row in place.rows("SELECT site_id FROM notice")) == [1, 2]


def test_a_row_of_another_version_can_be_told_of() -> None:
    old = {"responsible": "Ann", "held": [{"key": "moods", "what": "Your mood", "kept": []}], "unknown": 7}
    new = {"responsible": "", "held": [], "shared": [{"key": "fax", "whom": "A fax"}]}
    assert history.changes(old, new) == [
        Change("gone", "words", "responsible", "responsible"),
        Change("gone", "held", "moods", "Your mood"),
        Change("added", "shared", "fax", "A fax"),
    ]


@pytest.mark.parametrize("callback", ["", "https://blog.example"])
async def test_a_key_for_other_software_is_seen(place: Place, callback: str) -> None:
    await place.write(
        "INSERT INTO akismet_key (site_id, id, hash, label, scopes, blog, hourly, monthly, callback)"
        " VALUES (1, 1, :hash, '', 'check', '', 0, 0, :callback)",
        hash=b"h", callback=callback,
    )  # fmt: skip
    site = place.site()
    runs = place.house.database.read_now(lambda conn: running.read(conn, place.house.settings, site))
    assert (runs.checks, runs.hooks) == (True, bool(callback))
    assert "checks" in {one.key for one in notice.made(runs).held}
