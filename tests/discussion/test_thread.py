"""Read a conversation: its orders, its pages, and what each costs."""

import re

import pytest

from tests.discussion import trees
from tests.support.house import HTML, ORIGIN, Place, Reader, Statements

ORDERS = ("oldest", "newest", "best")
SIZE = 5  # comments on a page, the fewest a site may choose
HERE = {"site": "default", "url": f"{ORIGIN}/ferry"}


async def planted(place: Place, nodes: list[trees.Node]) -> list[trees.Node]:
    await place.choose(page_size=str(SIZE))
    trees.planted(place, place.one("SELECT id FROM thread"), nodes)
    await place.quiet()
    return nodes


async def pages(reader: Reader, order: str) -> list[list[int]]:
    """The ids on each page, walking on by `after`."""
    found, after = [], {}
    while True:
        page = await reader.thread(order=order, **after)
        found.append([comment["id"] for comment in page["comments"]])
        if page["after"] is None:
            return found
        assert page["after"] == found[-1][-1]
        after = {"after": page["after"]}


@pytest.mark.parametrize("seed", range(6))
async def test_walking_all_pages_shows_every_comment_once_in_its_order(place: Place, reader: Reader, seed: int) -> None:
    nodes = await planted(place, trees.grown(seed, 60))
    for order in ORDERS:
        walked = await pages(reader, order)
        assert [number for page in walked for number in page] == trees.walk(nodes, order)
        assert all(len(page) == SIZE for page in walked[:-1])


@pytest.mark.parametrize("order", ORDERS)
async def test_a_chain_70_deep_is_walked_from_top_to_bottom(place: Place, reader: Reader, order: str) -> None:
    await planted(place, trees.chain(70))
    walked = await pages(reader, order)
    assert [number for page in walked for number in page] == [n * 1000 for n in range(1, 71)]


def pager(html: str, rel: str) -> str | None:
    found = re.search(rf'<a rel="{rel}" href="([^"#]*)#comments">', html)
    return found[1].replace("&amp;", "&") if found else None


@pytest.mark.parametrize("order", ORDERS)
async def test_the_links_back_retrace_the_links_on(place: Place, reader: Reader, order: str) -> None:
    await planted(place, trees.grown(3, 40))
    way = [f"/ferry?order={order}"]
    while (at := pager(await reader.page(way[-1]), "next")) and len(way) < 20:
        way.append(at)
    back = way[-1:]
    while (at := pager(await reader.page(back[-1]), "prev")) and len(back) < 20:
        back.append(at)
    assert len(way) > 4
    assert back[-2::-1] == way[1:]
    assert back[-1] in ("/ferry", f"/ferry?order={order}")


async def test_a_permanent_link_leads_to_a_page_that_holds_the_comment(place: Place, reader: Reader) -> None:
    nodes = await planted(place, trees.grown(1, 40))
    for order in ORDERS:
        await place.choose(order=order)
        for node in trees.shown(nodes):
            found = await reader.get(f"/comments/{node.id}")
            path, _, anchor = found.headers["location"].partition("#")
            assert (found.status_code, anchor) == (302, f"comment-{node.id}")
            assert f'id="{anchor}"' in await reader.page(path)


async def test_a_permanent_link_shows_what_comes_before_as_well(place: Place, reader: Reader) -> None:
    await planted(place, trees.chain(70))
    path = (await reader.get("/comments/40000")).headers["location"].partition("#")[0]
    ids = re.findall(r'id="comment-(\d+)"', await reader.page(path))
    assert ids.index("40000") == SIZE - 2


async def test_a_comment_that_is_not_shown_has_no_permanent_link(place: Place, reader: Reader) -> None:
    await place.choose(approval="all")
    waiting = await reader.said("waits")
    assert (await reader.get(f"/comments/{waiting}")).status_code == 404
    assert (await reader.get("/comments/1")).status_code == 404


async def test_after_a_comment_of_another_thread_there_is_nothing(reader: Reader) -> None:
    await reader.said("here")
    elsewhere = await reader.said("elsewhere", url=f"{ORIGIN}/harbour")
    answer = await reader.get("/api/v1/threads", params=HERE | {"after": elsewhere})
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_comment")


async def test_the_place_after_a_comment_stays_when_the_comment_goes(reader: Reader, place: Place) -> None:
    await place.choose(page_size="5")
    said = [await reader.said(f"no {n}") for n in range(8)]
    await reader.erase(said[4])
    assert [c["id"] for c in (await reader.thread(after=said[4]))["comments"]] == said[5:]


