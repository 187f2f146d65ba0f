"""The section on a page of another origin: a thread of 1,000 comments in Chromium, four times slower than it is.

Each figure is the middle one of several loads of the page in a browser of its own, so nothing is kept between them.
"""

from __future__ import annotations

import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, NamedTuple

import data
from figures import Figure, number
from peers import voxpop
from places import PROJECT
from tracing import CATEGORIES, Trace

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROUNDS = 5
SLOWER = 4
FRAME = 1000 / 60
LONG_FRAME = 1.5 * FRAME  # ms: one was missed
PATIENCE = 6000  # ms until all must be there
SHOWN = 100  # comments of the first page
SCROLLED = 6000  # pixels
PEERS = "Isso 20 KB, Artalk 46, Remark42 62, Waline 72, as their projects say"
THOUSAND = f"{data.PAPER}/thousand"
WATCH = """
window.shifted = 0;
new PerformanceObserver((list) => { for (const one of list.getEntries()) shifted += one.value; })
    .observe({ type: "layout-shift", buffered: true });
customElements.whenDefined("voxpop-thread").then(() => performance.mark("voxpop-begin"));
addEventListener("voxpop:ready", () => performance.mark("voxpop-ready"));
"""
COUNT = "document.querySelector('voxpop-thread').shadowRoot.querySelectorAll('li.vp-comment').length"
STORY = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,"><style>voxpop-thread:not(:defined) { display: block; min-block-size: 100vh }</style>
<title>A story</title><body><h1>A story</h1>
<p><b>By Sunniva Kessler</b>, <em>yesterday</em> <button>Share</button> <input placeholder="Search">
<p>The ferry left at nine, as it has since anybody can remember, and nobody was on it.</p>
<script src="{origin}/embed.js" async></script>
<voxpop-thread site="default" url="{url}"></voxpop-thread><footer>The Harbour Post</footer>"""
# The same words, as many as the section shows, without a section: what this machine draws at best.
PLAIN = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,"><title>A story</title><body><h1>A story</h1>{text}"""
FRAMES = """() => {
    window.frames_ = [];
    const step = (time) => { frames_.push(time); if (!window.done_) requestAnimationFrame(step); };
    requestAnimationFrame(step);
}"""
ENDED = "() => { window.done_ = true; return frames_.slice(1).map((time, at) => time - frames_[at]); }"


class Seen(NamedTuple):
    """One load of the page: ms of the scripts, ms of the longest task, the layout's shifts, bytes, ms of each frame."""

    scripts: float
    longest: float
    shifts: float
    bytes: int
    frames: list[float]
    plain: list[float]


def measure() -> list[Figure]:
    with voxpop.started(data.copied("embed")) as ours, _page(ours.origin) as page:
        seen = [_seen(page, ours.origin) for _ in range(ROUNDS)]
    return _figures(seen)


def _seen(page: str, origin: str) -> Seen:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        try:
            return _look(browser, page, origin)
        finally:
            browser.close()


def _look(browser: Browser, address: str, origin: str) -> Seen:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.add_init_script(WATCH)
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    lengths, named = _listening(wire)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    with tempfile.TemporaryDirectory() as folder:
        recorded = Path(folder) / "trace.json"
        browser.start_tracing(page=page, path=recorded, categories=CATEGORIES)
        page.goto(address, wait_until="commit")
        page.wait_for_timeout(PATIENCE)  # and ask nothing: what is asked is work for the page
        page.evaluate("performance.mark('voxpop-end')")
        trace = Trace(browser.stop_tracing() or recorded.read_bytes())
    if int(page.evaluate(COUNT)) < SHOWN:
        raise SystemExit("bench: the conversation was not there in time")
    shifts = float(page.evaluate("shifted"))
    tasks = trace.tasks(trace.mark("voxpop-begin"), trace.mark("voxpop-end"))
    weight = sum(lengths.get(asked, 0) for asked, url in named.items() if url.startswith(origin) and _needed(url))
    frames = _scrolled(page, wire)
    page.goto(address.replace("/story", "/plain"))
    return Seen(trace.scripts(origin), max(task.took for task in tasks), shifts, weight, frames, _scrolled(page, wire))


