"""A site's own accounts: a token that the site signs says who its reader is (docs/host-accounts.md).

A JWT (RFC 7519) with the site's one key (rule host_key): the algorithm is the key's, whatever the token says, and the
key is never the token's own. It is for this site, and for an hour at most. What it says holds: who can sign it is the
site.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from voxpop.lib import names, urls
from voxpop.lib.refused import Refused
from voxpop.lib.sentence import said
from voxpop.people import asking, claims, signed
from voxpop.people.claims import Lied
from voxpop.people.person import READER, STAFF
from voxpop.people.provider import Profile
from voxpop.sites import host_key
from voxpop.sites.host_key import HS256, HostKey
from voxpop.sites.site import Site

ISSUER = "host"
LONGEST = 3600  # seconds for which a token may be good
LEEWAY = 60  # seconds by which two clocks may differ
LATEST = 1 << 53  # seconds; a time beyond is none
NAME_LONGEST = 200
ADDRESS_LONGEST = 2000
BADGES = 5
BADGE_LONGEST = 30
ALGORITHMS = {HS256: (HS256,), host_key.EDDSA: ("EdDSA", "Ed25519")}  # RFC 8037 and RFC 9864 name it differently


class HostAccount(NamedTuple):
    """A reader by their site's word. `role` is reader or staff."""

    profile: Profile
    badges: tuple[str, ...]
    role: str


def audience(site: Site) -> str:
    """What `aud` has to be. The name alone may well be that of something else that the site signs tokens for."""
    return f"voxpop:{site.name}"


def read(site: Site, token: str, now: int) -> HostAccount:
    """Who the token says its reader is; `now` in microseconds since 1970. Raises Refused token_refused."""
    if not site.rules.host_key:
        raise _refused("no key is agreed with this site (rule host_key)")
    try:
        said = _said(host_key.read(site.rules.host_key), token)
        _check_audience(said.get("aud"), audience(site))
        _check_times(said, now // 1_000_000)
        return _account(said)
    except Lied as lied:
        raise _refused(lied.sentence) from None


def _refused(why: str) -> Refused:
    return Refused("token_refused", said("The site could not sign its reader in: %(why)s.", why=str(why)))


def _said(key: HostKey, token: str) -> dict[str, Any]:
    """The claims, once it is sure that the site has signed them. Raises Lied."""
    agreed = ALGORITHMS[key.algorithm]
    opened = signed.opened(token, agreed, agreed)
    payload = signed.payload(opened, _jwk(key))
    try:
        said = asking.read(payload)
    except ValueError as error:
        raise Lied(f"the claims of its token are not JSON ({error})") from None
    if not isinstance(said, dict):
        raise Lied("the claims of its token are no JSON object")
    return said


def _jwk(key: HostKey) -> dict[str, str]:
    material = host_key.base64url(key.material)
    if key.algorithm == HS256:
        return {"kty": "oct", "k": material}
    return {"kty": "OKP", "crv": "Ed25519", "x": material}


def _check_audience(told: Any, wanted: str) -> None:
    """One, and this: some libraries write even a single one as a list."""
    if told not in (wanted, [wanted]):
        raise Lied(f"aud is not {wanted!r}")


def _check_times(said: Mapping[str, Any], now: int) -> None:
    """`now` in seconds. A clock that is wrong is told apart from a token that is old, for whoever has to mend it."""
    end = _time(said, "exp")
    if now - end > LEEWAY:
        raise Lied(f"exp was {now - end:.0f} s ago")
    if end - now > LONGEST + LEEWAY:
        raise Lied(f"exp is more than {LONGEST} s ahead")
    for name in ("iat", "nbf"):
        if name in said and _time(said, name) - now > LEEWAY:
            raise Lied(f"{name} is {_time(said, name) - now:.0f} s ahead")


def _time(said: Mapping[str, Any], name: str) -> float:
    """A NumericDate (RFC 7519, 2)."""
    value = said.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < LATEST:
        raise Lied(f"{name} is missing" if value is None else f"{name} is not a number of seconds since 1970")
    return value


def _account(said: Mapping[str, Any]) -> HostAccount:
    role = said.get("role", READER)
    if role not in (READER, STAFF):
        raise Lied("role is neither 'reader' nor 'staff'")
    profile = Profile(
        issuer=ISSUER,
        subject=_subject(said.get("sub")),
        name=_name(said.get("name")),
        picture=_address(said, "picture"),
        page=_address(said, "profile"),
    )
    return HostAccount(profile, _badges(said.get("badges", [])), role)


def _subject(told: Any) -> str:
    """A number is refused: written as one here and as a text there, it would be two accounts."""
    if not isinstance(told, str):
        raise Lied("sub is missing" if told is None else "sub is not a text (put the number into quotation marks)")
    try:
        return claims.subject(told)
    except Lied:
        raise Lied("sub is nobody's id: want 1 to 255 characters that say who it is") from None


def _name(told: Any) -> str:
    """As it can be shown: spelling needs joiners that are no printable characters. '' where it is none."""
    if told is None:
        return ""
    if not isinstance(told, str) or len(told) > NAME_LONGEST:
        raise Lied(f"name is not a text of at most {NAME_LONGEST} characters")
    return names.clean_or_none(told[: names.LONGEST])


def _address(said: Mapping[str, Any], name: str) -> str:
    """'' where it is not said; templates write that as null or as nothing."""
    told = said.get(name)
    if told in (None, ""):
        return ""
    if not isinstance(told, str) or len(told) > ADDRESS_LONGEST or not told.isprintable() or not _secure(told):
        raise Lied(f"{name} is not an address of at most {ADDRESS_LONGEST} characters that begins with https://")
    return told


def _secure(address: str) -> bool:
    try:
        return urls.origin(address).startswith("https://")
    except Refused:
        return False


def _badges(told: Any) -> tuple[str, ...]:
    if not isinstance(told, list) or len(told) > BADGES:
        raise Lied(f"badges is not a list of at most {BADGES}")
    short = (each if isinstance(each, str) and len(each) <= BADGE_LONGEST else "" for each in told)
    badges = tuple(map(names.clean_or_none, short))
    if not all(badges):
        raise Lied(f"badges holds what is not a text of 1 to {BADGE_LONGEST} characters")
    return badges