async def test_an_address_where_nobody_has_spoken_is_an_empty_conversation(reader: Reader) -> None:
    thread = await reader.thread(f"{ORIGIN}/quiet")
    assert (thread["responses"], thread["comments"], thread["after"]) == (0, [], None)


async def test_a_page_is_made_by_few_statements_and_given_again_by_none(place: Place, reader: Reader) -> None:
    nodes = await planted(place, trees.grown(0, 60))
    await place.house.sites.named("default")
    with Statements() as fresh:
        answer = await reader.get("/api/v1/threads", params=HERE)
    with Statements() as cached:
        await reader.get("/api/v1/threads", params=HERE)
    with Statements() as unchanged:
        again = await reader.get("/api/v1/threads", params=HERE, headers={"if-none-match": answer.headers["etag"]})
    with Statements() as later:
        await reader.thread(after=trees.walk(nodes, "oldest")[20])
    assert again.status_code == 304
    assert [len(asked) for asked in (fresh, cached, unchanged, later)] == [2, 0, 0, 4]


async def test_an_article_page_is_made_by_three_statements_and_ones_own_by_five(place: Place, reader: Reader) -> None:
    await reader.said("one")
    await reader.get("/healthz")
    stranger = place.reader()
    with Statements() as fresh:
        await stranger.page()
    with Statements() as cached:
        await stranger.page()
    with Statements() as own:
        await reader.page()
    assert [len(asked) for asked in (fresh, cached, own)] == [3, 0, 5]


@pytest.mark.parametrize("path", ["/api/v1/threads", "/threads"])
async def test_a_new_comment_changes_the_page_at_once(place: Place, reader: Reader, path: str) -> None:
    before = await reader.get(path, params=HERE)
    await reader.said("news")
    after = await reader.get(path, params=HERE, headers={"if-none-match": before.headers["etag"]})
    assert after.status_code == 200
    assert "news" in after.text
    assert after.headers["etag"] != before.headers["etag"]


async def test_a_tombstone_keeps_the_place_of_shown_answers_alone(reader: Reader) -> None:
    parent = await reader.said("gone soon")
    answer = await reader.reply(parent, "stays")
    await reader.erase(parent)
    first, second = (await reader.thread())["comments"]
    assert (first["id"], first["state"], first["html"], first["text"]) == (parent, "gone", "", "")
    assert first["author"] == {"name": "", "website": None, "role": "guest", "badges": [], "picture": None}
    assert (second["id"], second["state"]) == (answer, "live")
    assert "This comment was deleted by its author." in await reader.page()
    await reader.erase(answer)
    assert (await reader.thread())["comments"] == []


async def test_what_a_moderator_took_down_says_so_where_answers_stand(place: Place, reader: Reader) -> None:
    parent = await reader.said("rude words")
    await reader.reply(parent, "stays")
    await place.decide("reject", parent)
    assert (await reader.thread())["comments"][0]["state"] == "removed"
    html = await place.reader().page()
    assert "This comment is not shown." in html
    assert "rude words" not in html


async def test_the_number_of_responses_is_that_of_live_ones(place: Place, reader: Reader) -> None:
    parent = await reader.said("one")
    await reader.reply(parent, "two")
    await reader.erase(parent)
    assert (await reader.thread())["responses"] == 1
    assert "1 response<" in await reader.page()


async def test_the_page_of_an_elsewhere_is_found_by_its_number(place: Place, reader: Reader) -> None:
    await place.claim("https://blog.example")
    await reader.said("from afar", url="https://blog.example/post?id=3", title="A post")
    number = place.one("SELECT id FROM thread WHERE title = 'A post'")
    html = await reader.page(f"/threads/{number}")
    assert "from afar" in html
    assert '<link rel="canonical" href="https://blog.example/post?id=3">' in html
    assert (await reader.get("/threads/1", headers=HTML)).status_code == 404


async def test_a_fragment_is_asked_for_with_a_comment_on_it(place: Place, reader: Reader) -> None:
    await place.choose(page_size=str(SIZE))
    said = [await reader.said(f"comment {number}") for number in range(3 * SIZE)]
    for number in said:
        page = (await reader.get("/threads", params=HERE | {"at": number})).text
        assert f'id="comment-{number}"' in page
    assert (await reader.get("/threads", params=HERE | {"at": 17})).text == (
        await reader.get("/threads", params=HERE)
    ).text  # it is not there any more
