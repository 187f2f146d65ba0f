"""Network addresses, as they are written."""

import ipaddress

import pytest

from voxpop.lib import address
from voxpop.lib.address import parsed


@pytest.mark.parametrize(
    ("written", "meant"),
    [("192.0.2.7", "192.0.2.7"), ("2001:db8::7", "2001:db8::7"), ("[2001:db8::7]", "2001:db8::7")],
)
def test_an_address_is_read_in_both_families_and_in_brackets(written: str, meant: str) -> None:
    assert parsed(written) == ipaddress.ip_address(meant)


def test_a_mapped_address_is_the_one_it_stands_for() -> None:
    assert parsed("::ffff:192.0.2.7") == ipaddress.ip_address("192.0.2.7")


@pytest.mark.parametrize("written", ["", "unknown", "192.0.2", "192.0.2.7:80", "2001:db8::7::1"])
def test_what_is_no_address_is_none(written: str) -> None:
    assert parsed(written) is None


@pytest.mark.parametrize(
    ("written", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"), ("192.0.2.0/24", "192.0.2.0/24"), ("10.1.2.3", "10.1.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"), ("2001:db8:1:2::9", "2001:db8:1::/48"),
        ("2001:db8:1::/48", "2001:db8:1::/48"), ("2001:db8:0:2::9", "2001:db8::/48"), ("[::1]", "::/48"),
        ("fe80::1%eth0", "fe80::/48"), ("#00ff00ff00ff00ff", "#00ff00ff00ff00ff"), ("#00ff", ""), ("", ""),
        ("unknown", ""),
    ],
)  # fmt: skip
def test_of_an_address_its_network_is_left(written: str, network: str) -> None:
    assert address.cut(written) == network


@pytest.mark.parametrize("mark", [1, -1, 2**63 - 1, -(2**63)])
def test_a_mark_comes_back_from_the_place_of_an_address(mark: int) -> None:
    assert address.mark(address.hashed(mark)) == mark
    assert address.hashed(0) == ""
