"""Akismet's server: what comes in at /1.1/, /1.2/ and /k/KEY/, answered without the framework.

    path, host, body  ->  call, key, fields  ->  may it? -> answer

Old clients decide the form: status 200 for every answer with a meaning, "invalid" included; no newline; the body is a
form whatever its type says. Origin and cookies mean nothing here, and no page of a browser may read an answer.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from voxpop.akismet import account, checking, feedback, fields
from voxpop.akismet.desk import Answer, Asked, Desk, invalid
from voxpop.akismet.fields import Fields
from voxpop.akismet.keys import CHECK, FEEDBACK, KEY, Key
from voxpop.lib import metrics, urls
from voxpop.lib.refused import Refused

LARGEST = 512 * 1024  # bytes of a body; 64,000 letters of Japanese are 576,000, but nobody comments at that length
ROOTS = ("/1.1/", "/1.2/", "/k/")

log = logging.getLogger("voxpop")


class Call(NamedTuple):
    """`needs` are fields that may not be empty; `scope` what the key must be good for; `limited`: it counts.

    `named`: it is about the key in the field `key`. WordPress asks so about a new one, and adds the one that it has.
    """

    answer: Callable[[Desk, Asked], Awaitable[Answer]]
    methods: tuple[str, ...] = ("POST",)
    needs: tuple[str, ...] = ()
    scope: str = ""
    limited: bool = False
    named: bool = False


BOTH = ("GET", "POST")
CALLS = {
    "1.1/verify-key": Call(account.verify, needs=("blog",), named=True),
    "1.1/comment-check": Call(checking.check, needs=("blog", "user_ip"), scope=CHECK, limited=True),
    "1.1/submit-spam": Call(feedback.spam, needs=("blog", "user_ip"), scope=FEEDBACK, limited=True),
    "1.1/submit-ham": Call(feedback.ham, needs=("blog", "user_ip"), scope=FEEDBACK, limited=True),
    "1.1/get-stats": Call(account.stats, methods=BOTH, named=True),
    "1.2/get-key-stats": Call(account.stats, methods=BOTH),
    "1.2/usage-limit": Call(account.usage_limit, methods=BOTH),
    "1.2/key-sites": Call(account.key_sites, methods=BOTH),
    "1.1/get-subscription": Call(account.subscription, methods=BOTH, named=True),
    "1.1/deactivate": Call(account.deactivate, named=True),
}
TEST = "1.1/test"


class Head(NamedTuple):
    """What matters of a request besides its body. `length` is -1 when it is not told."""

    call: str
    method: str
    path_key: str
    host: str
    length: int
    query: bytes


class Akismet:
    """ASGI, around the framework."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self._app = app
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or not scope["path"].startswith(ROOTS):
            await self._app(scope, receive, send)
            return
        head = _head(scope)
        try:
            answer = await self._answer(head, receive)
        except Refused as refused:
            answer = _refused(refused)
        except Exception as error:
            log.exception("%s failed: %s", head.call if head.call in CALLS else "a call", type(error).__name__)
            answer = checking.failed(500)
        length = b"%d" % len(answer.body)
        headers = [(b"content-type", answer.kind), (b"content-length", length), (b"cache-control", b"no-store")]
        body = b"" if head.method == "HEAD" else answer.body
        start = {"type": "http.response.start", "status": answer.status, "headers": [*headers, *answer.headers]}
        await send(start)  # type: ignore[arg-type]
        await send({"type": "http.response.body", "body": body, "more_body": False})

    async def _answer(self, head: Head, receive: Receive) -> Answer:
        if head.call == TEST:
            return Answer(b"connected")
        call = CALLS.get(head.call)
        if call is None:
            return invalid("There is no such call.", 404)
        if head.method not in call.methods:
            answer = invalid("This call is made in another way.", 405)
            return answer._replace(headers=(*answer.headers, (b"allow", ", ".join(call.methods).encode())))
        body = await _body(head, receive)
        asked = await self._asked(call, head, fields.read(head.query if head.method == "GET" else body))
        if isinstance(asked, Answer):
            return asked
        if call.limited and (wait := await self._desk.use.allow(asked.key)):
            metrics.count("voxpop_akismet_total", "answer", "throttled")
            help_ = (b"x-akismet-debug-help", b"The key has used up its calls.")
            return Answer(b"limit reached", (help_, (b"retry-after", b"%d" % wait)), 429)
        return await call.answer(self._desk, asked)

    async def _asked(self, call: Call, head: Head, given: Fields) -> Asked | Answer:
        """Who asks for what, or why it is not even asked."""
        desk = self._desk
        await desk.keys.load()
        said = self._said(head, given, named=call.named)
        key = desk.keys.find(said)
        if key is None:
            return _invalid("This is not a key of this server, or no longer.")
        if call.scope and call.scope not in key.scopes:
            return _invalid(f"This key is not good for {call.scope}.")
        for name in call.needs:
            if not given.get(name).strip():
                return _invalid(f'Empty "{name}" value.')
        blog = given.get("blog").strip()
        spelt = await self._blog(key, blog) if blog else ""
        if spelt is None:
            return _invalid("The blog is no full address, or not one that this key is for.")
        desk.spoken[key.id] = said
        return Asked(key, said, given, spelt, desk.house.clock.now())

    def _said(self, head: Head, given: Fields, *, named: bool) -> str:
        """The key that a request brings, '' for none and for several."""
        fields = given.get("api_key", 40).strip().lower(), given.get("key", 40).strip().lower()
        if named and fields[1]:
            return fields[1]
        body = fields[0] or fields[1]
        others = {one for one in (head.path_key.lower(), self._label(head.host)) if one}
        all_ = others | {body} if body else others
        return all_.pop() if len(all_) == 1 else ""

    def _label(self, host: str) -> str:
        """The key that is the first label of a name of ours, else ''."""
        label, _, rest = host.lower().partition(".")
        if not rest or not KEY.fullmatch(label):
            return ""
        return label if self._ours(rest.partition(":")[0]) else ""

    def _ours(self, name: str) -> bool:
        """Is this a name of this server? Without a `public_url` whatever readers call it is (people/door)."""
        settings = self._desk.house.settings
        if not settings.public_url or name in settings.akismet_hosts:
            return True
        return name == settings.public_url.partition("://")[2].partition(":")[0]

    async def _blog(self, key: Key, blog: str) -> str | None:
        """The one spelling of a front page; None when it is none, or another one's than the key's."""
        try:
            address = urls.address(blog)
        except Refused:
            return None
        if key.blog:
            return address.key if address.key == urls.address(key.blog).key else None
        try:
            owner = await self._desk.house.sites.at(address.origin)
        except Refused:  # of several sites none is there
            return address.key
        return address.key if owner.id == key.site else None


