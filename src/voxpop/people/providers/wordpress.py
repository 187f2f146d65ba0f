"""WordPress.com, by OAuth 2. Sources: developer.wordpress.com, "OAuth2 Authentication" and "GET /me" (REST API 1.1).

The scope `auth` opens /me and nothing else. Errors are `{"error", "error_description"}` of the token endpoint and
`{"error", "message"}` of the rest.
"""

from collections.abc import Sequence
from typing import Any

from voxpop.people import said
from voxpop.people.provider import Profile, Provider

NAME = "WordPress.com"
ISSUER = "https://wordpress.com"
FIELDS = "ID,display_name,username,email,email_verified,avatar_URL,profile_URL"


def read(replies: Sequence[Any]) -> Profile:
    me = said.fields(replies, 0, NAME)
    return Profile(
        issuer=ISSUER,
        subject=said.number(me.get("ID"), NAME),
        name=said.words(me.get("display_name"), me.get("username")),
        picture=said.address(me.get("avatar_URL")),
        page=said.address(me.get("profile_URL")),
        email=said.email(me.get("email"), proved=me.get("email_verified")),
    )


PROVIDER = Provider(
    key="wordpress",
    name=NAME,
    issuer=ISSUER,
    scopes=("auth",),
    read=read,
    authorize="https://public-api.wordpress.com/oauth2/authorize",
    token="https://public-api.wordpress.com/oauth2/token",
    profile=(f"https://public-api.wordpress.com/rest/v1.1/me?fields={FIELDS}",),
)
