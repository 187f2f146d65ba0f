"""GitHub, by OAuth 2.

Sources: docs.github.com, "Authorizing OAuth apps", "Get the authenticated user", "List email addresses for the
authenticated user". The token endpoint answers as a form unless JSON is accepted, and its errors have status 200. The
login can be changed and taken by another; the number cannot.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from voxpop.people import said
from voxpop.people.provider import Profile, Provider

NAME = "GitHub"
ISSUER = "https://github.com"


def read(replies: Sequence[Any]) -> Profile:
    me = said.fields(replies, 0, NAME)
    return Profile(
        issuer=ISSUER,
        subject=said.number(me.get("id"), NAME),
        name=said.words(me.get("name"), me.get("login")),
        picture=said.address(me.get("avatar_url")),
        page=said.address(me.get("html_url")),
        email=_email(replies[1] if len(replies) > 1 else None),
    )


def _email(listed: Any) -> str:
    """The primary address, if it was proved."""
    for entry in listed if isinstance(listed, list) else ():
        if isinstance(entry, Mapping) and entry.get("primary") is True:
            return said.email(entry.get("email"), proved=entry.get("verified"))
    return ""


PROVIDER = Provider(
    key="github",
    name=NAME,
    issuer=ISSUER,
    scopes=("user:email",),
    read=read,
    authorize="https://github.com/login/oauth/authorize",
    token="https://github.com/login/oauth/access_token",
    profile=("https://api.github.com/user", "https://api.github.com/user/emails"),
)
