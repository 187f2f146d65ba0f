"""Signing in on an article of ours: in a window with the script, by redirects without; by the keyboard alone."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_reading import CONTRASTS
from tests.support import newspaper, obedient, standing_in
from tests.support.newspaper import FORTY, THREE
from tests.support.reader import Reader
from tests.support.server import Server
from tests.support.standing_in import FIRST, Provider

GOOGLE = "You are commenting using your Google account."
NO = "You did not sign in with Google. Nothing of what you wrote is lost."
PLACEHOLDER = re.compile(r"%\(\w+\)|%[sd]\b|\{\w+\}|\{\{")
NAMELESS = re.compile(r"^\s*- (?:button|link|textbox|img)(?: \[[^]]*\])*:?$", re.MULTILINE)
FIELDS = {"Name": "Ann Mercer", "E-mail": "ann@mail.example", "Website": "ann.example"}


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with standing_in.running() as opened:
        yield opened


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("newspaper") / "data"
    opened = newspaper.opened(folder, command=obedient.COMMAND, VOXPOP_SIGN_IN=provider.keys)
    provider.readers_of(opened.url)
    yield opened
    opened.kill()


class Signing:
    """A reader, with the script or without, who goes to the provider and back."""

    def __init__(self, reader: Reader, provider: Provider, *, script: bool) -> None:
        self.reader = reader
        self.page: Page = reader.page
        self.script = script
        self._provider = provider

    def there(self, press: Callable[[], None]) -> Page:
        """The provider's page, after `press` on a way: a window's, or the reader's own."""
        if not self.script:
            press()
            self.page.wait_for_url(f"{self._provider.url}/**")
            return self.page
        with self.page.expect_popup() as opening:
            press()
        opening.value.wait_for_url(f"{self._provider.url}/**")
        return opening.value

    def back(self, press: Callable[[], None], at: Page) -> None:
        """On the reader's own page again, after `press` at the provider's."""
        if self.script:
            with at.expect_event("close"):
                press()
        else:
            press()
            self.page.wait_for_url(f"{self.reader.origin}/**")

    def goes(self, way: str = "Google", choice: str = FIRST) -> None:
        at = self.there(self.way(way).click)
        self.back(at.get_by_role("button", name=choice).click, at)

    def way(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    @property
    def text(self) -> Locator:
        return self.page.get_by_label("Comment", exact=True)


@pytest.fixture(params=[True, False], ids=["script on", "script off"])
def ann(comes: Callable[..., Reader], provider: Provider, request: pytest.FixtureRequest) -> Signing:
    provider.severs = False
    reader = comes(java_script_enabled=request.param, also=(provider.url,))
    return Signing(reader, provider, script=request.param)


def tab_to(page: Page, wanted: str, steps: int = 30) -> None:
    """Press Tab until what has the focus is `wanted`: its id, or its words."""
    met = []
    for _ in range(steps):
        page.keyboard.press("Tab")
        met.append(
            page.evaluate("document.activeElement.id || document.activeElement.innerText.trim().split('\\n')[0]")
        )
        if met[-1] == wanted:
            return
    raise AssertionError(f"{wanted} is not within {steps} steps: {met}")


def test_the_whole_way_by_keyboard_alone(ann: Signing) -> None:
    words = f"Typed before and after {id(ann)}"
    ann.reader.open(FORTY)
    press = ann.page.keyboard.press
    tab_to(ann.page, "Leave a reply")
    press("Enter")
    if ann.reader.focus() != "vp-text":  # a script brings it there
        tab_to(ann.page, "vp-text")
    ann.page.keyboard.type(words)
    tab_to(ann.page, "Google", 2)
    at = ann.there(lambda: press("Enter"))
    tab_to(at, FIRST)
    ann.back(lambda: at.keyboard.press("Enter"), at)
    expect(ann.page.get_by_text(GOOGLE)).to_be_visible()
    expect(ann.text).to_have_value(words)
    if ann.script:
        expect(ann.page.get_by_role("button", name="Log Out")).to_be_focused()
    else:
        expect(ann.page.get_by_text(GOOGLE)).to_be_in_viewport()
    tab_to(ann.page, "Post Comment", 8)
    with ann.page.expect_navigation():
        press("Enter")
    comment = ann.reader.shown(words)
    expect(comment.get_by_role("img", name="Signed in").first).to_be_visible()
    expect(comment).to_contain_text(FIRST)
    ann.page.reload()
    expect(ann.page.get_by_text(GOOGLE)).to_be_visible()
    tab_to(ann.page, "Log Out", 400)
    press("Enter")
    expect(ann.way("Google")).to_be_visible()
    ann.reader.open(FORTY)
    expect(ann.page.get_by_text(GOOGLE)).to_have_count(0)


def test_what_was_typed_is_kept_there_and_back(ann: Signing) -> None:
    ann.reader.open(THREE)
    ann.page.get_by_role("link", name="Reply to Abelard Teo").first.click()
    words = f'Words with "quotes" & <marks>\n\nin two lines {id(ann)}'
    ann.reader.fill(words)
    ann.goes()
    expect(ann.page.get_by_role("heading", name="Leave a Reply to Abelard Teo")).to_be_visible()
    expect(ann.text).to_have_value(words)
    ann.reader.send()
    answer = ann.page.locator("[id^=comment-]").filter(has_text=str(id(ann))).last
    assert "Abelard Teo" in answer.evaluate("one => one.parentElement.closest('li').innerText")


def test_consent_refused_is_said_and_all_fields_are_kept(ann: Signing) -> None:
    ann.reader.open(FORTY)
    ann.reader.fill("Half a comm", **{name.replace("-", "_"): value for name, value in FIELDS.items()})
    ann.goes(choice="Refuse")
    expect(ann.page.locator(".vp-connecting" if ann.script else "[role=alert]")).to_have_text(NO)
    expect(ann.page.get_by_text(NO)).to_be_in_viewport()
    expect(ann.text).to_have_value("Half a comm")
    for label, value in FIELDS.items():
        expect(ann.page.get_by_label(label)).to_have_value(value)
    ann.goes()
    expect(ann.page.get_by_text(GOOGLE)).to_be_visible()
    expect(ann.text).to_have_value("Half a comm")


def test_logging_out_keeps_the_draft(ann: Signing) -> None:
    ann.reader.open(FORTY)
    ann.goes()
    ann.text.fill("Half a comm")
    ann.page.get_by_role("button", name="Log Out").click()
    expect(ann.way("Google")).to_be_visible()
    expect(ann.text).to_have_value("Half a comm")
    ann.reader.open(FORTY)
    expect(ann.page.get_by_role("group", name="Or comment as a guest")).to_be_visible()


def test_change_shows_the_row_and_another_account_is_taken(ann: Signing) -> None:
    ann.reader.open(FORTY)
    ann.text.fill("Half a comm")
    ann.goes()
    expect(ann.way("Facebook")).to_be_hidden()
    ann.page.get_by_text("Change", exact=True).click()
    expect(ann.way("Facebook")).to_be_visible()
    ann.goes("Facebook")
    expect(ann.page.get_by_text("You are commenting using your Facebook account.")).to_be_visible()
    expect(ann.text).to_have_value("Half a comm")


def test_enter_in_a_field_of_a_guest_posts_and_signs_nobody_in(ann: Signing) -> None:
    asked: list[str] = []
    ann.page.on("request", lambda request: asked.append(request.url))
    ann.reader.open(FORTY)
    words = f"Entered {id(ann)}"
    ann.reader.fill(words)
    with ann.page.expect_navigation():
        ann.page.get_by_label("Name").press("Enter")
    expect(ann.reader.shown(words)).to_be_visible()
    assert [url for url in asked if "/sign-in/" in url] == []
    assert len(ann.page.context.pages) == 1


def test_it_says_where_it_connects_to_until_it_is_cancelled(ann: Signing, provider: Provider) -> None:
    ann.reader.open(FORTY)
    ann.text.fill("Half a comm")
    if ann.script:
        window = ann.there(ann.way("WordPress.com").click)
        expect(ann.page.locator(".vp-connecting")).to_have_text("Connecting to WordPress.com…")
        with window.expect_event("close"):
            ann.page.get_by_role("button", name="Cancel", exact=True).click()
        expect(ann.page.locator(".vp-connecting")).to_be_empty()
        expect(ann.way("WordPress.com")).to_be_focused()
    else:
        ann.page.route(f"{provider.url}/**", lambda route: route.fulfill(status=204))  # slow: one stays where one is
        ann.way("WordPress.com").click()
        expect(ann.page.get_by_role("heading", name="Connecting to WordPress.com…")).to_be_visible()
        assert sound(ann.page)
        ann.page.get_by_role("link", name="Cancel").click()
        expect(ann.page).to_have_url(re.compile(f"{FORTY}"))
    expect(ann.text).to_have_value("Half a comm")


def sound(page: Page) -> bool:
    """Words stand out, what can be pressed or filled in has a name, nothing overflows, no placeholder is left."""
    assert page.evaluate(CONTRASTS) == []
    assert NAMELESS.findall(page.locator("body").aria_snapshot()) == []
    assert page.evaluate("document.scrollingElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert PLACEHOLDER.findall(page.locator("body").inner_text()) == []
    said = page.locator("[data-connecting], [data-closed]").evaluate_all(
        "all => all.flatMap(one => Object.values(one.dataset))"
    )
    assert PLACEHOLDER.findall("\n".join(said)) == []
    return True


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_on_the_way_can_be_read(comes: Callable[..., Reader], provider: Provider, scheme: str) -> None:
    provider.severs = True  # so that the window stays
    reader = comes(also=(provider.url,), color_scheme=scheme, viewport={"width": 360, "height": 700})
    ann = Signing(reader, provider, script=True)
    reader.open(THREE)
    assert sound(ann.page)
    window = ann.there(ann.way("Google").click)
    expect(ann.page.locator(".vp-connecting")).not_to_be_empty()
    assert sound(ann.page)
    window.get_by_role("button", name=FIRST).click()
    expect(window.get_by_role("heading", name="You are signed in")).to_be_visible()
    assert sound(window)
    expect(ann.page.get_by_text(GOOGLE)).to_be_visible()
    ann.page.get_by_text("Change", exact=True).click()
    assert sound(ann.page)
    reader.open("/account?site=default")
    assert sound(ann.page)


def test_buttons_are_large_enough_and_what_has_the_keyboard_is_seen_to(ann: Signing) -> None:
    ann.reader.open(THREE)
    boxes = ann.page.locator(".vp-way").evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert len(boxes) == 4
    assert min(boxes) >= 24
    tab_to(ann.page, "vp-text")
    for name in ("Google", "WordPress.com", "X", "Facebook"):
        tab_to(ann.page, name, 1)
        style = ann.page.locator(":focus").evaluate("one => getComputedStyle(one).outlineStyle")
        assert style != "none"
