"""The markup of a conversation: lists nested as answers are, whatever page of whatever tree it is."""

import itertools
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.discussion import trees
from tests.support.house import ORIGIN, Place, Reader
from voxpop.discussion import markup
from voxpop.discussion.thread import Comment, Thread


class Nesting(HTMLParser):
    """Which comment each comment stands in, and how deep; fails on a tag that closes another than the last open."""

    VOID = frozenset(("br", "hr", "input", "img", "meta", "link"))

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, int]] = []
        self.inside: dict[int, int | None] = {}
        self.depth: dict[int, int] = {}

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in self.VOID:
            return
        name = dict(attributes).get("id") or ""
        number = int(name.removeprefix("comment-")) if tag == "li" and name.startswith("comment-") else 0
        if number:
            around = [at for _, at in self.open if at]
            self.inside[number] = around[-1] if around else None
            self.depth[number] = len(around)
        self.open.append((tag, number))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop()[0] == tag


def read(html: str) -> Nesting:
    nesting = Nesting()
    nesting.feed(html)
    nesting.close()
    assert nesting.open == []
    return nesting


def comment(number: int, parent: int | None, name: str = "") -> Comment:
    return Comment(number, parent, 0, "live", "comment", "N", None, "<p>x</p>", "x", None, 0, name)


@pytest.mark.parametrize("seed", range(8))
def test_on_every_page_answers_stand_inside_what_they_answer_down_to_the_depth(seed: int) -> None:
    nodes = trees.grown(seed, 60)
    parents = {node.id: node.parent for node in nodes}
    for start, depth in itertools.product((0, 7, 23), (1, 2, 5, 64)):
        order = trees.walk(nodes, "oldest")[start : start + 30]
        items, closing = markup.arranged([comment(number, parents[number], "N") for number in order], depth)
        html = "".join(f'{item.opening}<li id="comment-{item.comment.id}">' for item in items)
        nesting = read(html + str(closing))
        assert list(nesting.inside) == order
        assert max(nesting.depth.values(), default=0) < depth
        for item in items:
            parent = item.comment.parent_id
            if parent is None:
                assert not item.answering
                continue
            nests = parent in nesting.inside and nesting.depth[parent] < depth - 1
            assert item.answering is not nests
            assert not nests or nesting.inside[item.comment.id] == parent


def test_who_is_answered_is_named_only_where_they_may_be() -> None:
    items, _ = markup.arranged([comment(2, 1, "")], 5)
    assert not items[0].answering


@pytest.mark.parametrize("path", ["/ferry", f"/threads?site=default&url={ORIGIN}/ferry"])
async def test_a_page_of_70_answers_is_well_nested_five_deep(place: Place, reader: Reader, path: str) -> None:
    trees.planted(place, place.one("SELECT id FROM thread"), trees.chain(70))
    nesting = read((await reader.page(path)).replace("<!doctype html>", ""))
    assert len(nesting.inside) == 70
    assert sorted(nesting.depth.values()) == [0, 1, 2, 3] + [4] * 66


async def test_what_is_too_deep_to_nest_says_whom_it_answers(reader: Reader) -> None:
    at = None
    for number in range(7):
        at = await reader.said(f"no {number}", parent=at, name=f"Name {number}")
    html = await reader.page()
    assert html.count("in reply to") == 2
    assert "in reply to <bdi>Name 5</bdi>" in html


async def test_a_closed_conversation_offers_no_form_and_no_replies(place: Place, reader: Reader) -> None:
    await reader.said("one")
    await place.publish("ferry", closed=False)
    await place.write("UPDATE thread SET closed = :yes, stamp = 'new'", yes=True)
    place.house.ready.elsewhere()
    html = await place.reader().page()
    assert "This conversation is closed." in html
    assert "Post Comment" not in html
    assert "vp-reply" not in html


async def test_a_reply_opens_the_form_that_answers_it(reader: Reader) -> None:
    comment_id = await reader.said("one", name="<b>Ann</b>")
    html = await reader.page("/ferry", reply_to=comment_id)
    assert "Leave a Reply to <bdi>&lt;b&gt;Ann&lt;/b&gt;</bdi>" in html
    assert f'<input type="hidden" name="parent" value="{comment_id}">' in html
    assert html.count('id="respond"') == 1
    assert "Cancel reply" in html


async def test_nobody_replies_to_what_is_not_there(reader: Reader) -> None:
    answer = await reader.get("/ferry", params={"reply_to": 7})
    assert (answer.status_code, answer.json()["code"]) == (409, "no_such_parent")


def test_a_story_of_ours_is_at_its_slug_and_the_rest_at_a_number() -> None:
    def at(url: str) -> str:
        return markup.home(Thread(7, "", url, "", "", 0, False))

    assert [at("/ferry"), at("/a/b"), at("https://blog.example/ferry"), at("/")] == [
        "/ferry",
        "/threads/7",
        "/threads/7",
        "/",
    ]


async def test_the_fragment_leads_to_this_server_from_any_page(reader: Reader) -> None:
    await reader.said("one")
    html = (await reader.get("/threads", params={"site": "default", "url": f"{ORIGIN}/ferry"})).text
    links = [part.split('"')[0] for part in html.split('href="')[1:] + html.split('action="')[1:]]
    assert links
    assert [link for link in links if not link.startswith((f"{ORIGIN}/", "#"))] == []


async def likes(reader: Reader) -> Any:
    return [line for line in (await reader.page()).split("\n") if "Liked by" in line and "data-words=" not in line]


async def test_likes_are_said_in_words(place: Place, reader: Reader) -> None:
    number = await reader.said("one")
    assert await likes(place.reader()) == []
    await reader.like(number)
    assert "Liked by 1 person<" in (await likes(place.reader()))[0]
    await place.reader().like(number)
    assert "Liked by 2 people<" in (await likes(place.reader()))[0]