def _needed(url: str) -> bool:
    """Is it what is needed to read and to reply?"""
    return "/embed" in url


def _listening(wire: Any) -> tuple[dict[str, int], dict[str, str]]:
    """Bytes over the wire and the address of each request, as they become known."""
    lengths: dict[str, int] = {}
    named: dict[str, str] = {}
    wire.on("Network.requestWillBeSent", lambda said: named.update({said["requestId"]: said["request"]["url"]}))
    wire.on("Network.dataReceived", lambda said: _add(lengths, said["requestId"], said["encodedDataLength"]))
    return lengths, named


def _add(lengths: dict[str, int], asked: str, more: int) -> None:
    lengths[asked] = lengths.get(asked, 0) + more


def _scrolled(page: Page, wire: Any) -> list[float]:
    page.evaluate(FRAMES)
    wire.send(
        "Input.synthesizeScrollGesture",
        {"x": 600, "y": 400, "yDistance": -SCROLLED, "speed": 2000, "gestureSourceType": "mouse"},
    )
    return [float(frame) for frame in page.evaluate(ENDED)]


def _figures(seen: list[Seen]) -> list[Figure]:
    scripts = sorted(one.scripts for one in seen)
    longest = sorted(one.longest for one in seen)
    frames = [frame for one in seen for frame in one.frames]
    late = sum(frame > LONG_FRAME for frame in frames)
    plain = _in_time([frame for one in seen for frame in one.plain])
    group, slow = "embed", f"processor {SLOWER} times slower"
    return [
        Figure(group, "scripts compiled and run", statistics.median(scripts), " ms", 50, at_least=False,
            small=f"{slow}; slowest of {ROUNDS}: {number(scripts[-1])} ms"),
        Figure(group, "longest task, first of 1,000 comments", statistics.median(longest), " ms", 50, at_least=False,
            small=f"{slow}; longest of {ROUNDS}: {number(longest[-1])} ms"),
        Figure(group, "layout shift", max(one.shifts for one in seen), "", 0, at_least=False, digits=3),
        Figure(group, "frames in time while scrolling", _in_time(frames), " %", 95,
            small=f"{slow}; {len(frames)} frames, {late} took longer than {LONG_FRAME:.0f} ms; "
            f"the same words on a page without a section: {number(plain)} %"),
        Figure(group, "script, styles and loader", max(one.bytes for one in seen) / 1024, " KiB", 9, at_least=False,
            small=f"over the wire, brotli; {PEERS}", digits=2),
    ]  # fmt: skip


def _in_time(frames: list[float]) -> float:
    """Percent."""
    return 100 * (1 - sum(frame > LONG_FRAME for frame in frames) / len(frames))


def _chromium() -> str:
    """Raises SystemExit when there is none."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.chromium"], cwd=PROJECT, capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"bench: {done.stderr.strip()}")
    return done.stdout.strip()


def _first(origin: str) -> list[str]:
    """The words of the comments that the section shows first, as HTML."""
    asked = urllib.parse.urlencode({"site": "default", "url": THOUSAND})
    with urllib.request.urlopen(f"{origin}/api/v1/threads?{asked}") as answer:
        return [str(comment["html"]) for comment in json.load(answer)["comments"]]


@contextlib.contextmanager
def _page(origin: str) -> Iterator[str]:
    """A story of somebody's, on a server of its own, with the two lines."""
    words = "".join(f"<div>{html}</div>" for html in _first(origin))
    pages = {
        "/story": STORY.replace("{origin}", origin).replace("{url}", THOUSAND).encode(),
        "/plain": PLAIN.replace("{text}", words).encode(),
    }

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(pages[self.path])

        def log_message(self, *_: object) -> None:
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    answering = Thread(target=listening.serve_forever, daemon=True)
    answering.start()
    yield f"http://localhost:{listening.server_port}/story"
    listening.shutdown()
    listening.server_close()
    answering.join()
