"""A server on loopback that answers as a test says, however rudely, and remembers what it was asked.

async with stub.serving(stub.saying(200, b"true")) as there:
    …                            # ask there.url, like http://127.0.0.1:40123
    there.heard[0].form          # the fields of the form that came
"""

import asyncio
import contextlib
import dataclasses
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import NamedTuple
from urllib.parse import parse_qsl


class Asked(NamedTuple):
    """The names of `fields` are in lower case."""

    method: str
    target: str
    fields: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


Behave = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]


@dataclasses.dataclass
class Stub:
    """`connections`: how many came; `heard`: what they asked, as far as they asked anything."""

    behave: Behave
    port: int = 0
    secure: bool = False
    connections: int = 0
    heard: list[Asked] = dataclasses.field(default_factory=list)
    asked: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)  # something was
    _open: dict["asyncio.Task[None]", asyncio.StreamWriter] = dataclasses.field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"{'https' if self.secure else 'http'}://127.0.0.1:{self.port}"

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._open[task] = writer
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            self.heard.append(await _read(reader))
            self.asked.set()
            await self.behave(self.heard[-1], writer)
            await writer.drain()
        writer.close()

    def end(self) -> None:
        for task, writer in self._open.items():
            task.cancel()
            writer.transport.abort()


async def _read(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = head[0].split(" ")
    pairs = [line.partition(":")[::2] for line in head[1:] if line]
    fields = {name.lower(): value.strip() for name, value in pairs}
    return Asked(method, target, fields, await reader.readexactly(int(fields.get("content-length", 0))))


@contextlib.asynccontextmanager
async def serving(behave: Behave, *, certificate: str = "") -> AsyncIterator[Stub]:
    """A stub until the block ends. With the file of a `certificate` it speaks TLS."""
    there = Stub(behave, secure=bool(certificate))
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    server = await asyncio.start_server(there.meet, "127.0.0.1", 0, ssl=context)
    there.port = server.sockets[0].getsockname()[1]
    try:
        yield there
    finally:
        there.end()
        server.close()
        await server.wait_closed()
        await asyncio.sleep(0)  # the ends of the connections are told


def saying(status: int, body: bytes, **fields: str) -> Behave:
    """Answers plainly. `fields` are further ones of the header: x_akismet_guid="…"."""
    lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(body)}", "Content-Type: text/plain"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return raw("\r\n".join([*lines, "", ""]).encode() + body)


def raw(answer: bytes) -> Behave:
    """Sends these bytes and ends."""

    async def behave(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)

    return behave


def endless(head: bytes, piece: bytes) -> Behave:
    """Sends `head`, and then `piece` again and again until nobody takes it any more."""

    async def behave(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)  # others run too

    return behave


async def hanging(_: Asked, __: asyncio.StreamWriter) -> None:
    """Takes what it is asked and says nothing."""
    await asyncio.Event().wait()


def one_after_another(*behaviours: Behave) -> Behave:
    """Each request is met by the next one of these, and all further ones by the last."""
    left = list(behaviours)

    async def behave(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await (left.pop(0) if len(left) > 1 else left[0])(asked, writer)

    return behave
