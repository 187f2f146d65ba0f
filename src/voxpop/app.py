"""The wiring: settings -> database -> house -> framework. Plain code, read from top to bottom."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Coroutine
from typing import Any, cast

from litestar import Litestar, Request, Response
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.plugins import PluginProtocol
from litestar.plugins.core import MsgspecDIPlugin

from voxpop.akismet import again, hooks, telling
from voxpop.akismet.desk import Desk
from voxpop.akismet.server import Akismet
from voxpop.discussion import hearing, portraits, reasking
from voxpop.discussion.audience import Audience
from voxpop.lane import Lane
from voxpop.lib import metrics, templates
from voxpop.lib.counted import Counted
from voxpop.lib.gone import Gone
from voxpop.lib.ids import Clock
from voxpop.lib.methods import Methods
from voxpop.lib.ready import Ready
from voxpop.lib.refused import Refused
from voxpop.lib.strict import StrictRequest
from voxpop.moderation import digest
from voxpop.notify import mail, outbox
from voxpop.notify.outbox import Channel
from voxpop.pages.errors import answer_refused, refused_http
from voxpop.people import keys
from voxpop.people.cors import Cors
from voxpop.privacy import erasing, history, keeping
from voxpop.routes import HANDLERS
from voxpop.settings import Settings
from voxpop.sites import site
from voxpop.sites.house import House
from voxpop.sites.site import Sites
from voxpop.storage.database import LEARNT, PEOPLE, open_database, translated
from voxpop.streams import Streams

BODY_LIMIT = 64 * 1024  # bytes of a request

CHANNELS = (
    telling.CHANNEL,
    reasking.CHANNEL,
    portraits.CHANNEL,
    mail.CHANNEL,
    hearing.CHANNEL,
)  # by which the outbox is sent
WORKERS = (
    digest.work,
    history.work,
    keeping.work,
    keeping.sweep,
    erasing.work,
)  # who looks now and then what there is to do

Asking = Request[Any, Any, Any]

log = logging.getLogger("voxpop")


class Keeping:
    """Hears what the database says has changed, and tells those who keep a copy."""

    def __init__(self, house: House) -> None:
        self._house = house

    def renewed(self, threads: frozenset[int]) -> None:
        self._house.ready.renewed(threads)
        if any(LEARNT < mark < 0 for mark in threads):
            self._house.sites.forget()
        if any(PEOPLE < mark < LEARNT for mark in threads):
            self._house.knowledge.learnt()
        if PEOPLE in threads:
            self._house.people.clear()
        for hearer in self._house.hearers:
            hearer.renewed(threads)

    def elsewhere(self) -> None:
        self._house.ready.elsewhere()
        self._house.sites.forget()
        self._house.knowledge.elsewhere()
        self._house.people.clear()
        for hearer in self._house.hearers:
            hearer.elsewhere()


def furnish(settings: Settings, clock: Clock | None = None) -> House:
    """A house with an open database; the first time, with one site. Raises SettingsError."""
    keys.of(settings)  # a mistake in them is told now, not to the first reader
    clock = clock or Clock()
    database = open_database(settings.database_address)
    database.write_now(lambda conn: site.first(conn, settings.address))
    sites = Sites(database)
    ready = Ready(settings.page_cache, clock.steady)
    house = House(settings, database, sites, ready, clock)
    database.listener = Keeping(house)
    return house


class Framework(Litestar):
    """Litestar around a house. Making it takes longest of all, so one whose house is closed may be put around another.

    It goes without what Litestar loads for libraries that are not used here: pydantic alone takes 8 MB of each worker.
    """

    house: House
    desk: Desk
    audience: Audience

    def __init__(self) -> None:
        super().__init__(
            HANDLERS,
            request_class=StrictRequest,
            dependencies={"house": Provide(lambda: self.house, sync_to_thread=False)},
            exception_handlers=cast(
                Any, {Refused: self._refused, HTTPException: self._refused_by_framework, Exception: self._failed}
            ),
            lifespan=[lambda _: self._open()],
            request_max_body_size=BODY_LIMIT,
            openapi_config=None,  # pages/openapi; the framework would serve pages with scripts of other hosts
            logging_config=None,
            debug=False,
        )
        self._routed = self.asgi_handler
        self._methods = {route.path_format: route.methods for route in self.routes}

    @staticmethod
    def _get_default_plugins(plugins: list[PluginProtocol]) -> list[PluginProtocol]:
        return [*plugins, MsgspecDIPlugin()]

    def around(self, house: House, channels: tuple[Channel, ...]) -> None:
        """Answer for this house from now on."""
        self.house, self._channels = house, channels
        self.desk, self.audience = Desk(house), Audience(house)
        house.hearers.append(self.audience)
        known = Methods(Cors(self._routed, house), self._methods)
        inner = Counted(Akismet(Lane(known, house, self._failed), self.desk))
        self.asgi_handler = Gone(Streams(inner, house, self.audience))

    @contextlib.asynccontextmanager
    async def _open(self) -> AsyncIterator[None]:
        """From the first request to the last, with who sends what is in the outbox meanwhile."""
        house = self.house
        house.database.watch(asyncio.get_running_loop())
        with contextlib.suppress(Refused):  # the database is away: then they are read when it is back
            await house.sites.load()
        templates.warm({one.rules.language for one in house.sites.known()})
        end = asyncio.Event()
        working = asyncio.gather(*self._workers(end))
        yield
        end.set()
        self.audience.close()
        await working
        with contextlib.suppress(Refused):
            await self.desk.use.flush(all_=True)
        await asyncio.get_running_loop().run_in_executor(None, house.database.close)

    def _workers(self, end: asyncio.Event) -> list[Coroutine[Any, Any, None]]:
        house = self.house
        return [
            outbox.work(house, (*self._channels, hooks.channel(self.desk)), end),
            again.work(self.desk, end),
            house.knowledge.work(end),
            self.audience.work(end),
            *(work(house, end) for work in (WORKERS if self._channels else ())),
        ]

    def _refused(self, request: Asking, error: Refused) -> Response[Any]:
        metrics.count("voxpop_refusals_total", "code", error.code)
        return answer_refused(request, self.house, error)

    def _refused_by_framework(self, request: Asking, error: HTTPException) -> Response[Any]:
        answered = self._refused(request, refused_http(error))
        answered.headers.update(error.headers or {})  # Allow, with a 405
        return answered

    def _failed(self, request: Asking, error: Exception) -> Response[Any]:
        known = translated(error)
        if isinstance(known, Refused):
            return self._refused(request, known)
        route = request.scope.get("path_template", "?")  # an address may hold a token
        log.error("%s %s failed: %s", request.method, route, type(error).__name__, exc_info=error)
        fault = Refused("failed", "This did not work; the fault is ours, and it has been noted.")
        return answer_refused(request, self.house, fault)


def application(house: House, channels: tuple[Channel, ...] = CHANNELS) -> Framework:
    """What answers for a house."""
    made = Framework()
    made.around(house, channels)
    return made
