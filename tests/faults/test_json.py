"""Bodies that are no comment: broken JSON, bombs, forms by the ten thousand. Refused at once, within bounded memory."""

import functools
import gzip
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from tests.faults.test_hot_door import memory
from tests.support.server import Server

SUITE = Path(__file__).parents[3] / "shared" / "corpora" / "json" / "json_test_suite_parsing.json"

QUICK = 10.0  # seconds; a tenth of a second is what is asked for, on a machine that does nothing else
ROOM = 30 * 1024 * 1024  # bytes that the server may grow by, all in all
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=x"


@functools.cache
def suite() -> dict[str, bytes]:
    """The cases of the JSON test suite (MIT), by name."""
    if not SUITE.exists():
        pytest.skip(f"../shared/corpora/json/{SUITE.name} is not beside the repository")
    return {case["name"]: written(case["input"]) for case in json.loads(SUITE.read_text("utf-8"))}


def written(text: Any) -> bytes:
    return str(text).encode("utf-8", "surrogatepass")


class Served(NamedTuple):
    server: Server
    client: httpx.Client


@pytest.fixture(scope="module")
def served(start_shared: Callable[..., Server]) -> Iterator[Served]:
    server = start_shared(env={"VOXPOP_RATE_LIMITS": "off"})
    with server.client() as client:
        yield Served(server, client)


def send(
    served: Served, body: bytes, kind: str, path: str = "/api/v1/comments", method: str = "POST", **more: str
) -> httpx.Response:
    headers = {"Content-Type": kind, **more}
    return served.client.request(method, path, content=body, headers=headers)


def comment(served: Served, value: bytes, field: str) -> bytes:
    """A draft that is right but for one field."""
    draft = {
        "site": "default", "url": f"{served.server.url}/talk", "text": "Good morning.",
        "author": {"name": "Ida Winter", "email": "ida@example.org"},
    }  # fmt: skip
    return json.dumps(draft | {field: "@"}).encode().replace(b'"@"', value)


def unfit(served: Served, bodies: dict[str, bytes], **more: str) -> dict[str, int]:
    """Which were answered with anything but a refusal."""

    def status(name: str) -> int:
        answer = send(served, bodies[name], JSON, **more)
        assert "code" in answer.json() or answer.status_code < 400
        return answer.status_code

    with ThreadPoolExecutor(8) as senders:
        answers = dict(zip(bodies, senders.map(status, bodies), strict=True))
    return {name: number for name, number in answers.items() if not 400 <= number < 500}


def test_no_case_of_the_suite_is_a_comment(served: Server) -> None:
    assert unfit(served, suite()) == {}


@pytest.mark.parametrize("field", ["site", "url", "parent", "author", "title"])
def test_no_case_of_the_suite_fits_into_a_field(served: Server, field: str) -> None:
    found = unfit(served, {name: comment(served, raw, field) for name, raw in suite().items()})
    strings = {name for name, raw in suite().items() if raw.strip()[:1] in (b'"', b"{")}
    fits = strings if field in ("title", "author") else {"y_structure_lonely_null.json"} if field == "parent" else set()
    assert set(found) - fits == set()
    assert not {number for number in found.values() if number >= 500}


def test_no_case_of_the_suite_in_a_text_is_a_fault(served: Server) -> None:
    found = unfit(served, {name: comment(served, raw, "text") for name, raw in suite().items()})
    assert set(found.values()) <= {201, 202}
    assert {name for name in found if name.startswith("n_")} == set()


def test_no_case_of_the_suite_is_an_edit(served: Server) -> None:
    assert unfit(served, suite(), path="/api/v1/comments/1", method="PATCH") == {}


