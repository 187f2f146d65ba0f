"""What stands against somebody: who it meets, what they are told, how it ends and how it is taken back."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import mailed
from tests.support.house import AUTHOR, HTML, ORIGIN, Place, Reader
from tests.support.mailed import Post
from tests.support.together import together
from voxpop.discussion import restraints
from voxpop.lib.refused import Refused
from voxpop.moderation import restraining
from voxpop.moderation.moderator import Moderator
from voxpop.moderation.restraining import Asked, Done
from voxpop.staff.roles import Role

WEEK = 7 * 86_400_000_000
LOG = "SELECT act, actor, before, after FROM act WHERE comment_id IS NULL ORDER BY id"


async def act(place: Place, comment: int, name: str, **more: Any) -> Done:
    """A moderator's act on who wrote a comment, as they see them now."""
    now = place.clock.now

    def write(conn: Any) -> Done:
        who = restraining.known(conn, comment)
        more.setdefault("seen", restraining.seen(restraining.log(conn, who, 1)))
        return restraining.act(conn, place.house.clock, who, Asked(name, **more), (Role.EDITOR, Moderator("mo", now)))

    return await place.house.database.write(write)


async def ban(place: Place, comment: int, **more: Any) -> Done:
    return await act(place, comment, "ban", **more)


async def mute(place: Place, comment: int, **more: Any) -> Done:
    return await act(place, comment, "mute", until=place.clock.now + WEEK, **more)


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


async def refused(place: Place, comment: int, name: str, **more: Any) -> str:
    with pytest.raises(Refused) as error:
        await act(place, comment, name, **more)
    return error.value.code


async def test_who_is_banned_takes_part_in_nothing_and_is_told_why(place: Place, reader: Reader) -> None:
    await place.choose(reactions="thanks")
    mine = await reader.said("one")
    other = await place.reader().said("two", email="bo@reader.example")
    await ban(place, mine, why="insults")
    answer = await reader.say("three")
    assert code(answer) == (403, "banned")
    assert answer.json()["detail"].endswith("of this site. The reason: insults")
    assert code(await reader.like(other)) == (403, "banned")
    assert code(await reader.put(f"/api/v1/comments/{other}/reactions/thanks")) == (403, "banned")
    report = {"reason": "spam"}
    assert code(await reader.post(f"/api/v1/comments/{other}/report", json=report)) == (403, "banned")
    assert (await reader.post(f"/comments/{other}/report", data=report)).status_code == 403
    assert place.one("SELECT COUNT(*) FROM report") == 0
    assert code(await reader.edit(mine, "changed")) == (403, "banned")
    form = await reader.fill("three")
    assert form.status_code == 403
    assert "The reason: insults" in form.text
    assert place.one("SELECT COUNT(*) FROM comment") == 2
    assert place.one("SELECT likes FROM comment WHERE id = :id", id=other) == 0
    assert (await reader.erase(mine)).status_code == 204


async def test_others_are_met_by_nothing_of_it(place: Place, reader: Reader) -> None:
    await ban(place, await reader.said("one"))
    other = place.reader()
    comment = await other.said("two", email="bo@reader.example")
    assert (await other.like(comment)).status_code == 200


@pytest.mark.parametrize("name", ["mute", "ban"])
async def test_it_ends_by_the_clock(place: Place, reader: Reader, name: str) -> None:
    comment = await reader.said("one")
    await act(place, comment, name, until=place.clock.now + WEEK, why="a rest")
    place.clock.forward(days=6, hours=23)
    answer = await reader.say("two")
    assert answer.status_code == 403
    assert "2025-10-16 08:53 (UTC). The reason: a rest" in answer.json()["detail"]
    place.clock.forward(hours=2)
    assert (await reader.say("two")).status_code == 201


