"""Readers who post at once and remember what they sent and what was promised to them.

with Writers(server, 8) as writers: …          until the block ends, or the server does
writers.promised                               text -> id of every 201 and 202
"""

import contextlib
import http.client
import json
import threading
import uuid
from typing import Any

from tests.support.server import Server

TAKEN = (201, 202)


def draft(server: Server, text: str, path: str = "/talk", **more: Any) -> dict[str, Any]:
    author = {"name": "Ida Winter", "email": "ida@example.org"}
    return {"site": "default", "url": f"{server.url}{path}", "text": text, "author": author, **more}


def fields(server: Server, key: str = "") -> dict[str, str]:
    more = {"Idempotency-Key": key} if key else {}
    return {"Origin": server.url, "Content-Type": "application/json", **more}


class Writers:
    def __init__(self, server: Server, number: int, path: str = "/talk") -> None:
        self.server = server
        self.path = path
        self.sent: set[str] = set()
        self.promised: dict[str, int] = {}
        self.refused: list[tuple[int, str]] = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._write) for _ in range(number)]

    def __enter__(self) -> "Writers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _write(self) -> None:
        """Post until told to stop or nobody answers; every other comment answers the one before."""
        parent = None
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
            while not self._stop.is_set():
                text = f"What {uuid.uuid4()} says"
                self.sent.add(text)
                body = json.dumps(draft(self.server, text, self.path, parent=parent))
                connection.request("POST", "/api/v1/comments", body, fields(self.server, key=text))
                answer = connection.getresponse()
                said = json.loads(answer.read())
                if answer.status not in TAKEN:
                    self.refused.append((answer.status, said["code"]))
                    continue
                self.promised[text] = said["id"]
                parent = None if parent else said["id"]
