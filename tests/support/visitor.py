"""Somebody on an article of the newspaper of support/apart, who signs in there.

ann = Visitor(there, profile, "/ferry");  window = ann.presses("Google");  ann.signs_in()
ann.says("Words")                       # posted as the section on a page of another origin does
"""

import re
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.support.apart import There
from tests.support.standing_in import FIRST

WORDS = "Half a comm"
SESSION = "/api/v1/session"
SAY = """async ([script, base, url, text]) => {
    const { ask } = await import(script);
    const body = JSON.stringify({ site: "default", url, text });
    const headers = { "content-type": "application/json" };
    const answer = await ask({ base, site: "default" }, "/api/v1/comments", { method: "POST", headers, body });
    return [answer.status, await answer.json()];
}"""


class Visitor:
    """Somebody on an article of the newspaper who has begun to write. `faults` are errors of its page."""

    def __init__(self, there: There, profile: BrowserContext, path: str) -> None:
        self.there = there
        self.url = there.news + path
        self.page: Page = profile.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.open()
        self.text.fill(WORDS)

    def open(self) -> None:
        """Load the page; return when it knows who is signed in."""
        with self.page.expect_response(re.compile("/api/v1/form")) as asked:
            self.page.goto(self.url)
        asked.value.finished()
        self.page.wait_for_function("document.querySelector('.vp-respond form button')")

    @property
    def text(self) -> Any:
        return self.page.get_by_label("Comment", exact=True)

    @property
    def status(self) -> Any:
        return self.page.get_by_role("status")

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
        """Post as the section of another origin does; status and answer."""
        status, answer = self.page.evaluate(SAY, [self.there.script, self.there.talk, self.url, words])
        return status, answer

    def signed_in(self) -> bool:
        asked = f"{self.there.talk}{SESSION}?site=default"
        ask = "async (asked) => (await (await fetch(asked, { credentials: 'include' })).json()).person"
        return self.page.evaluate(ask, asked) is not None

    def has_kept(self) -> None:
        """What was typed is still there, and the row can be used."""
        expect(self.text).to_have_value(WORDS)
        expect(self.page.get_by_role("button", name="Google", exact=True)).to_be_enabled()
        assert self.faults == []
