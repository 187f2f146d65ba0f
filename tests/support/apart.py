"""The section on a page of another origin, with TLS: a newspaper, Voxpop, somebody evil, and a provider of accounts.

with apart.opened(folder) as there:
    there.news, there.talk, there.evil      # origins; a browser needs SWITCHES and ignore_https_errors to find them
    there.met                               # what the talk origin was asked by browsers
    there.takes_partitioned = False         # its partitioned cookies are lost, as in a browser that knows none
    there.provider                          # tests/support/standing_in

The newspaper's pages and the evil ones are static; any path is the same page.
"""

import asyncio
import contextlib
import dataclasses
import datetime
import re
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator
from html import escape
from pathlib import Path
from typing import NamedTuple

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support import newspaper, obedient, standing_in
from tests.support.server import Server
from tests.support.standing_in import Provider
from voxpop.pages.assets import NAMES

NEWS, TALK, EVIL = "news.example", "talk.other.example", "evil.example"
SWITCHES = ["--host-resolver-rules=MAP *.example 127.0.0.1"]
PARTITIONED = re.compile(rb"(?i)\r\nset-cookie: [^\r\n]*; partitioned[^\r\n]*")
PIECE = 65536

See = Callable[[bytes], bytes]
Meet = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Met(NamedTuple):
    """A request as it came over the wire."""

    method: str
    path: str
    origin: str
    cookies: str


@dataclasses.dataclass
class There:
    provider: Provider
    ports: dict[str, int] = dataclasses.field(default_factory=dict)
    server: Server | None = None
    met: list[Met] = dataclasses.field(default_factory=list)
    takes_partitioned: bool = True
    loop: asyncio.AbstractEventLoop = dataclasses.field(default_factory=asyncio.new_event_loop)

    def origin(self, host: str) -> str:
        return f"https://{host}:{self.ports[host]}"

    @property
    def news(self) -> str:
        return self.origin(NEWS)

    @property
    def talk(self) -> str:
        return self.origin(TALK)

    @property
    def evil(self) -> str:
        return self.origin(EVIL)

    @property
    def script(self) -> str:
        return f"{self.talk}/static/{NAMES['sign-in.js']}"

    def fragment(self, url: str) -> str:
        """The section for a page, as the newspaper's own server would ask for it."""
        assert self.server
        asked = {"site": "default", "url": url}
        answer = httpx.get(f"{self.server.url}/threads", params=asked, trust_env=False, timeout=30, verify=False)
        assert answer.status_code == 200, answer.text
        return answer.text


def certificate(folder: Path) -> ssl.SSLContext:
    """For all the names, signed by nobody else."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NEWS)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=7))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in (NEWS, TALK, EVIL)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "apart.pem"
    plain = serialization.NoEncryption()
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def static(page: Callable[[str], str]) -> Meet:
    """Answers every request with the page of its path."""

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer), contextlib.suppress(asyncio.IncompleteReadError, OSError):
            while True:
                asked = await reader.readuntil(b"\r\n\r\n")
                path = asked.split(b" ", 2)[1].decode()
                body = (await asyncio.to_thread(page, path)).encode()
                lines = (
                    f"HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {len(body)}\r\n\r\n"
                )
                writer.write(lines.encode() + body)
                await writer.drain()

    return meet


def proxy(there: There) -> Meet:
    """Hands on what is said between a browser and the server, and notes what was asked."""

    def asked(said: bytes) -> bytes:
        head = said.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        if head[0].endswith(" HTTP/1.1"):
            method, path, _ = head[0].split(" ")
            fields = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
            there.met.append(Met(method, path, fields.get("origin", ""), fields.get("cookie", "")))
        return said

    def answered(said: bytes) -> bytes:
        return said if there.takes_partitioned else PARTITIONED.sub(b"", said)

    async def hand_on(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter, see: Callable[[bytes], bytes]
    ) -> None:
        with contextlib.closing(writer), contextlib.suppress(OSError):
            while said := await reader.read(PIECE):
                writer.write(see(said))
                await writer.drain()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert there.server
        inner, outer = await asyncio.open_connection("127.0.0.1", there.server.port)
        await asyncio.gather(hand_on(reader, outer, asked), hand_on(inner, writer, answered))

    return meet


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[There]:
    """All of it until the block ends."""
    with standing_in.running() as provider, contextlib.ExitStack() as stack:
        there = There(provider)
        thread = threading.Thread(target=there.loop.run_forever, daemon=True)
        thread.start()
        listening: list[asyncio.Server] = []
        stack.callback(_end, there.loop, thread, listening)
        context = certificate(folder)
        meets = {
            NEWS: static(lambda path: _article(there, path)),
            TALK: proxy(there),
            EVIL: static(lambda _: "<!doctype html><title>Evil</title><p>Look here</p>"),
        }
        for host, meet in meets.items():
            made = asyncio.start_server(meet, "127.0.0.1", 0, ssl=context, limit=PIECE)
            listening.append(asyncio.run_coroutine_threadsafe(made, there.loop).result())
            there.ports[host] = listening[-1].sockets[0].getsockname()[1]
        env = {"VOXPOP_PUBLIC_URL": there.talk, "VOXPOP_RATE_LIMITS": "off", "VOXPOP_SIGN_IN": provider.keys}
        provider.readers_of(there.talk)
        there.server = Server.start(folder / "data", env=env, command=obedient.COMMAND)
        stack.callback(there.server.kill)
        newspaper.run(folder / "data", "site", "claim", "default", there.news, VOXPOP_PUBLIC_URL=there.talk)
        yield there


def _end(loop: asyncio.AbstractEventLoop, thread: threading.Thread, listening: list[asyncio.Server]) -> None:
    async def close() -> None:
        for server in listening:
            server.close()
        talking = asyncio.all_tasks() - {asyncio.current_task()}
        for task in talking:
            task.cancel()
        await asyncio.gather(*talking, return_exceptions=True)

    asyncio.run_coroutine_threadsafe(close(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def _article(there: There, path: str) -> str:
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>The ferry is late</title>
<link rel="stylesheet" href="{there.talk}/static/{NAMES["conversation.css"]}">
<script type="module" src="{escape(there.script)}"></script></head>
<body><h1>The ferry is late</h1>
<label>Search <input id="search"></label>
{there.fragment(there.news + path)}
</body></html>"""
