"""Which addresses are out there in the world, and which are somebody's own network, this machine, or nobody's.

After IANA's registries of special-purpose addresses. An IPv6 address that stands for an IPv4 one (mapped, NAT64, 6to4,
ISATAP) is as reachable as that one; Teredo's are not. What is not known to be out there is not.
"""

import ipaddress

APART_4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
        "192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 "
        "203.0.113.0/24 224.0.0.0/4 240.0.0.0/4"
    ).split()
)
GLOBAL_6 = ipaddress.IPv6Network("2000::/3")  # all that is given out so far
APART_6 = tuple(  # the first holds Teredo
    ipaddress.IPv6Network(network) for network in "2001::/23 2001:db8::/32 2620:4f:8000::/48 3fff::/20".split()
)
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
ISATAP = (0x00005EFE, 0x02005EFE)  # in the third quarter of an address that a tunnel's end takes apart


def everywhere(written: str) -> bool:
    """Does this address mean the same machine everywhere on the internet?"""
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return _everywhere_4(address)
    last = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address.ipv4_mapped is not None or address in NAT64:
        return _everywhere_4(last)
    if address.scope_id or address not in GLOBAL_6 or any(address in network for network in APART_6):
        return False
    if address.sixtofour is not None:
        return _everywhere_4(address.sixtofour)
    return (int(address) >> 32 & 0xFFFFFFFF) not in ISATAP or _everywhere_4(last)


def _everywhere_4(address: ipaddress.IPv4Address) -> bool:
    return not any(address in network for network in APART_4)
