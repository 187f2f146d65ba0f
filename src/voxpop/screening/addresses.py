"""Lists of domains, and of patterns of e-mail addresses, each looked up in a time that the list has no part in.

    Domains(("shop.example",)).find(["www.shop.example"])   -> "shop.example"; with what is under it
    Patterns(("*@shop.example", "ann@*")).find("ann@a.example") -> "ann@*"

In a pattern * stands for any characters, also none. A pattern that is not a whole address, or * and a domain, is tried
by itself; of these there may be GLOBS.
"""

import re
import unicodedata
from collections.abc import Iterable

from voxpop.lib import email

LONGEST = 253  # characters of a host (RFC 1035), and of a pattern
GLOBS = 200
SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)
LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def domain(written: str) -> str:
    """A domain as it is compared, of an address or `*.domain` as well: in small letters, in ASCII; '' for none."""
    host = re.split(r"[/?#]", SCHEME.sub("", written.strip()), maxsplit=1)[0].rpartition("@")[2]
    host = re.sub(r":\d*$", "", host).removeprefix("*.").strip(".").lower().removeprefix("www.")
    made = spelt(host)
    labels = made.split(".")
    return made if len(made) <= LONGEST and all(map(LABEL.fullmatch, labels)) else ""


def spelt(host: str) -> str:
    """A host in ASCII, of one spelling: `Bücher.example` and `xn--bcher-kva.example` are one."""
    host = host[-LONGEST:].lower()
    if host.isascii():
        return host
    return ".".join(map(email.wire_label, unicodedata.normalize("NFKC", host).lower().split(".")))


class Domains:
    def __init__(self, listed: Iterable[str]) -> None:
        self._listed = frozenset(listed)

    def find(self, hosts: Iterable[str]) -> str | None:
        """The first that one of the hosts is, or is under."""
        return next(filter(None, map(self.of, hosts)), None)

    def of(self, host: str) -> str | None:
        """What of the list a host is, or is under: its labels are looked up, the longest name first."""
        labels = spelt(host).split(".")
        names = (".".join(labels[start:]) for start in range(len(labels)))
        return next((name for name in names if name in self._listed), None)


def pattern(written: str) -> str:
    """A pattern as it is compared: in small letters, its domain in ASCII; '' for none."""
    local, at, host = written.strip().lower().rpartition("@")
    made = f"{local}@{spelt(host)}" if at and host else ""
    plain = made.count("@") == 1 and made.isprintable() and " " not in made and len(made) <= LONGEST
    return re.sub(r"\*+", "*", made) if plain and local else ""


def whole(made: str) -> bool:
    """It is an address, or * and a domain."""
    return "*" not in made.removeprefix("*@")


class Patterns:
    def __init__(self, listed: Iterable[str]) -> None:
        patterns = list(listed)
        self._whole = frozenset(filter(whole, patterns))
        self._globs = tuple((one, one.split("*")) for one in patterns if not whole(one))

    def find(self, address: str) -> str | None:
        if not address:
            return None
        address = pattern(address) or address.lower()
        anybody = f"*@{address.rpartition('@')[2]}"
        for one in (address, anybody):
            if one in self._whole:
                return one
        return next((one for one, parts in self._globs if fits(parts, address)), None)


def fits(parts: list[str], address: str) -> bool:
    """Does an address have these parts in their order, the first at its beginning, the last at its end?

    Each part is looked for after the one before and never again, so a pattern with many * takes no longer.
    """
    first, *middle, last = parts
    if len(address) < len(first) + len(last) or not (address.startswith(first) and address.endswith(last)):
        return False
    at, end = len(first), len(address) - len(last)
    for part in middle:
        found = address.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True
