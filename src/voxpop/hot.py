"""The door for reads that machines hammer: a ready page, or 304, written to the socket before any framework sees it.

    bytes of a request  ->  target, host, gzip?, If-None-Match  ->  page ready and still true?  ->  its bytes

Only a GET without a body, whole in one piece and of a form that leaves no doubt where it ends, is answered here;
everything else goes to uvicorn's own protocol (llhttp), which this one extends. It also ends connections that dawdle.
"""

import asyncio
from typing import Any, ClassVar, NamedTuple

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from voxpop.lib import answer, metrics
from voxpop.lib.ready import Page, Ready

LONGEST = 8192  # bytes of a request that is looked at here
BUFFERED = 512 * 1024  # bytes waiting to go out, above which the asker reads slowly and is served the patient way

HEAD_LIMIT = 96 * 1024  # bytes of a head, and of what came along with it
TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"

HEAD_TIME = 30.0  # seconds that a request's head may take
BODY_TIME = 60.0  # and its body
IDLE_TIME = 75.0  # and the pause before the next one
SWEEP = 1.0  # seconds between looks

# Fields whose presence means that a request is more than a plain look.
OTHERS = frozenset((b"content-length", b"transfer-encoding", b"connection", b"upgrade", b"expect", b"range", b"te"))


class Look(NamedTuple):
    """What a plain GET asks for."""

    door: tuple[bytes, bytes, bool]
    if_none_match: str
    cookie: bool


def understood(request: bytes) -> Look | None:
    """The look that these bytes are, or None when they may be anything else."""
    if not request.startswith(b"GET /") or not request.endswith(b"\r\n\r\n") or len(request) > LONGEST:
        return None
    first, *lines = request[:-4].split(b"\r\n")
    target, _, protocol = first[4:].rpartition(b" ")
    if protocol != b"HTTP/1.1" or b" " in target or request.count(b"\n") != len(lines) + 2:
        return None
    host = unchanged = b""
    gzip = cookie = False
    for line in lines:
        name, colon, value = line.partition(b":")
        name = name.lower()
        if name in OTHERS or not colon or not name or name[0] <= 32 or name[-1] <= 32:
            return None
        if name == b"host":
            if host:
                return None
            host = value.strip()
        elif name == b"accept-encoding":
            gzip = b"gzip" in value
        elif name == b"if-none-match":
            unchanged = value.strip()
        elif name == b"cookie":
            cookie = True
    return Look((target, host, gzip), unchanged.decode("latin-1"), cookie)


class Wire(NamedTuple):
    """A page as it goes out: the fields after status line and date, and the body; the fields of a 304."""

    fields: bytes
    body: bytes
    unchanged: bytes
    cookieless: bool


def wire(page: Page, *, gzip: bool) -> Wire:
    packed = gzip and bool(page.packed)
    body = page.packed if packed else page.body
    more = b"content-encoding: gzip\r\n" if packed else b""
    return Wire(
        fields=_written(page.headers) + more + b"content-length: %d\r\n\r\n" % len(body),
        body=body,
        unchanged=_written(page.headers[1:]) + b"\r\n",  # without content-type: there is no content
        cookieless="Cookie" not in page.made.vary,
    )


def _written(headers: tuple[tuple[str, str], ...]) -> bytes:
    return b"".join(f"{name}: {value}\r\n".encode("latin-1") for name, value in headers)


class Hot:
    """The ready pages as the protocol asks for them."""

    def __init__(self, ready: Ready) -> None:
        self._ready = ready

    def found(self, look: Look) -> tuple[bytes, bytes, bytes] | None:
        """Status, fields and body of the answer; None when the framework has to make it."""
        page = self._ready.through(look.door)
        if page is None:
            return None
        gzip = look.door[2]
        out: Wire | None = page.wire.get(gzip)
        if out is None:
            out = page.wire[gzip] = wire(page, gzip=gzip)
        if look.cookie and not out.cookieless:
            return None
        if look.if_none_match and answer.unchanged(page, look.if_none_match):
            return b"304 Not Modified", out.unchanged, b""
        return b"200 OK", out.fields, out.body


class Door(HttpToolsProtocol):
    """uvicorn's protocol with the hot door in front. `hot` is set once per process, before the server starts."""

    hot: Hot
    sweeper: ClassVar[asyncio.Task[None] | None] = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.since = self.loop.time()  # when what it is waiting for began
        self.in_head = False
        self.in_body = False
        self.head_size = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if Door.sweeper is None:
            Door.sweeper = self.loop.create_task(sweep(self.connections))

    def data_received(self, data: bytes) -> None:
        now = self.loop.time()
        if not self.in_head and not self.in_body and (self.cycle is None or self.cycle.response_complete):
            self.since = now
            look = understood(data)
            found = self.hot.found(look) if look else None
            if found and self.transport.get_write_buffer_size() < BUFFERED:
                self._answer(*found)
                return
            self.in_head = True
            self.head_size = 0
        if self.in_head:
            self.head_size += len(data)
            if self.head_size > HEAD_LIMIT:
                self.transport.write(TOO_LARGE)
                self.transport.close()
                return
        super().data_received(data)

    def _answer(self, status: bytes, fields: bytes, body: bytes) -> None:
        date = b"".join(b"%b: %b\r\n" % field for field in self.server_state.default_headers)
        metrics.hot_answers += 1
        self.transport.writelines((b"HTTP/1.1 %b\r\n%b%b" % (status, date, fields), body))

    def on_headers_complete(self) -> None:
        self.in_head, self.in_body, self.since = False, True, self.loop.time()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self.in_head = self.in_body = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        self.since = self.loop.time()
        super().on_response_complete()

    def overdue(self, now: float) -> bool:
        """Has what it is waiting for taken too long? Answers that are being made are never overdue."""
        waited = now - self.since
        if self.in_head:
            return waited > HEAD_TIME
        if self.in_body:
            return waited > BODY_TIME
        busy = self.cycle is not None and not self.cycle.response_complete
        return not busy and waited > IDLE_TIME


async def sweep(connections: set[Any]) -> None:
    """End the connections that are overdue, for as long as the server runs."""
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(SWEEP)
        now = loop.time()
        for connection in [one for one in connections if one.overdue(now)]:
            connection.transport.abort()
