"""Authors change and delete what they wrote: how long, how often, and what is left of it."""

from collections import Counter

import pytest
from sqlalchemy import MetaData, Table

from tests.support.house import HTML, Place, Reader
from tests.support.together import together
from tests.support.verdicts import DOUBTFUL
from voxpop.storage.schema import metadata


def code(answer: object) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]  # type: ignore[attr-defined]


async def test_a_changed_comment_says_so(place: Place, reader: Reader) -> None:
    comment = await reader.said("It is lite.")
    place.clock.forward(minutes=1)
    answer = await reader.edit(comment, "It is *late*.")
    assert (answer.status_code, answer.json()["html"]) == (200, "<p>It is <em>late</em>.</p>")
    [shown] = (await reader.thread())["comments"]
    assert (shown["text"], shown["created"], shown["edited"]) == (
        "It is *late*.",
        "2025-10-09T08:53:20Z",
        "2025-10-09T08:54:20Z",
    )
    assert '<span class="vp-edited"' in await place.reader().page()


async def test_an_unchanged_comment_does_not_say_so(reader: Reader) -> None:
    await reader.said("It is late.")
    assert "vp-edited" not in await reader.page()


async def test_the_text_before_is_kept_for_moderators(place: Place, reader: Reader) -> None:
    comment = await reader.said("first words")
    for words in ("second words", "third words"):
        place.clock.forward(seconds=1)
        await reader.edit(comment, words)
    assert place.rows("SELECT text FROM version ORDER BY until") == [("first words",), ("second words",)]
    assert "first words" not in str(await reader.thread())


@pytest.mark.parametrize(("minutes", "allowed"), [(15, True), (15.01, False)])
async def test_after_the_window_nothing_can_be_changed_or_deleted(
    place: Place, reader: Reader, minutes: float, allowed: bool
) -> None:
    comment = await reader.said("one")
    place.clock.forward(minutes=minutes)
    edited, deleted = await reader.edit(comment, "two"), await reader.erase(comment)
    assert (edited.status_code, deleted.status_code) == ((200, 204) if allowed else (403, 403))
    if not allowed:
        assert code(edited) == code(deleted) == (403, "edit_closed")


async def test_the_site_chooses_the_window(place: Place, reader: Reader) -> None:
    await place.choose(edit_window="2h")
    comment = await reader.said("one")
    place.clock.forward(hours=2)
    assert (await reader.edit(comment, "two")).status_code == 200


async def test_what_was_answered_can_be_deleted_but_not_changed(reader: Reader) -> None:
    comment = await reader.said("one")
    await reader.reply(comment, "an answer")
    assert code(await reader.edit(comment, "two")) == (403, "edit_closed")
    assert (await reader.erase(comment)).status_code == 204


