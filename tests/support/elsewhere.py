"""A website of somebody else's, on another origin than the server whose things it embeds.

with elsewhere.opened(paper) as there:               # its origin is one of the newspaper's site
    there.shows('<script …>', policy=there.strict)   # what every address of it answers with from now on
    reader.page.goto(f"{there.origin}/story")
"""

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.support import newspaper
from tests.support.server import Server

PAGE = '<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>A story</title><body>{body}'


class There:
    """`strict` is a policy of a page that lets in this one server."""

    def __init__(self, origin: str, server: Server) -> None:
        self.origin = origin
        self.strict = (
            f"default-src 'none'; script-src {server.url}; connect-src {server.url}; img-src {server.url}; "
            "require-trusted-types-for 'script'; trusted-types voxpop"
        )
        self.headers: dict[str, str] = {}
        self.page = b""

    def shows(self, body: str, *, policy: str = "", lang: str = "en") -> None:
        self.headers = {"content-type": "text/html; charset=utf-8"}
        if policy:
            self.headers["content-security-policy"] = policy
        self.page = PAGE.format(lang=lang, body=body).encode()


@contextlib.contextmanager
def opened(server: Server) -> Iterator[There]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            icon = self.path == "/favicon.ico"
            self.send_response(204 if icon else 200)
            for name, value in {} if icon else there.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b"" if icon else there.page)

        def log_message(self, *_: object) -> None:
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    there = There(f"http://127.0.0.1:{listening.server_port}", server)
    newspaper.voxpop(server, "site", "claim", "default", there.origin)
    answering = threading.Thread(target=listening.serve_forever, daemon=True)
    answering.start()
    yield there
    listening.shutdown()
    listening.server_close()
    answering.join()
