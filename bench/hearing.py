"""A crowd of readers who listen: as many connections as are wanted, in this process, read as soon as anything comes.

with Crowd(server) as crowd:
    crowd.listen(url, 1000)
    crowd.hear(lambda: crowd.heard(number) == 1000, seconds)
"""

from __future__ import annotations

import resource
import select
import socket
import time
from collections.abc import Callable
from urllib.parse import quote

from peers.running import HOST, Server

BEGUN = b"retry: "
OTHERS = 200  # descriptors
# As long as what a browser sends from a page of another origin: a stream keeps it in memory.
FIELDS = """\
Host: talk.paper.example
User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36
Accept: text/event-stream
Accept-Encoding: gzip, deflate, br, zstd
Accept-Language: en-GB,en-US;q=0.9,en;q=0.8
Cache-Control: no-cache
Origin: https://paper.example
Referer: https://paper.example/
Sec-Fetch-Dest: empty
Sec-Fetch-Mode: cors
Sec-Fetch-Site: cross-site
X-Forwarded-For: 203.0.113.77
X-Forwarded-Proto: https
sec-ch-ua: "Chromium";v="131", "Not_A Brand";v="24"
sec-ch-ua-mobile: ?0
sec-ch-ua-platform: "Linux"

""".replace("\n", "\r\n")


class Crowd:
    def __init__(self, server: Server) -> None:
        self._server = server
        self._socks: dict[int, socket.socket] = {}
        self._waiting = select.epoll()
        self._when: dict[bytes, list[float]] = {}  # when each of the looked for words came, once for each who heard
        self.begun = 0
        self.ended = 0

    def __enter__(self) -> Crowd:
        return self

    def __exit__(self, *_: object) -> None:
        for sock in self._socks.values():
            sock.close()
        self._waiting.close()

    def listen(self, urls: list[str], number: int, seconds: float = 120) -> None:
        """Open so many streams, on these threads in turn. Raises SystemExit when not all of them begin."""
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = len(self._socks) + number + OTHERS
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(wanted, hard)), hard))
        wanted = self.begun + number
        for nth in range(number):
            self._open(urls[nth % len(urls)])
            if nth % 50 == 0:
                self.hear(lambda: True, 1)
        self.hear(lambda: self.begun >= wanted, seconds)
        if self.begun < wanted or self.ended:
            raise SystemExit(f"bench: {self.begun} of {wanted} streams began, and {self.ended} ended")

    def _open(self, url: str) -> None:
        sock = socket.create_connection((HOST, self._server.port))
        target = f"/live?site=default&url={quote(url, safe='')}"
        sock.sendall(f"GET {target} HTTP/1.1\r\n{FIELDS}".encode())
        sock.setblocking(False)
        self._socks[sock.fileno()] = sock
        self._waiting.register(sock.fileno(), select.EPOLLIN)

    def look_for(self, words: bytes) -> None:
        self._when.setdefault(words, [])

    def heard(self, words: bytes) -> list[float]:
        """When each who has heard them did, by time.perf_counter."""
        return self._when[words]

    def hear(self, enough: Callable[[], bool], seconds: float) -> None:
        """Read what comes until it is enough, or the time is over."""
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            self._read(0.02)
            if enough():
                return

    def _read(self, seconds: float) -> None:
        for number, _ in self._waiting.poll(seconds):
            try:
                came = self._socks[number].recv(1 << 18)
            except BlockingIOError:
                continue
            if not came:
                self._waiting.unregister(number)
                self.ended += 1
                continue
            self._note(came)

    def _note(self, came: bytes) -> None:
        self.begun += BEGUN in came
        now = time.perf_counter()
        for words, times in self._when.items():
            if words in came:
                times.append(now)
