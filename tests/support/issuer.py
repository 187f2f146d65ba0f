"""An issuer of OpenID Connect on loopback that can be told to lie, and a reader who signs in with it.

async with issuer.dancing(open_house) as dance:
    dance.issuer.claims["aud"] = "somebody-else"       # and so with header, document, userinfo, answers
    profile = await dance.around()                     # there, consent, and back

It keeps to the specification in what it is not told: PKCE with S256, codes that are good once, the exact address to
come back to, the client's secret.
"""

import base64
import contextlib
import dataclasses
import hashlib
import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from joserfc.jwk import ECKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from tests.support import stub
from tests.support.clock import MovableClock
from tests.support.house import Place
from voxpop.people import keys, oauth
from voxpop.people.provider import Asked, Keys, Profile, Provider, Returned
from voxpop.people.providers import offered

BACK = "https://talk.example/sign-in/paper/back"
CLIENT, SECRET = "voxpop-1", "a secret & more"
SIGNED = {"RS256": "RS256", "ES256": "ES256", "EdDSA": "Ed25519"}  # the library's name for it
GONE = object()  # in the place of a value: nothing at all

Sign = Callable[[bytes], bytes]


@lru_cache
def key(algorithm: str, number: int = 0) -> Any:
    """A key pair for an algorithm; there are several."""
    if algorithm == "RS256":
        return RSAKey.generate_key(2048)
    return ECKey.generate_key("P-256") if algorithm == "ES256" else OKPKey.generate_key("Ed25519")


def public(algorithm: str, kid: str, number: int = 0) -> dict[str, Any]:
    return {**key(algorithm, number).as_dict(private=False), "kid": kid, "use": "sig", "alg": algorithm}


def signing(algorithm: str, number: int = 0) -> Sign:
    return lambda said: JWSRegistry.algorithms[SIGNED[algorithm]].sign(said, key(algorithm, number))


def part(said: Any) -> str:
    """A part of a token: bytes as they are, anything else as JSON."""
    written = said if isinstance(said, bytes) else json.dumps(said).encode()
    return base64.urlsafe_b64encode(written).decode().rstrip("=")


def token(header: Any, said: Any, sign: Sign) -> str:
    begun = f"{part(header)}.{part(said)}"
    return f"{begun}.{part(sign(begun.encode()))}"


