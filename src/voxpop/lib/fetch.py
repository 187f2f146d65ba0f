"""Ask another server: the only HTTP client of the house, and what it may reach.

    url -> the addresses of its host, looked up once -> all of them out in the world? -> connect to one -> answer

Nobody can make it ask this machine or the network around it (lib/reachable), not by a name whose address changes
between the look and the connection either: it connects to the address that was looked at, and the certificate must be
the name's. No redirects, no cookies, no proxies from the environment, no compressed answers; nothing is kept between
two requests. An address that the operator wrote into the settings may be `private`, and then may be plain http.
"""

import asyncio
import re
import socket
import ssl
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from voxpop.lib import reachable, urls
from voxpop.lib.refused import Refused

if TYPE_CHECKING:
    import httpx

PORTS = (443, 8443)  # where strangers' servers may be asked
NUMBER = re.compile(r"\d+|0x[0-9a-f]*")  # what ends in one is an address for the system, however short
DOTTED = re.compile(r"(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})")
TRIED = 4  # addresses of one name that are tried
NAME = "Voxpop"
# Of the time that is left, for each of the two steps of a connection (TCP, TLS), so that they end by themselves: the
# library forgets a socket whose handshake is broken off from outside. It leaves time for the next address, too.
STEP = 0.45


class Answer(NamedTuple):
    """The names of `headers` are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Unreached(Refused):
    """No connection came about: nothing was sent, and asking again cannot ask twice."""


class Target(NamedTuple):
    """An address taken apart. `authority` is the host as the Host field has it; `rest` the path and the query."""

    scheme: str
    host: str
    port: int
    authority: str
    rest: str


class Call(NamedTuple):
    """What is sent where. `trusted` is False where nothing is encrypted; `until` a time of the loop."""

    method: str
    target: Target
    body: bytes
    headers: Mapping[str, str]
    limit: int
    trusted: ssl.SSLContext | bool
    until: float


class Bounds(NamedTuple):
    """How long an answer may take in all, how many bytes it may have, and whether it may come from here."""

    seconds: float
    limit: int
    private: bool


async def post(
    url: str,
    body: bytes,
    *,
    headers: Mapping[str, str],
    timeout: float,  # noqa: ASYNC109 - it is part of what is asked for, and its refusal has a name
    limit: int,
    private: bool = False,
) -> Answer:
    """What the server answers, whatever its status, within `timeout` seconds in all and `limit` bytes.

    Raises Refused: fetch_refused (the address may not be asked), fetch_failed, fetch_slow, fetch_large; Unreached when
    no connection came about.
    """
    return await _answer("POST", url, body, headers, Bounds(timeout, limit, private))


async def get(
    url: str,
    *,
    headers: Mapping[str, str],
    timeout: float,  # noqa: ASYNC109 - as above
    limit: int,
    private: bool = False,
) -> Answer:
    """Like `post`, with nothing to send."""
    return await _answer("GET", url, b"", headers, Bounds(timeout, limit, private))


async def _answer(method: str, url: str, body: bytes, headers: Mapping[str, str], bounds: Bounds) -> Answer:
    target = _target(url, private=bounds.private)
    try:
        async with asyncio.timeout(bounds.seconds) as whole:
            addresses = await _addresses(target, private=bounds.private)
            trusted = await asyncio.to_thread(_trusted, target.scheme)
            until = whole.when() or 0.0
            return await _first(Call(method, target, body, dict(headers), bounds.limit, trusted, until), addresses)
    except TimeoutError:
        raise Refused("fetch_slow", f"{target.authority} did not answer within {bounds.seconds:g} s.") from None


def _target(url: str, *, private: bool) -> Target:
    try:
        origin = urls.origin(url)
    except Refused as refused:
        raise Refused("fetch_refused", refused.sentence) from None
    parts = urlsplit(url)
    authority = origin.partition("://")[2]
    port = parts.port or urls.PORTS[parts.scheme]
    if not private and (parts.scheme != "https" or port not in PORTS):
        raise Refused("fetch_refused", f"{origin} is not asked: only https is, at port {' or '.join(map(str, PORTS))}.")
    rest = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    if not rest.isascii():
        raise Refused("fetch_refused", f"The path of the address at {authority} is not written in ASCII.")
    host = urlsplit(origin).hostname or ""
    if NUMBER.fullmatch(host.rpartition(".")[2]) and not DOTTED.fullmatch(host):
        raise Refused("fetch_refused", f"{authority} is neither a name nor an address in its usual spelling.")
    return Target(parts.scheme, host, port, authority, rest)


async def _addresses(target: Target, *, private: bool) -> list[str]:
    """The addresses of the host, looked up once. Raises Refused fetch_refused when one of them is not in the world."""
    found = list(dict.fromkeys(await resolve(target.host, target.port)))
    if not private and not all(map(reachable.everywhere, found)):
        raise Refused("fetch_refused", f"{target.authority} is not asked: it is not out on the internet.")
    return found[:TRIED]


async def resolve(host: str, port: int) -> list[str]:
    """What the system's resolver says. Raises Unreached."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreached("fetch_failed", f"The name {host} has no address.") from None
    return [str(address[0]) for *_, address in found]


