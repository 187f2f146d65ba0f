"""What is over goes, also where nobody begins anything new."""

from tests.moderation.test_restraining import act
from tests.support.house import ORIGIN, Place, Reader
from tests.support.keeping import keep
from voxpop.people import person, sessions
from voxpop.people.person import Known
from voxpop.people.sessions import Way

AGENT = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Canary/9 Safari/605.1"
DAY = 86_400_000_000


async def begun(place: Place) -> Reader:
    """A browser with a session that lasts as the site says."""

    def begin(conn: object) -> str:
        person.add(conn, 1, 7, Known("Ann"), frozenset(), 1)  # type: ignore[arg-type]
        way = Way("GitHub", AGENT, lasts=sessions.lasting(place.site().rules))
        return sessions.begin(conn, place.house.clock, 1, 7, way).token  # type: ignore[arg-type]

    token = await place.house.database.write(begin)
    reader = place.reader()
    reader.cookies.set(f"voxpop-{place.site().id}", token)
    return reader


async def is_in(reader: Reader) -> bool:
    return (await reader.get("/api/v1/session?site=default")).json()["person"] is not None


async def test_of_a_browser_only_what_it_is_called_is_kept(place: Place) -> None:
    await begun(place)
    assert place.one("SELECT agent FROM session") == "Safari, macOS"


async def test_a_session_ends_after_90_days_without_use_and_goes(place: Place) -> None:
    reader = await begun(place)
    for days in (60, 60):
        await keep(place, days=days)
        assert await is_in(reader)
    await keep(place, days=91)
    assert not await is_in(reader)
    assert place.one("SELECT COUNT(*) FROM session") == 0


async def test_a_site_says_how_long_sessions_last(place: Place) -> None:
    reader = await begun(place)
    await place.choose(keep_sessions="10d")
    place.clock.forward(days=9)
    assert await is_in(reader)
    assert place.one("SELECT until - seen FROM session") == 10 * DAY
    await keep(place, days=12)
    assert place.one("SELECT COUNT(*) FROM session") == 0


async def test_a_session_that_is_too_old_for_a_shorter_rule_is_over_at_once(place: Place) -> None:
    reader = await begun(place)
    place.clock.forward(days=40)
    await place.choose(keep_sessions="30d")
    assert not await is_in(reader)


async def test_a_reporter_to_whom_nothing_is_left_to_tell_is_forgotten(place: Place, reader: Reader) -> None:
    comments = [await reader.said("one"), await reader.said("two"), await reader.said("three")]
    for comment in comments:
        sent = {"reason": "illegal", "words": "It is.", "name": "Canary", "email": "canary@reader.example"}
        path = f"/api/v1/comments/{comment}/report"
        answer = await place.reader().post(path, json=sent | {"good_faith": True, "hear": True})
        assert answer.status_code in (200, 201), answer.text
    for comment in comments[:2]:
        await place.decide("reject", comment)
    await place.write("DELETE FROM outbox WHERE target = (SELECT CAST(MIN(id) AS TEXT) FROM report)")
    named = "SELECT COUNT(*) FROM report WHERE name = 'Canary' AND email IS NOT NULL"
    await keep(place)
    assert place.one(named) == 2  # one of whom hears of it by and by, and one that is open
    await keep(place, days=31)
    assert place.one(named) == 1
    assert place.one("SELECT outcome FROM report WHERE name = 'Canary'") == "open"
    await keep(place, days=60)
    assert place.one("SELECT COUNT(*) FROM report WHERE outcome = 'open' AND name IS NULL AND email IS NULL") == 1
    assert place.one("SELECT words FROM report WHERE outcome = 'open'") == "It is."


async def test_what_akismet_keys_left_goes_though_nobody_uses_them(place: Place) -> None:
    now = place.clock.now
    await place.write(
        "INSERT INTO akismet_seen (site_id, key_id, id, tags) VALUES (1, 2, :id, :tags)", id=now, tags=b"t"
    )
    await place.write(
        """INSERT INTO akismet_check (site_id, id, key_id, guid, due, callback, submission)
           VALUES (1, :id, 2, 'g', :id, :there, '{}')""",
        id=now,
        there=ORIGIN,
    )
    await keep(place, days=6)
    assert place.one("SELECT COUNT(*) FROM akismet_check") == 1
    await keep(place, days=2)
    assert place.one("SELECT COUNT(*) FROM akismet_check") == 0
    await keep(place, days=81)
    assert place.one("SELECT COUNT(*) FROM akismet_seen") == 1
    await keep(place, days=2)
    assert place.one("SELECT COUNT(*) FROM akismet_seen") == 0


async def test_steps_attempts_and_invitations_that_are_over_go(place: Place) -> None:
    now = place.clock.now
    await place.write("INSERT INTO staff_challenge VALUES (:hash, :hash, 1, 'enter', :now)", hash=b"h", now=now)
    await place.write("INSERT INTO invitation VALUES (:hash, 'Bo', 'owner', '', 'Al', :now)", hash=b"h", now=now)
    await place.write("INSERT INTO staff_session VALUES (1, :hash, 1, '', :now, :now, :now)", hash=b"h", now=now)
    await place.write(
        """INSERT INTO attempt (site_id, id, state, browser, method, opener, challenge, back, draft, asked, outcome,
                                said, via, until)
           VALUES (1, 1, :hash, :hash, 'email', '', '', '/', '{}', '', 'open', '', '', :now)""",
        hash=b"h",
        now=now,
    )
    await keep(place, days=1)
    for table in ("staff_challenge", "invitation", "staff_session", "attempt"):
        assert place.one(f"SELECT COUNT(*) FROM {table}") == 0


async def test_what_stood_against_somebody_goes_a_month_after_its_end(place: Place, reader: Reader) -> None:
    comment = await reader.said("rude")
    await act(place, comment, "mute", until=place.clock.now + DAY, mail=True)
    await keep(place, days=20)
    assert place.one("SELECT COUNT(*) FROM standing") == 2
    done = await keep(place, days=12)
    assert done["ended restraints forgotten"] == 2
    assert place.one("SELECT COUNT(*) FROM standing") == 0


async def test_what_was_lifted_can_be_taken_back_for_a_month(place: Place, reader: Reader) -> None:
    comment = await reader.said("rude")
    await act(place, comment, "ban", mail=True)
    place.clock.forward(days=40)
    await act(place, comment, "lift", kind="banned")
    await keep(place, days=29)
    assert place.one("SELECT COUNT(*) FROM standing") == 2
    await keep(place, days=2)
    assert place.one("SELECT COUNT(*) FROM standing") == 0


async def test_what_is_in_force_stays(place: Place, reader: Reader) -> None:
    comment = await reader.said("rude")
    await act(place, comment, "ban", mail=True)
    await act(place, comment, "warn", why="Be kind.", mail=True)
    await keep(place, days=400)
    assert place.one("SELECT COUNT(*) FROM standing") == 4
