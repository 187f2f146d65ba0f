"""The hot door and the framework give the same answer to whatever comes: asked by hand, side by side.

One server answers ready pages at the protocol, the other lets the framework make every answer; both have one database.
"""

import contextlib
import re
import socket
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults.launch import broken
from tests.faults.raw import Answer, asked, exchange, read
from tests.faults.writers import draft
from tests.support import waiting
from tests.support.server import Server

Start = Callable[..., Server]

HOST = "paper.example"
UNREADABLE = b"Invalid HTTP request received."  # uvicorn's own refusal
METHODS = ("HEAD", "OPTIONS", "POST", "get", "GETT", "PUT")


def variants(target: str, etag: str) -> dict[str, list[bytes]]:
    """Requests that are, or look like, a plain GET of `target`; by what is odd about them. A list is its packets."""
    plain = asked(target)
    line = f"GET {target} HTTP/1.1\r\n".encode()
    host = f"Host: {HOST}\r\n".encode()
    post = asked("/api/v1/comments", f"Content-Length: {len(plain)}", "Content-Type: application/json", method="POST")
    return {
        "plain": [plain],
        **{f"with {field[:40]!r}": [asked(target, field)] for field in fields(etag)},
        **{f"for host {name!r}": [asked(target, host=name)] for name in hosts()},
        **{f"target {odd!r}": [asked(odd)] for odd in targets(target)},
        **{f"method {name}": [asked(target, method=name)] for name in METHODS},
        **{f"version {name}": [asked(target, version=name)] for name in ("1.0", "1.2", "2.0", "0.9", "1.1 ", "1.10")},
        "1.0 without host": [f"GET {target} HTTP/1.0\r\n\r\n".encode()],
        "1.0 kept alive": [asked(target, "Connection: keep-alive", version="1.0") * 2],
        "no host": [line + b"\r\n"],
        "two hosts": [line + host + b"Host: evil.example\r\n\r\n"],
        "two hosts that agree": [line + host * 2 + b"\r\n"],
        "two fields to say what is known": [asked(target, "If-None-Match: x", f"If-None-Match: {etag}")],
        "two fields to say what is taken": [asked(target, "Accept-Encoding: br", "Accept-Encoding: gzip")],
        "two cookies": [asked(target, "Cookie: a=b", "Cookie: voxpop=c")],
        "bare line feeds": [plain.replace(b"\r\n", b"\n")],
        "one bare line feed": [line + b"Host: paper.example\n\r\n"],
        "bare carriage returns": [plain.replace(b"\r\n", b"\r")],
        "host on two lines": [line + b"Host:\r\n paper.example\r\n\r\n"],
        "a folded field": [asked(target, "X: a\r\n b")],
        "space before the colon": [line + b"Host : paper.example\r\n\r\n"],
        "space before the name": [line + b" Host: paper.example\r\n\r\n"],
        "two spaces": [plain.replace(b"GET ", b"GET  ")],
        "a tab": [plain.replace(b"GET ", b"GET\t")],
        "space before the method": [b" " + plain],
        "empty lines first": [b"\r\n\r\n" + plain],
        "an empty line in a packet first": [b"\r\n", plain],
        "something after the end": [plain + b"X"],
        "a body that was announced": [asked(target, "Content-Length: 5") + b"hello" + plain],
        "a body that was not": [plain + b"hello\r\n\r\n"],
        "a chunked body": [asked(target, "Transfer-Encoding: chunked") + b"5\r\nhello\r\n0\r\n\r\n" + plain],
        "a request as a body": [asked(target, f"Content-Length: {len(plain)}") + plain],
        "a request as a body, in its own packet": [asked(target, f"Content-Length: {len(plain)}"), plain],
        "a request as the body of a post": [post + plain],
        "a request as the body of a post, in its own packet": [post, plain],
        "a request as a chunk": [asked(target, "Transfer-Encoding: chunked") + b"%x\r\n" % len(plain), plain],
        "a request inside a field": [line + host + b"X: ", plain],
        "a request inside a field of the one behind": [plain + line + host + b"X: ", plain],
        "a request inside a field of the one behind a post": [post + plain + line + host + b"X: ", plain],
        "three at once": [plain * 3],
        "twenty at once": [plain * 20],
        "three with another between": [plain + asked("/nothing-here") + plain],
        "rubbish behind": [plain + b"\x00\x01\x02\r\n\r\n"],
        "rubbish behind what the framework answers": [asked("/healthz") + b"\x00\x01\x02\r\n\r\n"],
        "rubbish behind, in its own packet": [plain, b"\x00\x01\x02\r\n\r\n"],
        "two, cut in the second": [plain + plain[:20], plain[20:]],
        "two, cut in the first": [plain[:20], plain[20:] + plain],
        "cut before the last byte": [plain[:-1], plain[-1:]],
        "cut before the last line": [plain[:-2], plain[-2:]],
        "byte by byte": [bytes([byte]) for byte in plain],
        "after a close": [asked(target, "Connection: close") + plain],
        "after an upgrade": [asked(target, "Connection: Upgrade", "Upgrade: h2c"), plain],
        "upgrade and more at once": [asked(target, "Connection: Upgrade", "Upgrade: websocket") + plain],
        "a thousand fields": [asked(target, *(f"X-{n}: {n}" for n in range(1000)))],
        "a head without end": [asked(target, "X: " + "a" * 60_000)],
    }  # fmt: skip


