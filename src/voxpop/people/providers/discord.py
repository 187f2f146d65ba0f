"""Discord, by OAuth 2. Sources: docs.discord.com, "OAuth2", "User Resource", "Image Formatting".

Ids are numbers written as strings. A picture is named by a hash; there is no public page of a person.
"""

import re
from collections.abc import Sequence
from typing import Any

from voxpop.people import said
from voxpop.people.provider import Profile, Provider

NAME = "Discord"
ISSUER = "https://discord.com"
HASH = re.compile(r"[A-Za-z0-9_]{1,80}")
SIDE = 128  # pixels of the picture: a power of two


def read(replies: Sequence[Any]) -> Profile:
    me = said.fields(replies, 0, NAME)
    subject = said.number(me.get("id"), NAME)
    return Profile(
        issuer=ISSUER,
        subject=subject,
        name=said.words(me.get("global_name"), me.get("username")),
        picture=_picture(subject, me.get("avatar")),
        email=said.email(me.get("email"), proved=me.get("verified")),
    )


def _picture(subject: str, name: Any) -> str:
    if not isinstance(name, str) or not HASH.fullmatch(name):
        return ""
    return f"https://cdn.discordapp.com/avatars/{subject}/{name}.png?size={SIDE}"


PROVIDER = Provider(
    key="discord",
    name=NAME,
    issuer=ISSUER,
    scopes=("identify", "email"),
    read=read,
    authorize="https://discord.com/oauth2/authorize",
    token="https://discord.com/api/oauth2/token",
    profile=("https://discord.com/api/users/@me",),
)
