"""What a reader may do besides: react, find, not see somebody any more, take a link along."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.support import axe, waiting
from tests.support.apart import There
from tests.support.commenter import Commenter
from tests.support.newspaper import voxpop

PATH = "/more"
FOUND = 31  # one more than a page of results


@pytest.fixture(scope="module")
def talk(everybody: There) -> dict[str, int]:
    """Two comments on a site that has reactions."""
    assert everybody.server
    voxpop(everybody.server, "site", "set", "default", "reactions=thanks,funny")
    first = everybody.said(PATH, "The clock has been fast since March")
    return {"first": first, "answer": everybody.said(PATH, "It is the weather", parent=first, name="Cy Holt")}


@pytest.fixture
def ann(commenter: Callable[..., Commenter], talk: dict[str, int]) -> Commenter:
    reader = commenter()
    reader.visits(PATH)
    waiting.until(lambda: _ready(reader), "the site's reactions are there")
    return reader


def _ready(reader: Commenter) -> bool:
    reader.page.reload()
    reader.is_ready()
    return reader.page.locator(".vp-react").count() > 0


def opens(reader: Commenter, number: int) -> Locator:
    """What else may be done with a comment."""
    more = reader.article(number).locator(".vp-more")
    more.locator("summary").click()
    return more


def test_a_reaction_is_given_and_taken_back(
    ann: Commenter, commenter: Callable[..., Commenter], talk: dict[str, int]
) -> None:
    thanks = ann.article(talk["first"]).get_by_role("button", name="Thanks")
    thanks.click()
    expect(thanks.locator(".vp-number")).to_have_text("1")
    expect(thanks).to_have_attribute("aria-pressed", "true")
    assert ann.events("vote") == [{"comment": talk["first"], "kind": "thanks", "given": True}]
    found = axe.violations(ann.page)
    assert found == [], axe.told(found)
    other = commenter()
    other.visits(PATH)
    theirs = other.article(talk["first"]).get_by_role("button", name="Thanks")
    expect(theirs.locator(".vp-number")).to_have_text("1")
    expect(theirs).not_to_have_attribute("aria-pressed", "true")
    ann.page.reload()
    expect(thanks).to_have_attribute("aria-pressed", "true")
    thanks.click()
    expect(thanks.locator(".vp-number")).to_be_empty()
    expect(thanks).not_to_have_attribute("aria-pressed", "true")


def test_something_is_found_in_the_conversation(everybody: There, ann: Commenter, talk: dict[str, int]) -> None:
    for number in range(FOUND):
        everybody.said(PATH, f"The fog again, {number}", name="Bo Lind")
    ann.visits(PATH)
    ann.page.get_by_role("searchbox", name="Find in this conversation").fill("weather")
    ann.page.keyboard.press("Enter")
    results = ann.page.locator(".vp-results")
    expect(results).to_contain_text("It is the weather")
    expect(results).not_to_contain_text("since March")
    ann.page.wait_for_function("focused().closest('.vp-results')")
    found = axe.violations(ann.page)
    assert found == [], axe.told(found)
    ann.page.get_by_role("searchbox").fill("fog")
    ann.page.keyboard.press("Enter")
    expect(results.locator("a.vp-when")).to_have_count(FOUND - 1)
    results.locator(".vp-pager a").click()
    expect(results.locator("a.vp-when")).to_have_count(1)
    expect(results).to_contain_text("The fog again, 0")
    ann.page.wait_for_function("focused().closest('.vp-results')")
    ann.page.get_by_role("searchbox").fill("weather")
    ann.page.keyboard.press("Enter")
    expect(results).to_contain_text("It is the weather")
    results.locator("a.vp-when").first.click()
    ann.is_at(f"comment-{talk['answer']}")


def test_somebody_is_not_seen_any_more_and_only_by_this_reader(
    ann: Commenter, commenter: Callable[..., Commenter], talk: dict[str, int]
) -> None:
    opens(ann, talk["answer"]).get_by_role("button", name="Mute this person").click()
    expect(ann.comment(talk["answer"]).get_by_text("It is the weather")).to_be_hidden()
    ann.heard("You have muted this person.")
    ann.page.reload()
    expect(ann.comment(talk["answer"]).locator(".vp-muted")).to_be_visible()
    ann.comment(talk["answer"]).get_by_role("button", name="Show again").click()
    expect(ann.comment(talk["answer"]).get_by_text("It is the weather")).to_be_visible()
    other = commenter()
    other.visits(PATH)
    expect(other.comment(talk["answer"]).get_by_text("It is the weather")).to_be_visible()
    expect(other.page.locator(".vp-muted")).to_have_count(0)


def test_a_link_is_copied(commenter: Callable[..., Commenter], talk: dict[str, int]) -> None:
    ann = commenter(permissions=["clipboard-read", "clipboard-write"])
    ann.visits(PATH)
    link = opens(ann, talk["first"]).locator(".vp-copy")
    link.click()
    ann.heard(re.compile("The link is copied"))
    assert ann.page.evaluate("navigator.clipboard.readText()") == f"{ann.origin}{PATH}#comment-{talk['first']}"
    expect(link).to_have_accessible_name("Copy link")
