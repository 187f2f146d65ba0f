"""Microsoft: OpenID Connect. "OpenID Connect on the Microsoft identity platform" and "ID token claims reference".

Each tenant is an issuer of its own, and `common` stands for all of them: `{tenant}` in the issuer is what the operator
chose, and what is published for it may say `{tenantid}`, which the token's claim `tid` stands in for (oidc.py).
"""

from collections.abc import Sequence
from typing import Any

from voxpop.people import claims
from voxpop.people.provider import Profile, Provider


def read(replies: Sequence[Any]) -> Profile:
    """The address of a Microsoft account is whatever its tenant's administrator wrote: it proves nothing. A picture
    there is only for who holds the provider's token.
    """
    return claims.standard(replies)._replace(email="", picture="")


PROVIDER = Provider(
    key="microsoft",
    name="Microsoft",
    issuer="https://login.microsoftonline.com/{tenant}/v2.0",
    scopes=("openid", "profile"),
    read=read,
    oidc=True,
    asked={"prompt": "select_account"},
)
