"""Nothing a stranger writes runs: by parsing what is shown, and by looking at it in Chromium, through each wall alone.

The payloads call window.__xss_probe__ or evil.example when they get through.
"""

import re
import sys
from collections.abc import Iterator
from urllib.parse import quote

import defusedxml.ElementTree
import pytest
from playwright.sync_api import Browser, Page

from tests.discussion.hostile import faults
from tests.support import attack, newspaper
from tests.support.attack import BY_COMMENT, ELSEWHERE, HARMLESS, PAYLOADS, Attack
from tests.support.harmless import SCHEMES, Harmless, scheme
from tests.support.reader import Reader
from tests.support.server import Server

HTML = {"accept": "text/html"}
ATOM = "{http://www.w3.org/2005/Atom}"
LEAST = {"name": 80, "text": 60, "agent": 97, "referer": 97, "key": 97, "title": 97, "url": 90, "story headline": 97}
PROBE = "window.fired = 0; window.__xss_probe__ = () => { window.fired += 1; };"
LIVE = r"""() => {
    const found = [], ours = document.querySelector("head > script[type=module]");
    if (ours && !(/^\/static\/page\.[0-9A-Z]+\.js$/.test(ours.getAttribute("src")) && ours.text === ""))
        found.push(ours.outerHTML);
    for (const one of document.querySelectorAll("*")) {
        if (one === ours || one.closest(".vp-respond [role=toolbar]")) continue;  // what the script itself puts there
        if (["SCRIPT", "IFRAME", "OBJECT", "EMBED", "BASE", "STYLE", "SVG", "MATH"].includes(one.tagName.toUpperCase())
            && one.type !== "application/ld+json") found.push(one.outerHTML);
        for (const name of Element.prototype.getAttributeNames.call(one))  // a form's own names may hide it
            if (/^on|^style$|^srcdoc$/i.test(name)) found.push(one.outerHTML);
        for (const name of ["href", "src", "action", "formAction"])
            if (one[name] && !/^(https?|mailto):/.test(one[name])) found.push(one.outerHTML);
    }
    return found;
}"""
# The one thing that no policy holds back which lets a script of ours run: here the cleaner is the only wall.
REFRESH = "http-equiv=refresh"
UNCLEANED = (sys.executable, "-m", "tests.support.uncleaned")


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attack]:
    prepared = attack.prepared(tmp_path_factory.mktemp("attack") / "data")
    yield prepared
    prepared.client.close()
    prepared.server.kill()


@pytest.fixture(scope="module")
def harmless(scene: Attack) -> Harmless:
    """What harmless words give, on a page of each kind."""
    known, client = Harmless(), scene.client
    sent = {"site": "default", "text": "Said with [a link](https://a.example)", "author": HARMLESS}
    own = client.post("/api/v1/comments", json=sent | {"url": f"{scene.server.url}/harmless"}).json()["id"]
    client.put(f"/api/v1/comments/{own}/like")
    for n, parent in enumerate((None, own)):
        text = {"text": f"Said there {n}", "parent": parent, "url": f"{scene.server.url}/harmless"}
        client.post("/api/v1/comments", json=sent | text)
    elsewhere = client.post("/api/v1/comments", json=sent | {"url": f"{ELSEWHERE}/harmless", "title": "A page"}).json()
    paths = ("/", "/harmless", f"/harmless?reply_to={own}", f"/comments/{elsewhere['id']}", f"/comments/{own}/edit")
    for path in (*paths, "/nowhere", f"/threads?site=default&url={scene.server.url}/harmless"):
        known.learn(client.get(path, headers=HTML, follow_redirects=True).text)
    form = {"site": "default", "thread": "/harmless", "text": "Words", "name": "Admin", "email": "ann@mail.example"}
    known.learn(client.post("/comments", data=form, headers=HTML).text)
    known.learn(client.post("/comments", data=form | {"parent": str(own)}, headers=HTML).text)
    return known


@pytest.fixture
def reader(browser: Browser, scene: Attack) -> Iterator[Reader]:
    """With the content security policy switched off, so that the cleaner and the templates are the only wall."""
    opened = Reader(browser, scene.server.url, bypass_csp=True)
    opened.page.add_init_script(PROBE)
    yield opened
    opened.leave()


def test_the_fields_take_enough_of_the_payloads_for_this_to_mean_something(scene: Attack) -> None:
    assert len(PAYLOADS) == 97
    assert {field: scene.taken[field] for field in LEAST if scene.taken[field] < LEAST[field]} == {}
    assert {field for field in ("email", "website") if scene.taken[field] > 0} == set()


