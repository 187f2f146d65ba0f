"""The door for reads that machines hammer: a ready page, or 304, written to the socket before any framework sees it.

    bytes of a request  ->  target, host, gzip?, If-None-Match  ->  page ready and still true?  ->  its bytes

Only a GET without a body, whole in one piece and of a form that leaves no doubt where it ends, is answered here;
everything else goes to uvicorn's own protocol (llhttp), which this one extends. It also ends connections that dawdle.
"""

import asyncio
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from voxpop.lib import answer, metrics
from voxpop.lib.ready import Page, Ready

LONGEST = 8192  # bytes of a request that is looked at here
REMEMBERED = 1024  # bytes of a request whose meaning is remembered
BUFFERED = 512 * 1024  # bytes waiting to go out, above which the asker reads slowly and is served the patient way

PIECE = 4096  # bytes given to the parser at once: what it finds in them costs a hundred times as much memory
HELD_LIMIT = 1024 * 1024  # bytes of further requests that may wait for the answer to an earlier one

HEAD_LIMIT = 32 * 1024  # bytes of a head
TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"

HEAD_TIME = 30.0  # seconds that a request's head may take
BODY_TIME = 60.0  # and its body
IDLE_TIME = 75.0  # and the pause before the next one
SEND_TIME = 60.0  # seconds in which the asker may take nothing of an answer
DRAIN_TIME = 5.0  # seconds for which a body is read on after its answer, so that a busy sender gets to see that
DRAIN_LIMIT = 1024 * 1024  # bytes of it
SWEEP = 1.0  # seconds between looks

# RFC 9112 without its leniencies: whatever is written otherwise is for llhttp to judge.
PLAIN = re.compile(
    rb"GET (/[!-~]*+) HTTP/1\.1\r\n"
    rb"((?:[!#$%&'*+\-.^_`|~0-9A-Za-z]++:[\t -~\x80-\xff]*+\r\n)++)\r\n"
)
HOST = re.compile(rb"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")

# Fields whose presence means that a request is more than a plain look.
OTHERS = frozenset((b"content-length", b"transfer-encoding", b"connection", b"upgrade", b"expect", b"range", b"te"))
LOOKED_AT = frozenset((b"host", b"accept-encoding", b"if-none-match", b"cookie"))


Fields = list[tuple[bytes, bytes]]


class Look(NamedTuple):
    """What a plain GET asks for."""

    door: tuple[bytes, bytes, bool]
    if_none_match: str
    cookie: bool


def understood(request: bytes) -> Look | None:
    """The look that these bytes are, or None when they may be anything else."""
    return _known(request) if len(request) <= REMEMBERED else _understood(request)


def _understood(request: bytes) -> Look | None:
    plain = PLAIN.fullmatch(request) if len(request) <= LONGEST else None
    if plain is None:
        return None
    fields: dict[bytes, bytes] = {}
    for line in plain[2].split(b"\r\n")[:-1]:
        name, _, value = line.partition(b":")
        name = name.lower()
        if name == b"connection" and value.strip().lower() == b"keep-alive":
            continue
        if name in OTHERS or name in fields:
            return None
        if name in LOOKED_AT:
            fields[name] = value.strip()
    host = fields.get(b"host", b"")
    if not HOST.fullmatch(host):
        return None
    gzip = b"gzip" in fields.get(b"accept-encoding", b"")
    return Look((plain[1], host, gzip), fields.get(b"if-none-match", b"").decode("latin-1"), cookie=b"cookie" in fields)


_known = lru_cache(maxsize=2048)(_understood)  # who looks again and again sends the same bytes


def addressed(target: bytes, version: str, headers: list[tuple[bytes, bytes]]) -> bool:
    """Is it clear for whom a request is: one well-formed Host, and a target that names no other? (RFC 9112, 3.2)"""
    hosts = [value for name, value in headers if name == b"host"]
    if not hosts and version == "1.0":
        return target.startswith(b"/")
    if len(hosts) != 1 or not HOST.fullmatch(hosts[0]):
        return False
    return target.removeprefix(b"http://" + hosts[0]).startswith(b"/")


class Wire(NamedTuple):
    """A page as it goes out: its head but for the date, which ends it, and the body; the head of a 304."""

    fields: bytes
    body: bytes
    unchanged: bytes
    cookieless: bool


def wire(page: Page, *, gzip: bool) -> Wire:
    packed = gzip and bool(page.packed)
    body = page.packed if packed else page.body
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in page.headers]
    more = b"content-encoding: gzip\r\n" if packed else b""
    return Wire(
        fields=b"HTTP/1.1 200 OK\r\n" + _written(headers) + more + b"content-length: %d\r\n" % len(body),
        body=body,
        # Without content-type: there is no content.
        unchanged=b"HTTP/1.1 304 Not Modified\r\n" + _written(headers[1:]),
        cookieless="Cookie" not in page.made.vary,
    )


def _written(fields: Iterable[tuple[bytes, bytes]]) -> bytes:
    return b"".join(b"%b: %b\r\n" % field for field in fields)


