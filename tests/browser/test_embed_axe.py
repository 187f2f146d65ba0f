"""axe-core finds nothing to object to, whatever state a conversation on another origin is in."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect

from tests.support import apart, axe, waiting
from tests.support.apart import There
from tests.support.commenter import Commenter
from tests.support.newspaper import voxpop
from tests.support.visitor import Visitor

TALK = "/talk"
LONG = "Whoever has seen the ferry leave on time may say so here, and nobody has. " * 40
TEXTS = [
    "Late *again*",
    "> Late again\n\nIt was not.",
    "- fog\n- ice\n\n1. tide",
    f"{LONG}",
    "`late`, [see](https://a.example)",
]
CLOSE = "UPDATE thread SET closed = 1, stamp = 'closed' WHERE url LIKE '%/closed'"


@pytest.fixture(scope="module")
def talk(everybody: There) -> list[int]:
    """A conversation at /talk of a thousand comments, some of them long, some of them answers."""
    numbers: list[int] = []
    with everybody.client() as client:
        for nth in range(1000):
            parent = numbers[-1] if nth % 3 == 2 else None
            text = f"{TEXTS[nth % len(TEXTS)]}\n\nNumber {nth}"
            numbers.append(apart.said(client, everybody.news + TALK, text, name=f"Bo {nth}", parent=parent))
    return numbers


@pytest.fixture(params=[1280, 360], ids=["wide", "narrow"])
def ann(commenter: Callable[..., Commenter], request: pytest.FixtureRequest) -> Commenter:
    return commenter(viewport={"width": request.param, "height": 900})


# What has not come near yet is laid out only as far as its place goes: so down to the end, while that moves, and back.
TO_THE_END = """async () => {
    const before = scrollY;
    for (let at = -1; at !== scrollY;) {
        at = scrollY;
        scrollTo(0, document.documentElement.scrollHeight);
        for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
    }
    scrollTo(0, before);
    await new Promise(requestAnimationFrame);
}"""


def is_well(reader: Commenter | Visitor) -> None:
    if isinstance(reader, Commenter):
        reader.settled()
        reader.page.evaluate(TO_THE_END)
    found = axe.violations(reader.page)
    assert found == [], axe.told(found)
    wide = reader.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1], "nothing stands out at the side"


def test_an_empty_one(ann: Commenter) -> None:
    ann.visits("/empty")
    is_well(ann)


def test_one_that_is_still_fetched(ann: Commenter, talk: list[int]) -> None:
    kept: list[Route] = []
    ann.page.route("**/threads?*", lambda route: kept.append(route))  # noqa: PLW0108 (Playwright keeps things at a handler)
    ann.page.goto(TALK)
    expect(ann.page.locator("voxpop-thread[loading]")).to_have_count(1)
    waiting.until(lambda: bool(ann.page.evaluate("1") and kept), "the conversation is asked for")
    is_well(ann)
    kept[0].continue_()
    ann.is_ready()


def test_one_of_a_thousand_comments(ann: Commenter, talk: list[int]) -> None:
    ann.visits(TALK)
    expect(ann.page.get_by_role("heading", name="1,000 responses")).to_be_visible()
    ann.page.get_by_role("button", name="Fold the answers").first.click()
    ann.page.get_by_role("button", name="Like").first.click()
    expect(ann.page.locator("[aria-pressed]")).to_have_count(1)
    is_well(ann)


def test_while_somebody_answers(ann: Commenter, talk: list[int]) -> None:
    ann.visits(TALK)
    ann.page.locator(".vp-reply").nth(2).click()
    ann.text.fill("I have. Once.")
    expect(ann.page.locator(".vp-comment .vp-respond")).to_have_count(1)
    is_well(ann)


def test_what_was_refused(ann: Commenter) -> None:
    ann.visits("/refused")
    ann.fill("As whom?", Name="Admin")
    ann.send()
    expect(ann.page.get_by_role("alert")).to_be_visible()
    is_well(ann)


def test_ones_own_comment_that_is_being_edited_while_others_arrive(ann: Commenter, there: There) -> None:
    path = f"/edited/{ann.page.evaluate('innerWidth')}"
    with ann.page.expect_response(re.compile(r"/live\?")):
        ann.visits(path)
    ann.fill("A mistkae")
    ann.send()
    ann.page.locator(".vp-edit").click()
    expect(ann.page.locator(".vp-editing textarea")).to_be_focused()
    there.said(path, "Somebody else")
    expect(ann.page.locator(".vp-arrivals")).to_be_visible()
    is_well(ann)


def test_a_server_that_is_away(ann: Commenter) -> None:
    ann.page.route("**/threads?*", lambda route: route.abort())
    ann.page.goto("/away")
    expect(ann.page.get_by_role("button", name="Reload")).to_be_visible()
    is_well(ann)
    ann.noticed.clear()


@pytest.fixture(scope="module")
def closed(everybody: There) -> None:
    """The conversation at /closed is."""
    assert everybody.server
    everybody.said("/closed", "The last word")
    with closing(sqlite3.connect(everybody.server.data / "voxpop.db", timeout=30)) as db, db:
        db.execute(CLOSE)


@pytest.mark.usefixtures("closed")
def test_one_that_is_closed(ann: Commenter) -> None:
    ann.page.goto("/closed")
    waiting.until(lambda: _closed(ann), "it is closed")
    is_well(ann)


def _closed(ann: Commenter) -> bool:
    ann.page.reload()
    ann.page.wait_for_selector(".voxpop")
    return ann.page.get_by_text("This conversation is closed.").count() == 1


@pytest.fixture(scope="module")
def english(everybody: There) -> int:
    """The number of a comment in English at /rtl."""
    return everybody.said("/rtl", "Said in English")


@pytest.fixture
def arabic(there: There) -> Iterator[None]:
    """A site in Arabic."""
    assert there.server
    voxpop(there.server, "site", "set", "default", "language=ar")
    there.bodies["/rtl"] = there.lines.replace("></voxpop-thread>", " lang=ar></voxpop-thread>")
    yield
    voxpop(there.server, "site", "set", "default", "language=en")


@pytest.mark.usefixtures("arabic")
def test_from_right_to_left(ann: Commenter, english: int) -> None:
    ann.visits("/rtl")
    waiting.until(lambda: _arabic(ann), "it is in Arabic")
    ann.article(english).locator(".vp-reply").click()
    is_well(ann)
    article = ann.article(english).bounding_box()
    field = ann.comment(english).locator("textarea").bounding_box()
    assert article
    assert field
    assert abs(article["x"] - field["x"]) < 1
    assert article["x"] + article["width"] > field["x"] + field["width"] + 5, "what answers is set in from the right"


def _arabic(ann: Commenter) -> bool:
    ann.page.reload()
    ann.is_ready()
    return ann.page.locator(".voxpop[dir=rtl][lang=ar]").count() == 1


@pytest.mark.parametrize("page", ["#fff", "#111"])
def test_in_the_dark_whatever_the_page_is(ann: Commenter, there: There, talk: list[int], page: str) -> None:
    there.head = f"<style>main {{ background: {page}; color: {'#000' if page == '#fff' else '#fff'} }}</style>"
    there.bodies[TALK] = there.lines.replace("></voxpop-thread>", " theme=dark></voxpop-thread>")
    ann.visits(TALK)
    ann.page.locator(".vp-reply").first.click()
    is_well(ann)


def test_on_a_dark_page_of_its_own_colours(ann: Commenter, there: There, talk: list[int]) -> None:
    there.head = "<style>:root { color-scheme: dark } body { background: #123; color: #eef }</style>"
    ann.visits(TALK)
    ann.page.locator(".vp-reply").first.click()
    is_well(ann)


@pytest.fixture
def profile(far: Browser) -> Iterator[BrowserContext]:
    opened = far.new_context(ignore_https_errors=True)
    opened.set_default_timeout(30_000)
    yield opened
    opened.close()


def test_somebody_who_is_signed_in(there: There, profile: BrowserContext) -> None:
    bea = Visitor(there, profile, "/signed")
    bea.page.get_by_role("button", name="Google", exact=True).hover()
    is_well(bea)
    bea.signs_in()
    assert bea.says("Signed in")[0] == 201
    bea.page.get_by_text("Change", exact=True).click()
    is_well(bea)
