"""Pinned comments stand first, picked ones bear a mark; both are acts in the log, which can be taken back."""

import re

import pytest

from tests.support.house import HTML, ORIGIN, Place, Reader, Statements
from tests.support.together import together
from voxpop.lib.refused import Refused
from voxpop.verifying import threads

LOG = "SELECT act, actor, before, after FROM act ORDER BY id"
FRAGMENT = f"/threads?site=default&url={ORIGIN}/ferry"
FIRST = re.compile(r'<ol class="vp-comments vp-pinned".*?</ol>', re.DOTALL)


async def refused(place: Place, act: str, comment: int) -> str:
    with pytest.raises(Refused) as error:
        await place.decide(act, comment)
    return error.value.code


def first(html: str) -> list[str]:
    """The numbers of the comments that stand first."""
    found = FIRST.search(html)
    return re.findall(r'data-comment="(\d+)"', found[0]) if found else []


async def test_a_pinned_comment_stands_first_and_in_its_place(place: Place, reader: Reader) -> None:
    said = [await reader.said(f"no {n}") for n in range(3)]
    await place.decide("pin", said[2])
    html = await place.reader().page()
    assert first(html) == [str(said[2])]
    assert html.index("vp-pinned") < html.index(f'id="comment-{said[0]}"') < html.index(f'id="comment-{said[2]}"')
    assert html.count(f'id="comment-{said[2]}"') == 1
    assert f'href="/comments/{said[2]}">Go to its place in the conversation</a>' in FIRST.findall(html)[0]
    assert html.count('<span class="vp-badge vp-pin">Pinned</span>') == 2
    thread = await reader.thread()
    assert [comment["pinned"] for comment in thread["comments"]] == [False, False, True]
    assert [comment["id"] for comment in thread["pinned"]] == [said[2]]


async def test_pinned_comments_stand_on_the_first_page_alone_whatever_page_they_are_on(
    place: Place, reader: Reader
) -> None:
    await place.choose(page_size="5")
    said = [await reader.said(f"no {n}") for n in range(12)]
    await place.decide("pin", said[10])
    stranger = place.reader()
    assert first(await stranger.page()) == [str(said[10])]
    later = await stranger.page(after=said[4])
    assert first(later) == []
    assert (await stranger.thread(after=said[9]))["comments"][0]["pinned"] is True
    assert (await stranger.thread(after=said[4]))["pinned"] == []


async def test_three_stand_first_the_newest_pin_on_top_and_a_fourth_is_refused(place: Place, reader: Reader) -> None:
    said = [await reader.said(f"no {n}") for n in range(4)]
    for comment in (said[1], said[0], said[2]):
        await place.decide("pin", comment)
    assert await refused(place, "pin", said[3]) == "pins_full"
    assert first(await place.reader().page()) == [str(said[n]) for n in (2, 0, 1)]
    await place.decide("unpin", said[0])
    await place.decide("pin", said[3])
    assert first(await place.reader().page()) == [str(said[n]) for n in (3, 2, 1)]


async def test_of_many_who_pin_at_once_three_have_pinned(place: Place, reader: Reader) -> None:
    said = [await reader.said(f"no {n}") for n in range(12)]

    async def pinned(comment: int) -> str:
        try:
            await place.decide("pin", comment)
        except Refused as error:
            return error.code
        return "done"

    answers = await together([pinned(comment) for comment in said])
    assert sorted(answers) == ["done"] * 3 + ["pins_full"] * 9
    assert place.one("SELECT pinned FROM thread WHERE key = '/ferry'") == 3


@pytest.mark.parametrize("path", ["/ferry", FRAGMENT])
async def test_a_pick_bears_the_mark_of_the_editors(place: Place, reader: Reader, path: str) -> None:
    comment = await reader.said("well said")
    await reader.said("said")
    mark = '<span class="vp-badge vp-pick">Editors’ pick</span>'
    stranger = place.reader()
    assert mark not in (await stranger.get(path, headers=HTML)).text
    await place.decide("pick", comment)
    html = (await stranger.get(path, headers=HTML)).text
    assert html.count(mark) == 1
    assert html.index(f'id="comment-{comment}"') < html.index(mark) < html.rindex("well said")
    assert [row["picked"] for row in (await stranger.thread())["comments"]] == [True, False]
    await place.decide("unpick", comment)
    assert mark not in (await stranger.get(path, headers=HTML)).text


@pytest.mark.parametrize(("act", "done"), [("pin", "pinned"), ("pick", "picked")])
async def test_each_mark_is_in_the_log_and_can_be_taken_back(place: Place, reader: Reader, act: str, done: str) -> None:
    comment, back = await reader.said("one"), f"un{act}"
    decided = await place.decide(act, comment)
    assert (decided.before, decided.after) == (f"un{done}", done)
    assert place.rows(LOG) == [(act, "mo", f"un{done}", done)]
    assert await refused(place, act, comment) == "already_so"
    await place.decide("restore", comment)
    assert place.rows("SELECT pinned, picked FROM comment") == [(None, False)]
    await place.decide("restore", comment)
    assert await refused(place, act, comment) == "already_so"
    await place.decide(back, comment)
    assert [row.act for row in place.rows(LOG)] == [act, "restore", "restore", back]
    assert place.one("SELECT pinned FROM thread WHERE key = '/ferry'") == 0


async def test_what_was_unpinned_since_is_not_taken_back(place: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    await place.decide("pin", comment)
    await place.write("UPDATE comment SET pinned = NULL")
    assert await refused(place, "restore", comment) == "changed_since"


async def test_only_what_readers_see_is_marked(place: Place, reader: Reader) -> None:
    await place.choose(approval="all")
    waiting = await reader.said("waits")
    assert await refused(place, "pin", waiting) == "not_live"
    assert await refused(place, "pick", waiting) == "not_live"
    assert await refused(place, "pin", 7) == "no_such_comment"
    assert place.rows(LOG) == []


async def test_what_is_taken_down_stands_first_no_longer(place: Place, reader: Reader) -> None:
    comment = await reader.said("rude")
    await place.decide("pin", comment)
    await place.decide("reject", comment)
    assert place.one("SELECT pinned FROM thread WHERE key = '/ferry'") == 0
    assert "rude" not in await place.reader().page()
    await place.decide("restore", comment)
    assert first(await place.reader().page()) == []
    assert (await reader.thread())["comments"][0]["pinned"] is False


async def test_what_its_author_deletes_bears_no_mark(place: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    await reader.reply(comment, "stays")
    await place.decide("pin", comment)
    await place.decide("pick", comment)
    await reader.erase(comment)
    assert place.rows("SELECT pinned, picked FROM comment WHERE state = 'gone'") == [(None, False)]
    assert place.one("SELECT pinned FROM thread WHERE key = '/ferry'") == 0
    assert "vp-badge" not in await place.reader().page()
    assert await refused(place, "restore", comment) == "comment_gone"


async def test_a_page_without_pinned_comments_asks_nothing_more(place: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    stranger = place.reader()
    await stranger.get("/healthz")
    with Statements() as without:
        await stranger.thread()
    await place.decide("pin", comment)
    with Statements() as pinned:
        await stranger.thread()
    assert (len(without), len(pinned)) == (2, 3)


async def test_a_wrong_count_of_pinned_comments_is_found(place: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    await place.decide("pin", comment)
    assert place.house.database.read_now(lambda conn: list(threads.look(conn))) == []
    await place.write("UPDATE thread SET pinned = 2 WHERE key = '/ferry'")
    found = place.house.database.read_now(lambda conn: list(threads.look(conn)))
    assert [finding.kind for finding in found] == ["pinned"]
