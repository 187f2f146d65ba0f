"""Somebody on an article of the newspaper of support/apart, who signs in there.

ann = Visitor(there, profile, "/ferry");  window = ann.presses("Google");  ann.signs_in()
ann.says("Words")                       # posted by the form; status and answer
"""

import re
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.support.apart import There
from tests.support.standing_in import FIRST

WORDS = "Half a comm"
SESSION = "/api/v1/session"
READY = "addEventListener('voxpop:ready', () => { window.ready = true; })"


class Visitor:
    """Somebody on an article of the newspaper who has begun to write. `faults` are errors of its page."""

    def __init__(self, there: There, profile: BrowserContext, path: str) -> None:
        self.there = there
        self.url = there.news + path
        self.page: Page = profile.new_page()
        self.faults: list[str] = []
        self.page.add_init_script(READY)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.open()
        self.text.fill(WORDS)

    def open(self) -> None:
        """Load the page and go to the form; return when that knows who is signed in."""
        with self.page.expect_response(re.compile("/api/v1/form")) as asked:
            self.page.goto(self.url)
            self.page.wait_for_function("() => window.ready")
            self.text.focus()
        asked.value.finished()
        expect(self.page.locator(".vp-logout, .vp-in").first).to_be_visible()

    @property
    def text(self) -> Any:
        return self.page.get_by_label("Comment", exact=True)

    @property
    def status(self) -> Any:
        """What is said of the window."""
        return self.page.locator(".vp-connecting")

    def presses(self, way: str = "Google") -> Page:
        """The window that it opens, at the provider's page."""
        with self.page.expect_popup() as opening:
            self.page.get_by_role("button", name=way, exact=True).click()
        opening.value.wait_for_url(f"{self.there.provider.url}/**")
        return opening.value

    def signs_in(self, way: str = "Google") -> None:
        window = self.presses(way)
        with window.expect_event("close"):
            window.get_by_role("button", name=FIRST).click()
        expect(self.page.get_by_text(f"You are commenting using your {way} account.")).to_be_visible()

    def says(self, words: str) -> tuple[int, dict[str, Any]]:
        """Post a comment; status and answer."""
        self.text.fill(words)
        with self.page.expect_response(lambda answer: answer.url.endswith("/api/v1/comments")) as posting:
            self.page.get_by_role("button", name="Post Comment").click()
        answer = posting.value
        expect(self.page.locator(".vp-respond[aria-busy]")).to_have_count(0)
        return answer.status, answer.json()

    def signed_in(self) -> bool:
        asked = f"{self.there.talk}{SESSION}?site=default"
        ask = "async (asked) => (await (await fetch(asked, { credentials: 'include' })).json()).person"
        return self.page.evaluate(ask, asked) is not None

    def has_kept(self) -> None:
        """What was typed is still there, and the row can be used."""
        expect(self.text).to_have_value(WORDS)
        expect(self.page.get_by_role("button", name="Google", exact=True)).to_be_enabled()
        assert self.faults == []
