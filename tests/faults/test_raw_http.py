"""Requests written by hand against the rules: refused or ended, and the next one on a new connection is served."""

import functools
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.raw import Answer, asked, exchange, read
from tests.support.server import Server

CORPUS = Path(__file__).parents[1] / "corpora" / "http" / "raw_requests.json"

# Well-formed, though odd: what they ask for may be given; a Host is believed where there is but one site.
HARMLESS = frozenset((
    "accept-lang", "cookie-many", "cookie-nameless", "cookie-dup", "host-inject", "upgrade-h2c", "xff-long",
    "xff-garbage",
))  # fmt: skip
SLOW = frozenset(("http09",))  # a head that has not ended: the deadline ends it (test_slow_clients)


@functools.cache
def cases() -> dict[str, bytes]:
    return {name: raw.encode("latin-1") for name, raw in json.loads(CORPUS.read_text("utf-8"))["cases"].items()}


@pytest.fixture(scope="module")
def served(start_shared: Callable[..., Server]) -> Server:
    return start_shared(env={"VOXPOP_RATE_LIMITS": "off"})


def is_served(server: Server) -> bool:
    raw, _ = exchange(server.port, [asked("/", "Connection: close")], quiet=5)
    return server.process.poll() is None and [answer.status for answer in read(raw)] == [200]


def answers(server: Server, pieces: list[bytes]) -> tuple[list[Answer], bool]:
    raw, ended = exchange(server.port, pieces)
    return read(raw), ended


def is_refused(heard: tuple[list[Answer], bool]) -> bool:
    """Only refusals, or nothing and the end."""
    given, ended = heard
    return all(400 <= answer.status < 500 for answer in given) and bool(given or ended)


@pytest.mark.parametrize("name", sorted(cases()))
def test_a_request_against_the_rules_is_refused_and_the_next_is_served(served: Server, name: str) -> None:
    heard = answers(served, [cases()[name]])
    if name in HARMLESS:
        assert [answer.status for answer in heard[0]] == [200]
    elif name in SLOW:
        assert heard[0] == []
    else:
        assert is_refused(heard)
    assert is_served(served)


@pytest.mark.parametrize("name", sorted(set(cases()) - SLOW))
def test_it_is_the_same_in_two_packets_and_behind_a_good_one(served: Server, name: str) -> None:
    raw = cases()[name]
    whole, _ = answers(served, [raw])
    half = len(raw) // 2
    assert [answer.status for answer in answers(served, [raw[:half], raw[half:]])[0]] == [one.status for one in whole]
    behind, ended = answers(served, [asked("/healthz") + raw])
    assert [one.status for one in behind] in ([200], [200, *(one.status for one in whole)], [] if ended else [200])
    warm, _ = answers(served, [asked("/"), raw])
    assert [one.status for one in warm] in ([200], [200, *(one.status for one in whole)])
    assert is_served(served)
