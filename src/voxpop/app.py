"""The wiring: settings -> database -> house -> framework. Plain code, read from top to bottom."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
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
    """Litestar without what it loads for libraries that are not used here: pydantic alone takes 8 MB of each worker."""

    @staticmethod
    def _get_default_plugins(plugins: list[PluginProtocol]) -> list[PluginProtocol]:
        return [*plugins, MsgspecDIPlugin()]


def application(house: House, channels: tuple[Channel, ...] = CHANNELS) -> Litestar:
    """The framework around a house: dependencies, refusals, and who sends what is in the outbox meanwhile."""
    desk = Desk(house)
    audience = Audience(house)
    house.hearers.append(audience)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Litestar) -> AsyncIterator[None]:
        house.database.watch(asyncio.get_running_loop())
        with contextlib.suppress(Refused):  # the database is away: then they are read when it is back
            await house.sites.load()
        templates.warm({one.rules.language for one in house.sites.known()})
        end = asyncio.Event()
        workers = [
            outbox.work(house, (*channels, hooks.channel(desk)), end),
            again.work(desk, end),
            house.knowledge.work(end),
            audience.work(end),
            *(work(house, end) for work in (WORKERS if channels else ())),
        ]
        working = asyncio.gather(*workers)
        yield
        end.set()
        audience.close()
        await working
        with contextlib.suppress(Refused):
            await desk.use.flush(all_=True)
        await asyncio.get_running_loop().run_in_executor(None, house.database.close)

    def refused(request: Request[Any, Any, Any], error: Refused) -> Response[Any]:
        metrics.count("voxpop_refusals_total", "code", error.code)
        return answer_refused(request, house, error)

    def http(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
        answered = refused(request, refused_http(error))
        answered.headers.update(error.headers or {})  # Allow, with a 405
        return answered

    def failed(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
        known = translated(error)
        if isinstance(known, Refused):
            return refused(request, known)
        route = request.scope.get("path_template", "?")  # an address may hold a token
        log.error("%s %s failed: %s", request.method, route, type(error).__name__, exc_info=error)
        return answer_refused(
            request, house, Refused("failed", "This did not work; the fault is ours, and it has been noted.")
        )

    made = Framework(
        HANDLERS,
        request_class=StrictRequest,
        dependencies={"house": Provide(lambda: house, sync_to_thread=False)},
        exception_handlers=cast(Any, {Refused: refused, HTTPException: http, Exception: failed}),
        lifespan=[lifespan],
        request_max_body_size=BODY_LIMIT,
        openapi_config=None,  # pages/openapi; the framework would serve pages with scripts of other hosts
        middleware=[lambda app: Cors(app, house)],
        logging_config=None,
        debug=False,
    )
    known = {route.path_format: route.methods for route in made.routes}
    made.state.akismet = desk
    made.state.audience = audience
    inner = Counted(Akismet(Lane(Methods(made.asgi_handler, known), house, failed), desk))
    made.asgi_handler = Gone(Streams(inner, house, audience))
    return made
