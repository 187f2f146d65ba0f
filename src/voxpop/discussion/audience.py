"""Who listens for new comments in this process, and the worker that tells them.

    entered -> caught_up -> … told, as often as something is new … -> left

It hears what is written, here and elsewhere, as ready pages do. Of all threads whose stamp has changed those that
somebody listens to are looked at, at most once in PAUSE, however much is written.
"""

import asyncio
import itertools
import logging
from collections import Counter
from collections.abc import Iterable
from functools import partial
from typing import NamedTuple

from sqlalchemy import Connection

from voxpop.discussion import live
from voxpop.discussion.live import NOTHING, News, Seen
from voxpop.discussion.rooms import Room, Stream, Variant, words
from voxpop.discussion.thread import Thread
from voxpop.lib import events, metrics
from voxpop.lib.pausing import pause
from voxpop.lib.refused import Refused
from voxpop.sites.house import House
from voxpop.sites.site import Site
from voxpop.storage.database import NEW_THREADS

NEAR = 100  # streams of one address group: behind one address are all readers of a school or of a telephone network
PAUSE = 0.1  # seconds between looks
REST = 1  # times as long as a look and the telling took, when that is more
AWAY = 1.0  # seconds until the next look at a database that does not answer
BATCH = 200  # threads looked at in one go
SOONEST, SPREAD = 5.0, 10.0  # seconds after which they come back, one by one, when this process ends
BEATS = 25  # seconds between signs of life on a quiet stream

log = logging.getLogger("voxpop")


class Seat(NamedTuple):
    """Where somebody listens, and whose turn it is to be shown a sign of life."""

    room: Room
    variant: Variant
    group: str
    beat: int


class Found(NamedTuple):
    """What a look at a room's thread found. `thread` is None while nobody has said anything."""

    room: Room
    thread: Thread | None
    seen: Seen
    news: News


