"""Whom a submission is counted by: marks of its person, its address group and its domains.

A mark is a keyed hash. Its key is one of the site's own, random, kept in another table than what is counted: the
records alone cannot be looked up by trying all addresses there are.
"""

import hashlib
import ipaddress
import struct
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from voxpop.lib import address
from voxpop.spam import domain
from voxpop.spam.addresses import bare
from voxpop.spam.submission import Submission

DOMAINS = 8  # of a submission that count; a text with more is known by its links
MOST = DOMAINS + 2  # marks of a submission
# Addresses that are a proxy's or a household's own: everybody behind them would share one record.
NETWORKS = (
    *("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"),
    *("::/48", "fc00::/7", "fe80::/10"),
)
INSIDE = tuple(
    (network.version, int(network.network_address), int(network.netmask))
    for network in map(ipaddress.ip_network, NETWORKS)
)


class Marks(NamedTuple):
    """0 for what a submission does not tell; `domains` with their names, that of its website first."""

    person: int = 0
    address: int = 0
    domains: tuple[tuple[str, int], ...] = ()

    def all(self) -> tuple[int, ...]:
        """The person's first, if there is one."""
        return tuple(mark for mark in (self.person, self.address, *(mark for _, mark in self.domains)) if mark)


def of(submission: Submission, secret: bytes) -> Marks:
    website = submission.website
    addresses = [website if "//" in website else f"//{website}", *(link.target for link in submission.links)]
    if "." in submission.text:
        addresses += [f"//{one}" for one in bare(submission.text)]
    domains = list(dict.fromkeys(filter(None, map(domain.of, addresses))))[:DOMAINS]
    return Marks(
        person=of_person(submission.person, secret) if submission.person else 0,
        address=of_address(submission.address, secret),
        domains=tuple((name, _mark(secret, b"domain", name)) for name in domains),
    )


def of_person(person: str, secret: bytes) -> int:
    return _mark(secret, b"person", person)


def of_address(written: str, secret: bytes) -> int:
    """The mark of its group, the same for an address, for the network it is cut to, and for the hash of that.

    0 where there is none.
    """
    if address.is_hashed(written):
        return address.mark(written)
    near = group(written)
    return _mark(secret, b"address", near) if near else 0


def _mark(secret: bytes, kind: bytes, value: str) -> int:
    raw = hashlib.blake2b(value.encode("utf-8", "surrogatepass"), digest_size=8, key=secret, person=kind).digest()
    return int.from_bytes(raw, "big", signed=True) or 1


@lru_cache(maxsize=4096)
def group(written: str) -> str:
    """The network that an owner of many addresses has at least: IPv4 /24, IPv6 /48. "" where that says nothing."""
    found = address.network(written)
    if found is None:
        return ""
    number = int(found)
    if any(number & mask == network for version, network, mask in INSIDE if version == found.version):
        return ""
    if found.version == 4:
        return f"{number >> 24}.{number >> 16 & 255}.{number >> 8 & 255}.0/24"
    return f"{number >> 80:012x}::/48"


def packed(marks: Iterable[int]) -> bytes:
    """8 bytes each, in order, so that two writers lock rows in one order."""
    kept = sorted(set(marks) - {0})
    return struct.pack(f">{len(kept)}q", *kept)


def unpacked(marks: bytes | None) -> tuple[int, ...]:
    return struct.unpack(f">{len(marks) // 8}q", marks) if marks else ()
