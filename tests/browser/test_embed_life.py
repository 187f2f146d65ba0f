"""The element comes, moves, changes and goes, as pages that are one long page let it; it leaves nothing behind."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.support import waiting
from tests.support.apart import There
from tests.support.commenter import Commenter

MANY = 50
MOUNT = """async ([path, count]) => {
    for (let nth = 0; nth < count; nth++) {
        const made = document.createElement("voxpop-thread");
        made.setAttribute("url", path);
        const ready = new Promise((done) => made.addEventListener("voxpop:ready", done, { once: true }));
        document.querySelector("main").append(made);
        await ready;
        const opened = streams.length;
        while (streams.length === opened) await new Promise((done) => setTimeout(done, 10));
        made.remove();
        await new Promise((done) => setTimeout(done));
        window.told.length = 0;
        window.streams = streams.filter((one) => one.readyState !== EventSource.CLOSED);
    }
}"""
STREAMS = """window.streams = [];
const Real = EventSource;
window.EventSource = class extends Real { constructor(...asked) { super(...asked); streams.push(this); } };
"""


@pytest.fixture(scope="module")
def few(everybody: There) -> dict[str, int]:
    """A comment at /a and one at /b."""
    return {name: everybody.said(f"/{name}", f"Said at {name}") for name in ("a", "b")}


def asked_for(there: There) -> list[str]:
    """The addresses of the conversations that were fetched."""
    paths = [met.path for met in there.met if met.path.startswith("/threads?")]
    return [parse_qs(urlsplit(path).query)["url"][0].removeprefix(there.news) for path in paths]


def shows(ann: Commenter, number: int) -> None:
    expect(ann.page.locator("li.vp-comment")).to_have_count(1)
    expect(ann.comment(number)).to_be_visible()


def test_it_follows_its_attributes(ann: Commenter, there: There, few: dict[str, int]) -> None:
    there.bodies["/a"] = there.lines
    ann.visits("/a")
    shows(ann, few["a"])
    thread = ann.page.locator("voxpop-thread")
    thread.evaluate("(one) => one.setAttribute('url', '/b')")
    shows(ann, few["b"])
    thread.evaluate("(one) => { one.setAttribute('url', '/a'); one.setAttribute('url', '/b') }")
    ann.page.wait_for_timeout(200)
    assert asked_for(there) == ["/a", "/b"], "nothing has changed in the end"
    thread.evaluate("(one) => one.setAttribute('order', 'newest')")
    expect(ann.page.locator(".vp-order [aria-current]")).to_have_text("Newest")
    thread.evaluate("(one) => one.removeAttribute('url')")
    shows(ann, few["a"])


def test_it_runs_as_the_language_does_unless_it_is_told(ann: Commenter, there: There, few: dict[str, int]) -> None:
    there.bodies["/a"] = there.lines.replace("<voxpop-thread ", '<voxpop-thread dir="rtl" ')
    ann.visits("/a")
    shows(ann, few["a"])
    section = ann.page.locator("voxpop-thread .voxpop")
    expect(section).to_have_attribute("dir", "rtl")
    ann.page.locator("voxpop-thread").evaluate("(one) => one.removeAttribute('dir')")
    expect(section).to_have_attribute("dir", "ltr")


def test_the_number_of_responses_stands_where_the_page_wants_it(ann: Commenter, there: There) -> None:
    first = there.said("/counted", "One")
    place = '<p>Responses: <b class="many">?</b></p><p class="filler"></p>'
    there.head = "<style>.filler { block-size: 5000px }</style>"
    there.bodies["/counted"] = place + there.lines.replace("<voxpop-thread ", '<voxpop-thread count-selector=".many" ')
    ann.visits("/counted")
    many = ann.page.locator(".many")
    expect(many).to_have_text("1")
    there.said("/counted", "Two", parent=first)
    expect(many).to_have_text("2")
    ann.page.locator("voxpop-thread").evaluate("(one) => one.setAttribute('count-selector', 'p >')")
    there.said("/counted", "Three", parent=first)
    ann.page.wait_for_timeout(500)
    expect(many).to_have_text("2")
    assert ann.noticed, "a selector that is none is told on the console"
    assert all('count-selector="p >" SyntaxError' in one for one in ann.noticed)
    ann.noticed.clear()
    ann.page.locator("voxpop-thread").evaluate("(one) => one.setAttribute('count-selector', 'b')")
    expect(many).to_have_text("3")


def test_it_is_taken_away_and_put_somewhere_else(ann: Commenter, there: There) -> None:
    with ann.page.expect_response(re.compile(r"/live\?")):
        ann.visits("/moved")
    ann.text.fill("Kept when moved")
    with_it = "document.querySelector('voxpop-thread')"
    ann.page.evaluate(f"document.querySelector('main').prepend({with_it})")
    expect(ann.text).to_have_value("Kept when moved")
    assert asked_for(there) == ["/moved"]
    ann.page.evaluate(f"window.kept = {with_it}; kept.remove()")
    number = there.said("/moved", "Meanwhile")
    ann.page.evaluate("document.querySelector('main').append(kept)")
    expect(ann.comment(number)).to_be_visible()
    expect(ann.text).to_have_value("Kept when moved")
    assert len(ann.events("ready")) == 2


def test_a_page_that_changes_its_address_by_itself(ann: Commenter, there: There, few: dict[str, int]) -> None:
    ann.visits("/a")
    ann.page.evaluate("""() => {
        history.pushState(null, "", "/b");
        document.querySelector("voxpop-thread").remove();
        document.querySelector("main").append(document.createElement("voxpop-thread"));
    }""")
    shows(ann, few["b"])
    ann.page.go_back()
    ann.page.evaluate("document.querySelector('voxpop-thread').reload()")
    shows(ann, few["a"])


@pytest.mark.parametrize(
    ("head", "attributes", "expected"),
    [
        ("", "", "/where?page=2"),
        ('<link rel="canonical" href="/canonical">', "", "/canonical"),
        ('<link rel="canonical" href="/canonical">', 'url="/attribute"', "/attribute"),
        ('<link rel="canonical" href="/canonical">', 'url="deep/../attribute?x=1"', "/attribute?x=1"),
    ],
    ids=["location", "canonical", "attribute", "relative attribute"],
)
def test_which_conversation_it_is(ann: Commenter, there: There, head: str, attributes: str, expected: str) -> None:
    there.head = head
    there.bodies["/where"] = there.lines.replace("></voxpop-thread>", f" {attributes}></voxpop-thread>")
    ann.visits("/where?page=2#somewhere")
    assert asked_for(there) == [expected]


def test_a_name_keeps_a_conversation_over_two_addresses(ann: Commenter, there: There) -> None:
    lines = there.lines.replace("></voxpop-thread>", ' identifier="story-7"></voxpop-thread>')
    there.bodies["/old-address"] = there.bodies["/new-address"] = lines
    ann.visits("/old-address")
    ann.fill("Said at the old address")
    number = int(ann.send().json()["id"])
    ann.visits("/new-address")
    expect(ann.comment(number)).to_be_visible()
    expect(ann.page.locator(".vp-edit")).to_be_visible()


def test_the_script_may_come_before_the_element_or_after_it_and_twice(
    ann: Commenter, there: There, few: dict[str, int]
) -> None:
    script = f'<script src="{there.talk}/embed.js"></script>'
    element = '<voxpop-thread url="/a"></voxpop-thread>'
    for body in (script + element, element + script, script + element + script):
        there.bodies["/order"] = body
        ann.visits("/order")
        shows(ann, few["a"])
        assert len(ann.events("ready")) == 1


def test_a_page_that_has_an_element_of_that_name_already_is_left_alone(ann: Commenter, there: There) -> None:
    there.head = "<script>customElements.define('voxpop-thread', class extends HTMLElement {})</script>"
    with ann.page.expect_response(re.compile(r"/static/embed\.")):
        ann.page.goto("/taken")
    ann.page.wait_for_timeout(300)
    assert asked_for(there) == []


def memory(ann: Commenter) -> dict[str, Any]:
    """What is there of nodes, listeners and heap, after all that nobody holds is gone."""
    wire = ann.page.context.new_cdp_session(ann.page)
    wire.send("Performance.enable")
    for _ in range(3):
        wire.send("HeapProfiler.collectGarbage")
    found = {one["name"]: one["value"] for one in wire.send("Performance.getMetrics")["metrics"]}
    wire.detach()
    return found


def test_fifty_that_came_and_went_leave_nothing(
    commenter: Callable[..., Commenter], there: There, few: dict[str, int]
) -> None:
    there.bodies["/spa"] = f'<script src="{there.talk}/embed.js"></script>'
    ann = commenter()
    ann.page.add_init_script(STREAMS)
    ann.page.goto("/spa")
    ann.page.evaluate(MOUNT, ["/a", 5])
    before = memory(ann)
    ann.page.evaluate(MOUNT, ["/a", MANY])
    after = memory(ann)
    grown = {name: after[name] - before[name] for name in ("Nodes", "JSEventListeners", "JSHeapUsedSize")}
    assert grown["Nodes"] < 5 * MANY, grown
    assert grown["JSEventListeners"] < MANY // 5, grown
    assert grown["JSHeapUsedSize"] < 1_500_000, grown
    assert ann.page.evaluate("streams.length") == 0


def test_a_stream_ends_with_its_element(ann: Commenter, there: There, few: dict[str, int]) -> None:
    ann.page.add_init_script(STREAMS)
    ann.visits("/a")
    waiting.until(lambda: there.asked("/live"), "a stream is open")
    ann.page.wait_for_function("streams[0]?.readyState === 1")
    ann.page.evaluate("document.querySelector('voxpop-thread').remove()")
    ann.page.wait_for_function("streams[0]?.readyState === 2")
    assert ann.page.evaluate("streams.length") == 1


def test_one_that_goes_before_its_conversation_has_come_shows_nothing(
    ann: Commenter, there: There, few: dict[str, int]
) -> None:
    ann.page.goto("/a")
    ann.is_ready()
    ann.page.evaluate("""() => {
        const one = document.querySelector("voxpop-thread");
        one.setAttribute("url", "/b");
        setTimeout(() => one.setAttribute("url", "/a"));
    }""")
    ann.page.wait_for_timeout(500)
    shows(ann, few["a"])
