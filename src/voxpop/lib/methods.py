"""HEAD for every address that can be read, in one place: it is GET without the content (RFC 9110, 9.3.2).

Knows no address; stands around the whole application.
"""

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send


class Heads:
    """ASGI: asks GET in the place of HEAD and keeps the content back; whoever may GET may HEAD, and is told so."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        head = scope["type"] == ScopeType.HTTP and scope["method"] == "HEAD"

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [_allowing(name, value) for name, value in message["headers"]]
            if message["type"] == "http.response.body" and head:
                message["body"] = b""
            await send(message)

        # A copy: the server looks at its own whether content may follow.
        await self._app({**scope, "method": "GET"} if head else scope, receive, sending)  # type: ignore[arg-type]


def _allowing(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """A header field; where GET is allowed, so is HEAD."""
    if name.lower() != b"allow":
        return name, value
    methods = {method.strip() for method in value.split(b",")}
    if b"GET" in methods:
        methods.add(b"HEAD")
    return name, b", ".join(sorted(methods))
