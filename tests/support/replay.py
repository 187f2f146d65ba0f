"""A provider whose recorded replies are played back: nobody is asked, and what would have been is written down.

replay = await replaying(open_house, monkeypatch, {"google": {"id": "…", "secret": "…"}}, DOCUMENT)
profile = await replay.around({"sub": "…", …})     # the claims of the id token; the standard ones are filled in
replay.redeemed                                    # the form that was sent for it
"""

import base64
import dataclasses
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.support import issuer
from tests.support.house import Place
from voxpop.lib import fetch
from voxpop.people import keys, oauth
from voxpop.people.provider import Asked, Keys, Profile, Provider, Returned
from voxpop.people.providers import offered

ASKED = Asked("a state", "a nonce", "a-verifier-of-43-characters-0123456789-0123456789", "https://talk.example/back")
WHERE = "/.well-known/openid-configuration"


@dataclasses.dataclass
class Replay:
    """`pages` are what addresses answer; the discovery document, the keys and the id token among them."""

    place: Place
    document: Mapping[str, Any]
    pages: dict[str, Any]
    asked: list[str] = dataclasses.field(default_factory=list)
    redeemed: dict[str, str] = dataclasses.field(default_factory=dict)
    claims: dict[str, Any] = dataclasses.field(default_factory=dict)
    key: dict[str, Any] = dataclasses.field(default_factory=dict)  # what the published key says besides

    @property
    def whom(self) -> tuple[Keys, Provider]:
        return offered(keys.of(self.place.house.settings))[0]

    async def get(self, url: str, *, headers: Mapping[str, str], private: bool, **_: Any) -> fetch.Answer:
        self.asked.append(url)
        assert not private, "an address of the world is asked as such"
        if url == self.document["jwks_uri"]:
            return _answer({"keys": [{**issuer.public("RS256", "one"), **self.key}]})
        return _answer(self.pages[url])

    async def post(self, url: str, body: bytes, *, headers: Mapping[str, str], private: bool, **_: Any) -> fetch.Answer:
        assert url == self.document["token_endpoint"]
        assert not private
        self.redeemed = dict(parse_qsl(body.decode()))
        if "authorization" in headers:
            self.redeemed["basic"] = base64.b64decode(headers["authorization"].removeprefix("Basic ")).decode()
        now = self.place.clock.now // 1_000_000
        usual = {"aud": self.whom[0].id, "iat": now, "exp": now + 600, "nonce": ASKED.nonce}
        token = issuer.token({"alg": "RS256", "kid": "one"}, usual | self.claims, issuer.signing("RS256"))
        return _answer({"access_token": "opaque", "token_type": "Bearer", "expires_in": 3599, "id_token": token})

    async def leave(self) -> tuple[str, dict[str, str]]:
        """Where a reader is sent, and with what."""
        address = await oauth.address(self.place.house, *self.whom, ASKED)
        return address.partition("?")[0], dict(parse_qsl(urlsplit(address).query))

    async def around(self, claims: dict[str, Any], **returned: str) -> Profile:
        self.claims = claims
        return await oauth.profile(self.place.house, *self.whom, ASKED, Returned("code", **returned))


def _answer(said: Any) -> fetch.Answer:
    return fetch.Answer(200, {}, json.dumps(said).encode())


async def replaying(
    open_house: Callable[..., Awaitable[Place]],
    monkeypatch: pytest.MonkeyPatch,
    agreed: dict[str, dict[str, str]],
    document: Mapping[str, Any],
    at: str = "",
) -> Replay:
    """`at` is where the document is found, if not where its own issuer is."""
    place = await open_house(sign_in=json.dumps(agreed))
    replay = Replay(place, document, {(at or document["issuer"]) + WHERE: document})
    monkeypatch.setattr(fetch, "get", replay.get)
    monkeypatch.setattr(fetch, "post", replay.post)
    return replay
