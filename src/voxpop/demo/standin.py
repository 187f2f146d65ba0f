"""A stand-in for Google, WordPress.com, X and Facebook beside the demo, so that signing in can be tried without keys.

with standin.beside(settings) as settings:     # the same, with keys for the stand-in in them
    serving.serve(settings, opened)

It speaks OpenID Connect as Google does and OAuth 2 as the others do, at the paths of their own, and asks who one wants
to be. Whoever comes is whoever they say: it is only there for a demo that nobody reaches from elsewhere.
"""

import base64
import contextlib
import dataclasses
import hashlib
import hmac
import ipaddress
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, NamedTuple, TypeVar
from urllib.parse import unquote_plus, urlencode, urlsplit

import uvicorn
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Litestar, Request, Response, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body

from voxpop.demo import impostors
from voxpop.demo.impostors import Impostor
from voxpop.lib.refused import Refused
from voxpop.people.providers import KNOWN
from voxpop.settings import Settings

T = TypeVar("T")
Fields = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
Asking = Request[Any, Any, Any]

NOTE = "Google, WordPress.com, X and Facebook are played by a stand-in: nobody's real account is asked."
KINDS = ("google", "wordpress", "x", "facebook")
OPENID = ("/authorize", "/token")
ASKED = ("client_id", "redirect_uri", "state", "nonce", "code_challenge", "code_challenge_method")
MOST = 256  # codes and tokens that are kept
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
HEADERS = {"content-security-policy": POLICY, "cache-control": "no-store", "referrer-policy": "no-referrer"}

PAGE = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined)


class Client(NamedTuple):
    id: str
    secret: str


class Consent(NamedTuple):
    """What a code stands for."""

    kind: str
    who: Impostor
    asked: Mapping[str, str]


class Standin:
    """`origins` are those of the demo, to which readers may be sent back; `now` is the time in seconds."""

    def __init__(self, url: str, origins: frozenset[str], now: Callable[[], float]) -> None:
        self.url = url
        self.origins = origins
        self.now = now
        self.clients = {kind: Client(f"demo-{kind}", secrets.token_urlsafe(24)) for kind in KINDS}
        self.key = impostors.new_key()
        self.codes: dict[str, Consent] = {}
        self.tokens: dict[str, Consent] = {}

    def kind(self, client: str) -> str:
        """Raises Refused standin_refused."""
        for kind, known in self.clients.items():
            if known.id == client:
                return kind
        raise Refused("standin_refused", "The stand-in does not know who asks.")

    def looked_at(self, sent: Mapping[str, str]) -> tuple[str, dict[str, str]]:
        """Whom to stand in for, and what was asked. Raises Refused standin_refused."""
        asked = {name: sent.get(name, "") for name in ASKED}
        kind = self.kind(asked["client_id"])
        where = urlsplit(asked["redirect_uri"])
        if f"{where.scheme}://{where.netloc}" not in self.origins or where.path != f"/sign-in/{kind}/back":
            raise Refused("standin_refused", "The stand-in sends readers back to the demo and nowhere else.")
        if asked["code_challenge_method"] != "S256" or not asked["code_challenge"]:
            raise Refused("standin_refused", "The stand-in wants PKCE with S256.")
        return kind, asked


def agreed(there: Standin) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The setting `sign_in` that leads to it."""
    return tuple(
        (kind, (("id", client.id), ("secret", client.secret), ("server", there.url)))
        for kind, client in there.clients.items()
    )


def paths(kind: str) -> tuple[str, str]:
    """Where a provider's readers are asked, and where its codes are redeemed."""
    known = KNOWN[kind]
    return OPENID if known.oidc else (urlsplit(known.authorize).path, urlsplit(known.token).path)


