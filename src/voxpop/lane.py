"""The short way for posts: POST /api/v1/comments without the framework, by the same verb and with the same answers.

Only a body that is whole, small and of the right shape goes this way. Whatever else comes is handed to the framework
as it came, which refuses it in its own words; so a refusal of form is written in one place.
"""

from collections.abc import Callable
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, ReceiveMessage, Scope, Send

from voxpop.discussion import api
from voxpop.discussion.shapes import CommentIn
from voxpop.people.cors import permission
from voxpop.sites.house import House

PATH = "/api/v1/comments"
LARGEST = 64 * 1024  # bytes of a body
LONGEST_KEY = 200  # characters of an Idempotency-Key

Failed = Callable[[Request[Any, Any, Any], Exception], Response[Any]]

_decode = msgspec.json.Decoder(CommentIn).decode
_encode = msgspec.json.Encoder().encode


class Lane:
    """ASGI, around the framework. `failed` answers what was refused, as the framework does."""

    def __init__(self, app: ASGIApp, house: House, failed: Failed) -> None:
        self._app = app
        self._house = house
        self._failed = failed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["path"] != PATH or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        request: Request[Any, Any, Any] = Request(scope, receive, send)
        if not _small(request.headers.get("content-length", "")):
            await self._app(scope, receive, send)  # which refuses it unread
            return
        first = await receive()
        comment = _understood(request, first)
        if comment is None:
            await self._app(scope, _again(first, receive), send)
            return
        fields = await permission(self._house, request.headers.get("origin", ""))
        try:
            out, headers = await api.posted(request, self._house, comment, request.headers.get("idempotency-key", ""))
        except Exception as error:
            scope["path_template"] = PATH
            await _answer_failed(self._failed(request, error), request, fields, send)
            return
        body = _encode(out)
        fields += [
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % len(body)),
            *((name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()),
        ]
        status = 201 if out.state == "live" else 202
        await send({"type": "http.response.start", "status": status, "headers": fields})
        await send({"type": "http.response.body", "body": body, "more_body": False})


def _small(length: str) -> bool:
    """Does a request say how much it brings, and is that what a comment may be?"""
    return length.isascii() and length.isdecimal() and len(length) < 7 and int(length) <= LARGEST


def _understood(request: Request[Any, Any, Any], first: ReceiveMessage) -> CommentIn | None:
    """The comment that a request brings, or None when it is not plain that it is one."""
    if first["type"] != "http.request" or first["more_body"] or len(first["body"]) > LARGEST:
        return None
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        return None
    if len(request.headers.get("idempotency-key", "")) > LONGEST_KEY:
        return None
    try:
        return _decode(first["body"])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _again(first: ReceiveMessage, receive: Receive) -> Receive:
    """`receive` as if nothing had been taken from it."""
    waiting = [first]

    async def received() -> ReceiveMessage:
        return waiting.pop() if waiting else await receive()

    return received


async def _answer_failed(
    response: Response[Any], request: Request[Any, Any, Any], fields: list[tuple[bytes, bytes]], send: Send
) -> None:
    async def sending(message: Any) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *fields]
        await send(message)

    await response.to_asgi_response(app=None, request=request)(request.scope, request.receive, sending)
