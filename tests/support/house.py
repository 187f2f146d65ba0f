"""A whole house in this process, entered by its HTTP door, with a clock that only the test moves.

async with opened(url, folder) as place:
    reader = place.reader()                        # a browser on the site's own page, with cookies of its own
    answer = await reader.say("Hello")             # POST /api/v1/comments
    place.clock.forward(minutes=16)

`Statements` counts what the database is asked meanwhile.
"""

import asyncio
import contextlib
import dataclasses
import itertools
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Connection, Engine, TextClause, event, text

from tests.support.clock import MovableClock
from voxpop.app import CHANNELS, Framework, furnish
from voxpop.lib.ids import Clock
from voxpop.moderation import deciding
from voxpop.moderation.deciding import Decided
from voxpop.moderation.moderator import Moderator
from voxpop.notify import outbox
from voxpop.notify.outbox import Channel
from voxpop.settings import load
from voxpop.sites.house import House
from voxpop.sites.site import Site, add, choose, claim, find
from voxpop.storage.database import Listener
from voxpop.storage.postgres import CHANNEL, NOTIFY, PostgreSQL
from voxpop.stories import story
from voxpop.stories.story import Story

ORIGIN = "http://paper.example"
FREE: list[Framework] = []  # of houses that are closed: making one takes longer than most tests
AUTHOR = {"name": "Ann", "email": "ann@reader.example", "website": ""}
HTML = {"accept": "text/html,application/xhtml+xml"}


class Reader(httpx.AsyncClient):
    """A reader's browser. What it sends bears the site's Origin unless a request says otherwise."""

    async def say(self, words: str, *, key: str = "", url: str = f"{ORIGIN}/ferry", **more: Any) -> httpx.Response:
        """Post a comment; `more` are further fields of it, `name`, `email` and `website` those of its author."""
        author = AUTHOR | {field: more.pop(field) for field in tuple(AUTHOR) if field in more}
        sent = {"site": "default", "url": url, "text": words, "author": author} | more
        return await self.post("/api/v1/comments", json=sent, headers={"idempotency-key": key} if key else {})

    async def said(self, words: str, **more: Any) -> int:
        """Post a comment that is taken; its id."""
        answer = await self.say(words, **more)
        assert answer.status_code in (201, 202), answer.text
        return int(answer.json()["id"])

    async def reply(self, parent: int, words: str, **more: Any) -> int:
        return await self.said(words, parent=parent, **more)

    async def fill(self, words: str, **more: Any) -> httpx.Response:
        """Send the form of a page."""
        fields = {"site": "default", "thread": "/ferry", "text": words} | AUTHOR | more
        return await self.post("/comments", data=fields, headers=HTML)

    async def edit(self, comment: int, words: str) -> httpx.Response:
        return await self.patch(f"/api/v1/comments/{comment}", json={"text": words})

    async def erase(self, comment: int) -> httpx.Response:
        return await self.delete(f"/api/v1/comments/{comment}")

    async def like(self, comment: int) -> httpx.Response:
        return await self.put(f"/api/v1/comments/{comment}/like")

    async def unlike(self, comment: int) -> httpx.Response:
        return await self.delete(f"/api/v1/comments/{comment}/like")

    async def thread(self, url: str = f"{ORIGIN}/ferry", **asked: Any) -> dict[str, Any]:
        answer = await self.get("/api/v1/threads", params={"site": "default", "url": url} | asked)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def mine(self, url: str = f"{ORIGIN}/ferry") -> dict[str, Any]:
        answer = await self.get("/api/v1/mine", params={"site": "default", "url": url})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def page(self, path: str = "/ferry", **asked: Any) -> str:
        answer = await self.get(path, params=asked or None, headers=HTML)
        assert answer.status_code == 200, answer.text
        return answer.text


