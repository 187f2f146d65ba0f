"""Network addresses, as they are written."""

import ipaddress
from functools import lru_cache

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@lru_cache(maxsize=4096)
def parsed(written: str) -> Address | None:
    """An IPv6 address that stands for an IPv4 one is that one. None for what is no address."""
    try:
        found = ipaddress.ip_address(written.strip("[]"))
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
