"""Codes as RFC 6238 has them, and each of them once."""

import base64
from urllib.parse import parse_qs, urlsplit

import pytest

from voxpop.lib.refused import Refused
from voxpop.staff import totp

SECRET = b"12345678901234567890"
# RFC 6238, appendix B: seconds, and the code of eight digits with SHA-1.
VECTORS = [
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
]


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_the_codes_are_those_of_the_rfc(seconds: int, code: str) -> None:
    assert totp.code(SECRET, seconds // 30, digits=8) == code
    assert totp.code(SECRET, seconds * 1_000_000 // totp.STEP) == code[-6:]


@pytest.mark.parametrize(("steps", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_wrong_by_one_step(steps: int, good: bool) -> None:
    now = 1111111111 * 1_000_000
    here = now // totp.STEP
    told = totp.code(SECRET, here + steps)
    assert totp.matching(SECRET, told, now, 0) == (here + steps if good else None)


def test_none_is_good_twice_nor_an_older_one_after_it() -> None:
    now = 1111111111 * 1_000_000
    here = now // totp.STEP
    assert totp.matching(SECRET, totp.code(SECRET, here), now, here) is None
    assert totp.matching(SECRET, totp.code(SECRET, here - 1), now, here) is None
    assert totp.matching(SECRET, totp.code(SECRET, here + 1), now, here) == here + 1


@pytest.mark.parametrize("told", ["", "12345", "abcdef", "٠٥٠٤٧١", "0504710", "\ud800"])
def test_what_is_no_code_is_none(told: str) -> None:
    assert totp.matching(SECRET, told.encode("utf-8", "replace").decode(), 1111111111 * 1_000_000, 0) is None


def test_a_code_may_be_typed_with_a_gap() -> None:
    assert totp.matching(SECRET, " 050 471 ", 1111111111 * 1_000_000, 0) is not None


def test_a_secret_comes_back_as_it_was_shown() -> None:
    drawn = totp.drawn()
    assert base64.b32encode(totp.read(f" {drawn[:4].lower()} {drawn[4:]}")).decode() == drawn
    assert totp.drawn() != drawn


@pytest.mark.parametrize("told", ["", "AAAA", "not base 32!", "é" * 32, "A" * 400])
def test_another_is_refused(told: str) -> None:
    with pytest.raises(Refused) as refused:
        totp.read(told)
    assert refused.value.code == "body_invalid"


def test_an_app_is_told_all_it_needs() -> None:
    secret = totp.drawn()
    link = urlsplit(totp.link(secret, "Ida & Bo", "paper.example"))
    assert (link.scheme, link.netloc, link.path) == ("otpauth", "totp", "/paper.example:Ida%20%26%20Bo")
    told = {key: value for key, [value] in parse_qs(link.query).items()}
    assert told == {
        "secret": secret,
        "issuer": "paper.example",
        "algorithm": "SHA1",
        "digits": "6",
        "period": "30",
    }