def test_articles_threads_and_the_front_page_hold_nothing_foreign(scene: Attack, harmless: Harmless) -> None:
    found = {}
    map_of_site = re.findall(rf"<loc>{scene.server.url}(/[^<]*)</loc>", scene.client.get("/sitemap.xml").text)
    for path in {*map_of_site, *scene.pages}:
        answer = scene.client.get(path, headers=HTML)
        found[path] = harmless.faults(answer.text) if answer.headers["content-type"].startswith("text/html") else []
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
    assert len(found) > 350


def test_fragments_hold_nothing_foreign(scene: Attack, harmless: Harmless) -> None:
    for field in BY_COMMENT:
        asked = {"site": "default", "url": f"{scene.server.url}/{field}"}
        assert harmless.faults(scene.client.get("/threads", params=asked).text) == []


def test_the_api_gives_clean_html_and_safe_addresses(scene: Attack) -> None:
    for field in BY_COMMENT:
        for path in ("/api/v1/threads", "/api/v1/mine"):
            asked = {"site": "default", "url": f"{scene.server.url}/{field}"}
            answer = scene.client.get(path, params=asked)
            assert answer.headers["content-type"] == "application/json"
            assert answer.headers.get("x-content-type-options", "nosniff") == "nosniff"
            for comment in answer.json()["comments"]:
                assert faults(comment["html"]) == []
                assert scheme(comment.get("author", {}).get("website") or "") in SCHEMES


def test_feeds_are_well_formed_and_clean(scene: Attack) -> None:
    feeds = ["/feed", *(f"/{field}/feed" for field in BY_COMMENT), *(f"{path}/feed" for path in scene.pages[::7])]
    for path in feeds:
        feed = defusedxml.ElementTree.fromstring(scene.client.get(path.partition("?")[0]).text, forbid_dtd=True)
        assert all(one.tag.startswith("{") for one in feed.iter())
        assert all(scheme(link.get("href")) == "http" for link in feed.iter(f"{ATOM}link"))
        for content in feed.iter(f"{ATOM}content"):
            assert faults(content.text or "") == []
    defusedxml.ElementTree.fromstring(scene.client.get("/sitemap.xml").text, forbid_dtd=True)


def test_edit_pages_give_the_text_back_as_text(scene: Attack, harmless: Harmless) -> None:
    for number in scene.own[: 2 * len(PAYLOADS)]:
        answer = scene.client.get(f"/comments/{number}/edit", headers=HTML)
        assert answer.status_code == 200
        assert harmless.faults(answer.text) == []


def test_refused_forms_give_back_what_was_typed_as_text(scene: Attack, harmless: Harmless) -> None:
    for payload in PAYLOADS:
        hostile = dict.fromkeys(("name", "email", "website", "text", "subject", "seen"), payload)
        for fields in (
            hostile | {"site": "default", "thread": "/text"},
            hostile | {"site": "default", "thread": "/text", "parent": payload},
            hostile | {"site": "default", "thread": payload},
            hostile | {"site": payload, "thread": payload},
        ):
            answer = scene.client.post("/comments", data=fields, headers=HTML)
            assert answer.status_code in (400, 403, 404, 409, 422), payload
            assert harmless.faults(answer.text) == [], payload


def test_error_pages_and_redirects_are_ours(scene: Attack, harmless: Harmless) -> None:
    for payload in PAYLOADS:
        word = quote(payload, safe="")
        for path in (f"/{word}", f"/text?order={word}", f"/text?reply_to={word}", f"/comments/{word}", f"/{word}/feed"):
            answer = scene.client.get(path, headers=HTML)
            assert answer.status_code in (400, 404), path
            assert harmless.faults(answer.text) == [], path
        for path in (f"/threads?site={word}&url={word}", f"/threads?site=default&url={word}&lang={word}"):
            answer = scene.client.get(path, headers=HTML)
            assert answer.status_code in (400, 403, 404), path
            assert harmless.faults(answer.text) == [], path
    for number in scene.own[::5]:
        where = scene.client.get(f"/comments/{number}").headers["location"]
        assert re.match(r"/(?!/)[!-~]*$", where)


def test_a_terminal_gets_words_alone(scene: Attack) -> None:
    newspaper.voxpop(scene.server, "site", "set", "default", "approval=all")
    for n, payload in enumerate(PAYLOADS):
        name = {"name": payload} if len(payload) < 80 else {}
        said = {"site": "default", "url": f"{ELSEWHERE}/held-{n}", "title": payload, "text": f"{n} {payload}"}
        scene.client.post("/api/v1/comments", json=said | {"author": HARMLESS | name})
    printed = newspaper.voxpop(scene.server, "queue", "--limit", "1000")
    newspaper.voxpop(scene.server, "site", "set", "default", "approval=judged")
    assert printed.count("xss_probe") >= 60
    for text in (printed, scene.reported):
        assert [letter for letter in text if letter != "\n" and not letter.isprintable()] == []


