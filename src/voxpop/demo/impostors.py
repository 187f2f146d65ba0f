"""The people who have accounts at the stand-in, and what each provider would say of them. All of it is invented.

Nothing of it lasts but who is who: the same person has the same ids each time the demo is started.
"""

import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from random import Random
from typing import Any, NamedTuple

from joserfc import jwt
from joserfc.jwk import ECKey

from voxpop.demo import cast

MANY = 5  # people to choose from
LASTS = 300  # seconds that an id token is good
ALGORITHM = "ES256"


class Impostor(NamedTuple):
    number: int
    name: str

    @property
    def handle(self) -> str:
        return self.name.lower().replace(" ", "").replace("-", "")

    @property
    def email(self) -> str:
        return f"{self.handle}@reader.example"


@cache
def people() -> tuple[Impostor, ...]:
    """A few of the cast whose names any provider would take."""
    names = [person.name for person in cast.assemble(Random("stand-in")) if cast.PLAIN.fullmatch(person.name)]  # noqa: S311
    return tuple(Impostor(number, name) for number, name in enumerate(names[:MANY]))


def subject(kind: str, who: Impostor) -> str:
    """The id of somebody at a provider: a number, and at each another."""
    return str(1 + int.from_bytes(hashlib.sha256(f"{kind} {who.name}".encode()).digest()[:6]))


def _wordpress(who: Impostor) -> Any:
    return {
        "ID": int(subject("wordpress", who)),
        "display_name": who.name,
        "username": who.handle,
        "email": who.email,
        "email_verified": True,
    }


def _x(who: Impostor) -> Any:
    return {"data": {"id": subject("x", who), "name": who.name, "username": who.handle}}


def _facebook(who: Impostor) -> Any:
    return {"id": subject("facebook", who), "name": who.name, "picture": {"data": {"is_silhouette": True}}}


REPLIES: Mapping[str, Callable[[Impostor], Any]] = {"wordpress": _wordpress, "x": _x, "facebook": _facebook}


def new_key() -> ECKey:
    return ECKey.generate_key("P-256", {"kid": "stand-in", "use": "sig", "alg": ALGORITHM})


def id_token(key: ECKey, who: Impostor, about: Mapping[str, str], now: int) -> str:
    """What OpenID Connect says of somebody, signed; `about` are its iss, aud and nonce, `now` is in seconds."""
    claims = {
        **about,
        "sub": subject("google", who),
        "iat": now,
        "exp": now + LASTS,
        "name": who.name,
        "email": who.email,
        "email_verified": True,
        "hd": "reader.example",
    }
    return jwt.encode({"alg": ALGORITHM, "kid": key.kid}, claims, key)
