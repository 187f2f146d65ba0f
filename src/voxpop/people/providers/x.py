"""X, once Twitter, by OAuth 2. Sources: docs.x.com, "OAuth 2.0 Authorization Code Flow with PKCE", "Get my User".

PKCE is required; the client proves itself by HTTP Basic; a code is good for 30 seconds. /2/users/me wants `tweet.read`
beside `users.read`. An answer without `data` has `errors`, whatever its status. No e-mail address is asked for.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from voxpop.people import said
from voxpop.people.provider import Profile, Provider

NAME = "X"
ISSUER = "https://x.com"


def read(replies: Sequence[Any]) -> Profile:
    me = said.fields((said.fields(replies, 0, NAME).get("data"),), 0, NAME)
    handle = said.words(me.get("username"))
    return Profile(
        issuer=ISSUER,
        subject=said.number(me.get("id"), NAME),
        name=said.words(me.get("name"), handle),
        picture=_larger(said.address(me.get("profile_image_url"))),
        page=f"https://x.com/{quote(handle, safe='')}" if handle else "",
    )


def _larger(picture: str) -> str:
    """The variant of 73 pixels where there is one: that of the reply has 48."""
    start, normal, ending = picture.rpartition("_normal.")
    return f"{start}_bigger.{ending}" if normal else picture


PROVIDER = Provider(
    key="x",
    name=NAME,
    issuer=ISSUER,
    scopes=("users.read", "tweet.read"),
    read=read,
    authorize="https://x.com/i/oauth2/authorize",
    token="https://api.x.com/2/oauth2/token",
    profile=("https://api.x.com/2/users/me?user.fields=profile_image_url",),
    basic=True,
)