def fields(etag: str) -> Iterable[str]:
    yield from (f"If-None-Match: {tag}" for tag in (etag, f"W/{etag}", f'"x", {etag}', "*", '"x"', "", etag[:-1], "é"))
    yield from (f"Accept-Encoding: {name}" for name in ("gzip", "gzip, br", "GZIP", "gzip;q=0", "identity", "*", ""))
    yield from (f"Connection: {name}" for name in ("close", "keep-alive", "Keep-Alive, close", "Upgrade", "x"))
    yield from (f"Cookie: {cookie}" for cookie in ("a=b", "voxpop=" + "A" * 22, "voxpop=x", "", "\u00ff"))
    yield from ("Range: bytes=0-3", "If-Range: x", "TE: trailers", "Expect: 100-continue", "Expect: x", "Upgrade: h2c")
    yield from ("Content-Length: 0", "Content-Length: +0", "Content-Length:", "Content-Length : 0", "content_length: 5")
    yield from ("Transfer-Encoding: identity", "Transfer-Encoding: x", "X-HTTP-Method-Override: DELETE")
    yield from (
        "X: \x00",
        "X: a\rb",
        "X: \x7f",
        "X: \x0b",
        "X: \u00ff",
        "X\x00: a",
        "X Y: a",
        ": a",
        "X",
        "X:",
        "(): a",
    )
    yield from ("X-Forwarded-Host: evil.example", "X-Original-URL: /admin", "Forwarded: host=evil.example")
    yield from ("X: " + "a" * 1000, "X: " + "a" * 7_000, "X: " + "a" * 9_000, "X: " + "a" * 30_000)


def hosts() -> Iterable[str]:
    yield from ("", " paper.example ", "\tpaper.example", "PAPER.example", "paper.example:80", "paper.example.")
    yield from ("evil.example", "a@paper.example", "paper.example/x", "a b", "[::1]:80", "[", '"><script>', "x" * 300)
    yield from ("paper.example, evil.example", "paper.example:", "paper.example:999999", "\u00ff")


def targets(target: str) -> Iterable[str]:
    yield from (
        f"{target}#x",
        f"{target}?",
        f"{target}%00",
        f"/{target}",
        f"{target}\\",
        f"{target}\x00",
        f"{target}\u00ff",
    )
    yield from (f"http://{HOST}{target}", f"http://evil.example{target}", f"HTTP://{HOST}{target}", f"http:{target}")
    yield from (
        f"https://{HOST}{target}",
        f"http://{HOST}",
        target[1:],
        "*",
        "",
        f"{target} HTTP/1.1\r\nX: y",
        "//evil.example/",
    )
    yield from (
        f"{target}\t",
        f"{target} x",
        f"{target}\x7f",
        "/./" + target[1:],
        "/x/.." + target,
        target.replace("s", "%73"),
    )


