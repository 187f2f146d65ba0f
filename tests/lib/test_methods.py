"""HEAD and OPTIONS, asked of a real server over a bare socket, so that a byte too many would be seen."""

import http.client
from collections.abc import Iterator

import pytest

from tests.support import newspaper
from tests.support.newspaper import THREE
from tests.support.server import Server

VARYING = {"date"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    opened = newspaper.opened(tmp_path_factory.mktemp("newspaper") / "data")
    yield opened
    opened.kill()


@pytest.fixture
def line(server: Server) -> Iterator[http.client.HTTPConnection]:
    opened = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    yield opened
    opened.close()


def asked(line: http.client.HTTPConnection, method: str, path: str, **fields: str) -> tuple[int, dict[str, str], bytes]:
    headers = {name.replace("_", "-"): value for name, value in fields.items()}
    line.request(method, path.replace("PAPER", f"http://127.0.0.1:{line.port}"), headers=headers)
    answer = line.getresponse()
    said = {name.lower(): value for name, value in answer.getheaders() if name.lower() not in VARYING}
    return answer.status, said, answer.read()


READABLE = (
    "/",
    THREE,
    f"{THREE}?order=best",
    "/feed",
    f"{THREE}/feed",
    "/sitemap.xml",
    "/robots.txt",
    f"/threads?site=default&url=PAPER{THREE}",
    f"/api/v1/threads?site=default&url=PAPER{THREE}",
    f"/api/v1/counts?site=default&url=PAPER{THREE}",
    f"/api/v1/mine?site=default&url=PAPER{THREE}",
    "/api/docs",
    "/api/docs/openapi.json",
    "/healthz",
)


@pytest.mark.parametrize("path", READABLE)
def test_head_answers_as_get_would_without_the_content(line: http.client.HTTPConnection, path: str) -> None:
    status, fields, content = asked(line, "HEAD", path)
    assert (status, content) == (200, b"")
    assert int(fields["content-length"]) > 0
    full = asked(line, "GET", path)  # on the same connection: stray content would be read as its status line
    assert (full[0], full[1]) == (status, fields)
    assert len(full[2]) == int(fields["content-length"])


def test_head_of_a_page_one_has_is_304(line: http.client.HTTPConnection) -> None:
    _, fields, _ = asked(line, "HEAD", THREE)
    assert asked(line, "HEAD", THREE, if_none_match=fields["etag"])[0] == 304


def test_head_of_what_is_refused_is_refused_without_content(line: http.client.HTTPConnection) -> None:
    assert asked(line, "HEAD", "/nowhere")[::2] == (404, b"")
    assert asked(line, "HEAD", "/api/v1/threads")[::2] == (400, b"")
    assert asked(line, "HEAD", "/comments")[::2] == (405, b"")


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/", "GET, HEAD, OPTIONS"),
        (THREE, "GET, HEAD, OPTIONS"),
        ("/api/v1/threads", "GET, HEAD, OPTIONS"),
        ("/api/v1/comments", "OPTIONS, POST"),
        ("/api/v1/comments/5", "DELETE, OPTIONS, PATCH"),
        ("/api/v1/comments/5/like", "DELETE, OPTIONS, PUT"),
        ("/comments/5/edit", "GET, HEAD, OPTIONS, POST"),
    ],
)
def test_options_and_405_name_the_methods_there_are(line: http.client.HTTPConnection, path: str, methods: str) -> None:
    status, fields, content = asked(line, "OPTIONS", path)
    assert (status, fields["allow"], content) == (204, methods, b"")
    status, fields, _ = asked(line, "TRACE", path)
    assert (status, fields["allow"]) == (405, methods)


def test_a_preflight_is_answered_for_registered_origins_alone(server: Server, line: http.client.HTTPConnection) -> None:
    wish = {"access_control_request_method": "POST"}
    status, fields, _ = asked(line, "OPTIONS", "/api/v1/comments", origin=server.url, **wish)
    assert (status, fields["access-control-allow-origin"]) == (204, server.url)
    assert "POST" in fields["access-control-allow-methods"]
    status, fields, _ = asked(line, "OPTIONS", "/api/v1/comments", origin="https://evil.example", **wish)
    assert status == 403
    assert "access-control-allow-origin" not in fields
