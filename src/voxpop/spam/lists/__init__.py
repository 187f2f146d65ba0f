"""Lists of domains that others keep, as hashes: shorteners, disposable mailboxes, domains that spam named before.

A list is sorted CRC-32 sums, 4 bytes each, little endian; with ten thousand entries one unlisted name in 400,000 is
taken for listed. Made by `python scripts/renew_lists.py`; README.md says from what.
"""

import zlib
from array import array
from bisect import bisect_left
from functools import cache, lru_cache
from importlib import resources

NAMES = ("disposable", "shorteners", "spamvertised")


@lru_cache(maxsize=4096)
def has(name: str, domain: str) -> bool:
    """Is the domain, or one that it lies under, in the list?"""
    while "." in domain:
        if _in(_sums(name), zlib.crc32(domain.encode("utf-8", "surrogatepass"))):
            return True
        domain = domain.partition(".")[2]
    return False


def packed(domains: list[str]) -> bytes:
    return b"".join(sum_.to_bytes(4, "little") for sum_ in sorted({zlib.crc32(domain.encode()) for domain in domains}))


@cache
def _sums(name: str) -> "array[int]":
    content = (resources.files("voxpop.spam.lists") / f"{name}.bin").read_bytes()
    return array("Q", (int.from_bytes(content[at : at + 4], "little") for at in range(0, len(content), 4)))


def _in(sums: "array[int]", wanted: int) -> bool:
    at = bisect_left(sums, wanted)
    return at < len(sums) and sums[at] == wanted
