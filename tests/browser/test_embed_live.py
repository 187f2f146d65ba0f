"""What is new in a conversation comes by itself, and moves nothing that somebody reads or writes."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.support.apart import There
from tests.support.commenter import Commenter
from tests.support.newspaper import voxpop

STREAMS = """window.streams = [];
const Real = EventSource;
window.EventSource = class extends Real { constructor(...asked) { super(...asked); streams.push(this); } };
"""


@pytest.fixture
def path(request: pytest.FixtureRequest) -> str:
    """An article for this test alone."""
    return f"/live/{re.sub(r'[^a-z]+', '-', request.node.name)}"


@pytest.fixture
def first(there: There, path: str) -> int:
    """The number of a comment that is there."""
    return there.said(path, "The clock has been fast since March")


@pytest.fixture
def ann(commenter: Callable[..., Commenter], path: str, first: int) -> Commenter:
    """She reads, and a stream is open for her."""
    reader = commenter()
    reader.page.add_init_script(STREAMS)
    listens(reader, path)
    return reader


def listens(reader: Commenter, path: str) -> None:
    with reader.page.expect_response(re.compile(r"/live\?")):
        reader.visits(path)


def arrivals(reader: Commenter, count: int) -> None:
    expect(reader.page.locator(".vp-arrivals")).to_have_text(f"{count} new comment{'s' if count > 1 else ''}")


def test_what_arrives_waits_until_it_is_wanted(ann: Commenter, there: There, path: str, first: int) -> None:
    ann.text.fill("In the middle of a")
    answer = there.said(path, "It was put right in May", parent=first, name="Cy Holt")
    arrivals(ann, 1)
    ann.heard("1 new comment")
    others = [there.said(path, f"Another {n}") for n in range(2)]
    arrivals(ann, 3)
    assert ann.numbers() == [first]
    assert ann.focus() == "text"
    expect(ann.page.get_by_role("heading", name="4 responses")).to_be_visible()
    assert [one["comment"] for one in ann.events("arrived")] == [answer, *others]
    ann.page.get_by_role("button", name="3 new comments").click()
    expect(ann.comment(first).locator(f"> .vp-answers > #comment-{answer}")).to_be_visible()
    assert ann.numbers() == [first, answer, *others]
    ann.is_at(f"comment-{answer}")
    expect(ann.page.locator(".vp-arrivals")).to_have_count(0)
    expect(ann.text).to_have_value("In the middle of a")
    ann.article(answer).get_by_role("link", name="Reply to Cy Holt").click()
    expect(ann.comment(answer).locator(".vp-respond")).to_be_visible()


def test_an_answer_that_arrives_before_what_it_answers_is_shown_stands_beneath_it(
    ann: Commenter, there: There, path: str
) -> None:
    top = there.said(path, "A new one")
    below = there.said(path, "And its answer", parent=top)
    arrivals(ann, 2)
    ann.page.locator(".vp-arrivals").click()
    expect(ann.comment(top).locator(f"#comment-{below}")).to_be_visible()


def test_ones_own_comment_does_not_arrive(ann: Commenter, there: There, path: str, first: int) -> None:
    ann.fill("Mine")
    number = int(ann.send().json()["id"])
    other = there.said(path, "Not mine")
    arrivals(ann, 1)
    ann.page.locator(".vp-arrivals").click()
    assert ann.numbers() == [first, number, other]


def test_a_comment_that_changes_keeps_what_is_being_written_beneath_it(
    ann: Commenter, commenter: Callable[..., Commenter], there: There, path: str, first: int
) -> None:
    author = commenter()
    author.visits(path)
    author.fill("I was wrnog")
    number = int(author.send().json()["id"])
    arrivals(ann, 1)
    ann.page.locator(".vp-arrivals").click()
    ann.article(number).locator(".vp-reply").click()
    ann.text.fill("Yes, you w")
    author.article(number).locator(".vp-edit").click()
    author.article(number).locator("textarea").fill("I was *wrong*")
    author.article(number).get_by_role("button", name="Save").click()
    expect(ann.article(number).locator("em")).to_have_text("wrong")
    expect(ann.text).to_have_value("Yes, you w")
    assert ann.focus() == "text"
    author.article(number).locator(".vp-edit").click()
    author.article(number).get_by_role("button", name="Delete").click()
    expect(ann.article(number)).to_have_class(re.compile("vp-gone"))
    expect(ann.text).to_have_value("Yes, you w")


def test_what_is_taken_away_goes(ann: Commenter, there: There, path: str, first: int) -> None:
    assert there.server
    soon = there.said(path, "Not for long")
    arrivals(ann, 1)
    voxpop(there.server, "reject", str(soon))
    expect(ann.page.locator(".vp-arrivals")).to_have_count(0)
    voxpop(there.server, "reject", str(first))
    expect(ann.comment(first)).to_have_count(0)


def test_where_no_stream_is_given_it_is_looked_for_now_and_then(
    commenter: Callable[..., Commenter], there: There, path: str, first: int
) -> None:
    def capped(route: Route) -> None:
        headers = {"content-type": "text/event-stream", "access-control-allow-origin": "*"}
        route.fulfill(headers=headers, body=f"event: poll\ndata: {json.dumps({'seconds': 1})}\n\n")

    ann = commenter()
    ann.page.route("**/live?*", capped)
    listens(ann, path)
    answer = there.said(path, "An answer", parent=first)
    arrivals(ann, 1)
    ann.page.locator(".vp-arrivals").click()
    expect(ann.comment(first).locator(f"#comment-{answer}")).to_be_visible()
    ann.article(answer).locator(".vp-reply").click()
    ann.text.fill("Looked at again, it is")
    for _ in range(2):
        with ann.page.expect_response(re.compile("/threads.*order=newest")):
            pass
    assert ann.focus() == "text"
    expect(ann.page.locator(".vp-arrivals")).to_have_count(0)
    assert [one["comment"] for one in ann.events("arrived")] == [answer]


def test_a_page_that_nobody_sees_holds_no_stream(ann: Commenter, there: There, path: str) -> None:
    hide = """(hidden) => {
        Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    ann.page.wait_for_function("streams[0]?.readyState === EventSource.OPEN")
    ann.page.evaluate(hide, True)
    ann.page.wait_for_function("streams[0]?.readyState === EventSource.CLOSED")
    number = there.said(path, "Meanwhile")
    assert ann.events("arrived") == []
    with ann.page.expect_response(re.compile(r"/live\?")):
        ann.page.evaluate(hide, False)
    arrivals(ann, 1)
    assert [one["comment"] for one in ann.events("arrived")] == [number]


def test_who_was_here_before_sees_what_is_new_since(
    commenter: Callable[..., Commenter], ann: Commenter, there: There, path: str, first: int
) -> None:
    ann.fill("I shall be back")
    mine = int(ann.send().json()["id"])
    listens(ann, path)
    fresh = there.said(path, "You missed this")
    listens(ann, path)
    expect(ann.article(fresh).locator(".vp-fresh")).to_have_text("New since your last visit")
    expect(ann.comment(fresh)).to_have_class(re.compile("vp-new"))
    expect(ann.page.locator(".vp-fresh")).to_have_count(1)
    assert ann.article(mine).locator(".vp-fresh").count() == 0
    other = commenter()
    listens(other, path)
    expect(other.page.locator(".vp-fresh")).to_have_count(0)
