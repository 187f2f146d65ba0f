"""A reader who listens for what is new: ASGI by hand, for httpx waits for the end of an answer.

async with listening(place, since=0) as ear:
    await ear.hears("comment")      ->  the data of the next event of that kind
    ear.events                      ->  [Event("comment", {...}, 1760000000000001), ...], all so far
"""

import asyncio
import contextlib
import dataclasses
import json
from collections.abc import AsyncIterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

from tests.support.house import ORIGIN, Place

SOON = 10.0  # seconds, on a busy machine


class Event(NamedTuple):
    """`number` is None where it has none. What has no data is called ""."""

    kind: str
    data: Any
    number: int | None


def events_of(body: bytes) -> list[Event]:
    """What a browser makes of a stream (HTML Living Standard, 9.2.6): the events in it, and bare numbers."""
    found = []
    for block in body.decode().split("\n\n")[:-1]:
        fields = dict(line.split(": ", 1) for line in block.split("\n") if not line.startswith(":"))
        if not fields.keys() <= {"event", "data", "id", "retry"}:
            raise ValueError(f"not an event: {block!r}")
        number = int(fields["id"]) if "id" in fields else None
        if "data" in fields or number is not None:
            found.append(Event(fields.get("event", ""), json.loads(fields.get("data", "null")), number))
    return found


@dataclasses.dataclass
class Ear:
    """What came so far. While `deaf` is set, nothing more is taken of what is sent."""

    scope: dict[str, Any]
    status: int = 0
    headers: dict[str, str] = dataclasses.field(default_factory=dict)
    body: bytes = b""
    ended: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)
    left: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)
    begun: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)
    deaf: asyncio.Event | None = None
    _more: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)
    _taken: int = 0

    @property
    def events(self) -> list[Event]:
        return events_of(self.body)

    @property
    def kinds(self) -> list[str]:
        return [event.kind for event in self.events if event.kind]

    def said(self, kind: str) -> list[Any]:
        return [event.data for event in self.events if event.kind == kind]

    def forget(self) -> None:
        self.body, self._taken = b"", 0

    async def hears(self, kind: str) -> Any:
        """The data of the next event of a kind; those before are passed over."""
        async with asyncio.timeout(SOON):
            while True:
                for number, event in enumerate(self.events):
                    if number >= self._taken and event.kind == kind:
                        self._taken = number + 1
                        return event.data
                self._more.clear()
                await self._more.wait()

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            return
        if self.deaf is not None:
            self.begun.set()
            await self.deaf.wait()
        self.body += message["body"]
        self.begun.set()
        self._more.set()
        if not message["more_body"]:
            self.ended.set()
            self.left.set()


@contextlib.asynccontextmanager
async def listening(
    place: Place, url: str = f"{ORIGIN}/ferry", *, address: str = "10.9.9.9", deaf: bool = False, last: str = "",
    method: str = "GET", **asked: Any,
) -> AsyncIterator[Ear]:  # fmt: skip
    """GET /live until the block ends. In it, the answer has begun."""
    query = urlencode({"site": "default", "url": url} | asked)
    headers = {"host": "paper.example", "accept": "text/event-stream"} | ({"last-event-id": last} if last else {})
    scope: dict[str, Any] = {
        "type": "http", "http_version": "1.1", "method": method, "scheme": "http", "path": "/live",
        "raw_path": b"/live", "root_path": "", "query_string": query.encode(), "client": (address, 1), "state": {},
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "server": ("paper.example", 80),
    }  # fmt: skip
    ear = Ear(scope, deaf=asyncio.Event() if deaf else None)
    first = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Any:
        if first:
            return first.pop()
        await ear.left.wait()
        return {"type": "http.disconnect"}

    answering = asyncio.create_task(place.app(scope, receive, ear.send))
    answering.add_done_callback(lambda _: ear.begun.set())
    try:
        await asyncio.wait_for(ear.begun.wait(), SOON)
        yield ear
    finally:
        ear.left.set()
        if ear.deaf is not None:
            ear.deaf.set()
        await answering
