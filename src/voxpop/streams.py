"""Streams of what is new: GET /live without the framework, as long as each lasts and with as little as it can be.

    who asks, where, since when  ->  a place in the audience  ->  what they missed, then what is new, until they go

A request that is not plainly one, or names what is not there, is handed to the framework as it came, which refuses it
in its own words (pages/live). Whoever cannot have a stream is told to look now and then: that is never an error.
"""

import asyncio
import re
from random import uniform
from typing import Any, NamedTuple, cast
from urllib.parse import parse_qsl

from litestar import Request
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from voxpop.discussion.audience import Audience
from voxpop.discussion.rooms import Variant
from voxpop.lib import events, ids, metrics
from voxpop.lib.ids import LARGEST
from voxpop.lib.refused import Refused
from voxpop.pages.live import LOOK, PATH
from voxpop.people import door
from voxpop.sites.house import House
from voxpop.sites.site import place
from voxpop.sites.speech import speech

LASTS = 480.0, 720.0  # seconds of a stream, drawn: they end one by one, and come back to whichever process
RETRY = 2.0, 8.0  # seconds after which somebody comes back, drawn so that not all come at once
AWAY = 15.0  # the same while the database does not answer
CHUNKS = 64  # that wait for one who reads slowly; they are the same for all who do, and kept once
WAITING = 1024 * 1024  # bytes of them
PIECE = 32 * 1024  # bytes given to the server at once, which copies them
LONGEST = 8192  # bytes of a query
LANGUAGE = re.compile(r"[A-Za-z0-9-]{0,35}")

FIELDS = [(b"content-type", events.KIND), *((name.encode(), value.encode()) for name, value in events.FIELDS)]
START: Any = {"type": "http.response.start", "status": 200, "headers": FIELDS}


class Asked(NamedTuple):
    """`since` is None for who wants to hear only what comes."""

    site: str
    url: str
    lang: str
    since: int | None


class Outgoing:
    """A stream as the server sends it. What waits for a slow reader is bounded: who falls behind is ended."""

    __slots__ = ("_begun", "_over", "_send", "_sending", "_size", "_waiting", "until")

    def __init__(self, send: Send, until: float) -> None:
        self.until = until
        self._send = send
        self._waiting: list[bytes] = []
        self._size = 0
        self._sending: asyncio.Task[None] | None = None
        self._begun = False
        self._over = False

    def begin(self, first: bytes) -> None:
        """Send `first`, then what has been given meanwhile, and from now on what is given."""
        self._waiting.insert(0, first)
        self._begun = True
        self._go()

    def give(self, chunk: bytes) -> None:
        if self._over:
            return
        self._waiting.append(chunk)
        self._size += len(chunk)
        if len(self._waiting) > CHUNKS or (len(self._waiting) > 1 and self._size > WAITING):
            self._waiting.clear()  # they come back, and are told what they missed
            self._over = True
        self._go()

    def end(self) -> None:
        self._over = True
        self._go()

    def _go(self) -> None:
        if self._begun and self._sending is None:
            self._sending = asyncio.create_task(self._out())

    async def _out(self) -> None:
        """Send what waits, and what is given meanwhile. There is no task while nothing does."""
        while self._waiting:
            waiting, self._waiting, self._size = self._waiting, [], 0
            for chunk in waiting:
                for start in range(0, len(chunk), PIECE):
                    await self._send(_body(chunk[start : start + PIECE], more=True))
        if self._over:
            await self._send(_body(b"", more=False))
            return
        self._sending = None


class Streams:
    """ASGI, around all the rest."""

    def __init__(self, app: ASGIApp, house: House, audience: Audience) -> None:
        self._app = app
        self._house = house
        self._audience = audience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["path"] != PATH or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        request: Request[Any, Any, Any] = Request(scope, receive, send)
        asked = understood(scope["query_string"], request.headers.get("last-event-id", ""))
        try:
            site = await self._house.sites.named(asked.site if asked else "")
            key = place(site, asked.url if asked else "").key
        except Refused:
            await self._app(scope, receive, send)
            return
        if asked is None or self._audience.closed:
            await _once(send, events.retry(_drawn(RETRY)))
            return
        group = door.network(request, self._house.settings)
        if why := self._audience.full(group):
            metrics.count("voxpop_polls_total", "why", why)
            await _once(send, events.poll(LOOK))
            return
        variant = Variant(door.origin(request, self._house.settings), speech(site.rules, asked.lang).language)
        del request
        _forget(scope)
        outgoing = Outgoing(send, self._house.clock.steady() + _drawn(LASTS))
        room = self._audience.enter(outgoing, (site.id, key), variant, group)
        try:
            missed = await self._audience.caught_up(room, site, variant, asked.since)
            await send(START)
            outgoing.begin(events.retry(_drawn(RETRY)) + missed)
            await _gone(receive)
        except Refused:
            await _once(send, events.retry(AWAY))
        finally:
            self._audience.leave(outgoing)


def _forget(scope: HTTPScope) -> None:
    """Let go of what a request brought: it would be kept for as long as its answer lasts, up to 32 KB of fields."""
    cast(list[Any], scope["headers"]).clear()
    scope["state"].clear()


def understood(query: bytes, last: str) -> Asked | None:
    """What a query asks for, or None when it is not plain. `last` is the number of the last event that they heard."""
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True) if len(query) <= LONGEST else []
    fields = dict(pairs)
    site, url, lang = (fields.get(name, "") for name in ("site", "url", "lang"))
    since = last or fields.get("since", "")
    number = ids.read(since)
    if len(fields) != len(pairs) or not (0 < len(site) <= 100 and 0 < len(url) <= 2000):
        return None
    if not LANGUAGE.fullmatch(lang) or (since and (number is None or number > LARGEST)):
        return None
    return Asked(site, url, lang, number)


def _drawn(between: tuple[float, float]) -> float:
    return uniform(*between)  # noqa: S311 - nobody gains by guessing it


async def _gone(receive: Receive) -> None:
    """Wait until the reader has gone, or the stream is over."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _once(send: Send, said: bytes) -> None:
    await send(START)
    await send(_body(said, more=False))


def _body(piece: bytes, *, more: bool) -> Any:
    return {"type": "http.response.body", "body": piece, "more_body": more}
