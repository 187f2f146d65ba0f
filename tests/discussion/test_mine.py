"""What differs from reader to reader: GET /api/v1/mine, by the cookie."""

from tests.support.house import ORIGIN, Place, Reader


async def test_nothing_is_mine_without_a_cookie(place: Place, reader: Reader) -> None:
    await reader.said("one")
    nothing = {"comments": [], "likes": [], "reactions": {}, "muted": [], "reported": {}, "warning": ""}
    assert await place.reader().mine() == nothing


async def test_what_i_wrote_is_mine_newest_first(place: Place, reader: Reader) -> None:
    first = await reader.said("one")
    second = await reader.reply(first, "two")
    mine = (await reader.mine())["comments"]
    tools = [one.pop("markup") for one in mine]
    assert mine == [
        {
            "id": second,
            "parent": first,
            "waits": False,
            "html": "<p>two</p>",
            "editable": True,
            "deletable": True,
            "text": "two",
            "statement": None,
        },
        {
            "id": first,
            "parent": None,
            "waits": False,
            "html": "<p>one</p>",
            "editable": False,
            "deletable": True,
            "text": "",
            "statement": None,
        },
    ]
    assert "Edit or delete your comment" in tools[0]
    assert f'href="{ORIGIN}/comments/{first}/edit">Delete your comment' in tools[1]


async def test_the_markup_of_what_waits_is_the_whole_comment(place: Place, reader: Reader) -> None:
    await place.choose(approval="all")
    waiting = await reader.said("*patience*")
    [mine] = (await reader.mine())["comments"]
    assert f'id="comment-{waiting}"' in mine["markup"]
    assert "<em>patience</em>" in mine["markup"]
    assert "Your comment is awaiting moderation." in mine["markup"]


async def test_after_the_window_it_is_mine_but_stays_as_it_is(place: Place, reader: Reader) -> None:
    await reader.said("one")
    place.clock.forward(minutes=15)
    [mine] = (await reader.mine())["comments"]
    assert (mine["editable"], mine["deletable"]) == (True, True)
    place.clock.forward(seconds=1)
    [mine] = (await reader.mine())["comments"]
    assert (mine["editable"], mine["deletable"]) == (False, False)


async def test_what_waits_is_shown_to_its_author_alone(place: Place, reader: Reader) -> None:
    await place.choose(approval="all")
    waiting = await reader.said("patience")
    stranger = place.reader()
    await stranger.said("other")

    [mine] = (await reader.mine())["comments"]
    assert (mine["id"], mine["waits"], mine["html"]) == (waiting, True, "<p>patience</p>")
    page = await reader.page()
    assert page.count(">Your comment is awaiting moderation.") == 1
    assert "patience" in page

    for who in (stranger, place.reader()):
        assert "patience" not in await who.page()
        assert "patience" not in str(await who.mine())
        assert "patience" not in str(await who.thread())
        assert "patience" not in (await who.get("/threads", params={"site": "default", "url": f"{ORIGIN}/ferry"})).text
    assert "patience" not in str(await reader.thread())  # the same for everybody


async def test_a_waiting_answer_stands_below_what_it_answers(place: Place, reader: Reader) -> None:
    top = await reader.said("top")
    await reader.said("another")
    await place.choose(approval="all")
    await reader.reply(top, "patience")
    page = await reader.page()
    assert page.index("<p>top</p>") < page.index("patience") < page.index("<p>another</p>")


async def test_what_was_deleted_is_no_longer_mine_and_what_was_taken_down_says_why(
    place: Place, reader: Reader
) -> None:
    await reader.erase(await reader.said("one"))
    rejected = await reader.said("two")
    await place.decide("reject", rejected)
    [left] = (await reader.mine())["comments"]
    assert (left["id"], left["waits"], left["editable"], left["deletable"]) == (rejected, True, False, False)
    assert left["statement"]["what"] == "rejected"
    assert (await reader.edit(rejected, "three")).status_code == 404
    assert (await reader.erase(rejected)).status_code == 404


async def test_another_thread_is_another_matter(reader: Reader) -> None:
    await reader.said("one", url=f"{ORIGIN}/harbour")
    assert (await reader.mine())["comments"] == []


async def test_mine_is_never_kept_by_a_cache(reader: Reader) -> None:
    await reader.said("one")
    answer = await reader.get("/api/v1/mine", params={"site": "default", "url": f"{ORIGIN}/ferry"})
    assert answer.headers["cache-control"] == "private, no-store"
    page = await reader.get("/ferry")
    assert page.headers["cache-control"] == "private, no-store"
    assert "etag" not in page.headers
