"""A reader in Chromium who notices what nobody asked for: errors, refused resources, requests to other hosts.

reader = Reader(browser, "http://127.0.0.1:8080", java_script_enabled=False)     # also=("http://…",): known origins
reader.open("/an-article");  reader.page.…
reader.leave()                    # fails when anything was noticed
"""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, Dialog, Locator, Page, Response, expect

ANN = {"Name": "Ann Mercer", "E-mail": "ann@mail.example"}
# A page that is not there, or what was not taken; what the sandbox says of a test's own questions, and that it
# does not hold scripts of our own, which it is not there for.
EXPECTED = re.compile(
    r"Failed to load resource: .* status of 4(?:0[049]|22) "
    r"|Blocked script execution in |An iframe which has both allow-scripts and allow-same-origin "
)


class Reader:
    """One browser profile with one page, and `noticed`: what it should not have met."""

    def __init__(self, browser: Browser, origin: str, *, also: tuple[str, ...] = (), **options: Any) -> None:
        self.origin = origin
        self._scripts = bool(options.get("java_script_enabled", True))
        self._known = tuple(f"{one}/" for one in (origin, *also))
        self.noticed: list[str] = []
        self._context = browser.new_context(base_url=origin, **{"reduced_motion": "reduce"} | options)
        self.page: Page = self._watched(self._context.new_page())

    def _watched(self, page: Page) -> Page:
        page.set_default_timeout(30_000)
        page.on("console", lambda said: self._notice(said.type, said.text))
        page.on("pageerror", lambda error: self.noticed.append(f"error: {error}"))
        page.on("dialog", self._dialog)
        page.on("request", lambda request: self._ask(request.url))
        page.on("requestfailed", lambda request: self._fail(request.url, str(request.failure)))
        return page

    def _notice(self, kind: str, words: str) -> None:
        if kind in ("error", "warning") and not EXPECTED.match(words):
            self.noticed.append(f"{kind}: {words}")

    def _dialog(self, dialog: Dialog) -> None:
        """A page may ask whether to leave behind what is written, and nothing else."""
        if dialog.type != "beforeunload":
            self.noticed.append(f"dialog: {dialog.message}")
        dialog.accept()

    def _ask(self, url: str) -> None:
        if not url.startswith(self._known):
            self.noticed.append(f"asked {url}")

    def _fail(self, url: str, why: str) -> None:
        if why != "net::ERR_ABORTED":  # the reader went on before it was there
            self.noticed.append(f"failed: {url} {why}")

    def leave(self) -> None:
        self._context.close()
        assert self.noticed == [], self.noticed

    def open(self, path: str) -> Response:
        answer = self.page.goto(path)
        assert answer is not None
        return answer

    def shown(self, words: str) -> Locator:
        """The comment that holds these words, without its answers."""
        return self.page.locator("[id^=comment-]").filter(has=self.page.locator("article", has_text=words)).last

    def fill(self, words: str, **fields: str) -> None:
        """Fill in the form for a reply, as Ann unless said otherwise."""
        self.page.get_by_label("Comment", exact=True).fill(words)
        for label, value in (ANN | {name.replace("_", "-"): value for name, value in fields.items()}).items():
            self.page.get_by_label(label).fill(value)

    def send(self) -> Response:
        """Post what is in the form: the answer, which is the page that follows where no script sends it."""
        return self.press(self.page.get_by_role("button", name="Post Comment"))

    def press(self, button: Locator, by: Callable[[], object] | None = None) -> Response:
        """Press a button that changes something; what is answered, when the page shows what came of it."""
        act = by or button.click
        if not self._scripts:
            with self.page.expect_navigation() as going:
                act()
            return going.value
        with self.page.expect_response(lambda answer: answer.request.method in ("POST", "PUT", "DELETE")) as posting:
            act()
        posting.value.finished()
        expect(self.page.locator(".vp-respond[aria-busy]")).to_have_count(0)
        return posting.value

    def say(self, words: str, **fields: str) -> Locator:
        """Post a comment by the form of the page; the comment as it is shown then."""
        self.fill(words, **fields)
        self.send()
        expect(self.shown(words)).to_be_visible()
        return self.shown(words)

    def focus(self) -> str:
        """What has the keyboard now: its id, else its words."""
        return str(self.page.evaluate("document.activeElement.id || document.activeElement.innerText.trim()"))
