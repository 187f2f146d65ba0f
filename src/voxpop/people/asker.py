"""Who is asking: an address, a browser, and the session of who signed in, or the cookie by which a guest is known."""

import hashlib
import ipaddress
import secrets
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from voxpop.lib.address import parsed
from voxpop.people import cookies
from voxpop.people.sessions import Session
from voxpop.settings import Network

COOKIE = cookies.GUEST.name
COOKIE_BYTES = 16
AGENT_LIMIT = 300  # characters of a browser's name that are kept


class Asker(NamedTuple):
    """`group` is what limits are counted by: an IPv4 address, an IPv6 /64. `token` is the guest cookie, or ''.

    `fresh`: the token was made for this answer, so that nobody can have been here with it. `lapsed`: they came with a
    session that is over.
    """

    address: str
    group: str
    agent: str
    token: str
    fresh: bool = False
    session: Session | None = None
    lapsed: bool = False


def owner(asker: Asker) -> bytes | None:
    """What stands for the asker in what they write and like: a person's mark, or the hash of a guest's cookie."""
    return asker.session.person.mark if asker.session else guest(asker.token)


def guest(token: str) -> bytes | None:
    """What is kept of a guest's cookie: a hash, enough to know it again. None without a cookie."""
    if not token:
        return None
    return hashlib.blake2b(token.encode(), digest_size=16, person=b"voxpop guest").digest()


def new_token() -> str:
    return secrets.token_urlsafe(COOKIE_BYTES)


def well_formed(token: str) -> str:
    """The token itself when it can be one of ours, else ''."""
    return token if len(token) == 22 and token.replace("-", "").replace("_", "").isalnum() and token.isascii() else ""


def client_address(peer: str, forwarded: str, trusted: Iterable[Network]) -> str:
    """The reader's address: the peer's, or behind trusted proxies the last forwarded one that is not a proxy's."""
    chain = [peer] + [part.strip() for part in reversed(forwarded.split(","))] if forwarded else [peer]
    networks = tuple(trusted)
    for hop in chain:
        found = parsed(hop)
        if found is None:
            break
        if not any(found in network for network in networks if network.version == found.version):
            return str(found)
    return peer


@lru_cache(maxsize=4096)
def group(address: str) -> str:
    """The address that one household or server shares: IPv4 as it is, IPv6 cut to its /64."""
    found = parsed(address)
    if found is None or found.version == 4:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False))
