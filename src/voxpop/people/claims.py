"""What an issuer of OpenID Connect says of a person, and what is looked at of every Profile in the end.

Knows no provider: what is odd about one stands in its file in providers/.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from voxpop.lib import email, urls
from voxpop.lib.refused import Refused
from voxpop.people import said
from voxpop.people.provider import Profile

SUBJECT_LONGEST = 255  # characters; OpenID Connect Core 1.0, 2
NAME_LONGEST = 200


class Lied(Refused):
    """A token or a profile cannot be right; `why` goes into brackets after a sentence about the provider."""

    def __init__(self, why: str) -> None:
        super().__init__("provider_lied", why)


def standard(replies: Sequence[Any]) -> Profile:
    """A Profile of the standard claims (OpenID Connect Core 1.0, 5.1)."""
    claims: Mapping[str, Any] = replies[0]
    return Profile(
        issuer=claims["iss"],
        subject=claims["sub"],
        name=said.words(claims.get("name"), claims.get("preferred_username")),
        picture=said.address(claims.get("picture")),
        page=said.address(claims.get("profile")),
        email=said.email(claims.get("email"), proved=claims.get("email_verified")),
    )


def subject(value: Any) -> str:
    """An id that names one account for ever. Raises Lied."""
    if not isinstance(value, str) or not value.strip() or value.strip().lower() in said.NOBODY:
        raise Lied("there is no id in it")
    if len(value) > SUBJECT_LONGEST or not value.isprintable():
        raise Lied("its id is none")
    return value


def sure(profile: Profile) -> Profile:
    """A Profile that names one account, and holds nothing that cannot be kept. Raises Lied."""
    if not profile.issuer:
        raise Lied("nobody stands for it")
    return profile._replace(
        subject=subject(profile.subject),
        name=_shown(profile.name),
        picture=_address(profile.picture),
        page=_address(profile.page),
        email=_mailbox(profile.email),
    )


def _shown(name: str) -> str:
    return "".join(filter(str.isprintable, name[:NAME_LONGEST])).strip()


def _address(written: str) -> str:
    try:
        urls.origin(written)
    except Refused:
        return ""
    return written


def _mailbox(written: str) -> str:
    try:
        return email.check(written) if written else ""
    except Refused:
        return ""