class Whole:
    """ASGI: hands a body on in one message. httpx sends two, a server one for what arrives in one packet."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message["body"], message["more_body"]
        waiting = [{"type": "http.request", "body": body, "more_body": False}]

        async def received() -> Any:
            return waiting.pop() if waiting else await receive()

        await self._app(scope, received, send)


@dataclasses.dataclass
class Place:
    """The house, the clock on its wall, and the way in."""

    house: House
    app: Any
    clock: MovableClock
    heard: asyncio.Event
    _addresses: Iterator[int] = dataclasses.field(default_factory=lambda: itertools.count(1))

    def reader(self, address: str = "", *, in_pieces: bool = False, **headers: str) -> Reader:
        """A browser at an address of its own, or at `address`; its bodies arrive whole, as small ones do, or not."""
        number = next(self._addresses)
        address = address or f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        door = httpx.ASGITransport(self.app if in_pieces else Whole(self.app), client=(address, 1))
        sent = {"origin": ORIGIN} | {name.replace("_", "-"): value for name, value in headers.items()}
        return Reader(transport=door, base_url=ORIGIN, headers=sent)

    def rows(self, sql: str, **values: Any) -> list[Any]:
        """What the database answers to a statement."""
        return self.house.database.read_now(lambda conn: list(conn.execute(text(sql), values)))

    def one(self, sql: str, **values: Any) -> Any:
        """The one value that a statement answers with."""
        [[value]] = self.rows(sql, **values)
        return value

    def site(self, name: str = "default") -> Site:
        return self.house.database.read_now(lambda conn: find(conn, name))

    async def choose(self, **rules: str) -> None:
        """Change rules of the site, as `voxpop site set` does."""
        site = self.site()
        await self.house.database.write(lambda conn: choose(conn, site, rules))

    async def claim(self, origin: str, *, ours: bool = False) -> None:
        """Register a further origin of the site, as `voxpop site claim` does."""
        site = self.site()
        await self.house.database.write(lambda conn: claim(conn, site.id, site.name, origin, ours=ours))

    async def add(self, name: str, origin: str, *, ours: bool = False) -> None:
        """Make a further site, as `voxpop site add` does."""
        await self.house.database.write(lambda conn: add(conn, name, name.title(), origin, ours=ours))

    async def decide(self, act: str, comment: int) -> Decided:
        """A moderator's act, as `voxpop approve|reject|spam|restore` does it."""
        verb, by = getattr(deciding, act), Moderator("mo", self.clock.now)
        return await self.house.database.write(lambda conn: verb(conn, self.house.clock, comment, by))

    async def deliver(self, *channels: Channel) -> int:
        """Send what is due in the outbox, as the worker of a server does; how many letters that was."""
        return sum([await outbox.turn(self.house, channel) for channel in channels or CHANNELS])

    async def write(self, sql: str, **values: Any) -> None:
        """Change rows behind everybody's back."""
        await self.house.database.write(lambda conn: conn.execute(text(sql), values))

    async def quiet(self) -> None:
        """Return when what was written behind the house's back has been noticed.

        On SQLite it looks after each write. On PostgreSQL it is told, in the order of the commits: what is said last,
        as by another process, comes after all the rest.
        """
        for _ in range(2):
            await self.house.database.write(lambda _: None)
        if isinstance(self.house.database, PostgreSQL):
            self.heard.clear()
            said = {"channel": CHANNEL, "message": "the tests"}
            await self.house.database.write(lambda conn: conn.execute(NOTIFY, said))
            await asyncio.wait_for(self.heard.wait(), 30)

    def write_all(self, sql: str, rows: list[dict[str, Any]]) -> None:
        """Write many rows behind everybody's back, as another process would."""
        self.house.database.write_now(lambda conn: conn.execute(text(sql), rows))

    async def publish(self, slug: str = "ferry", *, closed: bool = False, **fields: Any) -> int:
        """Publish a story; its thread's id."""
        made, site = story_of(slug, **fields), self.site()
        return await self.house.database.write(
            lambda conn: story.put(conn, self.house.clock, site, made, closed=closed)
        )


def story_of(slug: str, **fields: Any) -> Story:
    """A story with all of its fields filled, some as given."""
    plain = Story(
        slug=slug, headline="The ferry is late", standfirst="Again.", byline="Ida Holm", language="en",
        direction="ltr", html="<p>It is late.</p>", credits=("Wire reports contributed.",), rights="© The Paper",
        original=None, image=None, image_alt="", published=1_700_000_000_000_000, updated=None,
    )  # fmt: skip
    return plain._replace(**fields)


@contextlib.asynccontextmanager
async def opened(url: str, folder: Path, *, rate_limits: bool = False, **settings: str) -> AsyncIterator[Place]:
    """A house over the database at `url`, its doors open until the block ends."""
    clock = MovableClock()
    written = {"public_url": ORIGIN, "rate_limits": "on" if rate_limits else "off", **settings}
    chosen = load({"data": str(folder), "database": "" if url.startswith("sqlite:") else url} | written, {})
    house = furnish(chosen, Clock(clock.wall, clock.steady))
    app = FREE.pop() if FREE else Framework()
    app.around(house, channels=())  # letters are sent when the test says so
    place = Place(house, app, clock, asyncio.Event())
    house.database.listener = Overhearing(house.database.listener, place.heard)
    async with living(app):
        await place.quiet()
        await place.heard.wait()
        yield place
    FREE.append(app)


@dataclasses.dataclass
class Overhearing:
    """A listener that tells when something was heard, or taken for heard at first, from other processes."""

    listener: Listener
    heard: asyncio.Event

    def renewed(self, threads: frozenset[int]) -> None:
        self.listener.renewed(threads)

    def elsewhere(self) -> None:
        self.listener.elsewhere()
        self.heard.set()


@contextlib.asynccontextmanager
async def living(app: Any) -> AsyncIterator[None]:
    """The application's lifespan in a task of its own: a fixture is entered in another task than it is left in."""
    begun, over = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        async with app.lifespan():
            begun.set()
            await over.wait()

    life = asyncio.create_task(live())
    life.add_done_callback(lambda _: begun.set())
    await begun.wait()
    yield
    over.set()
    await life


class Statements(list[str]):
    """The statements that databases of this process are asked inside a `with`, without those that mark transactions."""

    def __enter__(self) -> "Statements":
        event.listen(Engine, "before_cursor_execute", self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(Engine, "before_cursor_execute", self._hear)

    def _hear(self, _conn: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "SELECT pg_notify", "SHOW", "select pg_catalog")):
            self.append(statement)


def said(statement: TextClause) -> str:
    return str(statement)
