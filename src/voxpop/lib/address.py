"""Network addresses, as they are written; and what is kept of one later: its network, or a keyed hash of that."""

import ipaddress
import re
from functools import lru_cache

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

HASHED = re.compile(r"#[0-9a-f]{16}")
OWN_BITS = {4: 8, 6: 80}  # that an owner of a network chooses at least: /24 of IPv4, /48 of IPv6 remain


@lru_cache(maxsize=4096)
def parsed(written: str) -> Address | None:
    """An IPv6 address that stands for an IPv4 one is that one. None for what is no address."""
    try:
        found = ipaddress.ip_address(written.strip("[]"))
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def network(written: str) -> Address | None:
    """The first address of the network that an address is in, /24 or /48, or that is written already (`cut`)."""
    found = parsed(written.partition("/")[0].strip("[]").partition("%")[0])
    if found is None:
        return None
    bits = OWN_BITS[found.version]
    return type(found)(int(found) >> bits << bits)


def cut(address: str) -> str:
    """The network of an address: `192.0.2.0/24`, `2001:db8:1::/48`. What is cut or hashed already stays as it is.

    '' for what is no address.
    """
    if is_hashed(address):
        return address
    found = network(address)
    return f"{found}/{24 if found.version == 4 else 48}" if found is not None else ""


def hashed(mark: int) -> str:
    """How a mark of a network (spam/marks) is written in the place of an address; '' for none."""
    return f"#{mark & 0xFFFF_FFFF_FFFF_FFFF:016x}" if mark else ""


def is_hashed(address: str) -> bool:
    return HASHED.fullmatch(address) is not None


def mark(address: str) -> int:
    """The mark that a hashed address is of."""
    return int.from_bytes(bytes.fromhex(address[1:]), "big", signed=True)