@dataclasses.dataclass
class Issuer:
    """What it was told to say otherwise: fields of the id token's claims and header, of the document, of userinfo.

    `write` makes the token out of header and claims; `answers` are what an address does instead of its work.
    """

    clock: MovableClock
    port: int = 0
    algorithm: str = "RS256"
    keys: list[dict[str, Any]] = dataclasses.field(default_factory=lambda: [public("RS256", "one")])
    claims: dict[str, Any] = dataclasses.field(default_factory=dict)
    header: dict[str, Any] = dataclasses.field(default_factory=dict)
    document: dict[str, Any] = dataclasses.field(default_factory=dict)
    userinfo: Any = None
    write: Callable[[dict[str, Any], dict[str, Any]], str] | None = None
    answers: dict[str, stub.Behave] = dataclasses.field(default_factory=dict)
    asked: list[str] = dataclasses.field(default_factory=list)
    refused: list[str] = dataclasses.field(default_factory=list)
    codes: dict[str, dict[str, str]] = dataclasses.field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def meet(self, asked: stub.Asked, writer: Any) -> None:
        path = asked.target.partition("?")[0]
        self.asked.append(path)
        behave = self.answers.get(path) or self._answer(path, asked)
        await behave(asked, writer)

    def _answer(self, path: str, asked: stub.Asked) -> stub.Behave:
        if path == "/.well-known/openid-configuration":
            return _json(200, self.published())
        if path == "/keys":
            return _json(200, {"keys": self.keys})
        if path == "/token":
            return self._redeem(asked)
        if path == "/userinfo" and asked.fields.get("authorization") == "Bearer for-userinfo":
            return _json(200, self.userinfo)
        return _json(404, {})

    def published(self) -> dict[str, Any]:
        plain = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "id_token_signing_alg_values_supported": ["RS256", "ES256", "EdDSA", "HS256", "none"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }
        if self.userinfo is not None:
            plain["userinfo_endpoint"] = f"{self.url}/userinfo"
        return _told(plain, self.document)

    def consent(self, address: str, **more: str) -> Returned:
        """A reader says yes at the address that they were sent to."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256", "PKCE is missing, or plain"
        assert len(asked["code_challenge"]) == 43
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return Returned(code, **more)

    def _redeem(self, asked: stub.Asked) -> stub.Behave:
        form = asked.form
        given = self.codes.pop(form.get("code", ""), None)
        shown = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if not self._knows(asked):
            return self._refuse(401, "invalid_client")
        if form.get("grant_type") != "authorization_code" or given is None:
            return self._refuse(400, "invalid_grant")
        if shown.decode().rstrip("=") != given["code_challenge"] or form.get("redirect_uri") != given["redirect_uri"]:
            return self._refuse(400, "invalid_grant")
        answer = {"access_token": "for-userinfo", "token_type": "Bearer", "id_token": self.id_token(given["nonce"])}
        return _json(200, answer)

    def _knows(self, asked: stub.Asked) -> bool:
        if "client_secret_basic" in self.published()["token_endpoint_auth_methods_supported"]:
            pair = base64.b64encode(b"voxpop-1:a+secret+%26+more").decode()
            return bool(asked.fields.get("authorization") == f"Basic {pair}")
        return bool((asked.form.get("client_id"), asked.form.get("client_secret")) == (CLIENT, SECRET))

    def _refuse(self, status: int, error: str) -> stub.Behave:
        self.refused.append(error)
        return _json(status, {"error": error, "error_description": "<script>alert(1)</script>"})

    def id_token(self, nonce: str) -> str:
        now = self.clock.wall() // 1_000_000
        plain = {"iss": self.url, "sub": "ann-7", "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": nonce}
        header = _told({"alg": self.algorithm, "kid": "one", "typ": "JWT"}, self.header)
        claims = _told({**plain, "name": "Ann Kask"}, self.claims)
        if self.write:
            return self.write(header, claims)
        return token(header, claims, signing(self.algorithm))


def _told(plain: dict[str, Any], otherwise: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**plain, **otherwise}.items() if value is not GONE}


def _json(status: int, said: Any) -> stub.Behave:
    return stub.saying(status, json.dumps(said).encode())


@dataclasses.dataclass
class Dance:
    """A reader who signs in at a house with the first provider of its settings."""

    place: Place
    issuer: Issuer

    @property
    def whom(self) -> tuple[Keys, Provider]:
        return offered(keys.of(self.place.house.settings))[0]

    async def leave(self) -> tuple[str, Asked]:
        """Where they are sent, and what is kept of it."""
        asked = Asked(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48), BACK)
        return await oauth.address(self.place.house, *self.whom, asked), asked

    async def come_back(self, asked: Asked, returned: Returned) -> Profile:
        return await oauth.profile(self.place.house, *self.whom, asked, returned)

    async def around(self, **more: str) -> Profile:
        """There, consent, and back with `more`."""
        address, asked = await self.leave()
        return await self.come_back(asked, self.issuer.consent(address, **more))


@contextlib.asynccontextmanager
async def dancing(
    open_house: Callable[..., Awaitable[Place]], name: str = "paper", **fields: str
) -> AsyncIterator[Dance]:
    """A house that knows this issuer as `name`: one of its own, or one that is told that its `server` is here."""
    clock = MovableClock()
    issuer = Issuer(clock)
    async with stub.serving(issuer.meet) as there:
        issuer.port = there.port
        agreed = {"id": CLIENT, "secret": SECRET, "issuer" if name == "paper" else "server": issuer.url, **fields}
        place = await open_house(sign_in=json.dumps({name: agreed}))
        issuer.clock = place.clock
        yield Dance(place, issuer)
