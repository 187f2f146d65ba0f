"""Ready pages: made once, kept as the bytes that go out, thrown away when what they show has changed.

    page = await ready.get(key, make, still)
    ready.renewed({mark})     in this process: every page made from that mark is stale
    ready.elsewhere()         another process wrote: every page is asked once whether its stamp still stands

`make` answers with a Made; of many who ask at once one makes, the others wait. Knows no domain words: a mark is a
number that the maker chose, a stamp a text that differs when the page would.
"""

import asyncio
import contextlib
import hashlib
import math
import zlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, NamedTuple

DOORS = 4_000  # requests that are remembered as leading straight to a page
LEVEL = 6  # of compression; higher costs twice the time for a hundredth of the bytes
LARGE = 16_000  # bytes; compressing more takes so long that others should not wait for it
OVERHEAD = 2_000  # bytes that a kept page costs besides its bytes
SMALL = 200  # bytes; compressing less gains nothing


class Made(NamedTuple):
    """What a maker answers with. `lasts`: seconds after which it is made again though nothing renewed its marks."""

    body: bytes
    kind: str
    cache_control: str
    vary: str
    marks: frozenset[int]
    stamp: str
    headers: tuple[tuple[str, str], ...] = ()
    lasts: float = math.inf


class Page:
    """A ready page: its bytes plain and as gzip, its header fields. `wire` is for whoever writes it to a socket."""

    __slots__ = ("body", "doors", "etag", "fresh", "generation", "headers", "made", "packed", "until", "wire")

    def __init__(self, made: Made, generation: int, now: float) -> None:
        self.made = made
        self.body = made.body
        self.etag = '"' + hashlib.blake2b(made.body, digest_size=12).hexdigest() + '"'
        self.packed = _packed(made.body) if len(made.body) > SMALL else b""
        self.headers = (
            ("content-type", made.kind),
            ("etag", self.etag),
            ("cache-control", made.cache_control),
            ("vary", made.vary),
            *made.headers,
        )
        self.generation = generation
        self.until = now + made.lasts
        self.fresh = True
        self.wire: dict[bool, Any] = {}
        self.doors: set[Hashable] = set()

    @property
    def size(self) -> int:
        return len(self.body) + len(self.packed) + OVERHEAD


class _AbandonedError(Exception):
    """The maker was cancelled; whoever waits makes the page themselves."""


class _Flight:
    """A page on the way: what was renewed meanwhile makes it stale as soon as it is there."""

    def __init__(self) -> None:
        self.landed: asyncio.Future[Page] = asyncio.get_running_loop().create_future()
        self.renewed: set[int] = set()


class Ready:
    """The pages of this process, used from its event loop alone. `budget` is in bytes, `steady` a clock's (lib/ids)."""

    def __init__(self, budget: int, steady: Callable[[], float]) -> None:
        self.doors: OrderedDict[Hashable, Page] = OrderedDict()
        self.generation = 0
        self.made = 0
        self._budget = budget
        self._steady = steady
        self._size = 0
        self._pages: OrderedDict[Hashable, Page] = OrderedDict()
        self._marked: dict[int, set[Hashable]] = {}
        self._flights: dict[Hashable, _Flight] = {}  # those that may be joined
        self._aloft: set[_Flight] = set()  # all of them

    async def get(
        self, key: Hashable, make: Callable[[], Awaitable[Made]], still: Callable[[], Awaitable[str]]
    ) -> Page:
        """The page for `key`: a kept one whose stamp stands, or a new one. Raises what `make` raises."""
        page = self._pages.get(key)
        if page is not None and page.fresh and page.until > self._steady():
            if page.generation == self.generation:
                self._pages.move_to_end(key)
                return page
            generation = self.generation
            if await still() == page.made.stamp and page.fresh:
                page.generation = generation
                return page
        return await self._shared(key, make)

    def open_door(self, door: Hashable, page: Page) -> None:
        """Remember that a request leads to `page`, so that the next one like it need not be understood again."""
        if not page.fresh:
            return
        self.doors[door] = page
        page.doors.add(door)
        while len(self.doors) > DOORS:
            oldest, other = self.doors.popitem(last=False)
            other.doors.discard(oldest)

    def through(self, door: Hashable) -> Page | None:
        """The page that a request leads to, if it may still be given."""
        page = self.doors.get(door)
        if page is None:
            return None
        if page.fresh and page.generation == self.generation and page.until > self._steady():
            return page
        self._close_door(door, page)
        return None

    def renewed(self, marks: frozenset[int]) -> None:
        for flight in self._aloft:
            flight.renewed |= marks
        for mark in marks:
            for key in self._marked.pop(mark, set()):
                self._drop(key)

    def elsewhere(self) -> None:
        self.generation += 1

    async def _shared(self, key: Hashable, make: Callable[[], Awaitable[Made]]) -> Page:
        while (other := self._flights.get(key)) is not None:
            late = bool(other.renewed)  # what it brings is older than this asker: the next one is for all who wait now
            with contextlib.suppress(Exception if late else _AbandonedError):
                page = await asyncio.shield(other.landed)
                if not late:
                    return page
        flight = self._flights[key] = _Flight()
        self._aloft.add(flight)
        try:
            page = await self._make(key, make, flight)
        except BaseException as error:
            flight.landed.set_exception(error if isinstance(error, Exception) else _AbandonedError())
            flight.landed.exception()  # looked at: nobody may be waiting
            raise
        finally:
            self._aloft.discard(flight)
            if self._flights.get(key) is flight:
                del self._flights[key]
        flight.landed.set_result(page)
        return page

    async def _make(self, key: Hashable, make: Callable[[], Awaitable[Made]], flight: _Flight) -> Page:
        generation = self.generation
        made = await make()
        self.made += 1
        page = await self._page(made, generation)
        if made.marks & flight.renewed:
            page.fresh = False  # true when it was asked for, so it may be given once, never kept
            return page
        self._keep(key, page)
        return page

    async def _page(self, made: Made, generation: int) -> Page:
        if len(made.body) < LARGE:
            return Page(made, generation, self._steady())
        return await asyncio.get_running_loop().run_in_executor(None, Page, made, generation, self._steady())

    def _keep(self, key: Hashable, page: Page) -> None:
        self._drop(key)
        self._pages[key] = page
        self._size += page.size
        for mark in page.made.marks:
            self._marked.setdefault(mark, set()).add(key)
        while self._size > self._budget and len(self._pages) > 1:
            self._drop(next(iter(self._pages)))

    def _close_door(self, door: Hashable, page: Page) -> None:
        page.doors.discard(door)
        if self.doors.get(door) is page:
            del self.doors[door]

    def _drop(self, key: Hashable) -> None:
        page = self._pages.pop(key, None)
        if page is None:
            return
        page.fresh = False
        self._size -= page.size
        for door in tuple(page.doors):  # an open door would keep its bytes
            self._close_door(door, page)
        for mark in page.made.marks:
            keys = self._marked.get(mark)
            if keys is not None:
                keys.discard(key)
                if not keys:
                    del self._marked[mark]


def _packed(body: bytes) -> bytes:
    """The body as gzip (RFC 1952), without a time, so that equal bodies give equal bytes."""
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, 31)
    return packer.compress(body) + packer.flush()
