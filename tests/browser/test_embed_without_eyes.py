"""Without a mouse, and without eyes: a conversation is walked by the keyboard, and all in it has a name."""

import itertools
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support import waiting
from tests.support.apart import There
from tests.support.commenter import Commenter

CONTROLS = {"button", "link", "textbox", "checkbox", "combobox", "searchbox", "menuitem"}
REGIONS = {"region", "navigation", "complementary"}  # a form is one when it has a name


@pytest.fixture(scope="module")
def talk(everybody: There) -> dict[str, int]:
    """Two comments at /walk, one of them answered."""
    first = everybody.said("/walk", "The clock is fast")
    return {
        "first": first,
        "answer": everybody.said("/walk", "Since March", parent=first, name="Cy Holt"),
        "last": everybody.said("/walk", "It is not", name="Di Moss"),
    }


@pytest.fixture
def path(there: There, request: pytest.FixtureRequest) -> str:
    """An article for this test alone, with a comment."""
    named = f"/walk/{re.sub(r'[^a-z]+', '-', request.node.name)}"
    there.said(named, "The clock is fast")
    return named


def moves(ann: Commenter, path: str) -> None:
    """She is on a page where all is there, what comes later too."""
    with ann.page.expect_response(re.compile(r"/live\?")):
        ann.visits(path)
    ann.page.get_by_label("Search").focus()


def tab_to(ann: Commenter, what: str) -> list[str]:
    """Go on until something has the focus; what had it on the way."""
    met: list[str] = []
    while len(met) < 60:
        ann.page.keyboard.press("Tab")
        met.append(ann.focus())
        if met[-1] == what:
            return met
    raise AssertionError(f"{what} is not reached: {met}")


def test_the_keyboard_reaches_all_in_the_order_in_which_it_stands(ann: Commenter, talk: dict[str, int]) -> None:
    moves(ann, "/walk")
    met = tab_to(ann, "Learn how your comment data is processed.")
    wanted = ["Leave a reply", "Newest", "Best", "Like", "Reply to Bo Rank", "Fold the answers", "Reply to Cy Holt",
        "Reply to Di Moss", "text", "Google", "Post Comment"]  # fmt: skip
    places = [met.index(one) for one in wanted]
    assert places == sorted(places), met
    visible = ann.page.evaluate("getComputedStyle(focused()).outlineStyle")
    assert visible == "solid"
    ann.page.keyboard.press("Tab")
    assert ann.page.evaluate("!document.querySelector('voxpop-thread').shadowRoot.activeElement"), "and out again"


def test_a_reader_answers_by_the_keyboard_alone(ann: Commenter, path: str) -> None:
    moves(ann, path)
    tab_to(ann, "Reply to Bo Rank")
    ann.page.keyboard.press("Enter")
    ann.is_at("text")
    ann.page.keyboard.type("By how much?")
    waiting.until(lambda: ann.there.asked("/api/v1/form"), "it is asked who writes")
    for field, words in (("name", "Ann Mercer"), ("email", "ann@mail.example")):
        tab_to(ann, field)
        ann.page.keyboard.type(words)
    with ann.posting() as going:
        ann.page.keyboard.press("Control+Enter")
    number = int(going.value.json()["id"])
    ann.is_at(f"comment-{number}")
    ann.heard("Your comment is there.")
    tab_to(ann, "Edit or delete your comment")
    ann.page.keyboard.press("Enter")
    ann.page.wait_for_function("focused().matches('.vp-editing textarea')")
    ann.page.keyboard.press("Control+A")
    ann.page.keyboard.type("By eight minutes")
    tab_to(ann, "Save")
    ann.page.keyboard.press("Enter")
    expect(ann.article(number)).to_contain_text("By eight minutes")
    ann.is_at("Edit or delete your comment")