def bombs() -> dict[str, tuple[bytes, str]]:
    """name -> body, content type. Those of more than 64 KiB are refused for that; the others are as bad as fits."""
    fit = 60_000
    parts = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'
    return {
        "a million brackets": (b"[" * 1_000_000, JSON),
        "brackets that fit": (b"[" * fit, JSON),
        "braces that fit": (b'{"a":' * (fit // 5), JSON),
        "brackets in a field": (b'{"site":"default","author":' + b"[" * fit, JSON),
        "closed brackets in a field": (b'{"site":"default","x":' + b"[" * (fit // 2) + b"]" * (fit // 2) + b"}", JSON),
        "a number of a million digits": (b'{"parent":' + b"9" * 1_000_000 + b"}", JSON),
        "a number that fits": (b'{"parent":' + b"9" * fit + b"}", JSON),
        "a fraction that fits": (b'{"parent":0.' + b"9" * fit + b"}", JSON),
        "an exponent": (b'{"parent":1e' + b"9" * 400 + b"}", JSON),
        "a hundred thousand equal keys": (b"{" + b'"site":"a",' * 100_000 + b'"site":"a"}', JSON),
        "equal keys that fit": (b"{" + b'"site":"a",' * (fit // 11) + b'"site":"a"}', JSON),
        "unequal keys": (b"{" + b",".join(b'"%d":0' % n for n in range(6_000)) + b"}", JSON),
        "escapes": (b'{"text":"' + b"\\u0000" * (fit // 6) + b'"}', JSON),
        "half a pair": (b'{"text":"\\ud800","site":"default"}', JSON),
        "gzip of 100 MiB": (gzip.compress(b"\0" * 100 * 1024 * 1024, 1), JSON),
        "gzip that fits": (gzip.compress(b"\0" * 30 * 1024 * 1024, 9), JSON),
        "gzip of gzip": (gzip.compress(gzip.compress(gzip.compress(b"\0" * 1024 * 1024))), JSON),
        "utf-16": ('{"site":"default"}'.encode("utf-16"), JSON),
        "a mark first": (b'\xef\xbb\xbf{"site":"default"}', JSON),
        "a form of fields": (b"&".join(b"a%d=b" % n for n in range(8_000)), FORM),
        "a form of equal fields": (b"a=b&" * (fit // 4), FORM),
        "a form of separators": (b"&" * fit, FORM),
        "a form of percent signs": (b"a=" + b"%" * fit, FORM),
        "ten thousand parts": (parts * 10_000 + b"--x--", PARTS),
        "parts that fit": (parts * (fit // len(parts)) + b"--x--", PARTS),
        "five megabytes of returns": (b"--x\r\n" + b"\r" * 5_000_000, PARTS),
        "returns that fit": (b"--x\r\n" + b"\r" * fit, PARTS),
        "ten megabytes before": (b"a" * 10_000_000 + parts + b"--x--", PARTS),
        "as much before as fits": (b"a" * fit + parts + b"--x--", PARTS),
        "ten thousand fields of a part": (b"--x\r\n" + b"a: b\r\n" * 10_000 + b"\r\nb\r\n--x--", PARTS),
        "a part without end": (b'--x\r\nContent-Disposition: form-data; name="a', PARTS),
        "parts without a boundary": (parts, "multipart/form-data"),
        "a boundary of quotes": (b"", 'multipart/form-data; !="' + "\\" * 5_000),
    }


def refused(served: Served, body: bytes, kind: str, path: str, **more: str) -> int:
    """The status, 413 when the server hung up: who goes on sending megabytes may not get to see that."""
    try:
        return send(served, body, kind, path, **more).status_code
    except (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError):
        return 413


@pytest.mark.parametrize("path", ["/api/v1/comments", "/comments"])
def test_each_bomb_is_refused_quickly_and_costs_no_memory(served: Server, path: str) -> None:
    send(served, b"{}", JSON, path)
    before = memory(served.server)
    refusals: dict[str, int] = {}
    slow: dict[str, float] = {}
    for name, (body, kind) in bombs().items():
        for more in ({}, {"Content-Encoding": "gzip"}) if name.startswith("gzip") else ({},):
            began = time.monotonic()
            refusals[name] = refused(served, body, kind, path, **more)
            if time.monotonic() - began > QUICK:
                slow[name] = time.monotonic() - began
    assert {name: status for name, status in refusals.items() if not 400 <= status < 500} == {}
    assert slow == {}
    assert memory(served.server) - before < ROOM
    assert served.client.get("/healthz").status_code == 200
