"""Sign in with Apple: OpenID Connect, with a secret that is signed anew and an answer that comes as a form.

"Sign in with Apple REST API", "Creating a client secret" and "Configuring your webpage for Sign in with Apple" in
Apple's developer documentation. The name comes once, the first time, by way of the browser and unsigned: it is a name
that somebody chose, and nothing else in it is believed.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from voxpop.people import said
from voxpop.people.asking import Away
from voxpop.people.provider import Keys, Profile, Provider

ISSUER = "https://appleid.apple.com"
LASTS = 300  # seconds; Apple takes up to six months


def read(replies: Sequence[Any]) -> Profile:
    """`replies` are the claims and, the first time, what came with them as `user`."""
    claims: Mapping[str, Any] = replies[0]
    proved = claims.get("email_verified") is True or claims.get("email_verified") == "true"  # documented as either
    return Profile(
        issuer=claims["iss"],
        subject=claims["sub"],
        name=_name(replies[1]) if len(replies) > 1 else "",
        email=said.email(claims.get("email"), proved=proved),
    )


def _name(user: Any) -> str:
    name = user.get("name") if isinstance(user, Mapping) else None
    if not isinstance(name, Mapping):
        return ""
    return f"{said.words(name.get('firstName'))} {said.words(name.get('lastName'))}".strip()


def secret(keys: Keys, now: int) -> str:
    """A token that only the holder of the key can have signed. `now` in microseconds. Raises Away."""
    import json

    from joserfc import errors, jws
    from joserfc.jwk import ECKey

    at = now // 1_000_000
    header = {"alg": "ES256", "kid": keys.more["key_id"]}
    claims = {"iss": keys.more["team"], "iat": at, "exp": at + LASTS, "aud": ISSUER, "sub": keys.id}
    try:
        key = ECKey.import_key(keys.more["key"])
        return jws.serialize_compact(header, json.dumps(claims), key, algorithms=["ES256"])
    except (errors.JoseError, ValueError, TypeError):
        raise Away("the key of `sign_in` for apple is no private key of P-256") from None


PROVIDER = Provider(
    key="apple",
    name="Apple",
    issuer=ISSUER,
    scopes=("openid", "name", "email"),
    read=read,
    oidc=True,
    form_post=True,
    secret=secret,
)
