"""Signing in beside a comment on a page of another origin: TLS, Chromium, and no cookies for third parties.

The newspaper is https://news.example, Voxpop https://talk.other.example, the provider a third (support/apart).
"""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect, sync_playwright

from tests.support import apart, cases, chromium
from tests.support.apart import TALK, There
from tests.support.standing_in import FIRST
from tests.support.visitor import SESSION, WORDS, Visitor
from voxpop.pages.assets import STATIC
from voxpop.pages.script import BUILT

BLOCKED_AGAIN = ["--disable-popup-blocking"]  # what Playwright asks for, and readers' browsers do not do
MESSAGES = json.loads((Path(__file__).parents[1] / "corpora/oauth/postmessage_cases.json").read_text())
GOOGLE = "You are commenting using your Google account."
CLOSED = "The window is closed. If you did not sign in there, choose a way again; nothing of what you wrote is lost."
TOKEN = re.compile(r"[A-Za-z0-9_-]{40,}")
KEEP_POPUP = (
    "() => { const open = window.open; window.open = (...asked) => (window.popup = open.apply(window, asked)); }"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    switches = [*chromium.SWITCHES, *apart.SWITCHES]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=chromium.find(), args=switches, ignore_default_args=BLOCKED_AGAIN
        )
        yield opened
        opened.close()