def test_keys_go_from_comment_to_comment(ann: Commenter, talk: dict[str, int]) -> None:
    moves(ann, "/walk")
    tab_to(ann, "Reply to Bo Rank")
    steps = [("j", "answer"), ("j", "last"), ("k", "answer"), ("k", "first")]
    for key, there in steps:
        ann.page.keyboard.press(key)
        ann.is_at(f"comment-{talk[there]}")
    ann.page.keyboard.press("f")
    expect(ann.article(talk["answer"])).to_be_hidden()
    ann.page.keyboard.press("j")
    ann.is_at(f"comment-{talk['last']}")
    ann.page.keyboard.press("l")
    expect(ann.article(talk["last"]).get_by_role("button", name="Like")).to_have_attribute("aria-pressed", "true")
    ann.page.keyboard.press("r")
    ann.is_at("text")
    ann.page.keyboard.type("jkrl")
    expect(ann.text).to_have_value("jkrl")
    ann.page.keyboard.press("Escape")
    ann.is_at("Reply to Di Moss")


def tree(ann: Commenter) -> list[dict[str, Any]]:
    """What a screen reader is told of the page, in its order: role, name, level, and whether it can be seen."""
    wire = ann.page.context.new_cdp_session(ann.page)
    nodes = wire.send("Accessibility.getFullAXTree")["nodes"]
    wire.detach()
    by_id = {node["nodeId"]: node for node in nodes}
    found: list[dict[str, Any]] = []

    def walk(node: dict[str, Any]) -> None:
        if not node["ignored"]:
            level = next((one["value"]["value"] for one in node.get("properties", []) if one["name"] == "level"), 0)
            found.append({"role": node["role"]["value"], "name": node.get("name", {}).get("value", ""), "level": level})
        for child in node.get("childIds", []):
            if child in by_id:
                walk(by_id[child])

    walk(nodes[0])
    return found


def named(ann: Commenter) -> list[dict[str, Any]]:
    """The tree; fails when a control or a region has no name, or a heading is of a level that follows none."""
    found = tree(ann)
    assert [one for one in found if one["role"] in CONTROLS | REGIONS and not one["name"].strip()] == []
    levels = [one["level"] for one in found if one["role"] == "heading"]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), levels
    return found


def names(found: list[dict[str, Any]], role: str) -> list[str]:
    return [re.sub("[\u2068\u2069]", "", one["name"]) for one in found if one["role"] == role]


def test_a_screen_reader_is_told_what_everything_is(ann: Commenter, path: str) -> None:
    moves(ann, path)
    found = named(ann)
    assert names(found, "heading") == ["The ferry is late", "1 response", "Leave a Reply"]
    assert {"1 response", "Order of the responses"} <= {one["name"] for one in found if one["role"] in REGIONS}
    assert "Leave a Reply" in names(found, "form")
    assert "Comment" in names(found, "textbox")
    ann.page.locator(".vp-reply").click()
    ann.fill("In reply")
    found = named(ann)
    assert "Leave a Reply to Bo Rank" in names(found, "heading")
    number = int(ann.send().json()["id"])
    ann.article(number).locator(".vp-edit").click()
    ann.page.wait_for_function("focused().matches('.vp-editing textarea')")
    named(ann)
    ann.there.said(path, "And another")
    expect(ann.page.locator(".vp-arrivals")).to_be_visible()
    assert "1 new comment" in names(named(ann), "button")


def test_what_happens_is_said_once_and_politely(ann: Commenter, path: str) -> None:
    ann.page.add_init_script("""window.spoken = [];
        addEventListener("voxpop:ready", ({ target }) => {
            const region = target.shadowRoot.querySelector(".vp-said");
            const hear = new MutationObserver(() => spoken.push(region.textContent));
            hear.observe(region, { childList: true, characterData: true, subtree: true });
        });
    """)
    moves(ann, path)
    status = ann.page.locator(".vp-said")
    expect(status).to_have_attribute("role", "status")
    ann.page.get_by_role("link", name="Newest").click()
    expect(ann.page.locator(".vp-order [aria-current]")).to_have_text("Newest")
    ann.page.get_by_role("button", name="Like").click()
    ann.heard("You like this.")
    ann.fill("Said aloud")
    ann.send()
    ann.heard("Your comment is there.")
    ann.there.said(path, "And another")
    ann.heard("1 new comment")
    spoken = ann.page.evaluate("spoken.filter((words) => words)")
    assert spoken == [
        "Loading the conversation…", "You like this.", "Sending…", "Your comment is there.", "1 new comment",
    ]  # fmt: skip
