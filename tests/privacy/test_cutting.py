"""Of who sent a comment less is kept with time, and nothing that still knows them is lost by it."""

import json

import pytest
from sqlalchemy import Connection

from tests.support.asked import Asked
from tests.support.house import Place
from tests.support.keeping import keep, sound, text_of
from tests.support.verdicts import DOUBTFUL
from voxpop.discussion import bylines
from voxpop.lib import address
from voxpop.people import person
from voxpop.people.person import Known
from voxpop.spam import marks, records

EMAIL, ADDRESS, AGENT = (
    "canary@reader.example",
    "198.51.100.77",
    "Mozilla/5.0 (X11; Linux x86_64) Canary/9 Firefox/140.0",
)
SENDER = "SELECT email, address, agent FROM sender WHERE comment_id = :id"
FULL = (EMAIL, ADDRESS, AGENT)
CUT = ("", "198.51.100.0/24", "Firefox, Linux")


async def said(place: Place, words: str = "It is late.", *, at: str = ADDRESS, **more: str) -> int:
    return await place.reader(at, user_agent=AGENT).said(words, email=EMAIL, **more)


def sender(place: Place, comment: int) -> tuple[str, ...]:
    return tuple(place.rows(SENDER, id=comment)[0])


async def test_after_a_month_no_full_address_agent_or_e_mail_is_in_any_table(akismet: Asked) -> None:
    place = akismet.place
    first = await said(place)
    second = await said(place, "And again.", at="2001:db8:1:2:3::9")
    await keep(place, days=29)
    assert sender(place, first) == FULL
    done = await keep(place, days=2)
    assert sorted((+done).values()) == [2, 2, 2]
    found = text_of(place)
    assert [canary for canary in (EMAIL, "canary@", ADDRESS, "2001:db8:1:2", AGENT, "Canary") if canary in found] == []
    assert sender(place, first) == CUT
    assert sender(place, second)[1] == "2001:db8:1::/48"
    assert place.one("SELECT COUNT(*) FROM sender WHERE fingerprint IS NOT NULL") == 0
    assert akismet.kept(first)["sent"]["user_ip"] == "198.51.100.0"
    sound(place)


async def test_what_is_cut_is_cut_once(place: Place) -> None:
    comment = await said(place)
    assert sum((await keep(place, days=31)).values()) == 3
    assert sum((await keep(place, days=2)).values()) == 0
    assert sender(place, comment) == CUT


async def test_who_is_known_by_their_e_mail_is_so_when_it_is_gone(place: Place) -> None:
    comment = await said(place)
    await keep(place, days=31)

    def claim(conn: Connection) -> int:
        person.add(conn, 1, 7, Known("Ann"), frozenset(), 1)
        return bylines.claim(conn, 1, person.numbered(conn, 1, 7), EMAIL.upper())

    assert await place.house.database.write(claim) == 1
    assert place.one("SELECT guest FROM sender WHERE comment_id = :id", id=comment) == place.one(
        "SELECT mark FROM person"
    )


@pytest.mark.usefixtures("obedient")
async def test_a_comment_that_waits_keeps_its_e_mail_until_somebody_has_decided(place: Place) -> None:
    live = await said(place)
    held = await said(place, DOUBTFUL)
    await keep(place, days=31)
    assert (sender(place, live), sender(place, held)) == (CUT, (EMAIL, *CUT[1:]))
    await place.decide("approve", held)
    await keep(place, days=2)
    assert sender(place, held) == CUT


async def test_rules_that_are_made_shorter_hold_for_what_is_there(place: Place) -> None:
    comment = await said(place)
    await keep(place, days=3)
    assert sender(place, comment) == FULL
    await place.choose(keep_addresses="2d")
    await keep(place, days=1)
    assert sender(place, comment) == (EMAIL, *CUT[1:])
    await place.choose(keep_emails="2d")
    await keep(place, days=1)
    assert sender(place, comment) == CUT


async def test_rules_that_were_longer_for_a_while_leave_nothing_behind(place: Place) -> None:
    await said(place)
    await keep(place, days=31)
    await place.choose(keep_addresses="60d", keep_emails="60d")
    later = await said(place, "Later.")
    await keep(place, days=31)
    assert sender(place, later) == FULL
    await place.choose(keep_addresses="30d", keep_emails="30d")
    await keep(place, days=1)
    assert sender(place, later) == CUT


async def test_hashed_from_the_start_nothing_but_the_judge_s_own_mark_is_kept(akismet: Asked) -> None:
    place = akismet.place
    await place.choose(addresses="hashed")
    comment = await said(place)
    found = text_of(place)
    assert ADDRESS not in found
    assert AGENT not in found
    kept = sender(place, comment)
    assert kept[0] == EMAIL
    assert address.is_hashed(kept[1])
    assert kept[2] == "Firefox, Linux"
    assert {"user_ip", "user_agent"}.isdisjoint(akismet.kept(comment)["sent"])
    assert akismet.there.heard[0].form["user_ip"] == ADDRESS
    mark = address.mark(kept[1])
    assert place.one("SELECT live FROM record WHERE mark = :mark", mark=mark) == 1
    await keep(place, days=31)
    assert sender(place, comment) == ("", *kept[1:])


async def test_where_only_hashes_are_to_be_kept_from_now_on_what_is_there_is_hashed_too(akismet: Asked) -> None:
    place = akismet.place
    old = await said(place)
    await keep(place, days=31)
    young = await said(place, "And again.")
    await place.choose(addresses="hashed")
    await keep(place, days=1)
    found = text_of(place)
    assert [canary for canary in (ADDRESS, "198.51.100", AGENT, "Canary") if canary in found] == []
    kept = [sender(place, comment) for comment in (old, young)]
    assert [one[0] for one in kept] == ["", EMAIL]
    assert kept[0][1:] == kept[1][1:]
    assert address.is_hashed(kept[0][1])
    for comment in (old, young):
        assert {"user_ip", "user_agent"}.isdisjoint(akismet.kept(comment)["sent"])
    assert place.one("SELECT live FROM record WHERE mark = :mark", mark=address.mark(kept[0][1])) == 2
    assert sum((await keep(place, days=1)).values()) == 0
    sound(place)


@pytest.mark.parametrize("rule", ["cut", "hashed"])
async def test_an_edit_is_judged_by_the_same_records(place: Place, rule: str) -> None:
    await place.choose(addresses=rule, edit_window="90d")
    reader = place.reader(ADDRESS, user_agent=AGENT)
    comment = await reader.said("It is late.", email=EMAIL)
    before = place.one("SELECT marks FROM sender")
    await keep(place, days=31)
    assert (await reader.edit(comment, "It is very late.")).status_code == 200
    assert place.one("SELECT marks FROM sender") == before
    secret = place.house.database.read_now(lambda conn: records.secret(conn, 1)) or b""
    assert marks.of_address(ADDRESS, secret) in marks.unpacked(bytes(before))
    sound(place)


async def test_what_cannot_be_read_any_more_is_no_address(place: Place) -> None:
    comment = await said(place)
    await place.write("UPDATE sender SET address = 'behind a proxy'")
    await keep(place, days=31)
    assert sender(place, comment)[1] == ""


async def test_what_was_answered_by_akismet_stays(akismet: Asked) -> None:
    comment = await said(akismet.place)
    before = akismet.kept(comment)
    await keep(akismet.place, days=31)
    after = akismet.kept(comment)
    assert json.dumps(after | {"sent": 0}) == json.dumps(before | {"sent": 0})
    assert after["sent"]["comment_content"] == before["sent"]["comment_content"]
