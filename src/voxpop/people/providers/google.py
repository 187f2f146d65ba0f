"""Google: OpenID Connect. "OpenID Connect" in the documentation of Google Identity."""

from collections.abc import Sequence
from typing import Any

from voxpop.people import claims, said
from voxpop.people.provider import Profile, Provider

GOOGLE_S_OWN = ("@gmail.com", "@googlemail.com")


def read(replies: Sequence[Any]) -> Profile:
    """An address that is neither Google's own nor of a domain that Google hosts (`hd`) was proved once, when the
    account was made, and may be somebody else's by now: the documentation calls Google authoritative for the others.
    """
    profile = claims.standard(replies)
    sure = profile.email.endswith(GOOGLE_S_OWN) or bool(said.words(replies[0].get("hd")))
    return profile if sure else profile._replace(email="")


PROVIDER = Provider(
    key="google",
    name="Google",
    issuer="https://accounts.google.com",
    scopes=("openid", "profile", "email"),
    read=read,
    oidc=True,
    asked={"prompt": "select_account"},
)
