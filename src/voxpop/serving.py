"""Serve a data folder over HTTP: one process, or several that share the listening socket."""

import logging
import socket
import sys

import uvicorn

from voxpop.app import application, furnish
from voxpop.hot import Door, Hot
from voxpop.lib import descriptors, discreet, memory, templates
from voxpop.lib.refused import Refused
from voxpop.pages import script
from voxpop.settings import Settings
from voxpop.sites.house import House
from voxpop.staff import invitations
from voxpop.workers import Workers

log = logging.getLogger("voxpop")

GRACE = 10  # seconds that what is under way may take when the server is told to stop
SILENCE = 60  # seconds without an answer after which a worker is replaced; on a busy machine it takes some to start
# Seconds that a thread may go on when another wants to. numpy lets go of the interpreter in each larger call, and with
# Python's own 5 ms a verdict beside a busy thread takes 19 ms instead of 2 (docs/performance.md).
SWITCH = 0.0005
FOREVER = 10**6  # seconds; hot.sweep ends idle connections, not uvicorn


class Config(uvicorn.Config):
    """uvicorn's, made from settings; the house is furnished in the process that serves."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(
            "voxpop",
            http=Door,
            loop="uvloop",
            ws="none",
            lifespan="on",
            workers=settings.workers,
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=FOREVER,
            timeout_graceful_shutdown=GRACE,
            timeout_worker_healthcheck=SILENCE,
        )
        self.settings = settings

    def load(self) -> None:
        discreet.set_up()
        sys.setswitchinterval(SWITCH)
        memory.share()
        templates.warm()
        if not script.BUILT:  # pages of our own do without: their readers are served
            log.error("%s", script.MISSING)
        house = furnish(self.settings)
        if self.settings.workers == 1:
            invite_first(house)
        Door.hot = Hot(house.ready)
        with memory.growing():
            self.app = app = application(house)
        app.audience.most = _open_to(self.settings.streams)
        Door.stopping = app.audience.close
        super().load()


def invite_first(house: House) -> None:
    """Write the first owner's link into the log, while nobody is at the desk: a new one at each start."""
    now = house.clock.now()
    token = house.database.write_now(lambda conn: invitations.first(conn, now))
    if token is not None:
        log.warning("nobody is at the desk yet; its first owner comes by this link, within an hour:")
        log.warning("%s/desk/join/%s", house.settings.address, token)


def _open_to(streams: int) -> int:
    """How many streams this process can have."""
    most = descriptors.room(streams)
    if most < streams:
        log.warning("streams: only %d of %d: raise the limit of open files (LimitNOFILE)", most, streams)
    return most


def listening(settings: Settings) -> socket.socket:
    """The socket that readers come to. Raises Refused address_taken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((settings.host.strip("[]"), settings.port))
        made.listen(2048)
    except OSError as error:
        made.close()
        at = f"{settings.host}:{settings.port}"
        raise Refused(
            "address_taken", f"Cannot listen on {at}: {error.strerror}. Choose another --host or --port."
        ) from None
    made.set_inheritable(True)
    return made


def serve(settings: Settings, opened: socket.socket) -> None:
    """Answer requests until told to stop."""
    config = Config(settings)
    if settings.workers == 1:
        uvicorn.Server(config).run([opened])
        return
    house = furnish(settings)
    invite_first(house)
    house.database.close()  # the schema and the first site are there before the workers meet
    Workers(config, sockets=[opened]).run()
