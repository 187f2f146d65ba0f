"""Counts what is answered, by status; stands around the whole application."""

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from voxpop.lib import metrics


class Counted:
    """ASGI."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                metrics.count("voxpop_answers_total", "status", str(message["status"]))
            await send(message)

        await self._app(scope, receive, sending if scope["type"] == ScopeType.HTTP else send)
