"""Acts on conversations: closing, slow mode, the end of a heat; each with its log, its undo, and who comes second."""

from typing import Any

import pytest

from tests.support import desk
from tests.support.house import HTML, Place, Reader
from tests.support.together import together
from voxpop.lib.refused import Refused
from voxpop.moderation import threads
from voxpop.moderation.moderator import Moderator
from voxpop.moderation.threads import Asked
from voxpop.staff.roles import Role

LOG = "SELECT act, actor, before, after FROM act WHERE thread_id IS NOT NULL ORDER BY id"


def ferry(place: Place) -> int:
    return int(place.one("SELECT id FROM thread WHERE key = '/ferry'"))


async def act(place: Place, name: str, seen: str = "", **more: Any) -> int:
    """A moderator's act on /ferry, as they see it now."""
    at, by = (place.site().id, ferry(place)), Moderator("mo", place.clock.now)

    def write(conn: Any) -> int:
        saw = seen or threads.read(conn, *at, place.clock.now).thread.seen
        return threads.act(conn, place.house.clock, at, Asked(name, saw, **more), (Role.EDITOR, by))

    return await place.house.database.write(write)


async def refused(place: Place, name: str, seen: str = "", **more: Any) -> str:
    with pytest.raises(Refused) as error:
        await act(place, name, seen, **more)
    return error.value.code


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


async def test_a_closed_conversation_takes_nothing_and_says_so_until_it_is_open(place: Place, reader: Reader) -> None:
    await reader.said("one")
    assert "vp-closed" not in await place.reader().page()
    await act(place, "close", why="late")
    assert code(await reader.say("two")) == (403, "thread_closed")
    assert "This conversation is closed." in await place.reader().page()
    fragment = (await place.reader().get("/threads?site=default&url=http://paper.example/ferry")).text
    assert "vp-closed" in fragment
    assert (await reader.thread())["closed"] is True
    await act(place, "open")
    assert (await reader.say("two")).status_code == 201
    assert "vp-closed" not in await place.reader().page()
    await act(place, "restore")
    assert code(await reader.say("three")) == (403, "thread_closed")
    assert place.rows(LOG) == [
        ("close", "mo", "open", "closed"), ("open", "mo", "closed", "open"), ("restore", "mo", "open", "closed"),
    ]  # fmt: skip


async def test_what_was_begun_before_it_closed_comes_back_with_its_words(place: Place, reader: Reader) -> None:
    await reader.said("one")
    await reader.page()
    await act(place, "close")
    answer = await reader.fill("written meanwhile")
    assert answer.status_code == 403
    assert "This conversation is closed" in answer.text


async def test_slow_mode_lies_between_two_comments_of_one_person(place: Place, reader: Reader) -> None:
    await reader.said("one")
    await act(place, "slow", slow=60)
    page = await place.reader().page()
    assert "Here are at least 60 seconds between two comments of one person." in page
    place.clock.forward(seconds=20)
    answer = await reader.say("two")
    assert code(answer) == (429, "slow_mode")
    assert answer.json()["detail"].endswith("You can write again in 40 seconds.")
    form = await reader.fill("two")
    assert form.status_code == 429
    assert "two</textarea>" in form.text
    other = place.reader()
    assert (await other.say("of another", email="bo@reader.example")).status_code == 201
    assert (await reader.like(await other.said("x", url="http://paper.example/ferry2", email="bo@r.example"))).json()
    place.clock.forward(seconds=41)
    assert (await reader.say("two")).status_code == 201


async def test_long_waits_are_told_in_minutes(place: Place, reader: Reader) -> None:
    await reader.said("one")
    await act(place, "slow", slow=3600)
    place.clock.forward(minutes=10)
    assert "You can write again in 50 minutes." in (await reader.say("two")).json()["detail"]
    assert "Here are at least 60 minutes between" in await place.reader().page()


async def test_slow_mode_minds_neither_edits_nor_a_second_try_of_the_same(place: Place, reader: Reader) -> None:
    await place.publish("other")
    await act(place, "slow", slow=600)
    first = await reader.say("one", key="a-key")
    again = await reader.say("one", key="a-key")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    assert code(await reader.say("one")) == (409, "duplicate")
    assert (await reader.edit(first.json()["id"], "changed")).status_code == 200
    assert (await reader.say("elsewhere", url="http://paper.example/other")).status_code == 201
    assert code(await reader.say("two")) == (429, "slow_mode")


