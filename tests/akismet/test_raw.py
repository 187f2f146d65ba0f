"""Requests as old clients write them, byte for byte, against a real server."""

import subprocess
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from tests.faults.raw import Answer, exchange, read
from tests.support.server import COMMAND, Server, environment

BLOG = "blog=https%3A%2F%2Fblog.example%2F&user_ip=192.0.2.7"
FORM = "application/x-www-form-urlencoded"


class Served(NamedTuple):
    server: Server
    key: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A real server with a key and no address of its own, so that any name of it is right."""
    data = tmp_path_factory.mktemp("raw") / "data"
    server = Server.start(data)
    made = subprocess.run(
        [COMMAND, "akismet", "key", "add", "--data", data],
        capture_output=True, check=True, text=True, env=environment({}),
    )  # fmt: skip
    yield Served(server, made.stdout.strip())
    server.kill()


def posted(served: Served, name: str, *fields: str, body: str | bytes, host: str = "", version: str = "1.1") -> Answer:
    """One request on a connection of its own; the answer."""
    raw = body.encode() if isinstance(body, str) else body
    lines = [f"POST {name} HTTP/{version}", f"Host: {host or 'rest.example'}", f"Content-Length: {len(raw)}", *fields]
    head = "".join(f"{line}\r\n" for line in (*lines, "")).encode("latin-1")
    heard, _ = exchange(served.server.port, [head + raw], quiet=5 if "Connection: close" in fields else 0.4)
    [answer] = read(heard)
    return answer


def test_wordpress_asks_in_http_1_0_and_closes(served: Served) -> None:
    fields = (f"Content-Type: {FORM}; charset=UTF-8", "User-Agent: WordPress/6.1 | Akismet/5.0.2", "Connection: close")
    body = f"{BLOG}&api_key={served.key}&comment_context%5B0%5D=tea&is_test=&user_role=&comment_content=Late."
    answer = posted(served, "/1.1/comment-check", *fields, body=body, version="1.0")
    assert (answer.status, answer.body) == (200, b"false")
    assert answer.fields["content-length"] == "5"
    assert posted(served, "/1.1/verify-key", *fields, body=f"key={served.key}&{BLOG}", version="1.0").body == b"valid"


def test_http_1_0_without_a_host(served: Served) -> None:
    body = f"{BLOG}&key={served.key}".encode()
    head = f"POST /1.1/verify-key HTTP/1.0\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    heard, ended = exchange(served.server.port, [head + body], quiet=5)
    [answer] = read(heard)
    assert ended
    assert (answer.status, answer.body) == (200, b"valid")


def test_an_old_client_writes_the_key_in_front_of_the_host(served: Served) -> None:
    answer = posted(
        served, "/1.1/comment-check", f"Content-Type: {FORM}", body=BLOG, host=f"{served.key}.rest.example:80"
    )
    assert (answer.status, answer.body) == (200, b"false")


def test_invalid_is_an_answer_too(served: Served) -> None:
    for body in ("", BLOG, f"{BLOG}&api_key=000000000000", f"api_key={served.key}"):
        answer = posted(served, "/1.1/comment-check", body=body)
        assert (answer.status, answer.body) == (200, b"invalid")
        assert "x-akismet-debug-help" in answer.fields


@pytest.mark.parametrize(
    "fields", [(), ("Content-Type: charset=utf-8",), ("Content-Type: nonsense",), ("Content-Type:",)]
)
def test_the_type_of_a_body_means_nothing(served: Served, fields: tuple[str, ...]) -> None:
    answer = posted(served, "/1.1/comment-check", *fields, body=f"{BLOG}&api_key={served.key}")
    assert (answer.status, answer.body) == (200, b"false")


def test_a_body_in_chunks(served: Served) -> None:
    body = f"{BLOG}&api_key={served.key}".encode()
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:10], body[10:]))
    head = b"POST /1.1/comment-check HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
    heard, _ = exchange(served.server.port, [head, chunks, b"0\r\n\r\n"])
    assert [answer.body for answer in read(heard)] == [b"false"]


def test_several_on_one_connection(served: Served) -> None:
    body = f"{BLOG}&api_key={served.key}".encode()
    one = b"POST /1.1/comment-check HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    heard, _ = exchange(served.server.port, [one * 3])
    assert [answer.body for answer in read(heard)] == [b"false"] * 3


def test_too_much_is_refused_before_it_is_read(served: Served) -> None:
    head = b"POST /1.1/comment-check HTTP/1.1\r\nHost: h\r\nContent-Length: 10000000\r\n\r\n"
    heard, _ = exchange(served.server.port, [head])
    assert [(answer.status, answer.body) for answer in read(heard)] == [(413, b"invalid")]


def test_what_is_asked_by_get(served: Served) -> None:
    usage = f"GET /1.2/usage-limit?api_key={served.key} HTTP/1.1\r\nHost: h\r\n\r\n".encode()
    heard, _ = exchange(served.server.port, [usage, b"GET /1.1/test HTTP/1.0\r\n\r\n"])
    assert [answer.status for answer in read(heard)] == [200, 200]
    head = b"HEAD /1.1/test HTTP/1.1\r\nHost: h\r\n\r\n"
    heard, _ = exchange(served.server.port, [head])
    [answer] = read(heard, ["HEAD"])
    assert (answer.status, answer.fields["content-length"]) == (200, "9")


def test_a_path_may_bring_the_key(served: Served) -> None:
    answer = posted(served, f"/k/{served.key}/1.1/comment-check", body=BLOG)
    assert (answer.status, answer.body) == (200, b"false")
