"""HTTP by hand: bytes out, bytes in, and what a strict reader makes of them.

answers(server, b"GET / HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n")     ->  [Answer(200, {...}, b"<!doctype…")]
"""

import socket
from collections.abc import Sequence
from typing import NamedTuple

BETWEEN = 0.01  # seconds between two packets, in which answers are heard too
QUIET = 0.4  # seconds without a byte after which nothing more is expected on an open connection


class Answer(NamedTuple):
    status: int
    fields: dict[str, str]
    body: bytes


def asked(target: str, *fields: str, host: str = "paper.example", method: str = "GET", version: str = "1.1") -> bytes:
    lines = (f"{method} {target} HTTP/{version}", f"Host: {host}", *fields)
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode("latin-1")


def exchange(port: int, pieces: Sequence[bytes], quiet: float = QUIET) -> tuple[bytes, bool]:
    """What came back, and whether the server ended the connection. Each piece is a packet of its own."""
    heard = b""
    with socket.create_connection(("127.0.0.1", port)) as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for number, piece in enumerate(pieces):
            sock.settimeout(quiet if number + 1 == len(pieces) else BETWEEN)
            try:
                sock.sendall(piece)
                while more := sock.recv(1 << 20):
                    heard += more
                return heard, True
            except TimeoutError:
                continue
            except ConnectionError:
                return heard, True
    return heard, False


def read(heard: bytes, methods: Sequence[str] = ()) -> list[Answer]:
    """The answers in what was heard. Raises ValueError when they are not whole, one after the other."""
    found: list[Answer] = []
    while heard:
        head, end, heard = heard.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        if not end or not first.startswith("HTTP/1.1 "):
            raise ValueError(f"not an answer: {first[:80]!r}")
        fields = dict(line.lower().split(": ", 1) for line in lines)
        status = int(first.split()[1])
        method = methods[len(found)] if len(found) < len(methods) else "GET"
        size = 0 if method == "HEAD" or status in (204, 304) else int(fields.get("content-length", "0"))
        if len(heard) < size:
            raise ValueError(f"{size} bytes of a body were announced, {len(heard)} came")
        found.append(Answer(status, fields, heard[:size]))
        heard = heard[size:]
    return found
