"""Network addresses, as they are written."""

import ipaddress

import pytest

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