def _head(scope: HTTPScope) -> Head:
    path = scope["path"].removesuffix("/")
    key = ""
    if path.startswith("/k/"):
        key, _, rest = path[3:].partition("/")
        path = f"/{rest}"
    host, length = "", -1
    for name, value in scope["headers"]:
        if name == b"host":
            host = value.decode("latin-1")
        elif name == b"content-length":
            length = int(value) if value.isdigit() and len(value) < 16 else -1
    return Head(path[1:], scope["method"], key, host, length, scope["query_string"])


async def _body(head: Head, receive: Receive) -> bytes:
    """Raises Refused body_too_large, unread when it says so itself."""
    large = Refused("body_too_large", f"More than {LARGEST} bytes were sent.")
    if head.length > LARGEST:
        raise large
    body, more = b"", head.length != 0
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise Refused("body_invalid", "The request broke off.")
        body, more = body + message["body"], message["more_body"]
        if len(body) > LARGEST:
            raise large
    return body


def _invalid(help_: str) -> Answer:
    metrics.count("voxpop_akismet_total", "answer", "invalid")
    return invalid(help_)


def _refused(refused: Refused) -> Answer:
    metrics.count("voxpop_refusals_total", "code", refused.code)
    status = {"body_too_large": 413, "body_invalid": 400}.get(refused.code)
    return invalid(refused.sentence, status) if status else checking.failed()
