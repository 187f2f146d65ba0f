"""Whoever reads is told on to nobody, and nothing is laid down in their browser before they act.

Chromium writes down itself which names it looks up and where it connects to (its net log), also what no page could see:
preconnections, prefetched names. Every address but loopback is refused to it.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.support import chromium, newspaper
from tests.support.newspaper import FORTY, RIGHT_TO_LEFT, THOUSAND, voxpop
from tests.support.server import Server

REFUSED = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
# What Chromium asks for itself, without any page; and as which name it knows all that is refused.
ITS_OWN = re.compile(r"(https?://)?(([a-z0-9-]+\.)*(google|googleapis|gstatic|gvt1)\.com|~notfound)(:\d+)?/?")
LOOPBACK = re.compile(r"(https?://)?(127\.0\.0\.1|localhost)(:\d+)?/?")
PAGES = (
    "/", FORTY, f"{FORTY}?order=best", THOUSAND, RIGHT_TO_LEFT, "/install", "/theming", "/conversation",
    "/moderation-log", "/privacy", "/account", "/sign-in/email", "/api/docs", "/desk/sign-in", "/none",
)  # fmt: skip
LIVE = (FORTY, f"{FORTY}?order=best", THOUSAND, RIGHT_TO_LEFT)  # which listen on
KEPT = """async () => [
    document.cookie, { ...localStorage }, { ...sessionStorage }, (await indexedDB.databases()).length,
    await caches.keys(), (await navigator.serviceWorker.getRegistrations()).length]"""
NEAR = """(sign) => document.querySelectorAll("a[href]").forEach(
    (one) => one.dispatchEvent(new Event(sign, { bubbles: true })))"""
TRACKER = "tracker.example"
TELLS = f"() => fetch('https://{TRACKER}/', {{ mode: 'no-cors' }}).catch(() => 0)"
LOADED = """() => [...document.querySelectorAll("[src], link[href], [srcset], form[action], [poster], [data]")].map(
    (one) => one.src || one.href || one.srcset || one.action || one.poster || one.data)"""


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    opened = newspaper.opened(tmp_path_factory.mktemp("newspaper") / "data")
    voxpop(opened, "site", "set", "default", "public_log=on")
    yield opened
    opened.kill()


@pytest.fixture(scope="module")
def read(paper: Server, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Any], list[str], list[Any], Path]:
    """All pages looked at by a new reader, to the end: what is kept then, what they load, and Chromium's log."""
    log = tmp_path_factory.mktemp("log") / "net.json"
    kept, loaded = [], []
    switches = [*chromium.SWITCHES, REFUSED, f"--log-net-log={log}"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=switches)
        context = browser.new_context(base_url=paper.url)
        page = context.new_page()
        for path in PAGES:
            _read(page, path)
            kept.append((path, page.evaluate(KEPT)))
            loaded += page.evaluate(LOADED)
        cookies = context.cookies()
        page.goto("about:blank")
        page.evaluate(TELLS)
        browser.close()
    return kept, loaded, cookies, log


def _read(page: Page, path: str) -> None:
    page.goto(path)
    page.mouse.wheel(0, 100_000)
    for sign in ("pointerover", "mouseover", "focusin"):  # upon which some pages fetch ahead
        page.evaluate(NEAR, sign)
    page.wait_for_load_state("networkidle" if path not in LIVE else "load")


Read = tuple[list[Any], list[str], list[Any], Path]


def test_nothing_is_kept_before_a_reader_acts(read: Read) -> None:
    kept, _, cookies, _ = read
    assert [(path, found) for path, found in kept if found != ["", {}, {}, 0, [], 0]] == []
    assert cookies == []


def test_pages_name_nobody_else_to_load_from(read: Read, paper: Server) -> None:
    _, loaded, _, _ = read
    assert len(loaded) > 50
    assert {one for one in loaded if not one.startswith((f"{paper.url}/", "data:"))} == set()


def test_nobody_else_is_looked_up_or_connected_to(read: Read) -> None:
    """But where the last page was told to, which shows that it would be seen."""
    met = asked(read[3])
    assert any("127.0.0.1" in one for one in met)
    others = {one for one in met if not LOOPBACK.fullmatch(one) and not ITS_OWN.fullmatch(one)}
    assert {one.removeprefix("https://") for one in others} == {TRACKER}


def asked(log: Path) -> set[str]:
    """The hosts that a net log names: looked up, connected to, or asked for an address."""
    found: set[str] = set()
    for event in json.loads(log.read_text())["events"]:
        told = event.get("params", {})
        found |= {told[name] for name in ("host", "group_id", "url") if isinstance(told.get(name), str)}
        found |= {address.rpartition(":")[0] for address in told.get("address_list", ()) if isinstance(address, str)}
    hosts = {re.sub(r"^([a-z]+/)?(https?://[^/ ]+).*", r"\2", one.partition(" <")[0]) for one in found}
    return {host for host in hosts if not host.startswith(("chrome:", "data:", "about:", "blob:"))}