async def test_none_and_not_yours_are_answered_alike(place: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    gone = await reader.said("two")
    await reader.erase(gone)
    stranger, nobody = place.reader(), place.reader()
    await stranger.said("mine")
    bodies = []
    for who in (stranger, nobody):
        for number in (comment, gone, 12345):
            answers = (await who.edit(number, "x"), await who.erase(number))
            bodies += [(answer.status_code, answer.content, answer.headers) for answer in answers]
    assert all(body == bodies[0] for body in bodies)
    assert bodies[0][0] == 404


async def test_an_edit_is_bound_like_a_post(place: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    assert code(await reader.edit(comment, " ")) == (422, "text_empty")
    assert code(await reader.edit(comment, "x" * 16385)) == (422, "text_too_long")
    assert code(await reader.edit(comment, " ".join(f"https://{n}.example" for n in range(21)))) == (
        422,
        "too_many_links",
    )
    await place.choose(max_links="1")
    assert code(await reader.edit(comment, "https://a.example https://b.example")) == (422, "too_many_links")
    assert place.one("SELECT count(*) FROM version") == 0


@pytest.mark.usefixtures("obedient")
async def test_an_edit_can_put_a_comment_in_doubt(place: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    assert (await reader.edit(comment, DOUBTFUL)).json()["state"] == "held"
    assert (await place.reader().thread())["comments"] == []
    assert place.one("SELECT live FROM thread WHERE key = '/ferry'") == 0


@pytest.mark.usefixtures("obedient")
async def test_an_edit_does_not_free_what_waits(place: Place, reader: Reader) -> None:
    comment = await reader.said(DOUBTFUL)
    assert (await reader.edit(comment, "harmless")).json()["state"] == "held"
    assert (await place.reader().thread())["comments"] == []


async def test_edits_at_once_are_taken_one_after_the_other_or_refused(place: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    answers = await together([reader.edit(comment, f"no {n}") for n in range(32)])
    counted = Counter(answer.status_code for answer in answers)
    assert set(counted) <= {200, 409}
    assert counted[200] >= 1
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} <= {"edit_conflict"}
    assert place.one("SELECT count(*) FROM version") == counted[200]
    kept = place.one("SELECT text FROM comment")
    assert f"<p>{kept}</p>" in {answer.json()["html"] for answer in answers if answer.status_code == 200}


async def test_the_second_of_two_open_forms_is_refused_and_keeps_what_was_typed(place: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    path = f"/comments/{comment}/edit"
    place.clock.forward(seconds=1)
    first = await reader.post(path, data={"text": "two", "seen": ""}, headers=HTML)
    second = await reader.post(path, data={"text": "three", "seen": ""}, headers=HTML)
    assert (first.status_code, first.headers["location"]) == (303, f"/ferry#comment-{comment}")
    assert second.status_code == 409
    assert "changed meanwhile" in second.text
    assert ">three</textarea>" in second.text


async def test_an_answer_and_a_deletion_at_once_leave_a_tree_without_orphans(place: Place, reader: Reader) -> None:
    for _ in range(8):
        parent = await reader.said(f"top {_}")
        other = place.reader()
        answered, deleted = await together([other.say(f"answer to {parent}", parent=parent), reader.erase(parent)])
        assert deleted.status_code == 204
        shown = [comment["state"] for comment in (await reader.thread())["comments"] if comment["id"] >= parent]
        if answered.status_code == 201:
            assert shown == ["gone", "live"]
        else:
            assert (code(answered), shown) == ((409, "no_such_parent"), [])


def everything(place: Place, tables: MetaData) -> str:
    def read(table: Table) -> list[object]:
        return place.house.database.read_now(lambda conn: [tuple(row) for row in conn.execute(table.select())])

    return repr([read(table) for table in tables.sorted_tables])


async def test_deleting_leaves_no_trace_of_who_wrote_and_what(place: Place, reader: Reader) -> None:
    reader.headers["user-agent"] = "Canary-Agent"
    who = {"name": "Canary Name", "email": "canary@mail.example", "website": "https://canary.example"}
    parent = await reader.said("canary words", **who)
    place.clock.forward(seconds=1)
    await reader.edit(parent, "canary words again")
    await place.reader().reply(parent, "stays")
    assert everything(place, metadata).lower().count("canary") > 5
    await reader.erase(parent)
    assert "canary" not in everything(place, metadata).lower()
    assert place.rows("SELECT guest, address, verdict FROM sender WHERE comment_id = :id", id=parent) == [
        (None, "", "")
    ]


async def test_who_deleted_a_comment_may_say_the_same_again(reader: Reader) -> None:
    await reader.erase(await reader.said("one"))
    assert (await reader.say("one")).status_code == 201


async def test_the_form_shows_the_source_and_deletes(place: Place, reader: Reader) -> None:
    comment = await reader.said("It is *late*.")
    page = await reader.page(f"/comments/{comment}/edit")
    assert ">It is *late*.</textarea>" in page
    gone = await reader.post(f"/comments/{comment}/delete", headers=HTML)
    assert (gone.status_code, gone.headers["location"]) == (303, "/ferry#comments")
    assert (await reader.thread())["comments"] == []
    assert (await reader.get(f"/comments/{comment}/edit")).status_code == 404