class Audience:
    """Used from the event loop alone."""

    def __init__(self, house: House) -> None:
        self.most = house.settings.streams
        self.closed = False
        self.seats: dict[Stream, Seat] = {}
        self.rooms: dict[tuple[int, str], Room] = {}
        self._house = house
        self._numbered: dict[int, Room] = {}
        self._near: Counter[str] = Counter()
        self._stale: set[Room] = set()
        self._woken = asyncio.Event()
        self._beating: list[set[Stream]] = [set() for _ in range(BEATS)]
        self._beats = itertools.count()
        self._turns = itertools.cycle(range(BEATS))

    # Those who come and go

    def full(self, group: str) -> str:
        """Why nobody more can listen, or nobody more of that address group; '' when they can."""
        if len(self.seats) >= self.most:
            return "full"
        return "near" if self._house.settings.rate_limits and self._near[group] >= NEAR else ""

    def enter(self, stream: Stream, place: tuple[int, str], variant: Variant, group: str) -> Room:
        """From now on the stream is given what is new at a place: the number of its site, and its thread's key."""
        room = self.rooms.get(place)
        if room is None:
            room = self.rooms[place] = Room(*place)
        seat = self.seats[stream] = Seat(room, variant, group, next(self._turns))
        room.enter(variant, stream)
        self._near[group] += 1
        self._beating[seat.beat].add(stream)
        metrics.streams += 1
        return room

    def leave(self, stream: Stream) -> None:
        seat = self.seats.pop(stream, None)
        if seat is None:
            return
        seat.room.leave(seat.variant, stream)
        self._beating[seat.beat].discard(stream)
        self._near[seat.group] -= 1
        if not self._near[seat.group]:
            del self._near[seat.group]
        if not seat.room.streams:
            self._drop(seat.room)
        metrics.streams -= 1

    async def caught_up(self, room: Room, site: Site, variant: Variant, since: int | None) -> bytes:
        """What is new in a room since a time that a reader names, or nothing if they name none.

        What comes after that is given to whoever has entered. Raises Refused storage_away.
        """
        async with room.beginning:
            if room.seen is None:
                look = partial(_begin, site=site, room=room, now=self._now())
                self._begun(room, await self._house.database.read(look))
        heard = room.seen.at if room.seen else 0
        if since is None:
            return events.numbered(heard)
        return await room.once((variant, since), partial(self._missed, room, site, variant, since))

    async def _missed(self, room: Room, site: Site, variant: Variant, since: int) -> bytes:
        now = self._now()
        look = partial(_missed, site=site, key=room.key, since=since, now=now)
        thread, news = await self._house.database.read(look)
        if thread is None:
            return events.numbered(now)
        return words(site, thread, news, variant, counted=news != NOTHING, at=now) or events.numbered(now)

    def close(self) -> None:
        """Nobody listens any more: the process is about to end. It may be said again."""
        if self.closed:
            return
        self.closed = True
        self._woken.set()
        for nth, stream in enumerate(seats := tuple(self.seats)):
            stream.give(events.retry(SOONEST + SPREAD * nth / len(seats)))
            stream.end()

    # What is heard

    def renewed(self, threads: frozenset[int]) -> None:
        if not self.rooms:
            return
        stale = [room for thread in threads if (room := self._numbered.get(thread))]
        if NEW_THREADS in threads:
            stale += [room for room in self.rooms.values() if room.thread is None]
        self._look_soon(stale)

    def elsewhere(self) -> None:
        self._look_soon(self.rooms.values())

    def _look_soon(self, rooms: Iterable[Room]) -> None:
        self._stale.update(rooms)
        if self._stale:
            self._woken.set()

    # What is told

    async def work(self, end: asyncio.Event) -> None:
        """Tell those who listen what is new, until the end."""
        loop = asyncio.get_running_loop()
        beating = asyncio.create_task(self._beat())
        while not end.is_set() and not self.closed:
            await self._woken.wait()
            began = loop.time()
            whole = await self.turn()
            await pause(max(PAUSE, REST * (loop.time() - began)) if whole else AWAY, end)
        beating.cancel()

    async def turn(self) -> bool:
        """Look at all that may have changed and tell what is new. False when the database did not answer."""
        self._woken.clear()
        stale, self._stale = self._stale, set()
        sites: dict[int, list[Room]] = {}
        for room in stale:
            sites.setdefault(room.site, []).append(room)
        whole = True
        for site, rooms in sites.items():
            for start in range(0, len(rooms), BATCH):
                whole &= await self._told(site, rooms[start : start + BATCH])
        return whole

    async def _told(self, number: int, rooms: list[Room]) -> bool:
        try:
            site = await self._house.sites.numbered(number)
            looks = partial(_look, site=site, rooms=rooms, now=self._now())
            found = await self._house.database.read(looks)
        except Refused:
            self._look_soon(rooms)
            return False
        except Exception as error:
            _failed(rooms, error)
            return True
        for one in found:
            await self._tell(site, one)
        return True

    async def _tell(self, site: Site, found: Found) -> None:
        if found.thread is None:
            return
        self._number(found.room, found.thread)
        try:
            told = await found.room.tell(site, found.thread, found.seen, found.news)
        except Exception as error:
            _failed((found.room,), error)
            return
        metrics.count("voxpop_events_total", times=told)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(1)
            self.beat()

    def beat(self) -> None:
        """A second has passed: some are shown a sign of life, and whose time is over is ended."""
        now = self._house.clock.steady()
        for stream in tuple(self._beating[next(self._beats) % BEATS]):
            if stream.until < now:
                stream.end()
            else:
                stream.give(events.BEAT)

    def _begun(self, room: Room, found: Found) -> None:
        room.thread, room.seen = found.thread, found.seen
        self._number(room, found.thread)
        self._look_soon((room,))  # something may have been written while it was looked at first

    def _number(self, room: Room, thread: Thread | None) -> None:
        if thread and room.streams:
            self._numbered[thread.id] = room

    def _drop(self, room: Room) -> None:
        del self.rooms[room.site, room.key]
        self._stale.discard(room)
        if room.thread:
            self._numbered.pop(room.thread.id, None)

    def _now(self) -> int:
        return self._house.clock.now()


def _failed(rooms: Iterable[Room], error: Exception) -> None:
    """A fault of ours: who listens there starts afresh, all others go on listening."""
    log.error("telling what is new failed: %s", type(error).__name__, exc_info=error)
    for room in rooms:
        room.end()


def _begin(conn: Connection, site: Site, room: Room, now: int) -> Found:
    thread = live.threads(conn, site, [room.key]).get(room.key)
    seen = live.begin(conn, site, thread.id, now) if thread else live.NOBODY._replace(at=now)
    return Found(room, thread, seen, live.NOTHING)


def _look(conn: Connection, site: Site, rooms: list[Room], now: int) -> list[Found]:
    """What is new in those rooms whose thread has changed."""
    threads = live.threads(conn, site, [room.key for room in rooms])
    found = []
    for room in rooms:
        thread = threads.get(room.key)
        if room.seen is None or thread is None or (room.thread and room.thread.stamp == thread.stamp):
            continue
        seen, news = live.look(conn, site, thread.id, room.seen, now)
        found.append(Found(room, thread, seen, news))
    return found


def _missed(conn: Connection, site: Site, key: str, since: int, now: int) -> tuple[Thread | None, News]:
    thread = live.threads(conn, site, [key]).get(key)
    return thread, live.missed(conn, site, thread.id, since, now) if thread else live.NOTHING
