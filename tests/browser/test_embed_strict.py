"""On a page whose policy lets in one other origin and no markup from strings, all works and nobody else is asked."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.support.apart import There
from tests.support.commenter import Commenter
from tests.support.visitor import Visitor

POLICY = (
    "default-src 'none'; script-src {talk}; connect-src {talk}; img-src {talk} data:; base-uri 'none';"
    " form-action {talk}; require-trusted-types-for 'script'; trusted-types voxpop"
)
SEEN = """window.broken = [];
document.addEventListener("securitypolicyviolation", (event) =>
    broken.push([event.effectiveDirective, event.blockedURI, event.sample]));
"""
BREAKS = """() => {
    try { document.body.insertAdjacentHTML("beforeend", "<i>"); } catch {}
    document.body.append(Object.assign(document.createElement("img"), { src: "https://tracker.example/" }));
}"""
KEPT = """async () => [document.cookie, { ...localStorage }, { ...sessionStorage },
    (await indexedDB.databases()).length, (await caches.keys()).length]"""


@pytest.fixture
def strict(there: There) -> There:
    there.headers["content-security-policy"] = POLICY.format(talk=there.talk)
    return there


@pytest.fixture
def ann(commenter: Callable[..., Commenter], strict: There) -> Commenter:
    """`noticed` holds what she should not have met: among it any request to others, and each broken rule."""
    reader = commenter()
    reader.page.add_init_script(SEEN)
    return reader


def broken(ann: Commenter) -> list[Any]:
    return list(ann.page.evaluate("broken"))


def test_the_policy_is_one_that_holds(ann: Commenter) -> None:
    ann.visits("/strict")
    with ann.page.expect_event("requestfailed"):
        ann.page.evaluate(BREAKS)
    ann.until("() => broken.length === 2")
    assert [one[0] for one in broken(ann)] == ["require-trusted-types-for", "img-src"]
    ann.noticed.clear()


def test_reading_and_writing_break_no_rule(ann: Commenter, there: There) -> None:
    first = there.said("/strict/path", f"The clock is fast. {'It is. ' * 400}")
    there.said("/strict/path", "It is not", parent=first)
    with ann.page.expect_response(re.compile(r"/live\?")):
        ann.visits("/strict/path")
    ann.page.get_by_role("button", name="Show more of this comment").click()
    ann.page.get_by_role("button", name="Fold the answers").click()
    ann.page.get_by_role("link", name="Newest").click()
    expect(ann.page.locator(".vp-order [aria-current]")).to_have_text("Newest")
    ann.article(first).locator(".vp-like").click()
    expect(ann.article(first).locator(".vp-likes")).to_have_text("Liked by 1 person")
    ann.article(first).locator(".vp-reply").click()
    ann.fill("So what?")
    number = int(ann.send().json()["id"])
    ann.article(number).locator(".vp-edit").click()
    ann.article(number).locator("textarea").fill("So *what*?")
    ann.article(number).get_by_role("button", name="Save").click()
    expect(ann.article(number).locator("em")).to_have_text("what")
    there.said("/strict/path", "Arriving")
    ann.page.get_by_role("button", name="1 new comment").click()
    expect(ann.page.get_by_text("Arriving")).to_be_visible()
    assert broken(ann) == []


def test_styles_hold_and_are_no_inline_ones(ann: Commenter, there: There) -> None:
    number = there.said("/strict/style", "Look")
    ann.visits("/strict/style")
    style = ann.page.locator(".vp-like").first.evaluate("(one) => getComputedStyle(one).borderTopStyle")
    assert style == "solid"
    ann.article(number).locator(".vp-reply").click()
    expect(ann.page.locator(".vp-said")).to_have_css("position", "absolute")
    assert broken(ann) == []


def test_signing_in_breaks_no_rule(far: Browser, strict: There) -> None:
    profile = far.new_context(ignore_https_errors=True)
    profile.set_default_timeout(30_000)
    profile.add_init_script(SEEN)
    bea = Visitor(strict, profile, "/strict/sign-in")
    bea.signs_in()
    assert bea.says("By account")[0] == 201
    assert bea.page.evaluate("broken") == []
    assert bea.faults == []
    profile.close()


def test_nothing_is_kept_before_the_reader_acts_and_only_that_afterwards(ann: Commenter, there: There) -> None:
    first = there.said("/strict/kept", f"The clock is fast. {'It is. ' * 400}")
    there.said("/strict/kept", "It is not", parent=first)
    with ann.page.expect_response(re.compile(r"/live\?")):
        ann.visits("/strict/kept")
    ann.page.get_by_role("button", name="Show more of this comment").click()
    ann.page.get_by_role("button", name="Fold the answers").click()
    ann.page.get_by_role("link", name="Newest").click()
    expect(ann.page.locator(".vp-order [aria-current]")).to_have_text("Newest")
    assert ann.page.evaluate(KEPT) == ["", {}, {}, 0, 0]
    assert ann.page.context.cookies() == []
    assert all(met.cookies == "" for met in there.met)
    ann.article(first).locator(".vp-like").click()
    expect(ann.article(first).locator(".vp-likes")).to_have_text("Liked by 1 person")
    cookie, local, session, databases, caches = ann.page.evaluate(KEPT)
    assert (cookie, session, databases, caches) == ("", {}, 0, 0)
    assert {key.split(":")[1] for key in local} <= {"known", "seen"}
    assert {one["domain"] for one in ann.page.context.cookies()} <= {"talk.other.example"}


def test_a_browser_that_keeps_nothing_changes_nothing_else(ann: Commenter, there: There) -> None:
    ann.page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })")
    ann.visits("/strict/forgetful")
    ann.fill("Written all the same")
    number = int(ann.send().json()["id"])
    expect(ann.article(number)).to_be_visible()
    assert broken(ann) == []


def test_the_server_of_the_conversation_is_told_no_more_than_which_page_it_is(ann: Commenter, there: There) -> None:
    with ann.page.expect_response(re.compile(r"/live\?")):
        ann.visits("/strict/told?who=ann")
    asked = [met for met in there.met if not met.path.startswith("/static/")]
    assert {met.path.partition("?")[0] for met in asked} == {"/embed.js", "/threads", "/live"}
    assert json.dumps([met.path for met in asked]).count("who%3Dann") == 2
