"""Tells nothing to who has gone: stands around the whole application.

A write that fails ends a connection at once, but the server hears of it a turn of the loop later. Who is answered
meanwhile, by the next of several requests in a row, is written to in vain, and uvloop raises: without this, that stands
in the log as a fault of ours.
"""

import asyncio

from litestar.types import ASGIApp, Message, Receive, Scope, Send

ENDED = "the handler is closed"  # uvloop's words: it has no exception of its own for that


class Gone:
    """ASGI."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        gone = False

        async def sending(message: Message) -> None:
            nonlocal gone
            if gone:
                return
            try:
                await send(message)
            except RuntimeError as error:
                if ENDED not in str(error):
                    raise
                gone = True
                await asyncio.sleep(0)  # the turn in which the server hears of it

        await self._app(scope, receive, sending)
