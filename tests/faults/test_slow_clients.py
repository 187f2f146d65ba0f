"""Clients that dawdle: they are ended in time, and in the meantime nobody else waits for them."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from tests.faults.launch import broken
from tests.faults.raw import asked, exchange, read
from tests.faults.writers import draft
from tests.support import waiting
from tests.support.server import Server

Start = Callable[..., Server]

DRIPPING = 500
P99 = 5.0  # seconds; who waited for one of those sockets would wait for minutes

HEAD = b"POST /api/v1/comments HTTP/1.1\r\nHost: paper.example\r\nContent-Type: application/json\r\n"
BODY = HEAD + b"Content-Length: 100000\r\n\r\n{"
SMALL_BODY = HEAD + b"Content-Length: 100\r\n\r\n{"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"
TLS_HELLO = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(32)


def connected(server: Server, first: bytes = b"") -> socket.socket:
    made = socket.create_connection(("127.0.0.1", server.port))
    if first:
        made.sendall(first)
    return made


def is_ended(sock: socket.socket, drip: bytes = b"") -> bool:
    """Has the server closed it? Another byte is sent at each look."""
    sock.setblocking(False)
    try:
        if drip:
            sock.send(drip)
        while sock.recv(1 << 16):
            pass
    except BlockingIOError:
        return False
    except ConnectionError:
        return True
    return True


@contextlib.contextmanager
def dripping(server: Server) -> Iterator[list[socket.socket]]:
    """Half-open heads, half bodies and silence, a byte a second to each."""
    firsts = (HEAD + b"X: ", SMALL_BODY, CHUNKED, b"GET ", b"")
    stop = threading.Event()
    with contextlib.ExitStack() as opened:
        socks = [opened.enter_context(connected(server, firsts[n % len(firsts)])) for n in range(DRIPPING)]

        def drip() -> None:
            while not stop.wait(1):
                for sock in socks:
                    with contextlib.suppress(OSError):
                        sock.send(b"x")

        dripper = threading.Thread(target=drip)
        dripper.start()
        yield socks
        stop.set()
        dripper.join()


def test_500_dripping_sockets_leave_others_their_speed(server: Server) -> None:
    took: list[float] = []
    with server.client() as client, dripping(server):
        for number in range(200):
            began = time.monotonic()
            if number % 4:
                assert client.get(f"/api/v1/threads?site=default&url={server.url}/talk").status_code == 200
            else:
                assert client.post("/api/v1/comments", json=draft(server, f"Number {number}.")).status_code == 201
            took.append(time.monotonic() - began)
    p99 = sorted(took)[int(len(took) * 0.99) - 1]
    print(f"p99 beside {DRIPPING} dripping sockets: {p99 * 1000:.0f} ms")  # noqa: T201
    assert p99 < P99


@pytest.fixture(scope="module")
def hasty(start_shared: Start) -> Server:
    """A server whose deadlines are a second for a head, two for a body, three between requests, one to drain."""
    return start_shared(data="hasty", **broken("deadlines=1,2,3,1.5,1"))


# What each sends first, what it drips then, and the deadline in seconds that ends it.
DAWDLERS = {
    "who says nothing": (b"", b"", 3),
    "who drips a target": (b"GET ", b"x", 1),
    "who stops in the head": (HEAD, b"", 1),
    "who drips a field": (HEAD + b"X: ", b"x", 1),
    "who drips empty lines": (b"\r\n", b"\r\n", 1),
    "who drips behind another request": (asked("/healthz") + b"GET ", b"x", 1),
    "who stops in the body": (SMALL_BODY, b"", 2),
    "who drips a body": (SMALL_BODY, b" ", 2),
    "who stops in the chunks": (CHUNKED, b"", 2),
    "who drips a body that is refused": (BODY, b" ", 1),
    "who has nothing more to ask": (asked("/healthz"), b"", 3),
    "who has nothing more to ask at the hot door": (asked("/"), b"", 3),
}


def test_each_dawdler_is_ended_at_its_deadline(hasty: Server) -> None:
    began = time.monotonic()
    ended: dict[str, float] = {}
    with contextlib.ExitStack() as opened:
        socks = {name: opened.enter_context(connected(hasty, first)) for name, (first, _, _) in DAWDLERS.items()}

        def look() -> bool:
            for name, (_, drip, _) in DAWDLERS.items():
                if name not in ended and is_ended(socks[name], drip):
                    ended[name] = time.monotonic() - began
            return len(ended) == len(DAWDLERS)

        with contextlib.suppress(TimeoutError):
            waiting.until(look, "the server ends all connections")
    assert set(ended) == set(DAWDLERS)
    early = {name: ended[name] for name, (_, _, deadline) in DAWDLERS.items() if ended[name] < deadline * 0.9}
    late = {name: ended[name] for name, (_, _, deadline) in DAWDLERS.items() if ended[name] > deadline + 20}
    assert (early, late) == ({}, {})
    with hasty.client() as client:
        assert client.get("/healthz").status_code == 200


def test_who_speaks_tls_is_ended_at_once(hasty: Server) -> None:
    with connected(hasty, TLS_HELLO) as sock:
        waiting.until(lambda: is_ended(sock), "the server ends the connection")


def test_who_takes_nothing_of_an_answer_is_ended(hasty: Server) -> None:
    one = asked("/")
    exchange(hasty.port, [one])
    with connected(hasty) as sock:
        sock.setblocking(False)

        def is_gone() -> bool:
            """It goes on asking and never reads."""
            try:
                sock.send(one * 200)
            except BlockingIOError:
                return False
            except ConnectionError:
                return True
            return False

        waiting.until(is_gone, "the server ends the connection")


def test_who_takes_an_answer_slowly_gets_all_of_it(hasty: Server) -> None:
    exchange(hasty.port, [asked("/")])
    size = len(exchange(hasty.port, [asked("/")])[0])
    times = 400
    heard = 0
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.connect(("127.0.0.1", hasty.port))
        sock.settimeout(5)
        sock.sendall(asked("/") * times)
        began = time.monotonic()
        while heard < size * times and (more := sock.recv(size * 40)):
            heard += len(more)
            if time.monotonic() - began < 4:
                time.sleep(0.1)  # longer, all in all, than SEND_TIME allows for nothing
    assert heard == size * times


def test_a_client_that_vanishes_harms_nobody(hasty: Server) -> None:
    linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"  # close sends RST
    for first in (asked("/") * 50, SMALL_BODY, CHUNKED, asked("/api/docs"), asked("/feed") * 3):
        with connected(hasty, first) as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    with hasty.client() as client:
        assert client.get("/healthz").status_code == 200
    assert b"Traceback" not in hasty.log.read_bytes()


@pytest.fixture(scope="module")
def server(start_shared: Start) -> Server:
    return start_shared(env={"VOXPOP_RATE_LIMITS": "off"})


def test_a_head_without_end_is_refused(server: Server) -> None:
    with connected(server, HEAD + b"X: ") as sock:
        sock.settimeout(5)
        sent = 0
        with contextlib.suppress(ConnectionError):
            while sent < 10 * 1024 * 1024:
                sent += sock.send(b"a" * 8192)
        with contextlib.suppress(ConnectionError):
            assert sock.recv(100).startswith(b"HTTP/1.1 431 ")
    assert sent < 10 * 1024 * 1024
    raw, ended = exchange(server.port, [HEAD, b"X: " + b"a" * 40_000])
    assert [answer.status for answer in read(raw)] == [431]
    assert ended


def test_fields_without_end_are_refused(server: Server) -> None:
    raw, ended = exchange(server.port, [HEAD] + [b"X-%d: a\r\n" % number * 400 for number in range(20)])
    assert [answer.status for answer in read(raw)] == [431]
    assert ended


@pytest.mark.parametrize("how", ["announced", "chunked"])
def test_a_body_over_64_kib_is_refused_without_reading_it_all(server: Server, how: str) -> None:
    size = 100 * 1024 * 1024
    more = b"Content-Length: %d\r\n\r\n" % size if how == "announced" else b"Transfer-Encoding: chunked\r\n\r\n"
    origin = f"Origin: {server.url}\r\n".encode()
    piece = b"x" * 65_536 if how == "announced" else b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    with connected(server, HEAD + origin + more) as sock:
        sock.settimeout(5)
        sent = 0
        heard = b""
        with contextlib.suppress(ConnectionError, TimeoutError):
            while sent < size:
                sock.sendall(piece)
                sent += len(piece)
                sock.setblocking(False)
                with contextlib.suppress(BlockingIOError):
                    heard += sock.recv(65_536)
                sock.settimeout(5)
    if heard:  # the reset that ends a sender who does not stop may overtake the answer
        assert heard.startswith(b"HTTP/1.1 413 ")
        assert b"body_too_large" in heard
    assert sent < 16 * 1024 * 1024
    with server.client() as client:
        assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("size", [64 * 1024 + 1, 90_000, 300_000])
def test_who_sends_it_all_at_once_gets_to_see_why(server: Server, size: int) -> None:
    body = b'{"text": "' + b"a" * (size - 12) + b'"}'
    origin = f"Origin: {server.url}\r\n".encode()
    raw, _ = exchange(server.port, [HEAD + origin + b"Content-Length: %d\r\n\r\n" % size + body + asked("/healthz")])
    assert [answer.status for answer in read(raw)] == [413, 200]