async def test_who_is_muted_may_still_like(place: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    other = await place.reader().said("two", email="bo@reader.example")
    await mute(place, comment)
    assert code(await reader.say("three")) == (403, "muted")
    assert code(await reader.edit(comment, "changed")) == (403, "muted")
    assert (await reader.like(other)).status_code == 200


async def test_what_is_held_always_waits_and_says_why(place: Place, reader: Reader) -> None:
    first = await reader.said("one")
    await act(place, first, "hold", why="promises much")
    answer = await reader.say("two")
    assert (answer.status_code, answer.json()["state"]) == (202, "held")
    rows = place.rows("SELECT c.state, s.rule FROM comment c JOIN sender s ON s.comment_id = c.id ORDER BY c.id")
    assert rows == [("live", None), ("held", "a moderator has every comment of this writer wait")]
    assert place.one("SELECT live FROM thread") == 1
    edited = await reader.edit(first, "other words")
    assert edited.json()["state"] == "held"
    assert place.one("SELECT rule FROM sender WHERE comment_id = :id", id=first).startswith("a moderator has")


async def test_a_warning_is_told_once_and_read(place: Place, reader: Reader) -> None:
    first = await reader.said("one")
    await act(place, first, "warn", why="Please stay with the ferry.")
    assert (await reader.mine())["warning"] == "Please stay with the ferry."
    answer = await reader.say("two", key="a-key")
    assert code(answer) == (403, "warned")
    assert "“Please stay with the ferry.”" in answer.json()["detail"]
    assert code(await reader.say("two", key="a-key")) == (403, "warned")  # pressed twice is not read
    place.clock.forward(seconds=4)
    assert (await reader.say("two", key="a-key")).status_code == 201
    assert (await reader.mine())["warning"] == ""
    assert (await reader.say("three")).status_code == 201
    assert place.rows(LOG) == [("warn", "mo", "not warned", "warned"), ("read", "its reader", "warned", "not warned")]


async def test_a_warning_stands_on_the_page_until_it_is_read(place: Place, reader: Reader) -> None:
    first = await reader.said("one")
    await act(place, first, "warn", why="<b>Please</b>")
    page = await reader.page()
    assert "&lt;b&gt;Please&lt;/b&gt;" in page
    assert "Please" not in await place.reader().page()
    fields = {"site": "default"}
    answer = await reader.post("/comments/warning", data=fields, headers=HTML | {"referer": f"{ORIGIN}/ferry?x=1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/ferry#comments")
    assert "Please" not in await reader.page()
    again = await reader.post("/comments/warning", data=fields, headers=HTML | {"referer": "https://evil.example/x"})
    assert (again.status_code, again.headers["location"]) == (303, "/")
    assert len(place.rows(LOG)) == 2
    assert (await reader.say("two")).status_code == 201


async def test_another_origin_confirms_nothing(place: Place, reader: Reader) -> None:
    await act(place, await reader.said("one"), "warn", why="Please")
    elsewhere = {"origin": "https://evil.example"}
    answer = await reader.post("/comments/warning", data={"site": "default"}, headers=elsewhere)
    assert answer.status_code == 403
    assert (await reader.mine())["warning"] == "Please"


async def test_a_guest_without_their_cookie_is_known_by_their_address(place: Place, reader: Reader) -> None:
    await ban(place, await reader.said("one"))
    fresh = place.reader()
    assert code(await fresh.say("two")) == (403, "banned")
    assert code(await fresh.say("two", email=AUTHOR["email"].upper())) == (403, "banned")
    assert (await fresh.say("two", email="other@reader.example")).status_code == 201
    kept = b"".join(bytes(row.whom) for row in place.rows("SELECT whom FROM standing"))
    assert AUTHOR["email"].encode() not in kept


async def test_by_the_cookie_alone_the_address_is_free(place: Place, reader: Reader) -> None:
    await ban(place, await reader.said("one"), mail=False)
    assert code(await reader.say("two", email="other@reader.example")) == (403, "banned")
    assert (await place.reader().say("two")).status_code == 201


@pytest.mark.parametrize(
    ("name", "more"), [("warn", {"why": "w"}), ("hold", {}), ("mute", {"until": WEEK}), ("ban", {})]
)
async def test_each_is_lifted_and_each_act_taken_back(
    place: Place, reader: Reader, name: str, more: dict[str, Any]
) -> None:
    comment = await reader.said("one")
    if "until" in more:
        more = {"until": place.clock.now + WEEK}
    stands = "SELECT COUNT(*) FROM standing WHERE until IS NULL OR until > 0"
    kind = (await act(place, comment, name, **more)).after.split(" ")[0]
    assert place.one(stands) == 2
    await act(place, comment, "lift", kind=kind)
    assert place.one(stands) == 0
    assert (await reader.say("two")).status_code == 201
    await act(place, comment, "restore")
    assert place.one(stands) == 2
    assert (await reader.say("three")).status_code in (202, 403)
    await act(place, comment, "restore")
    assert place.one(stands) == 0
    lines = place.rows(LOG)
    assert [line.act for line in lines] == [name, "lift", "restore", "restore"]
    assert [line.after for line in lines] == [lines[0].after, f"not {kind}", lines[0].after, f"not {kind}"]


async def test_what_is_so_already_and_what_is_not_there_is_refused(place: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    assert await refused(place, comment, "restore") == "nothing_to_restore"
    assert await refused(place, comment, "lift", kind="banned") == "already_so"
    assert await refused(place, comment, "lift", kind="shot") == "not_found"
    assert await refused(place, comment, "warn") == "text_empty"
    assert await refused(place, comment, "mute") == "until_invalid"
    assert await refused(place, comment, "mute", until=place.clock.now) == "until_invalid"
    assert await refused(place, comment, "mute", until=2**53) == "until_invalid"
    await mute(place, comment)
    assert await refused(place, comment, "mute", until=place.clock.now + WEEK) == "already_so"
    assert len(place.rows(LOG)) == 1


async def test_of_nobody_that_is_known_nothing_can_be_done(place: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    await place.write("UPDATE sender SET guest = NULL, email = '', mail = NULL")
    assert await refused(place, comment, "ban") == "nobody_known"
    assert await refused(place, 7, "ban") == "no_such_comment"


async def test_the_second_of_two_is_told_what_the_first_did(place: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    await mute(place, comment, seen="0")
    with pytest.raises(Refused, match=r"Nothing was done: mo did this at .*: mute, muted until"):
        await ban(place, comment, seen="0")


async def test_of_many_at_once_one_acts(place: Place, reader: Reader) -> None:
    comment = await reader.said("one")

    async def banned() -> str:
        try:
            await ban(place, comment, seen="0")
        except Refused as error:
            return error.code
        return "done"

    answers = await together([banned() for _ in range(8)])
    assert sorted(answers) == ["changed_since"] * 7 + ["done"]
    assert len(place.rows(LOG)) == 1


async def test_a_post_that_races_with_a_ban_is_before_it_or_refused(place: Place, reader: Reader) -> None:
    comment = await reader.said("one")

    async def say(n: int) -> int:
        return (await reader.say(f"words {n}")).status_code

    async def banned() -> int:
        await ban(place, comment, seen="0")
        return 0

    answers = await together([*(say(n) for n in range(6)), banned()])
    assert set(answers) <= {0, 201, 403}
    assert place.one("SELECT COUNT(*) FROM comment") == 1 + answers.count(201)
    assert (await reader.say("late")).status_code == 403


@pytest.fixture
async def post(database_url: str, tmp_path: Path) -> AsyncIterator[Post]:
    async with mailed.opened(database_url, tmp_path) as opened:
        yield opened


async def test_who_signs_in_is_not_met_by_what_a_guest_did_under_their_address(post: Post) -> None:
    place, guest = post.place, post.place.reader()
    ann = await post.signed_in("ann@reader.example", name="Ann M.")
    await ban(place, await guest.said("rude", name="Bo"))
    assert (await ann.say("kind", name="")).status_code == 201
    assert code(await place.reader().say("rude again", name="Cy")) == (403, "banned")


async def test_a_person_is_met_on_all_devices_and_guests_with_their_address_too(post: Post) -> None:
    place = post.place
    ann = await post.signed_in("ann@reader.example", name="Ann M.")
    await ban(place, await ann.said("rude", name=""))
    elsewhere = await post.signed_in("ann@reader.example")
    assert code(await elsewhere.say("again", name="")) == (403, "banned")
    assert code(await place.reader().say("again", name="Bo")) == (403, "banned")
    assert (await place.reader().say("kind", name="Cy", email="cy@reader.example")).status_code == 201


class Never:
    """A statement that nobody may run."""

    def rows(self, *_: object) -> None:
        raise AssertionError("it was asked")


async def test_what_stands_against_somebody_comes_along_with_the_thread(
    place: Place, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restraints, "OF", Never())
    comment = await reader.said("one")
    await place.write(
        "INSERT INTO standing (site_id, whom, kind, until, why, since)"
        " SELECT site_id, guest, 'banned', NULL, '', 1 FROM sender WHERE comment_id = :id",
        id=comment,
    )
    assert code(await reader.say("two")) == (403, "banned")
    assert (await reader.like(comment)).status_code == 500
