"""Who listens to one thread, and what they are told. Knows no HTTP: a stream is whoever takes bytes.

A room is there as long as somebody listens, also for a thread that does not exist yet. What is new is put into words
once for each variant, and all its streams are given the same bytes.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import NamedTuple, Protocol

from voxpop.discussion import markup
from voxpop.discussion.live import News, Seen
from voxpop.discussion.thread import Thread
from voxpop.lib import events
from voxpop.sites.site import Site

AT_ONCE = 200  # streams that are given something before others have their turn
KEPT = 64  # answers to who has missed something that are kept for others who have missed the same


class Stream(Protocol):
    """Somebody who listens. `until`: when their stream ends, by the steady clock. Each is told apart by itself."""

    until: float

    def give(self, chunk: bytes) -> None: ...

    def end(self) -> None: ...


class Variant(NamedTuple):
    """What the markup depends on besides the comment: this server's origin as they see it, and their language."""

    base: str
    language: str


class Room:
    """`thread` is None until somebody has said something, `seen` until the first who listens has looked."""

    def __init__(self, site: int, key: str) -> None:
        self.site = site
        self.key = key
        self.thread: Thread | None = None
        self.seen: Seen | None = None
        self.streams: dict[Variant, set[Stream]] = {}
        self.beginning = asyncio.Lock()
        self._missed: dict[Hashable, asyncio.Future[bytes]] = {}

    def enter(self, variant: Variant, stream: Stream) -> None:
        self.streams.setdefault(variant, set()).add(stream)

    def leave(self, variant: Variant, stream: Stream) -> None:
        there = self.streams.get(variant, set())
        there.discard(stream)
        if not there:
            self.streams.pop(variant, None)

    def end(self) -> None:
        for streams in self.streams.values():
            for stream in streams:
                stream.end()

    async def once(self, what: Hashable, make: Callable[[], Awaitable[bytes]]) -> bytes:
        """What `make` makes, or made for another who missed the same, and nothing was new since."""
        kept = self._missed.get(what)
        if kept is None:
            if len(self._missed) >= KEPT:
                self._missed.clear()
            kept = self._missed[what] = asyncio.ensure_future(make())
            kept.add_done_callback(
                lambda made: made.cancelled() or made.exception()
            )  # looked at: nobody may be waiting
        try:
            return await asyncio.shield(kept)
        except BaseException:
            self._missed.pop(what, None)
            raise

    async def tell(self, site: Site, thread: Thread, seen: Seen, news: News) -> int:
        """Give every stream what is new; how many events that was, all in all."""
        before, self.thread, self.seen = self.thread, thread, seen
        self._missed.clear()
        counted = news.many or before is None or before.live != thread.live
        told = 0
        for variant, streams in tuple(self.streams.items()):
            chunk = words(site, thread, news, variant, counted=counted, at=seen.at)
            told += len(streams) * chunk.count(b"\n\n")
            await _give(tuple(streams), chunk)
        return told


def _looked_at(made: asyncio.Future[bytes]) -> None:
    """Whoever waited for it may have gone: then nobody is told that it failed."""
    if not made.cancelled():
        made.exception()


async def _give(streams: tuple[Stream, ...], chunk: bytes) -> None:
    for number, stream in enumerate(streams if chunk else ()):
        if number % AT_ONCE == AT_ONCE - 1:
            await asyncio.sleep(0)
        stream.give(chunk)


def words(site: Site, thread: Thread, news: News, variant: Variant, *, counted: bool, at: int) -> bytes:
    """The news as events. The last has a number: who comes back with it has missed nothing until `at`."""
    said: list[tuple[str, object]] = [
        (
            "comment",
            {
                "id": comment.id,
                "parent": comment.parent_id,
                "html": markup.arrival(site, thread, comment, variant.base, variant.language),
            },
        )
        for comment in news.comments
    ]
    said += [("gone", {"id": comment}) for comment in news.gone]
    if counted:
        said.append(("count", {"live": thread.live}))
    last = len(said) - 1
    return b"".join(events.event(kind, of, at if number == last else None) for number, (kind, of) in enumerate(said))
