"""Refuse every way out of this machine: tests reach loopback addresses and unix sockets, nothing else.

    loopback.only()        # once in a process, and for good: an audit hook cannot be taken off again

Python's own sockets are watched, and the names they ask for. It does not know what C libraries do on their own.
"""

import ipaddress
import socket
import sys
from typing import Any

INTERNET = (socket.AF_INET, socket.AF_INET6)
ASKED_BY_NAME = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")
SENT_TO_ADDRESS = ("socket.connect", "socket.sendto", "socket.sendmsg")


class OutsideWorldError(RuntimeError):
    """A test reached for another machine. Not an OSError, so that no code under test takes it for a network failure."""


def only() -> None:
    asked, sent = ASKED_BY_NAME, SENT_TO_ADDRESS  # the hook outlives the names of this module when Python ends

    def look(event: str, args: tuple[Any, ...]) -> None:
        if event in asked and not _resolves_here(args[0]):
            raise OutsideWorldError(f"{event}: a test asked for the address of {args[0]!r}")
        if event in sent and not _stays_here(args[0], args[1]):
            raise OutsideWorldError(f"{event}: a test reached for {args[1]!r}")

    sys.addaudithook(look)


def _resolves_here(name: str | bytes | None) -> bool:
    """Whether the answer needs no name server: no name, localhost, or a number already."""
    text = name.decode("ascii", "replace") if isinstance(name, bytes) else name
    return text in (None, "", "localhost") or _address(text) is not None


def _stays_here(sock: socket.socket, target: Any) -> bool:
    if sock.family not in INTERNET or target is None:
        return True
    host = target[0]
    if host in ("", "localhost"):
        return True
    address = _address(host)
    return address is not None and (address.is_loopback or address.is_unspecified)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address