def application(there: Standin) -> Litestar:
    @get([paths(kind)[0] for kind in KINDS])
    async def ask(request: Asking) -> Response[str]:
        kind, asked = there.looked_at(request.query_params)
        page = PAGE.get_template("standin.html")
        body = page.render(name=KNOWN[kind].name, asked=asked, people=impostors.people())
        return Response(body, media_type="text/html", headers=HEADERS)

    @post("/choose", status_code=303)
    async def choose(data: Fields) -> Response[None]:
        kind, asked = there.looked_at(data)
        chosen = [person for person in impostors.people() if str(person.number) == data.get("who")]
        if chosen:
            code = secrets.token_urlsafe(24)
            _keep(there.codes, code, Consent(kind, chosen[0], asked))
            outcome = {"code": code}
        else:
            outcome = {"error": "access_denied"}
        back = f"{asked['redirect_uri']}?{urlencode(outcome | {'state': asked['state']})}"
        return Response(None, status_code=303, headers=HEADERS | {"location": back})

    @post([paths(kind)[1] for kind in KINDS], status_code=200)
    async def redeem(request: Asking, data: Fields) -> Response[dict[str, Any]]:
        return _redeem(there, request.headers.get("authorization", ""), data)

    @get([urlsplit(KNOWN[kind].profile[0]).path for kind in impostors.REPLIES])
    async def profile(request: Asking) -> Response[Any]:
        found = there.tokens.get(request.headers.get("authorization", "").removeprefix("Bearer "))
        if found is None or found.kind not in impostors.REPLIES:
            return Response({"error": "invalid_token"}, status_code=401, headers=HEADERS)
        return Response(impostors.REPLIES[found.kind](found.who), headers=HEADERS)

    @get("/.well-known/openid-configuration")
    async def published() -> dict[str, Any]:
        return {
            "issuer": there.url,
            "authorization_endpoint": there.url + OPENID[0],
            "token_endpoint": there.url + OPENID[1],
            "jwks_uri": f"{there.url}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [impostors.ALGORITHM],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    @get("/keys")
    async def keys() -> dict[str, Any]:
        return {"keys": [there.key.as_dict(private=False)]}

    return Litestar(
        [ask, choose, redeem, profile, published, keys],
        exception_handlers={Refused: _refused},
        openapi_config=None,
        logging_config=None,
        request_max_body_size=16_384,
    )


def _refused(_: Asking, refused: Refused) -> Response[str]:
    return Response(refused.sentence, status_code=400, media_type="text/plain", headers=HEADERS)


def _redeem(there: Standin, authorization: str, form: Mapping[str, str]) -> Response[dict[str, Any]]:
    """A token for a code that is good: once, for its own client, with the verifier that was promised."""
    consent = there.codes.pop(form.get("code", ""), None)
    if consent is None or form.get("redirect_uri") != consent.asked["redirect_uri"]:
        return _no("invalid_grant")
    client = there.clients[consent.kind]
    if not hmac.compare_digest(_proof(authorization, form).encode(), f"{client.id}:{client.secret}".encode()):
        return _no("invalid_client")
    made = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    if base64.urlsafe_b64encode(made).decode().rstrip("=") != consent.asked["code_challenge"]:
        return _no("invalid_grant")
    token = secrets.token_urlsafe(24)
    _keep(there.tokens, token, consent)
    said = {"access_token": token, "token_type": "bearer", "expires_in": 300}
    if consent.kind == "google":
        about = {"iss": there.url, "aud": client.id, "nonce": consent.asked["nonce"]}
        said["id_token"] = impostors.id_token(there.key, consent.who, about, int(there.now()))
    return Response(said, headers=HEADERS)


def _proof(authorization: str, form: Mapping[str, str]) -> str:
    """The client's id and secret, by HTTP Basic or in the form."""
    scheme, _, pair = authorization.partition(" ")
    if scheme.lower() != "basic":
        return f"{form.get('client_id', '')}:{form.get('client_secret', '')}"
    try:
        return unquote_plus(base64.b64decode(pair, validate=True).decode())
    except ValueError:
        return ""


def _no(error: str) -> Response[dict[str, Any]]:
    return Response({"error": error}, status_code=400, headers=HEADERS)


def _keep(store: dict[str, T], name: str, value: T) -> None:
    while len(store) >= MOST:
        del store[next(iter(store))]
    store[name] = value


@contextlib.contextmanager
def beside(settings: Settings, now: Callable[[], float] = time.time) -> Iterator[Settings]:
    """Settings with which the demo's readers are sent to a stand-in, which is there until the block ends.

    Raises Refused standin_refused where the demo can be reached from elsewhere.
    """
    if not _here(settings.host):
        raise Refused(
            "standin_refused",
            f"With --providers anybody can be anybody, so the demo must stay on this machine, not listen at "
            f"{settings.host}: take --host 127.0.0.1.",
        )
    opened = _listening(settings)
    there = Standin(f"http://127.0.0.1:{opened.getsockname()[1]}", _origins(settings), now)
    config = uvicorn.Config(application(there), ws="none", lifespan="off", log_config=None, access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([opened],), name="stand-in", daemon=True)
    thread.start()
    theirs = tuple(entry for entry in settings.sign_in if entry[0] not in KINDS)
    try:
        yield dataclasses.replace(settings, sign_in=(*agreed(there), *theirs))
    finally:
        server.should_exit = True
        thread.join()
        opened.close()


def _here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _origins(settings: Settings) -> frozenset[str]:
    """Those under which a browser on this machine may have opened the demo."""
    port = "" if settings.port == 80 else f":{settings.port}"
    hosts = ("127.0.0.1", "localhost", "[::1]")
    return frozenset((settings.address, *(f"http://{host}{port}" for host in hosts)))


def _listening(settings: Settings) -> socket.socket:
    """At the port after the demo's, so that who signed in is known the next time; at any that is free if it is not."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind(("127.0.0.1", min(settings.port + 1, 65535)))
    except OSError:
        made.bind(("127.0.0.1", 0))
    made.listen(128)
    return made
