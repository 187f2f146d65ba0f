"""Writing: forms alone, so that all of it works with and without JavaScript."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.support import waiting
from tests.support.newspaper import FORTY, RIGHT_TO_LEFT, THREE, voxpop
from tests.support.reader import Reader
from tests.support.server import Server

REFUSED = [
    ("no name", {"Name": "\u2800"}, "Please give a name"),
    ("a name of the staff", {"Name": "Admin"}, "is kept for people of this site"),
    ("an address that is none", {"E_mail": "ann@x"}, "e-mail"),
    ("a website that is none", {"Website": "javascript:alert(1)"}, "website"),
]
LONG = "é" * 16_000  # characters that the field takes; twice as many bytes
LINKS = " ".join(f"https://paper.example/{n}" for n in range(21))


@pytest.fixture
def held(paper: Server) -> Iterator[None]:
    """While a moderator looks at everything first."""
    voxpop(paper, "site", "set", "default", "approval=all")
    yield
    voxpop(paper, "site", "set", "default", "approval=judged")


def likes(comment: Locator) -> int:
    """How many people like it, as its footer says."""
    said = re.search(r"Liked by (\d+) p", comment.locator("footer").first.text_content() or "")
    return int(said[1]) if said else 0


def mine(comment: Locator) -> Locator:
    return comment.get_by_role("link", name=re.compile("Edit|Delete")).first


def test_a_reply_without_an_account(reader: Reader) -> None:
    reader.open(FORTY)
    reader.fill(f"It was never on time and *nobody* minded {id(reader)}")
    reader.send()
    comment = reader.shown(f"It was never on time and nobody minded {id(reader)}")
    expect(comment.locator("em").first).to_have_text("nobody")
    expect(comment.get_by_text("Ann Mercer").first).to_be_visible()
    expect(comment.locator("article").first).to_be_in_viewport()
    number = str(comment.get_attribute("id"))
    expect(reader.page).to_have_url(re.compile(f"{FORTY}.*#{number}$"))


def test_a_reload_after_posting_posts_nothing_again(reader: Reader) -> None:
    reader.open(FORTY)
    words = f"Only once {id(reader)}"
    reader.say(words)
    reader.page.reload()
    assert reader.page.get_by_text(words).count() == 1


def test_the_same_form_sent_twice_shows_the_one_comment(comes: Callable[..., Reader]) -> None:
    reader = comes(java_script_enabled=False)
    words = f"Said and said again {id(reader)}"
    for _ in range(2):
        reader.open(FORTY)
        comment = reader.say(words)
    assert reader.page.get_by_text(words).count() == 1
    expect(reader.page).to_have_url(re.compile(f"#{comment.get_attribute('id')}$"))


def test_the_same_words_again_are_said_to_be_there_already(comes: Callable[..., Reader]) -> None:
    reader = comes()
    reader.open(FORTY)
    reader.say("Said and said once more")
    reader.open(FORTY)
    reader.fill("Said and said once more")
    assert reader.send().status == 409
    expect(reader.page.get_by_role("alert")).to_be_in_viewport()
    expect(reader.page.get_by_label("Comment", exact=True)).to_have_value("Said and said once more")
    reader.page.get_by_label("Comment", exact=True).fill("")


def test_a_reply_to_a_comment_stands_beneath_it(reader: Reader) -> None:
    reader.open(THREE)
    answered = reader.shown("there are two of them")
    answered.get_by_role("link", name="Reply to Abelard Teo").first.click()
    expect(reader.page.get_by_role("heading", name="Leave a Reply to Abelard Teo")).to_be_in_viewport()
    answer = reader.say(f"Mine does Thursdays {id(reader)}")
    number = answered.get_attribute("id")
    assert answer.evaluate("(one, above) => one.parentElement.closest('li').id === above", number)


def test_a_reply_is_cancelled(reader: Reader) -> None:
    reader.open(THREE)
    reader.page.get_by_role("link", name="Reply to Delphine Oakes").first.click()
    reader.page.get_by_text("Cancel reply").click()
    expect(reader.page.get_by_role("heading", name="Leave a Reply", exact=True)).to_be_visible()
    expect(reader.shown("I am the customer").locator("article").first).to_be_in_viewport()


def test_anothers_comment_is_liked_and_liked_no_longer(reader: Reader) -> None:
    reader.open(THREE)
    before = likes(reader.shown("cheese twist"))
    for expected in (before + 1, before):
        reader.press(reader.shown("cheese twist").get_by_role("button").first)
        comment = reader.shown("cheese twist")
        expect(comment.locator("article").first).to_be_in_viewport()
        waiting.until(lambda: likes(comment) == expected, "another number of likes")  # noqa: B023
        pressed = comment.get_by_role("button").first.get_attribute("aria-pressed")
        assert pressed == ("true" if expected > before else None)


def test_one_like_is_said_in_the_singular(reader: Reader) -> None:
    reader.open(FORTY)
    words = f"Like this one {id(reader)}"
    comment = reader.say(words)
    reader.press(comment.get_by_role("button").first)
    expect(reader.shown(words).locator("footer").first).to_contain_text("Liked by 1 person")


def test_an_author_edits_and_everyone_sees_it(reader: Reader, comes: Callable[..., Reader]) -> None:
    reader.open(FORTY)
    comment = reader.say(f"A mistkae {id(reader)}")
    with reader.page.expect_navigation():
        mine(comment).click()
    field = reader.page.get_by_label("Comment", exact=True)
    expect(field).to_have_value(f"A mistkae {id(reader)}")
    field.fill(f"A mistake {id(reader)}")
    reader.page.get_by_role("button", name="Save").click()
    for seen in (reader, comes()):
        if seen is not reader:
            seen.open(FORTY)
        expect(seen.shown(f"A mistake {id(reader)}").get_by_text("edited").first).to_be_visible()
        expect(seen.page.get_by_text(f"A mistkae {id(reader)}")).to_have_count(0)


def test_an_edit_that_is_refused_keeps_what_was_typed(reader: Reader) -> None:
    reader.open(FORTY)
    comment = reader.say(f"Short {id(reader)}")
    with reader.page.expect_navigation():
        mine(comment).click()
    reader.page.get_by_label("Comment", exact=True).fill(LINKS)
    reader.page.get_by_role("button", name="Save").click()
    expect(reader.page.get_by_role("alert")).to_contain_text("links")
    expect(reader.page.get_by_label("Comment", exact=True)).to_have_value(LINKS)


def test_nobody_else_may_edit(reader: Reader, comes: Callable[..., Reader]) -> None:
    reader.open(FORTY)
    number = str(reader.say(f"Hands off {id(reader)}").get_attribute("id")).removeprefix("comment-")
    other = comes()
    other.open(FORTY)
    assert mine(other.shown(f"Hands off {id(reader)}")).count() == 0
    assert other.open(f"/comments/{number}/edit").status == 404


def test_a_deleted_comment_is_gone(reader: Reader) -> None:
    reader.open(FORTY)
    words = f"Better unsaid {id(reader)}"
    number = str(reader.say(words).get_attribute("id"))
    with reader.page.expect_navigation():
        mine(reader.shown(words)).click()
    reader.page.get_by_role("button", name="Delete for good").click()
    expect(reader.page).to_have_url(re.compile("#comments$"))
    expect(reader.page.get_by_text(words)).to_have_count(0)
    assert reader.page.locator(f"#{number}").count() == 0


def test_a_deleted_comment_with_an_answer_leaves_a_tombstone(reader: Reader, comes: Callable[..., Reader]) -> None:
    reader.open(FORTY)
    words, answer = f"To be regretted {id(reader)}", f"I read it {id(reader)}"
    number = str(reader.say(words, Name="Bea Holt").get_attribute("id"))
    other = comes()
    other.open(f"{FORTY}?reply_to={number.removeprefix('comment-')}")
    other.say(answer)
    reader.open(f"/comments/{number.removeprefix('comment-')}")
    with reader.page.expect_navigation():
        mine(reader.shown(words)).click()
    reader.page.get_by_role("button", name="Delete for good").click()
    grave = reader.page.locator(f"#{number}")
    expect(grave.get_by_text("This comment was deleted by its author.").first).to_be_visible()
    expect(grave.get_by_text(answer)).to_be_visible()
    expect(reader.page.get_by_text(words)).to_have_count(0)
    expect(grave.get_by_text("Bea Holt")).to_have_count(0)


@pytest.mark.usefixtures("held")
def test_a_held_comment_is_shown_to_its_author_alone(
    reader: Reader, comes: Callable[..., Reader], paper: Server
) -> None:
    words, note = f"Wait for it {id(reader)}", "Your comment is awaiting moderation."
    waiting.until(lambda: _waits(comes()), "the new rule holds")
    reader.open(RIGHT_TO_LEFT)
    comment = reader.say(words)
    expect(reader.page.get_by_text(note).first).to_be_visible()
    number = str(comment.get_attribute("id"))
    expect(reader.page).to_have_url(re.compile(f"#{number}$"))

    other = comes()
    other.open(RIGHT_TO_LEFT)
    expect(other.page.get_by_text(note)).to_have_count(0)
    expect(other.page.get_by_text(words)).to_have_count(0)
    assert other.open(f"/comments/{number.removeprefix('comment-')}").status == 404
    with paper.client() as client:
        for path in (f"{RIGHT_TO_LEFT}/feed", "/feed", f"/api/v1/threads?site=default&url={paper.url}{RIGHT_TO_LEFT}"):
            assert words not in client.get(path).text

    voxpop(paper, "approve", number.removeprefix("comment-"))
    waiting.until(lambda: _meets(other, words), "the approved comment is there for everyone")
    reader.page.reload()
    expect(reader.shown(words)).to_be_visible()
    expect(reader.shown(words).get_by_text(note)).to_have_count(0)


def _meets(reader: Reader, words: str) -> bool:
    reader.open(RIGHT_TO_LEFT)
    return reader.page.get_by_text(words).count() > 0


def _waits(reader: Reader) -> bool:
    reader.open(THREE)
    reader.fill(f"Is it so already {id(reader)}")
    reader.send()
    return reader.page.get_by_text("Your comment is awaiting moderation.").count() > 0


@pytest.mark.parametrize(("fields", "why"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_a_refused_draft_keeps_what_was_typed_and_says_why(reader: Reader, fields: dict[str, str], why: str) -> None:
    reader.open(FORTY)
    typed = {"Name": "Ann", "E_mail": "ann@mail.example", "Website": "ann.example"} | fields
    reader.fill('Words with "quotes" & <marks>\n\nin two lines', **typed)
    assert reader.send().status == 422
    expect(reader.page.get_by_role("alert")).to_contain_text(why)
    expect(reader.page.get_by_label("Comment", exact=True)).to_have_value(
        'Words with "quotes" & <marks>\n\nin two lines'
    )
    for label, value in typed.items():
        expect(reader.page.get_by_label(label.replace("_", "-"))).to_have_value(value)
    expect(reader.page.get_by_role("alert")).to_be_in_viewport()


@pytest.mark.parametrize(("words", "why"), [(LONG, "bytes|long|KiB"), (LINKS, "links"), ("\u2800 ", "nothing to read")])
def test_a_refused_text_is_given_back(reader: Reader, words: str, why: str) -> None:
    reader.open(FORTY)
    reader.fill(words)
    assert reader.send().status == 422
    expect(reader.page.get_by_role("alert")).to_contain_text(re.compile(why))
    expect(reader.page.get_by_label("Comment", exact=True)).to_have_value(words)


def test_a_refused_answer_is_still_an_answer(reader: Reader) -> None:
    reader.open(THREE)
    reader.page.get_by_role("link", name="Reply to Casimir Holt").first.click()
    reader.fill("Words", Name="Admin")
    reader.send()
    expect(reader.page.get_by_role("heading", name="Leave a Reply to Casimir Holt")).to_be_visible()
    answer = reader.say(f"Words after all {id(reader)}")
    assert "Casimir Holt" in answer.evaluate("one => one.parentElement.closest('li').innerText")


def test_the_keyboard_alone_brings_a_reader_from_the_top_to_a_posted_reply(reader: Reader) -> None:
    words = f"Typed without a mouse {id(reader)}"
    reader.open(FORTY)
    press = reader.page.keyboard.press
    _tab_to(reader, "Leave a reply", steps=12)
    press("Enter")
    if reader.focus() != "vp-text":  # a script brings it there
        _tab_to(reader, "vp-text", steps=3)
    reader.page.keyboard.type(words)
    for field, value in (("vp-name", "Kay Board"), ("vp-email", "kay@mail.example"), ("vp-website", "")):
        press("Tab")
        assert reader.focus() == field
        reader.page.keyboard.type(value)
    press("Tab")
    assert reader.focus() == "Post Comment"
    reader.press(reader.page.get_by_role("button", name="Post Comment"), by=lambda: press("Enter"))
    expect(reader.shown(words)).to_be_visible()
    _tab_to(reader, "Edit", steps=8)
    press("Enter")
    expect(reader.page.get_by_label("Comment", exact=True)).to_have_value(words)


def _tab_to(reader: Reader, wanted: str, *, steps: int) -> None:
    met = []
    for _ in range(steps):
        reader.page.keyboard.press("Tab")
        met.append(reader.focus())
        if wanted in met[-1]:
            return
    raise AssertionError(f"{wanted} is not within {steps} steps: {met}")


def test_a_reader_comes_back_and_is_known(reader: Reader) -> None:
    reader.open(FORTY)
    words = f"Back in a moment {id(reader)}"
    reader.say(words)
    reader.open("/")
    reader.open(FORTY)
    assert mine(reader.shown(words)).count() == 1
