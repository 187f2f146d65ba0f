"""Serve a data folder over HTTP: one process, or several that share the listening socket."""

import asyncio
import logging
import socket
from functools import partial

import uvicorn
from uvicorn.supervisors import Multiprocess

from voxpop.app import application, furnish
from voxpop.hot import Door, Hot, sweep
from voxpop.settings import Settings

GRACE = 10  # seconds that what is under way may take when the server is told to stop
FOREVER = 10**6  # seconds; hot.sweep ends idle connections, not uvicorn


class Server(uvicorn.Server):
    """uvicorn with the sweeper of slow connections."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._sweeper = asyncio.create_task(sweep(self.server_state.connections))


def listening(settings: Settings) -> socket.socket:
    """The socket that readers come to. Raises OSError when the address is taken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind((settings.host.strip("[]"), settings.port))
    made.listen(2048)
    made.set_inheritable(True)
    return made


def configured(settings: Settings) -> uvicorn.Config:
    house = furnish(settings)
    Door.hot = Hot(house.ready)
    return uvicorn.Config(
        application(house),
        http=Door,
        loop="uvloop",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=FOREVER,
        timeout_graceful_shutdown=GRACE,
    )


def worker(settings: Settings, sockets: list[socket.socket]) -> None:
    """One process that answers requests until it is told to stop."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    Server(configured(settings)).run(sockets)


def serve(settings: Settings) -> None:
    """Answer requests until told to stop. Raises OSError when the address is taken."""
    opened = listening(settings)
    if settings.workers == 1:
        worker(settings, [opened])
        return
    furnish(settings).database.close()  # the schema and the first site are there before the workers meet
    nothing = uvicorn.Config(app="", workers=settings.workers, log_config=None, timeout_graceful_shutdown=GRACE)
    Multiprocess(nothing, target=partial(worker, settings), sockets=[opened]).run()