async def _first(call: Call, addresses: list[str]) -> Answer:
    """Ask at the first of the addresses that takes a connection."""
    for address in addresses:
        try:
            return await _ask(call, address)
        except Unreached:
            if address == addresses[-1]:
                raise
    raise Unreached("fetch_failed", f"The name {call.target.host} has no address.")


async def _ask(call: Call, address: str) -> Answer:
    import httpx

    target = call.target
    headers = {"user-agent": NAME} | {name.lower(): value for name, value in call.headers.items()}
    headers |= {"host": target.authority, "accept-encoding": "identity", "connection": "close"}
    bare = f"[{address}]" if ":" in address else address
    url = f"{target.scheme}://{bare}:{target.port}{target.rest}"
    step = STEP * (call.until - asyncio.get_running_loop().time())
    transport = httpx.AsyncHTTPTransport(verify=call.trusted, trust_env=False)
    name = {"sni_hostname": target.host}  # and the certificate's
    try:
        async with (
            httpx.AsyncClient(
                transport=transport, trust_env=False, timeout=httpx.Timeout(None, connect=step)
            ) as client,
            client.stream(call.method, url, content=call.body, headers=headers, extensions=name) as answer,
        ):
            return await _read(call, answer)
    except httpx.ConnectTimeout:
        raise Unreached("fetch_slow", f"{target.authority} took no connection in time.") from None
    except httpx.ConnectError as error:
        raise Unreached("fetch_failed", f"{target.authority} cannot be reached: {_said(error)}.") from None
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        raise Refused("fetch_failed", f"{target.authority} did not answer as it should: {_said(error)}.") from None


async def _read(call: Call, answer: "httpx.Response") -> Answer:
    headers = {name.lower(): value for name, value in answer.headers.items()}
    if headers.get("content-encoding", "identity").strip().lower() not in ("identity", ""):
        raise Refused("fetch_failed", f"{call.target.authority} answered in an encoding that was not asked for.")
    read = bytearray()
    async for piece in answer.aiter_raw():
        read += piece
        if len(read) > call.limit:
            raise Refused("fetch_large", f"{call.target.authority} answered with more than {call.limit} bytes.")
    return Answer(answer.status_code, headers, bytes(read))


def _said(error: Exception) -> str:
    return (str(error) or type(error).__name__).rstrip(".")[:200]


def _trusted(scheme: str) -> ssl.SSLContext | bool:
    """What the client checks certificates by. In a thread: the first time there is a megabyte of code to read."""
    import httpx  # noqa: F401

    return _certificates() if scheme == "https" else False


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    """Those that a server's certificate may be signed by."""
    import httpx

    return httpx.create_ssl_context(trust_env=False)