class Hot:
    """The ready pages as the protocol asks for them."""

    def __init__(self, ready: Ready) -> None:
        self._ready = ready

    def found(self, look: Look) -> tuple[bytes, bytes] | None:
        """Head, without the date, and body of the answer; None when the framework has to make it."""
        page = self._ready.through(look.door)
        if page is None:
            return None
        gzip = look.door[2]
        out: Wire | None = page.wire.get(gzip)
        if out is None:
            out = page.wire[gzip] = wire(page, gzip=gzip)
        if look.cookie and not out.cookieless:
            return None
        if look.if_none_match and (look.if_none_match == page.etag or answer.unchanged(page, look.if_none_match)):
            return out.unchanged, b""
        return out.fields, out.body


class Door(HttpToolsProtocol):
    """uvicorn's protocol with the hot door in front. `hot` and `stopping` are set once per process, before serving."""

    hot: Hot
    stopping: ClassVar[Callable[[], None]]  # told when the server is told to stop: answers without end come to one
    dated: ClassVar[tuple[Fields, bytes]] = (
        [],
        b"",
    )  # what uvicorn gives every answer, new every second; as the end of a head
    sweeper: ClassVar[asyncio.Task[None] | None] = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.since = self.loop.time()  # when what it is waiting for began
        self.in_head = False
        self.in_body = False
        self.head_size = 0
        self.drained = 0
        self.held = b""  # requests that came along with one that is being answered
        self.unsent = 0  # bytes of answers that wait for the asker
        self.sent = self.since  # when that last changed

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if Door.sweeper is None:
            Door.sweeper = self.loop.create_task(sweep(self.connections))

    def data_received(self, data: bytes) -> None:
        if not self.in_head and not self.in_body and not self._busy():
            self.since = self.loop.time()
            look = understood(data)
            found = self.hot.found(look) if look else None
            if found and self.transport.get_write_buffer_size() < BUFFERED:
                self._answer(*found)
                return
            self._head_begins()
        self._read(self.held + data)

    def _read(self, data: bytes) -> None:
        """Give the parser what comes, a piece at a time, and nothing of a request behind one that is being answered."""
        self.held = b""
        for start in range(0, len(data), PIECE):
            if self.transport.is_closing():
                return
            if self._busy() and not self.in_body:
                self.held = data[start:]
                self.flow.pause_reading()
                break
            piece = data[start : start + PIECE]
            if self._too_much(piece):
                return
            super().data_received(piece)
        if len(self.held) > HELD_LIMIT:
            self.transport.close()

    def _busy(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _head_begins(self) -> None:
        self.in_head, self.head_size, self.since = True, 0, self.loop.time()

    def _too_much(self, data: bytes) -> bool:
        """Refuse a head without end, and a body that nobody reads any more."""
        if self.in_head:
            end = data.find(b"\r\n\r\n")
            self.head_size += len(data) if end < 0 else end
            if self.head_size > HEAD_LIMIT:
                self.transport.write(TOO_LARGE)
                self.transport.close()
                return True
        elif self.in_body and not self._busy():
            self.drained += len(data)
            if self.drained > DRAIN_LIMIT:
                self.transport.close()
                return True
        return False

    def _answer(self, head: bytes, body: bytes) -> None:
        metrics.hot_answers += 1
        given = self.server_state.default_headers
        if Door.dated[0] is not given:
            Door.dated = given, _written(given) + b"\r\n"
        head += Door.dated[1]
        if body:
            self.transport.writelines((head, body))
        else:
            self.transport.write(head)

    def on_message_begin(self) -> None:
        if not self.in_head:  # it came along with the one before
            self._head_begins()
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value.rstrip(b" \t"))  # llhttp takes away only the space in front

    def on_headers_complete(self) -> None:
        if not addressed(self.url, self.parser.get_http_version(), self.headers):
            raise ValueError("for whom is this?")  # the parser's caller answers 400
        self.in_head, self.in_body, self.since, self.drained = False, True, self.loop.time(), 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self.in_head = self.in_body = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        self.since = self.loop.time()
        super().on_response_complete()
        if self.held and not self._busy():
            self._read(self.held)

    def send_400_response(self, msg: str) -> None:
        """Refuse what cannot be read, but never in the place of an earlier request's answer: that is then the last."""
        if self._busy() and not self.cycle.more_body:
            self.cycle.keep_alive = False
        elif self.in_body and (self.pipeline or self.cycle.response_started):
            self.transport.close()
        else:
            super().send_400_response(msg)

    def _unsupported_upgrade_warning(self) -> None:
        """An upgrade is not taken, and the parser reads nothing after it: the answer is the connection's last."""
        self.cycle.keep_alive = False

    def shutdown(self) -> None:
        super().shutdown()
        Door.stopping()

    def overdue(self, now: float) -> bool:
        """Has what it is waiting for taken too long? Answers that are being made are never overdue."""
        waited = now - self.since
        if self._stuck(now):
            return True
        if self.in_head:
            return waited > HEAD_TIME
        if self.in_body:
            return waited > (BODY_TIME if self._busy() else DRAIN_TIME)
        return not self._busy() and waited > IDLE_TIME

    def _stuck(self, now: float) -> bool:
        """Has the asker taken nothing of what waits for them?"""
        unsent = self.transport.get_write_buffer_size()
        if not unsent or unsent != self.unsent:
            self.unsent, self.sent = unsent, now
        return now - self.sent > SEND_TIME


async def sweep(connections: set[Any]) -> None:
    """End the connections that are overdue, for as long as the server runs."""
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(SWEEP)
        now = loop.time()
        for connection in [one for one in connections if one.overdue(now)]:
            connection.transport.abort()