@pytest.fixture
def profile(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(ignore_https_errors=True)
    opened.set_default_timeout(30_000)
    yield opened
    opened.close()


@pytest.fixture
def comes(there: There, profile: BrowserContext, request: pytest.FixtureRequest) -> Callable[[], Visitor]:
    path = f"/{re.sub(r'[^a-z]+', '-', request.node.name)}"
    return lambda: Visitor(there, profile, path)


def test_a_cookie_for_third_parties_is_not_sent_here_at_all(there: There, profile: BrowserContext) -> None:
    page = profile.new_page()
    page.goto(f"{there.talk}/feed")
    profile.add_cookies([{"name": "stray", "value": "1", "url": there.talk, "sameSite": "None", "secure": True}])
    page.goto(f"{there.talk}/feed")
    assert "stray=1" in there.met[-1].cookies, "the cookie is there, and this is where it would be seen"
    there.met.clear()
    visitor = Visitor(there, profile, "/third-parties")
    assert visitor.signed_in() is False
    sent = [met.cookies for met in there.met if met.path.startswith("/api/")]
    assert len(sent) >= 2
    assert not any("stray" in cookies for cookies in sent)


def test_signed_in_posted_reloaded_and_signed_out(comes: Callable[[], Visitor], there: There) -> None:
    ann = comes()
    window = ann.presses()
    expect(ann.status).to_have_text("Connecting to Google…")
    expect(ann.page.get_by_role("button", name="Cancel", exact=True)).to_be_visible()
    with window.expect_event("close"):
        window.get_by_role("button", name=FIRST).click()
    expect(ann.page.get_by_text(GOOGLE)).to_be_visible()
    expect(ann.page.locator(".vp-signed")).to_contain_text(FIRST)
    expect(ann.page.get_by_role("button", name="Log Out")).to_be_focused()
    expect(ann.text).to_have_value(WORDS)

    [cookie] = [kept for kept in ann.page.context.cookies() if kept["name"].startswith("__Host-voxpop-")]
    assert cookie["httpOnly"]
    assert cookie["secure"]
    assert cookie["sameSite"] == "None"
    assert cookie["partitionKey"] == "https://news.example"
    assert ann.page.evaluate("document.cookie") == ""

    status, answer = ann.says("Never late on Thursdays")
    assert status == 201, answer
    ann.open()
    comment = ann.page.locator(f"#comment-{answer['id']}")
    expect(comment.get_by_role("img", name="Signed in")).to_be_visible()
    expect(comment).to_contain_text(FIRST)
    expect(ann.page.get_by_text(GOOGLE)).to_be_visible()
    assert ann.signed_in()

    ann.page.get_by_role("button", name="Log Out").click()
    expect(ann.page.get_by_role("button", name="Google", exact=True)).to_be_focused()
    assert not ann.signed_in()
    ann.open()
    expect(ann.page.get_by_role("group", name="Or comment as a guest")).to_be_visible()
    assert not ann.signed_in()
    assert ann.faults == []
    assert {met.origin for met in there.met if met.path.startswith("/api/")} == {there.news}


def test_change_goes_back_to_the_row_and_takes_another_account(comes: Callable[[], Visitor]) -> None:
    ann = comes()
    ann.signs_in()
    ann.page.get_by_text("Change", exact=True).click()
    ann.signs_in("WordPress.com")
    expect(ann.text).to_have_value(WORDS)
    ann.open()
    expect(ann.page.get_by_text("You are commenting using your WordPress.com account.")).to_be_visible()


def test_a_session_of_one_newspaper_is_none_of_anothers(
    comes: Callable[[], Visitor], there: There, profile: BrowserContext
) -> None:
    comes().signs_in()
    page = profile.new_page()
    page.goto(there.evil)
    ask = "async (asked) => fetch(asked, { credentials: 'include' }).then((said) => said.json(), () => 'unread')"
    there.met.clear()
    assert page.evaluate(ask, f"{there.talk}{SESSION}?site=default") == "unread"
    assert [met.cookies for met in there.met if met.path.startswith(SESSION)] == [""]


def test_a_page_that_opens_leaves_the_focus_where_the_reader_has_it(comes: Callable[[], Visitor]) -> None:
    ann = comes()

    ann.page.get_by_label("Name").fill("Ann")
    ann.page.get_by_label("E-mail").first.fill("ann@mail.example")
    assert ann.says("Here before")[0] == 201  # so that who it is is asked as soon as the page is there

    def search(route: Route) -> None:
        ann.page.get_by_label("Search").focus()
        route.continue_()

    def write(route: Route) -> None:
        ann.text.press_sequentially("Already")
        route.continue_()

    for act, where in ((search, ann.page.get_by_label("Search")), (write, ann.text)):
        ann.page.route("**/api/v1/form**", act)
        with ann.page.expect_response(re.compile("/api/v1/form")) as asked:
            ann.page.goto(ann.url)
        asked.value.finished()
        expect(where).to_be_focused()
        ann.page.unroute("**/api/v1/form**")
    expect(ann.text).to_have_value("Already")


def test_consent_refused_is_said_and_the_draft_is_kept(comes: Callable[[], Visitor]) -> None:
    ann = comes()
    window = ann.presses()
    with window.expect_event("close"):
        window.get_by_role("button", name="Refuse").click()
    expect(ann.status).to_have_text("You did not sign in with Google. Nothing of what you wrote is lost.")
    expect(ann.page.get_by_role("button", name="Cancel", exact=True)).to_be_hidden()
    ann.has_kept()
    ann.signs_in()


def test_a_window_that_the_reader_closes_is_noticed(comes: Callable[[], Visitor]) -> None:
    ann = comes()
    ann.presses().close()
    expect(ann.status).to_have_text(CLOSED)
    expect(ann.page.get_by_role("button", name="Cancel", exact=True)).to_be_hidden()
    ann.has_kept()
    ann.signs_in("X")
    expect(ann.text).to_have_value(WORDS)


def test_cancel_closes_the_window_and_nothing_comes_of_it(comes: Callable[[], Visitor]) -> None:
    ann = comes()
    window = ann.presses()
    with window.expect_event("close"):
        ann.page.get_by_role("button", name="Cancel", exact=True).click()
    expect(ann.status).to_be_empty()
    expect(ann.page.get_by_role("button", name="Cancel", exact=True)).to_be_hidden()
    expect(ann.page.get_by_role("button", name="Google", exact=True)).to_be_focused()
    ann.has_kept()
    ann.signs_in()


@cases.of("popup-coop", "popup-no-opener")
def test_a_provider_that_severs_the_window_is_asked_about(comes: Callable[[], Visitor], there: There) -> None:
    there.provider.severs = True
    ann = comes()
    window = ann.presses()
    window.get_by_role("button", name=FIRST).click()
    expect(window.get_by_text("You can close this window.")).to_be_visible()
    assert window.evaluate("window.opener") is None
    assert TOKEN.findall(window.content()) == []
    assert TOKEN.findall(window.url) == []
    expect(ann.page.get_by_text(GOOGLE)).to_be_visible()
    expect(ann.text).to_have_value(WORDS)
    ann.open()
    expect(ann.page.get_by_text(GOOGLE)).to_be_visible()


def test_where_no_cookie_is_kept_a_token_is_held_until_the_page_goes(
    comes: Callable[[], Visitor], there: There
) -> None:
    there.takes_partitioned = False
    ann = comes()
    ann.page.clock.install()
    ann.open()
    ann.text.fill(WORDS)
    ann.signs_in()
    assert not any(kept["name"].startswith("__Host-voxpop-") for kept in ann.page.context.cookies())
    kept = ann.page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    assert "voxpop:known" in kept
    assert TOKEN.findall(kept.replace(ann.url, "")) == []
    with ann.page.expect_response(re.compile("/session/token")) as renewed:
        ann.page.clock.fast_forward("10:05")
    assert renewed.value.status == 200
    status, answer = ann.says("By a token")
    assert status == 201, answer
    ann.page.clock.resume()
    ann.open()
    expect(ann.page.locator(f"#comment-{answer['id']}").get_by_role("img", name="Signed in")).to_be_visible()
    expect(ann.page.get_by_role("group", name="Or comment as a guest")).to_be_visible()


def test_a_window_that_the_browser_blocks_is_said(comes: Callable[[], Visitor]) -> None:
    """Pressed by a script, as soon as the page is there: who is signed in is not known yet."""
    ann = comes()
    ann.page.add_init_script(
        f"""window.addEventListener("voxpop:ready", ({{ target }}) => {{
            target.shadowRoot.querySelector("[name=text]").value = {json.dumps(WORDS)};
            target.shadowRoot.querySelector(".vp-way").click();
            console.log("pressed");
        }})"""
    )
    with ann.page.expect_console_message(lambda said: said.text == "pressed"):
        ann.page.goto(ann.url)  # and no more: what Playwright asks a page counts as an act of the reader's
    expect(ann.status).to_have_text(
        "Your browser kept the window from opening. Allow windows for this page, or choose again."
    )
    ann.has_kept()


@cases.of("popup-evil-opener")
def test_a_page_of_nobodys_gets_nothing_from_a_window(
    comes: Callable[[], Visitor], there: There, profile: BrowserContext
) -> None:
    evil = profile.new_page()
    evil.goto(there.evil)
    evil.evaluate("window.heard = []; window.addEventListener('message', (event) => window.heard.push(event.data))")
    setting_out = """(action) => {
        window.theirs = window.open("", "theirs");
        const form = document.createElement("form");
        Object.assign(form, { method: "post", action, target: "theirs" });
        form.innerHTML = `<input name=site value=default><input name=thread value="/x">
            <input name=challenge value="${"a".repeat(43)}">`;
        document.body.append(form);
        form.submit();
    }"""
    with evil.expect_popup() as opening:
        evil.evaluate(setting_out, f"{there.talk}/sign-in/google")
    expect(opening.value.get_by_text("This came from a page that does not belong to the site.")).to_be_visible()

    ann = comes()
    window = ann.presses()
    ann.page.close()
    window.get_by_role("button", name=FIRST).click()  # somebody has come in, and nobody has fetched it
    expect(window.get_by_text("You can close this window.")).to_be_visible()
    evil.evaluate("(url) => { window.theirs = window.open(url); }", window.url)
    evil.wait_for_function("window.theirs.closed")  # it has said what it has to say
    evil.evaluate("() => new Promise((done) => { addEventListener('message', done); postMessage('mine', '*'); })")
    assert [met.method for met in there.met if met.path.startswith("/sign-in/window/")].count("POST") == 1
    assert evil.evaluate("window.heard") == ["mine"]


def adapted(case: dict[str, Any], talk: str) -> dict[str, Any]:
    """A case in our shape: the origin of its comments is ours, its login our message, and it bears a code."""
    data = case["data"]
    if isinstance(data, dict) and data["type"] == "login":
        data = {"type": "voxpop:signed-in", "outcome": "done", "code": "stolen"}
    origin = urlsplit(case["origin"])
    ours = urlsplit(talk)
    host = origin.netloc.partition(":")[0].replace("comments.example", TALK).replace("COMMENTS.example", TALK.upper())
    written = f"{origin.scheme}://{host}:{origin.port or ours.port}" if origin.netloc else case["origin"]
    return {"origin": written, "data": data, "theirs": "source" in case}


@cases.of("opener-spoof")
def test_no_message_but_that_of_our_own_window_is_heeded(comes: Callable[[], Visitor], there: There) -> None:
    forged = [adapted(case, there.talk) for case in MESSAGES["widget_must_ignore"]]
    assert len(forged) == 20
    assert sum(case["origin"] == there.talk for case in forged) == 13
    ann = comes()
    taken = ann.page.evaluate(
        """async ([script, talk, forged]) => {
            const { ours } = await import(script);
            const popup = {}, good = { type: "voxpop:signed-in", outcome: "done", code: "x" };
            const told = forged.map(({ origin, data, theirs }) =>
                ours({ origin, data, source: theirs ? {} : popup }, popup, talk));
            const inherited = Object.create({ type: good.type });
            return [...told, ours({ origin: talk, data: inherited, source: popup }, popup, talk),
                ours({ origin: talk, data: good, source: popup }, popup, talk)];
        }""",
        [f"{there.talk}/static/{BUILT['window'].file}", there.talk, forged],
    )
    assert taken == [False] * 21 + [True]


@cases.of("opener-spoof")
def test_messages_that_others_send_while_the_window_is_open_do_nothing(
    comes: Callable[[], Visitor], there: There, profile: BrowserContext
) -> None:
    forged = [adapted(case, there.talk) for case in MESSAGES["widget_must_ignore"]]
    ann = comes()
    ann.page.evaluate(KEEP_POPUP)
    codes: list[str] = []
    ann.page.on("request", lambda asked: _note(codes, asked, f"{there.talk}{SESSION}"))
    window = ann.presses()
    ann.page.evaluate(
        """(forged) => { for (const { origin, data, theirs } of forged)
            dispatchEvent(new MessageEvent("message", { origin, data, source: theirs ? window : window.popup })); }""",
        forged,
    )
    message = {"type": "voxpop:signed-in", "outcome": "done", "code": "stolen"}
    ann.page.evaluate("() => { window.heard = 0; window.addEventListener('message', () => { window.heard += 1; }); }")
    ann.page.evaluate(
        "(src) => document.body.append(Object.assign(document.createElement('iframe'), { src }))", there.evil
    )
    waiting_for = ann.page.frame_locator("iframe").get_by_text("Look here")
    expect(waiting_for).to_be_visible()
    ann.page.frames[1].evaluate("(said) => parent.postMessage(said, '*')", message)
    with ann.page.expect_popup() as opening:
        ann.page.evaluate("(url) => { window.open(url); }", f"{there.talk}/nowhere")
    opening.value.wait_for_load_state()
    opening.value.evaluate("(said) => window.opener.postMessage(said, '*')", message)
    ann.page.wait_for_function("window.heard === 2")
    expect(ann.status).to_have_text("Connecting to Google…")
    with window.expect_event("close"):
        window.get_by_role("button", name=FIRST).click()
    expect(ann.page.get_by_text(GOOGLE)).to_be_visible()
    assert len(codes) == 1
    assert TOKEN.fullmatch(codes[0])


def _note(codes: list[str], asked: Any, where: str) -> None:
    if asked.method == "POST" and asked.url == where:
        codes.append(json.loads(asked.post_data)["code"])


@cases.of("popup-star")
def test_no_script_of_ours_posts_a_message_to_whoever_is_there() -> None:
    scripts = {path.name: path.read_text() for path in STATIC.rglob("*.js")}
    assert {"sign-in-window.js", BUILT["window"].file, BUILT["embed"].file} <= scripts.keys()
    posted = [call for source in scripts.values() for call in re.findall(r"postMessage\(([^;]*)\);", source)]
    assert posted == ["said, opener"]
    assert sum(source.count("postMessage") for source in scripts.values()) == len(posted)
    assert [name for name, source in scripts.items() if re.search(r"""["'`]\*["'`]""", source)] == []