def watch(page: Page, path: str, live: str = LIVE) -> None:
    """Open a page, put the pointer and the keyboard on everything, and look at what the browser made of it."""
    page.goto(path)
    page.keyboard.press("Tab")
    page.evaluate("for (const one of document.querySelectorAll('a, button, input, textarea, [tabindex]')) one.focus()")
    page.evaluate("""
        for (const one of document.querySelectorAll("main *"))
            for (const kind of ["mouseover", "mouseenter", "click", "toggle", "error", "load", "focus"])
                if (kind !== "click" || !one.closest("a, button")) one.dispatchEvent(new Event(kind));
    """)
    assert page.evaluate("window.fired") == 0, path
    assert page.evaluate(live) == [], path
    assert page.url.partition("#")[0].endswith(path.partition("#")[0])


@pytest.mark.parametrize("field", BY_COMMENT)
def test_the_cleaner_alone_holds_in_chromium(reader: Reader, field: str) -> None:
    watch(reader.page, f"/{field}")
    assert reader.page.locator("li[id^=comment-]").count() >= (1 if field in ("name", "text", "agent") else 0)


def test_the_cleaner_alone_holds_for_what_is_shown_on_top_of_a_thread(reader: Reader, scene: Attack) -> None:
    for path in [path for path in scene.pages if path.startswith("/threads/")][::6]:
        watch(reader.page, path)


def test_the_cleaner_alone_holds_for_stories(reader: Reader, scene: Attack) -> None:
    for path in [path for path in scene.pages if path.startswith("/story-")][::2]:
        watch(reader.page, path)
    watch(reader.page, "/")
    pictures = re.compile(r"asked https://(?:evil|ok)\.example/[px][.\w]*(?:gif|png)$")  # an editor may show pictures
    reader.noticed = [what for what in reader.noticed if not pictures.match(what) and "ERR_NAME" not in what]


def test_the_templates_alone_hold_for_a_form_that_is_given_back(reader: Reader) -> None:
    for payload in PAYLOADS[::4]:
        reader.open("/harmless")
        reader.page.get_by_label("Comment", exact=True).fill(payload)
        for label in ("Name", "E-mail", "Website"):
            reader.page.get_by_label(label).evaluate(
                "(one, words) => { one.type = 'text'; one.value = words; }", payload
            )
        reader.page.locator("form[action*=comments]").first.evaluate("one => { one.noValidate = true; }")
        reader.send()
        assert reader.page.evaluate("window.fired") == 0
        assert reader.page.evaluate(LIVE) == []


@pytest.fixture(scope="module")
def uncleaned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, list[str]]]:
    """A server whose cleaner finds everything clean, with a thread for each payload; the paths of the threads."""
    server = Server.start(
        tmp_path_factory.mktemp("uncleaned") / "data", env={"VOXPOP_RATE_LIMITS": "off"}, command=UNCLEANED
    )
    paths = []
    with server.client() as client:
        for n, payload in enumerate(PAYLOADS):
            sent = {"site": "default", "url": f"{server.url}/{n}", "text": payload, "author": HARMLESS}
            answer = client.post("/api/v1/comments", json=sent)
            assert answer.status_code == 201, answer.text
            paths.append(f"/{n}")
    yield server, paths
    server.kill()


def test_without_both_walls_payloads_do_fire(browser: Browser, uncleaned: tuple[Server, list[str]]) -> None:
    server, paths = uncleaned
    reader = Reader(browser, server.url, bypass_csp=True)
    reader.page.add_init_script(PROBE)
    fired = 0
    for path in paths[:8]:
        reader.open(path)
        fired += bool(reader.page.evaluate("window.fired"))
    assert fired >= 3


def test_the_policy_alone_holds_in_chromium(browser: Browser, uncleaned: tuple[Server, list[str]]) -> None:
    server, paths = uncleaned
    reader = Reader(browser, server.url)
    reader.page.add_init_script(PROBE)
    asked: list[str] = []
    reader.page.on("response", lambda answer: asked.append(answer.url))
    raw, held = 0, [path for path, payload in zip(paths, PAYLOADS, strict=True) if REFRESH not in payload]
    assert len(held) == len(PAYLOADS) - 1
    for path in held:
        reader.open(path)
        assert reader.page.evaluate("window.fired") == 0, path
        raw += len(reader.page.evaluate(LIVE)) > 0
        reader.page.keyboard.press("Tab")
        assert reader.page.url == server.url + path
    reader.page.wait_for_timeout(200)
    assert raw >= 30, "the cleaner is still there"
    assert [url for url in asked if not url.startswith(f"{server.url}/") and not url.startswith("data:")] == []
    errors = [what for what in reader.noticed if what.startswith("error: ")]
    assert errors
    assert [what for what in errors if not re.search(r"Content Security Policy|sandboxed", what)] == []
