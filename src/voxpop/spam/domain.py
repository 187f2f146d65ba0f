"""The domain under which an address is: what somebody had to register, as far as that can be told without a list.

https://www.shop.example/a  ->  shop.example      http://a.b.co.uk  ->  b.co.uk
"""

from functools import lru_cache
from urllib.parse import urlsplit

LONGEST = 2000  # characters of an address that are looked at
# What stands between a name and its country: where it does, the name is one label further to the left.
SECOND = frozenset("ac co com edu gob gouv gov ltd me mil ne net nom nsw or org plc sch web".split())


@lru_cache(maxsize=4096)
def of(address: str) -> str:
    """In lower case, IDNA kept as it is written; an IP address as it is; "" for what has none."""
    try:
        host = (urlsplit(address[:LONGEST]).hostname or "").strip(".").lower()
    except ValueError:
        return ""
    labels = host.split(".")
    if ":" in host or labels[-1].isdecimal():
        return host
    if len(labels) < 2 or not all(labels):
        return ""
    country = len(labels[-1]) == 2 and labels[-2] in SECOND
    return ".".join(labels[-3:] if country else labels[-2:])
