"""Who is asking: addresses behind proxies, households, and what is kept of a cookie."""

import ipaddress

import pytest

from voxpop.people.asker import client_address, group, guest, new_token, well_formed

PROXY = (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("fd00::/8"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("198.51.100.7", "203.0.113.9", "198.51.100.7"),  # not a proxy of ours: what it says of others is nothing
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "192.0.2.66, 203.0.113.9", "203.0.113.9"),  # what the reader wrote in front is not believed
        ("10.0.0.1", "203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.1"),  # proxies all the way
        ("10.0.0.1", "203.0.113.9, nonsense", "10.0.0.1"),
        ("fd00::1", "2001:db8::5", "2001:db8::5"),
        ("10.0.0.1", "[2001:db8::5]", "2001:db8::5"),
        ("10.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"),
        ("::ffff:10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("", "203.0.113.9", ""),
    ],
)
def test_the_reader_is_the_last_who_is_no_proxy(peer: str, forwarded: str, address: str) -> None:
    assert client_address(peer, forwarded, PROXY) == address


def test_nobody_is_trusted_unless_named() -> None:
    assert client_address("10.0.0.1", "203.0.113.9", ()) == "10.0.0.1"


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", "::ffff:198.51.100.7"),
        ("unix", "unix"),
        ("", ""),
    ],
)
def test_a_household_is_counted_together(address: str, counted: str) -> None:
    assert group(address) == counted


def test_of_a_cookie_a_hash_is_kept() -> None:
    token = new_token()
    kept = guest(token)
    assert kept == guest(token) != guest(new_token())
    assert kept is not None
    assert token.encode() not in kept
    assert guest("") is None


def test_tokens_are_well_formed_and_differ() -> None:
    tokens = {new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert {well_formed(token) for token in tokens} == tokens


@pytest.mark.parametrize(
    "token", ["", "a" * 21, "a" * 23, "a" * 21 + "=", "a" * 21 + "é", "a" * 21 + "٣", "a" * 21 + " "]
)
def test_what_cannot_be_a_token_is_none(token: str) -> None:
    assert well_formed(token) == ""
