"""Any issuer of OpenID Connect, by configuration alone: all that is not in the keys, it publishes."""

from urllib.parse import urlsplit

from voxpop.people import claims
from voxpop.people.provider import Keys, Provider


def of(keys: Keys) -> Provider:
    name = keys.name or urlsplit(keys.issuer).hostname or keys.provider
    return Provider(
        key=keys.provider,
        name=name,
        issuer=keys.issuer,
        scopes=("openid", "profile", "email"),
        read=claims.standard,
        oidc=True,
    )
