"""The demo's stand-in for Google and others (voxpop.demo.standin), for readers of a server of the tests'.

with standing_in.running() as provider:
    server = Server.start(folder, env={"VOXPOP_SIGN_IN": provider.keys})
    provider.readers_of(server.url)
    provider.severs = True                  # its pages are cut off from who opened them (COOP)
"""

import contextlib
import dataclasses
import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import uvicorn

from tests.support import waiting
from voxpop.demo import impostors, standin
from voxpop.demo.standin import Standin

FIRST = impostors.people()[0].name
SECOND = impostors.people()[1].name


@dataclasses.dataclass
class Provider:
    standin: Standin
    severs: bool = False

    @property
    def url(self) -> str:
        return self.standin.url

    @property
    def keys(self) -> str:
        """The setting `sign_in` that leads here."""
        return json.dumps({kind: dict(fields) for kind, fields in standin.agreed(self.standin)})

    def readers_of(self, origin: str) -> None:
        """Send readers back to this origin."""
        self.standin.origins = self.standin.origins | {origin}

    def app(self) -> Any:
        whole = standin.application(self.standin)

        async def answered(scope: Any, receive: Any, send: Any) -> None:
            async def sending(message: Any) -> None:
                if self.severs and message["type"] == "http.response.start":
                    message["headers"] = [*message["headers"], (b"cross-origin-opener-policy", b"same-origin")]
                await send(message)

            await whole(scope, receive, sending)

        return answered


@contextlib.contextmanager
def running() -> Iterator[Provider]:
    """The stand-in until the block ends, in a thread of its own."""
    opened = socket.socket()
    opened.bind(("127.0.0.1", 0))
    provider = Provider(Standin(f"http://127.0.0.1:{opened.getsockname()[1]}", frozenset(), time.time))
    config = uvicorn.Config(provider.app(), ws="none", lifespan="off", log_config=None, access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([opened],), daemon=True)
    thread.start()
    waiting.until(lambda: server.started, "the stand-in listens")
    try:
        yield provider
    finally:
        server.should_exit = True
        thread.join()
        opened.close()
