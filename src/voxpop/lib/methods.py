"""Methods that every address has, in one place: HEAD is GET without the content (RFC 9110, 9.3.2), OPTIONS says which.

Knows no address; stands around the whole application.
"""

from collections.abc import Iterable, Mapping

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send


class Methods:
    """ASGI: asks GET in the place of HEAD and keeps the content back; an Allow field names all that is.

    `known` are the methods of each path template. The framework's own answers to OPTIONS name only those of the
    handler that was registered first.
    """

    def __init__(self, app: ASGIApp, known: Mapping[str, Iterable[str]]) -> None:
        self._app = app
        self._known = known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        head = scope["type"] == ScopeType.HTTP and scope["method"] == "HEAD"
        # A copy: the server looks at its own whether content may follow.
        asked: Scope = {**scope, "method": "GET"} if head else scope  # type: ignore[assignment]

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                known = self._known.get(asked.get("path_template", ""), ())
                message["headers"] = [_allowing(name, value, known) for name, value in message["headers"]]
            if message["type"] == "http.response.body" and head:
                message["body"] = b""
            await send(message)

        await self._app(asked, receive, sending)


def _allowing(name: bytes, value: bytes, known: Iterable[str]) -> tuple[bytes, bytes]:
    """A header field; Allow with all the methods there are: where GET is, so is HEAD."""
    if name.lower() != b"allow":
        return name, value
    methods = {method.strip() for method in value.decode("latin-1").split(",")} | set(known)
    if "GET" in methods:
        methods.add("HEAD")
    return name, ", ".join(sorted(methods)).encode("latin-1")