async def test_without_their_cookie_a_guest_is_slow_by_their_address(place: Place, reader: Reader) -> None:
    await act(place, "slow", slow=60)
    await reader.said("one")
    assert code(await place.reader().say("two")) == (429, "slow_mode")
    assert (await place.reader().say("two", email="bo@reader.example")).status_code == 201


async def test_of_many_at_once_of_one_person_one_is_taken(place: Place, reader: Reader) -> None:
    await act(place, "slow", slow=60)
    await reader.like(await place.reader().said("by another", email="bo@reader.example"))  # so that there is a cookie
    answers = await together([reader.say(f"words {n}") for n in range(6)])
    assert sorted(answer.status_code for answer in answers) == [201] + [429] * 5


async def test_what_makes_no_sense_is_refused(place: Place, reader: Reader) -> None:
    await reader.said("one")
    assert await refused(place, "open") == "already_so"
    assert await refused(place, "cool") == "already_so"
    assert await refused(place, "slow", slow=0) == "already_so"
    assert await refused(place, "slow") == "slow_invalid"
    assert await refused(place, "slow", slow=86_401) == "slow_invalid"
    assert await refused(place, "burn") == "not_found"
    assert await refused(place, "restore") == "nothing_to_restore"
    assert place.rows(LOG) == []


async def test_the_second_is_told_what_the_first_did(place: Place, reader: Reader) -> None:
    await act(place, "close", "0.0")
    with pytest.raises(Refused, match=r"the conversation is closed, slow 0 by now\. mo did this at .*: close\."):
        await act(place, "slow", "0.0", slow=60)


async def test_of_many_at_once_one_acts(place: Place, reader: Reader) -> None:
    async def closed(name: str) -> str:
        try:
            await act(place, name, "0.0", slow=60)
        except Refused as error:
            return error.code
        return "done"

    answers = await together([closed(name) for name in ["close", "slow"] * 4])
    assert sorted(answers) == ["changed_since"] * 7 + ["done"]
    assert len(place.rows(LOG)) == 1


async def test_the_pages_of_the_desk(place: Place, reader: Reader) -> None:
    ida = await desk.colleague(place, "Ida", Role.EDITOR)
    comment = await reader.said("one")
    number = ferry(place)
    assert f'href="/desk/threads/{number}"' in (await ida.get(f"/desk/comments/{comment}")).text
    listed = (await ida.get("/desk/threads")).text
    assert "The ferry is late" in listed
    assert "1 in a day" in listed
    answer = await ida.post(f"/desk/threads/{number}/slow", data={"seen": "0.0", "slow": "300"})
    assert answer.status_code == 303
    page = (await ida.get(answer.headers["location"])).text
    assert "Done: slow, slow 300." in page
    assert "300 seconds between two comments" in page
    why = "<script>alert(1)</script>"
    late = await ida.post(f"/desk/threads/{number}/close", data={"seen": "0.0", "why": why})
    assert late.status_code == 409
    assert "Ida did this at" in late.text
    await ida.post(f"/desk/threads/{number}/close", data={"seen": "0.300", "why": why})
    page = (await ida.get(f"/desk/threads/{number}")).text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "Open it again" in page
    assert (await ida.get("/desk/threads/7")).status_code == 404


async def test_who_may_not_sees_and_does_not(place: Place, reader: Reader) -> None:
    ben = await desk.colleague(place, "Ben", Role.MODERATOR)
    await reader.said("one")
    number = ferry(place)
    page = await ben.get(f"/desk/threads/{number}")
    assert page.status_code == 200
    assert "Close it" not in page.text
    assert (await ben.post(f"/desk/threads/{number}/close", data={"seen": "0.0"})).status_code == 403
    elsewhere = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    ida = await desk.colleague(place, "Ida", Role.EDITOR)
    answer = await ida.post(f"/desk/threads/{number}/close", data={"seen": "0.0"}, headers=elsewhere)
    assert answer.status_code == 403
    await place.write("DELETE FROM staff_site")
    assert (await ida.get(f"/desk/threads/{number}", headers=HTML)).status_code == 403
    assert place.one("SELECT closed FROM thread WHERE key = '/ferry'") in (False, 0)
