"""The section on a page of another origin, with TLS: a newspaper, Voxpop, somebody evil, and a provider of accounts.

with apart.opened(folder) as there:
    there.news, there.talk, there.evil      # origins; a browser needs SWITCHES and ignore_https_errors to find them
    there.bodies["/ferry"] = "<p>…"         # what a page of the newspaper holds, else the two lines alone
    there.headers["content-security-policy"] = "…"
    there.said("/ferry", "Words")           # the number of a comment that somebody has posted there
    there.met                               # what the talk origin was asked by browsers
    there.loses = "/api/v1/comments"        # what is posted there arrives, and no answer comes back
    there.takes_partitioned = False         # its partitioned cookies are lost, as in a browser that knows none
    there.provider                          # tests/support/standing_in

The newspaper's pages and the evil ones are static; there is one at any path.
"""

import asyncio
import contextlib
import dataclasses
import datetime
import re
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
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

NEWS, TALK, EVIL = "news.example", "talk.other.example", "evil.example"
SWITCHES = ["--host-resolver-rules=MAP *.example 127.0.0.1", "--test-third-party-cookie-phaseout"]
PARTITIONED = re.compile(rb"(?i)\r\nset-cookie: [^\r\n]*; partitioned[^\r\n]*")
PIECE = 65536
LINES = '<script src="{talk}/embed.js" async></script>\n<voxpop-thread site="default"></voxpop-thread>'
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>The ferry is late</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">{head}</head>
<body><main><h1>The ferry is late</h1>
<label>Search <input id="search"></label>
{body}
</main></body></html>"""

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
    head: str = ""
    bodies: dict[str, str] = dataclasses.field(default_factory=dict)
    headers: dict[str, str] = dataclasses.field(default_factory=dict)
    met: list[Met] = dataclasses.field(default_factory=list)
    takes_partitioned: bool = True
    loses: str = ""
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
    def lines(self) -> str:
        """What the newspaper has on each of its pages."""
        return LINES.format(talk=self.talk)

    def asked(self, path: str) -> bool:
        """Has a browser asked the talk origin for something that begins like this?"""
        return any(met.path.startswith(path) for met in self.met)

    def client(self) -> httpx.Client:
        """Asks the server as a browser on the newspaper's pages does."""
        assert self.server
        headers = {"Origin": self.news}
        return httpx.Client(base_url=self.server.url, headers=headers, trust_env=False, timeout=60, verify=False)

    def said(self, path: str, text: str, *, name: str = "Bo Rank", parent: int | None = None) -> int:
        with self.client() as client:
            return said(client, self.news + path, text, name=name, parent=parent)

    def page(self, path: str) -> str:
        body = self.bodies.get(path.partition("?")[0], self.lines)
        return PAGE.format(head=self.head, body=body)


def said(client: httpx.Client, url: str, text: str, *, name: str, parent: int | None = None) -> int:
    author = {"name": name, "email": f"{name.partition(' ')[0].lower()}@mail.example"}
    draft = {"site": "default", "url": url, "title": "A story", "text": text, "parent": parent, "author": author}
    answer = client.post("/api/v1/comments", json=draft)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


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


def static(page: Callable[[str], str], headers: Mapping[str, str]) -> Meet:
    """Answers every request with the page of its path."""

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer), contextlib.suppress(asyncio.IncompleteReadError, OSError):
            while True:
                asked = await reader.readuntil(b"\r\n\r\n")
                path = asked.split(b" ", 2)[1].decode()
                body = page(path).encode()
                fields = {"content-type": "text/html; charset=utf-8", "content-length": str(len(body)), **headers}
                lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
                writer.write(f"HTTP/1.1 200 OK\r\n{lines}\r\n".encode() + body)
                await writer.drain()

    return meet


def proxy(there: There) -> Meet:
    """Hands on what is said between a browser and the server, and notes what was asked."""

    def noted(said: bytes) -> None:
        head = said.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        if head[0].endswith(" HTTP/1.1"):
            method, path, _ = head[0].split(" ")
            fields = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
            there.met.append(Met(method, path, fields.get("origin", ""), fields.get("cookie", "")))

    async def hand_on(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter, see: Callable[[bytes], bytes]
    ) -> None:
        with contextlib.closing(writer), contextlib.suppress(OSError):
            while said := await reader.read(PIECE):
                writer.write(see(said))
                await writer.drain()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert there.server
        lost = False

        def asked(said: bytes) -> bytes:
            nonlocal lost
            lost = bool(there.loses) and said.startswith(f"POST {there.loses} ".encode())
            noted(said)
            return said

        def answered(said: bytes) -> bytes:
            if lost:
                raise ConnectionResetError
            return said if there.takes_partitioned else PARTITIONED.sub(b"", said)

        inner, outer = await asyncio.open_connection("127.0.0.1", there.server.port)
        await asyncio.gather(hand_on(reader, outer, asked), hand_on(inner, writer, answered))

    return meet


def quietly(meet: Meet) -> Meet:
    """What is still being said at the end is broken off, and that is no error."""

    async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await meet(reader, writer)
        except asyncio.CancelledError:
            writer.transport.abort()  # nobody waits for TLS to say goodbye

    return met


@contextlib.contextmanager
def opened(folder: Path, **settings: str) -> Iterator[There]:
    """All of it until the block ends; `settings` of the server, as in its environment."""
    with standing_in.running() as provider, contextlib.ExitStack() as stack:
        there = There(provider)
        thread = threading.Thread(target=there.loop.run_forever, daemon=True)
        thread.start()
        listening: list[asyncio.Server] = []
        stack.callback(_end, there.loop, thread, listening)
        context = certificate(folder)
        meets = {
            NEWS: static(there.page, there.headers),
            TALK: proxy(there),
            EVIL: static(lambda _: "<!doctype html><title>Evil</title><p>Look here</p>", {}),
        }
        for host, meet in meets.items():
            made = asyncio.start_server(quietly(meet), "127.0.0.1", 0, ssl=context, limit=PIECE)
            listening.append(asyncio.run_coroutine_threadsafe(made, there.loop).result())
            there.ports[host] = listening[-1].sockets[0].getsockname()[1]
        env = {"VOXPOP_PUBLIC_URL": there.talk, "VOXPOP_RATE_LIMITS": "off", "VOXPOP_SIGN_IN": provider.keys}
        env |= settings
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
        await asyncio.sleep(0.1)  # until they are closed

    asyncio.run_coroutine_threadsafe(close(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()
