"""Writing on a page of another origin, without leaving it."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Error, Route, expect

from tests.support import waiting
from tests.support.apart import There
from tests.support.commenter import Commenter
from tests.support.newspaper import voxpop
from tests.support.verdicts import DOUBTFUL

REFUSED = [("Name", "Admin", "is kept for people of this site", "name"), ("E-mail", "ann@x", "e-mail", "email")]
LOST = re.compile("net::ERR_(EMPTY_RESPONSE|CONNECTION_|INTERNET_DISCONNECTED)")


@pytest.fixture
def path(request: pytest.FixtureRequest) -> str:
    """An article for this test alone."""
    return f"/writing/{re.sub(r'[^a-z]+', '-', request.node.name)}"


@pytest.fixture
def first(there: There, path: str) -> int:
    """The number of a comment that is there."""
    return there.said(path, "The clock has been fast since March")


@pytest.fixture
def held(there: There) -> Iterator[None]:
    """While a moderator looks at everything first."""
    assert there.server
    voxpop(there.server, "site", "set", "default", "approval=all")
    yield
    voxpop(there.server, "site", "set", "default", "approval=judged")


@pytest.fixture
def asked_to_agree(there: There) -> Iterator[None]:
    """While writers must agree to something."""
    assert there.server
    voxpop(there.server, "site", "set", "default", "consent=I agree that this is kept.")
    yield
    voxpop(there.server, "site", "set", "default", "consent=")


def posts(ann: Commenter) -> list[Any]:
    """The requests from now on that post a comment."""
    asked: list[Any] = []
    ann.page.on(
        "request", lambda one: asked.append(one) if one.method == "POST" and one.url.endswith("/comments") else None
    )
    return asked


def stays(ann: Commenter) -> None:
    """From now on, a page that is loaded again is a fault."""
    ann.page.evaluate("window.same = true")


def number_of(answer: Any) -> int:
    assert answer.status in (201, 202), answer.text()
    return int(answer.json()["id"])


def test_the_first_comment_of_a_conversation(ann: Commenter, path: str) -> None:
    ann.visits(path)
    stays(ann)
    expect(ann.page.get_by_role("heading", name="No responses yet")).to_be_visible()
    ann.fill("It was never on *time*")
    number = number_of(ann.send())
    expect(ann.article(number).locator("em")).to_have_text("time")
    expect(ann.page.get_by_role("heading", name="1 response")).to_be_visible()
    ann.heard("Your comment is there.")
    ann.is_at(f"comment-{number}")
    expect(ann.text).to_have_value("")
    assert ann.events("posted") == [{"comment": number, "state": "live", "parent": 0}]
    assert ann.page.evaluate("window.same")
    ann.page.reload()
    expect(ann.article(number)).to_be_visible()
    assert ann.kept_back == 0


@pytest.mark.usefixtures("asked_to_agree")
def test_who_must_agree_does_so_for_each_comment(ann: Commenter, path: str) -> None:
    ann.visits(path)
    asked = posts(ann)
    ann.fill("Kept is what I write")
    box = ann.page.get_by_role("checkbox", name="I agree that this is kept.")
    ann.page.get_by_role("button", name="Post Comment").click()
    assert asked == []
    box.check()
    number = number_of(ann.send())
    expect(ann.article(number)).to_be_visible()
    assert asked[0].post_data_json["consent"] is True
    expect(box).not_to_be_checked()


def test_how_data_is_processed_opens_beside_what_is_typed(ann: Commenter, path: str) -> None:
    ann.visits(path)
    ann.text.fill("Half a comment")
    link = ann.page.get_by_role("link", name="Learn how your comment data is processed.")
    assert (link.get_attribute("target"), link.get_attribute("rel")) == ("_blank", "noopener")
    assert str(link.get_attribute("href")).startswith(f"{ann.there.talk}/privacy?site=default")


def test_a_reply_in_place(ann: Commenter, path: str, first: int) -> None:
    ann.visits(path)
    ann.article(first).get_by_role("link", name="Reply to Bo Rank").click()
    expect(ann.comment(first).locator("> .vp-respond")).to_be_visible()
    expect(ann.page.get_by_role("heading", name=re.compile("Leave a Reply to .?Bo Rank"))).to_be_visible()
    ann.is_at("text")
    ann.fill("Since February")
    number = number_of(ann.send())
    expect(ann.comment(first).locator(f"> .vp-answers > #comment-{number}")).to_be_visible()
    expect(ann.page.locator(".voxpop > .vp-respond")).to_be_visible()
    expect(ann.page.get_by_role("heading", name="Leave a Reply", exact=True)).to_be_visible()
    expect(ann.text).to_have_value("")
    ann.is_at(f"comment-{number}")
    ann.page.reload()
    expect(ann.comment(first).locator(f"> .vp-answers > #comment-{number}")).to_be_visible()


@pytest.mark.parametrize("way", ["Cancel", "Escape"])
def test_a_reply_is_given_up(ann: Commenter, path: str, first: int, way: str) -> None:
    ann.visits(path)
    reply = ann.article(first).get_by_role("link", name="Reply to Bo Rank")
    reply.click()
    if way == "Escape":
        expect(ann.page.get_by_role("button", name="Cancel reply")).to_be_visible()
        waiting.until(lambda: ann.there.asked("/static/idle"), "what comes later is there")
        ann.page.wait_for_timeout(300)
        ann.text.press("Escape")
    else:
        ann.page.get_by_role("button", name="Cancel reply").click()
    expect(ann.page.locator(".voxpop > .vp-respond")).to_be_visible()
    expect(reply).to_be_focused()
    expect(ann.page.get_by_role("button", name="Cancel reply")).to_have_count(0)


def test_what_was_posted_as_a_reply_does_not_come_back_as_a_draft(ann: Commenter, path: str, first: int) -> None:
    ann.visits(path)
    ann.fill("Begun below, meant as an answer")
    waiting.until(lambda: "meant as" in str(ann.keeps()), "the draft is kept")
    ann.article(first).get_by_role("link", name="Reply to Bo Rank").click()
    expect(ann.text).to_have_value("Begun below, meant as an answer")
    ann.send()
    expect(ann.text).to_have_value("")
    assert "meant as" not in str(ann.keeps())


@pytest.mark.usefixtures("held")
def test_a_held_comment_is_shown_to_its_author_alone(
    ann: Commenter, commenter: Callable[..., Commenter], path: str
) -> None:
    waiting.until(lambda: probe(ann.there) == "held", "the new rule holds")
    ann.visits(path)
    ann.fill("Wait for it")
    number = number_of(ann.send())
    ann.heard("Your comment is awaiting moderation.")
    expect(ann.comment(number).get_by_text("Your comment is awaiting moderation.")).to_be_visible()
    ann.is_at(f"comment-{number}")
    ann.page.reload()
    expect(ann.comment(number).get_by_text("Wait for it")).to_be_visible()
    other = commenter()
    other.visits(path)
    expect(other.page.get_by_text("Wait for it")).to_have_count(0)


def probe(there: There) -> str:
    with there.client() as client:
        author = {"name": "Eva", "email": "eva@mail.example"}
        draft = {"site": "default", "url": f"{there.news}/probe", "text": "Is it held now?", "author": author}
        return str(client.post("/api/v1/comments", json=draft).json().get("state"))


@pytest.mark.parametrize(("label", "typed", "sentence", "field"), REFUSED)
def test_what_is_refused_is_said_and_the_field_has_the_focus(
    ann: Commenter, path: str, label: str, typed: str, sentence: str, field: str
) -> None:
    ann.visits(path)
    ann.fill("Not like that", **{label.replace("-", "_"): typed})
    answer = ann.send()
    assert answer.status in (400, 409, 422)
    alert = ann.page.get_by_role("alert")
    expect(alert).to_contain_text(sentence)
    ann.page.wait_for_function("(name) => focused().name === name", arg=field)
    assert ann.page.evaluate("focused().getAttribute('aria-describedby')").split()[0] == "vp-error"
    expect(ann.text).to_have_value("Not like that")
    ann.page.get_by_label(label).first.fill("Ann" if field == "name" else "ann@mail.example")
    number_of(ann.send())
    expect(alert).to_have_count(0)


def test_an_impatient_reader_posts_once(ann: Commenter, path: str) -> None:
    ann.visits(path)
    asked = posts(ann)
    ann.fill("Go on")

    def slowly(route: Route) -> None:
        for _ in range(3):
            ann.text.press("Control+Enter")
        route.continue_()

    ann.page.route("**/api/v1/comments", slowly)
    ann.send()
    assert len(asked) == 1
    expect(ann.page.locator("li.vp-comment")).to_have_count(1)


def test_an_answer_that_was_lost_on_its_way_makes_no_second_comment(ann: Commenter, path: str) -> None:
    ann.visits(path)
    asked = posts(ann)
    ann.there.loses = "/api/v1/comments"
    ann.fill("Only once")
    ann.post.click()
    expect(ann.page.get_by_role("alert")).to_have_text(re.compile("That did not work just now"))
    ann.there.loses = ""
    ann.send()
    assert len({one.headers["idempotency-key"] for one in asked}) == 1
    assert len(asked) == 2
    ann.page.reload()
    expect(ann.page.get_by_text("Only once")).to_have_count(1)
    ann.noticed = [one for one in ann.noticed if not LOST.search(one)]


def test_the_keyboard_sends(ann: Commenter, path: str) -> None:
    ann.visits(path)
    ann.fill("By the keyboard")
    with ann.posting() as going:
        ann.text.press("Control+Enter")
    ann.is_at(f"comment-{number_of(going.value)}")


def test_offline_loses_nothing(ann: Commenter, path: str) -> None:
    ann.visits(path)
    ann.fill("From the tunnel")
    ann.page.context.set_offline(True)
    ann.post.click()
    expect(ann.page.get_by_role("alert")).to_have_text("You seem to be offline. Nothing of what you wrote is lost.")
    expect(ann.text).to_have_value("From the tunnel")
    ann.page.context.set_offline(False)
    number = number_of(ann.send())
    expect(ann.article(number)).to_be_visible()
    ann.noticed = [one for one in ann.noticed if not LOST.search(one)]


def test_a_draft_is_there_after_a_reload_and_until_it_is_sent(ann: Commenter, path: str, first: int) -> None:
    ann.visits(path)
    ann.fill("Half a senten")
    ann.page.reload()
    expect(ann.text).to_have_value("Half a senten")
    ann.heard("What you wrote last time is still here.")
    ann.article(first).get_by_role("link", name="Reply to Bo Rank").click()
    ann.page.get_by_role("button", name="Cancel reply").click()
    ann.fill("Half a sentence.")
    ann.send()
    ann.page.reload()
    ann.is_ready()
    expect(ann.text).to_have_value("")


def test_a_draft_is_there_after_the_page_has_crashed(ann: Commenter, path: str) -> None:
    ann.visits(path)
    ann.fill("Before the crash")
    waiting.until(lambda: "Before the crash" in str(ann.keeps()), "the draft is kept")
    with pytest.raises(Error, match="crash"):
        ann.page.goto("chrome://crash")
    ann.comes_anew()
    ann.visits(path)
    expect(ann.text).to_have_value("Before the crash")


def test_a_page_with_something_unsent_asks_before_it_is_left(ann: Commenter, path: str) -> None:
    ann.visits(path)
    ann.text.click()
    ann.text.press_sequentially("Unsent")
    ann.page.goto("/elsewhere")
    assert ann.kept_back == 1
    ann.is_ready()
    ann.page.goto(path)
    assert ann.kept_back == 1, "there is nothing to lose there"


def likes(ann: Commenter, number: int) -> str:
    return ann.article(number).locator(".vp-likes").inner_text()


def test_a_like_is_given_and_taken_back(
    ann: Commenter, commenter: Callable[..., Commenter], path: str, first: int
) -> None:
    ann.visits(path)
    like = ann.article(first).get_by_role("button", name="Like")
    like.click()
    expect(like).to_have_attribute("aria-pressed", "true")
    expect(ann.article(first).locator(".vp-likes")).to_have_text("Liked by 1 person")
    ann.heard("You like this.")
    other = commenter()
    other.visits(path)
    expect(other.article(first).locator(".vp-likes")).to_have_text("Liked by 1 person")
    expect(other.article(first).get_by_role("button", name="Like")).not_to_have_attribute("aria-pressed", "true")
    ann.page.reload()
    expect(like).to_have_attribute("aria-pressed", "true")
    like.click()
    expect(ann.article(first).locator(".vp-likes")).to_be_empty()
    expect(like).not_to_have_attribute("aria-pressed", "true")
    expect(like).to_be_focused()


def test_a_like_that_is_refused_is_taken_back_at_once(ann: Commenter, path: str, first: int) -> None:
    said = {"status": 429, "code": "too_fast", "detail": "You have liked a lot in a minute. Wait a moment."}

    def refuse(route: Route) -> None:
        headers = {"access-control-allow-origin": ann.origin, "access-control-allow-credentials": "true"}
        route.fulfill(status=429, headers=headers, json=said)

    ann.visits(path)
    ann.page.route("**/like", refuse)
    like = ann.article(first).get_by_role("button", name="Like")
    like.click()
    ann.heard(said["detail"])
    expect(like).not_to_have_attribute("aria-pressed", "true")
    expect(ann.article(first).locator(".vp-likes")).to_have_count(0)
    ann.noticed.clear()


def test_an_author_edits_in_place(ann: Commenter, path: str) -> None:
    ann.visits(path)
    stays(ann)
    ann.fill("A mistkae")
    number = number_of(ann.send())
    link = ann.article(number).locator(".vp-edit")
    link.click()
    field = ann.article(number).locator("textarea")
    expect(field).to_have_value("A mistkae")
    expect(field).to_be_focused()
    field.fill("A *mistake*")
    ann.article(number).get_by_role("button", name="Save").click()
    expect(ann.article(number).locator("em")).to_have_text("mistake")
    ann.heard("Your comment is changed.")
    expect(link).to_be_focused()
    link.click()
    ann.article(number).get_by_role("button", name="Leave it as it is").click()
    expect(ann.article(number).locator("em")).to_be_visible()
    expect(field).to_have_count(0)
    assert ann.page.evaluate("window.same")


def test_an_edit_that_is_refused_keeps_what_was_typed(ann: Commenter, path: str) -> None:
    links = " ".join(f"https://paper.example/{n}" for n in range(21))
    ann.visits(path)
    ann.fill("Short")
    number = number_of(ann.send())
    ann.article(number).locator(".vp-edit").click()
    ann.article(number).locator("textarea").fill(links)
    ann.article(number).get_by_role("button", name="Save").click()
    expect(ann.page.get_by_role("alert")).to_contain_text("links")
    expect(ann.article(number).locator("textarea")).to_have_value(links)
    expect(ann.article(number).locator("textarea")).to_be_focused()


def test_an_author_deletes_in_place(ann: Commenter, commenter: Callable[..., Commenter], path: str) -> None:
    ann.visits(path)
    ann.fill("Better unsaid")
    number = number_of(ann.send())
    ann.article(number).locator(".vp-edit").click()
    ann.article(number).get_by_role("button", name="Delete").click()
    expect(ann.comment(number)).to_have_count(0)
    ann.heard("Your comment is deleted.")
    assert ann.focus() != ""
    other = commenter()
    other.visits(path)
    expect(other.page.get_by_text("Better unsaid")).to_have_count(0)


def test_a_doubtful_comment_waits(ann: Commenter, path: str) -> None:
    ann.visits(path)
    ann.fill(f"These are {DOUBTFUL}")
    answer = ann.send()
    assert answer.status == 202
    expect(ann.comment(number_of(answer)).get_by_role("status")).to_have_text("Your comment is awaiting moderation.")