def heard(server: Server, pieces: list[bytes], quiet: float) -> tuple[list[Answer] | bytes, bool]:
    """The answers without what may differ: the date, what a 304 says of a content that it has not, and a last 400.

    What cannot be read is refused when nothing is being answered, else the answer under way is the last.
    """
    raw, ended = exchange(server.port, pieces, quiet)
    method = pieces[0].partition(b" ")[0].decode("latin-1")
    try:
        answers = read(raw, [method])
    except ValueError:
        return re.sub(rb"date: [^\r]*\r\n", b"", raw), ended
    for one in answers:
        one.fields.pop("date", None)
        if one.status == 304:
            one.fields.pop("content-type", None)
    if ended and len(answers) > 1 and answers[-1].body == UNREADABLE:
        answers.pop()
    return answers, ended


@pytest.fixture(scope="module")
def pair(start_shared: Start) -> tuple[Server, Server]:
    """The one with the door, the other without; a conversation of two comments."""
    hot = start_shared(env={"VOXPOP_RATE_LIMITS": "off"})
    with hot.client() as client:
        for text in ("Good morning.", "And a good day to you."):
            assert client.post("/api/v1/comments", json=draft(hot, text)).status_code == 201
    return hot, start_shared(data=hot.data.name, **broken("cold"))


def hot_answers(server: Server) -> int:
    with server.client() as client:
        return int(re.findall(r"^voxpop_hot_answers_total (\d+)$", client.get("/metrics").text, re.M)[0])


@pytest.mark.parametrize(
    "target", ["/", "/api/v1/threads?site=default&url={}/talk", "/threads?site=default&url={}/talk"]
)
def test_with_and_without_the_door_the_answers_are_the_same(pair: tuple[Server, Server], target: str) -> None:
    hot, cold = pair
    target = target.format(hot.url)
    warm = [read(exchange(server.port, [asked(target)])[0]) for server in (hot, cold, hot)]
    assert [answers[0].status for answers in warm] == [200] * 3
    tried = variants(target, warm[0][0].fields["etag"])

    def difference(name: str, quiet: float = 0.5) -> str:
        with_door, without = (heard(server, tried[name], quiet) for server in pair)
        return "" if with_door == without else f"{name}: {with_door} but {without}"

    with ThreadPoolExecutor(24) as askers:
        suspects = [name for name, differs in zip(tried, askers.map(difference, tried), strict=True) if differs]
    differing = [found for name in suspects if (found := difference(name, quiet=2))]
    assert not differing, "\n".join(differing)
    assert hot_answers(hot) >= 20
    assert hot_answers(cold) == 0


def test_many_at_once_are_answered_in_their_order(pair: tuple[Server, Server]) -> None:
    hot, _ = pair
    pages = [f"/api/v1/threads?site=default&url={hot.url}/page-{number}" for number in range(5)]
    for page in pages[::2]:
        exchange(hot.port, [asked(page)])
    order = [pages[number % 5] for number in range(100)]
    raw, _ = exchange(hot.port, [b"".join(asked(page) for page in order)], quiet=3)
    assert [answer.status for answer in read(raw)] == [200] * 100
    told = [re.search(rb"/page-\d", answer.body) for answer in read(raw)]
    assert [one[0].decode() for one in told if one] == [page[-7:] for page in order]


def test_an_asker_who_never_reads_costs_no_more_than_a_bounded_piece_of_memory(pair: tuple[Server, Server]) -> None:
    hot, _ = pair
    one = asked("/")
    exchange(hot.port, [one])
    before = memory(hot)
    with contextlib.ExitStack() as opened:
        for _ in range(8):
            sock = opened.enter_context(socket.create_connection(("127.0.0.1", hot.port)))
            sock.settimeout(0.3)
            with contextlib.suppress(TimeoutError, ConnectionError):
                for _ in range(2000):
                    sock.sendall(one * 5)
        with hot.client() as client:
            waiting.until(lambda: client.get("/healthz").status_code == 200, "others are served")
        assert memory(hot) - before < 30 * 1024 * 1024


def memory(server: Server) -> int:
    """Resident bytes of the server."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) * 1024
