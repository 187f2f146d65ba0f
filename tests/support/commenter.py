"""A reader of the newspaper of support/apart, on a page that has the two lines.

ann = Commenter(browser, there)
ann.visits("/ferry")                    # opened, and the conversation moves
ann.page.locator(…)                     # finds also what stands in the shadow root
ann.say("Words");  ann.heard()          # what the live region says;  ann.focus()  what has the keyboard
ann.events("posted")                    # details of the voxpop: events of the page
ann.leave()                             # fails when anything was noticed, as with Reader
"""

import re
from typing import Any

from playwright.sync_api import Browser, Dialog, Locator, expect

from tests.support.apart import There
from tests.support.reader import Reader
from tests.support.waiting import until

WATCHED = "ready posted refused arrived vote away signed-in signed-out".split()
WATCH = f"""window.told = [];
for (const name of {WATCHED}) addEventListener(`voxpop:${{name}}`, (event) => told.push([name, event.detail]));
window.focused = () => {{
    let here = document.activeElement;
    while (here?.shadowRoot?.activeElement) here = here.shadowRoot.activeElement;
    return here;
}};
"""
FOCUS = """() => {
    const here = focused();
    const words = () => (here.getAttribute("aria-label") || here.labels?.[0]?.innerText || here.innerText).trim();
    return here.matches("article") ? here.closest("[id]").id : here.name || words();
}"""


class Commenter(Reader):
    """`kept_back`: how often the page asked whether it may be left."""

    def __init__(self, browser: Browser, there: There, *, also: tuple[str, ...] = (), **options: Any) -> None:
        super().__init__(browser, there.news, also=(there.talk, *also), ignore_https_errors=True, **options)
        self.there = there
        self.kept_back = 0
        self._context.add_init_script(WATCH)

    def _dialog(self, dialog: Dialog) -> None:
        if dialog.type != "beforeunload":
            super()._dialog(dialog)
            return
        self.kept_back += 1
        dialog.accept()

    def _notice(self, kind: str, words: str) -> None:
        if not words.startswith("An iframe which has both"):
            super()._notice(kind, words)

    def comes_anew(self) -> None:
        """With another page of the same browser, in place of one that has crashed."""
        crashed, self.page = self.page, self._watched(self._context.new_page())
        crashed.close()

    def visits(self, path: str, *, sections: int = 1) -> None:
        self.page.goto(path)
        self.is_ready(sections)

    def is_ready(self, sections: int = 1) -> None:
        """So many have moved, and all that of them is on the page: the form comes last."""
        self.until("(count) => told.filter(([name]) => name === 'ready').length >= count", sections)
        self.until(
            """(count) => {
                const all = document.querySelectorAll("voxpop-thread").length;
                return document.querySelectorAll("voxpop-thread:not([loading])").length >= Math.min(count, all);
            }""",
            sections,
        )

    def until(self, holds: str, arg: object = None) -> None:
        """Also where a policy forbids eval, by which wait_for_function looks a second time."""
        until(lambda: bool(self.page.evaluate(holds, arg)), holds)

    def events(self, name: str) -> list[Any]:
        return list(self.page.evaluate("(name) => told.filter((one) => one[0] === name).map((one) => one[1])", name))

    def comment(self, number: int) -> Locator:
        return self.page.locator(f"#comment-{number}")

    def article(self, number: int) -> Locator:
        """A comment without its answers."""
        return self.comment(number).locator("> article")

    def numbers(self) -> list[int]:
        """The comments as they stand on the page."""
        items = self.page.locator("li.vp-comment[id]")
        return [int(one) for one in items.evaluate_all("all => all.map((one) => one.id.slice(8))")]

    def settled(self) -> list[int]:
        """The same, when no more go in."""
        before, now = [-1], self.numbers()
        while now != before:
            self.page.wait_for_timeout(200)
            before, now = now, self.numbers()
        return now

    @property
    def text(self) -> Locator:
        return self.page.get_by_label("Comment", exact=True)

    @property
    def post(self) -> Locator:
        return self.page.get_by_role("button", name="Post Comment")

    def send(self) -> Any:
        with self.posting() as going:
            self.post.click()
        expect(self.page.locator(".vp-respond[aria-busy]")).to_have_count(0)
        return going.value

    def posting(self) -> Any:
        return self.page.expect_response(lambda answer: answer.url.endswith("/api/v1/comments"))

    def heard(self, words: str | re.Pattern[str], nth: int = 0) -> None:
        """The live region says it."""
        expect(self.page.locator(".vp-said").nth(nth)).to_have_text(words)

    def focus(self) -> str:
        """What has the keyboard, also in a shadow root: a comment's id, a field's name, else its words."""
        return str(self.page.evaluate(FOCUS))

    def is_at(self, what: str) -> None:
        self.until(f"(what) => ({FOCUS})() === what", what)

    def keeps(self) -> dict[str, str]:
        """What this browser keeps for the page."""
        return dict(self.page.evaluate("({ ...localStorage })"))
