"""No byte that the public gets depends on anybody's e-mail or network address.

Two installations live through the same, with the same chance, by the same clock. They differ in nothing but the
addresses of those who take part; and all that anybody can ask them for is the same, byte by byte.
"""

import itertools
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support import dance, databases
from tests.support.accounts_answers import Somebody
from tests.support.accounts_server import There
from tests.support.dance import Dance
from tests.support.house import HTML
from tests.support.walk import Made, addresses

COUNTS = "/metrics"  # what this process has done, in both lives


class Life(NamedTuple):
    """Where three people write from: e-mail addresses and network addresses; and what one of them says."""

    emails: tuple[str, str, str]
    networks: tuple[str, str, str]
    words: str = "An answer"


ONE = Life(("ann@one.example", "bo@one.example", "cy@one.example"), ("192.0.2.1", "192.0.2.200", "2001:db8:1::5"))
OTHER = Life(
    ("a.longer+name@elsewhere.example", "zoë@another.example", "x@y.example"),
    ("198.51.100.7", "203.0.113.99", "2001:db8:ffff:1::9"),
)


@pytest.fixture
def chance(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is drawn at random is counted out, and begins anew with each life."""
    _begin_anew()
    monkeypatch.setattr(secrets, "token_bytes", lambda size=32: _drawn(size))
    monkeypatch.setattr(secrets, "token_hex", lambda size=32: _drawn(size).hex())
    monkeypatch.setattr(secrets, "token_urlsafe", lambda size=32: _letters(size))
    yield
    _begin_anew()


_counted = [itertools.count(1)]


def _begin_anew() -> None:
    _counted[0] = itertools.count(1)


def _drawn(size: int | None) -> bytes:
    return next(_counted[0]).to_bytes(size or 32, "big")


def _letters(size: int | None) -> str:
    """As long as the real one, of letters of its alphabet."""
    long = -(-(size or 32) * 8 // 6)
    return f"{next(_counted[0]):0{long}d}"


async def lived(kind: str, folder: Path, providers: There, life: Life) -> dict[str, bytes]:
    """What everybody is answered by an installation in which people have lived so."""
    _begin_anew()
    with databases.fresh(kind, folder) as url:
        async with dance.opened(url, folder, providers) as there:
            made = await _taken_part(there, life)
            await there.place.house.knowledge.settle()
            stranger = there.place.reader("127.0.0.1")
            told = {}
            for headers, address in itertools.product(({}, HTML), addresses(made)):
                answered = await stranger.get(address, headers=headers)
                head = repr(sorted(answered.headers.items())).encode()
                told[f"{address} {headers}"] = head + answered.content
            return {address: answer for address, answer in told.items() if not address.startswith(COUNTS)}


async def _taken_part(there: Dance, life: Life) -> Made:
    place = there.place
    await place.publish("quiet")
    await place.choose(public_log="on", reactions="love")
    readers = [place.reader(network) for network in life.networks]
    who = [{"name": name, "email": email} for name, email in zip(("Ann", "Bo", "Cy"), life.emails, strict=True)]
    top = await readers[0].said("A top comment with words", **who[0])
    place.clock.forward(seconds=1)
    await readers[0].edit(top, "A top comment with other words")
    answer = await readers[1].reply(top, life.words, **who[1])
    await readers[2].like(answer)
    await readers[0].put(f"/api/v1/comments/{answer}/reactions/love")
    rejected = await readers[2].said("A rejected one", **who[2])
    await readers[1].reply(rejected, "Below the rejected", **who[1])
    await place.decide("reject", rejected)
    await place.decide("spam", await readers[2].said("Cheap https://pills.example", **who[2]))
    ann = await there.signed_in(Somebody(1, "ann", "Ann Aster", life.emails[0]))
    await ann.said("By account", name="")
    bea = await there.post.signed_in(life.emails[1], name="Bea")
    await bea.said("By mail", name="")
    await place.deliver()
    return Made(top, answer, rejected, place.one("SELECT id FROM thread WHERE key = '/ferry'"))


@pytest.mark.parametrize("kind", databases.KINDS)
async def test_two_installations_that_differ_in_addresses_alone_say_the_same(
    kind: str, tmp_path: Path, providers: There, chance: None
) -> None:
    told = []
    for name, life in (("one", ONE), ("other", OTHER)):
        (tmp_path / name).mkdir()
        told.append(await lived(kind, tmp_path / name, providers, life))
    one, other = told
    assert one.keys() == other.keys()
    assert len(one) > 100
    assert [address for address in one if one[address] != other[address]] == []
    assert any(b"By mail" in answer for answer in one.values())


async def test_a_difference_that_is_public_would_be_seen(tmp_path: Path, providers: There, chance: None) -> None:
    told = []
    for name, words in (("one", "An answer"), ("other", "An Answer")):
        (tmp_path / name).mkdir()
        told.append(await lived("sqlite", tmp_path / name, providers, ONE._replace(words=words)))
    one, other = told
    differing = {address for address in one if one[address] != other[address]}
    assert {"/ferry {}", "/ferry/feed {}", "/lists/latest?site=default {}"} <= differing
    assert "/quiet {}" not in differing
