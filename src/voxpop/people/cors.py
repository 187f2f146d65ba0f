"""Which pages of other origins may use the API with their reader's cookie: those registered for a site.

Public reads without a cookie are open to all (lib/answer); nothing here touches those.
"""

from litestar.datastructures import Headers
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from voxpop.lib.refused import Refused
from voxpop.sites.house import House

PREFLIGHT = [
    (b"access-control-allow-methods", b"GET, POST, PUT, PATCH, DELETE"),
    (b"access-control-allow-headers", b"Authorization, Content-Type, Idempotency-Key"),
    (b"access-control-max-age", b"600"),
]
VARY = (b"vary", b"Origin")
CREDENTIALS = (b"access-control-allow-credentials", b"true")
OPEN = frozenset(("/api/v1/threads", "/api/v1/counts", "/api/v1/names", "/api/docs", "/api/docs/openapi.json"))


class Cors:
    """ASGI, around the API alone."""

    def __init__(self, app: ASGIApp, house: House) -> None:
        self._app = app
        self._house = house

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or not scope["path"].startswith("/api/") or scope["path"] in OPEN:
            await self._app(scope, receive, send)
            return
        headers = Headers.from_scope(scope)
        origin = headers.get("origin", "")
        added = await permission(self._house, origin)
        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await _preflight(send, added)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *added]
            await send(message)

        await self._app(scope, receive, sending)


Fields = list[tuple[bytes, bytes]]


async def permission(house: House, origin: str) -> Fields:
    """The fields of an answer: it depends on the origin, and names it when that is registered for a site."""
    if not origin:
        return [VARY]
    try:
        registered = origin in (await house.sites.at(origin)).origins
    except Refused:
        registered = False
    if not registered:
        return [VARY]
    return [VARY, (b"access-control-allow-origin", origin.encode("latin-1")), CREDENTIALS]


async def _preflight(send: Send, permitted: Fields) -> None:
    allowed = CREDENTIALS in permitted
    headers = [(b"content-length", b"0"), *permitted, *(PREFLIGHT if allowed else [])]
    await send({"type": "http.response.start", "status": 204 if allowed else 403, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
