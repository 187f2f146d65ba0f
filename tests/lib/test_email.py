"""One address, or a refusal."""

import pytest

from tests.discussion import hostile
from voxpop.lib import email
from voxpop.lib.refused import Refused

CASES = hostile.own("email/addresses.json")
# Read alike by every mail program; all other tricks of the corpus are not.
HARMLESS = {
    "a@xn--good-abc.example": "a@xn--good-abc.example",
    "a@\u0261ood.example": "a@\u0261ood.example",
    "A@GOOD.example": "A@good.example",
    "a+tag@good.example": "a+tag@good.example",
    " a@good.example": "a@good.example",
    "a@good.example ": "a@good.example",
    "postmaster@good.example": "postmaster@good.example",
    "\u0130@good.example": "\u0130@good.example",
    "用户@例子.广告": "用户@例子.广告",
}


def refused(address: str) -> str:
    with pytest.raises(Refused) as caught:
        email.check(address)
    return caught.value.code


@pytest.mark.parametrize(
    "address", ["a@b.example", "first.last+tag@mail.b-c.example", "o'neill_7@b.example", "x@bücher.example"]
)
def test_an_ordinary_address_stays_as_it_is(address: str) -> None:
    assert email.check(address) == address


@pytest.mark.parametrize("address", CASES["header_injection"])
def test_an_address_that_would_write_a_header_is_refused(address: str) -> None:
    assert refused(address) == "email_invalid"


@pytest.mark.parametrize("address", CASES["parser_tricks"])
def test_what_parsers_read_differently_is_refused(address: str) -> None:
    if address in HARMLESS:
        assert email.check(address) == HARMLESS[address]
    elif len(address) <= email.LONGEST and address.count(".b.b.b") > 10:
        assert email.check(address) == address
    else:
        assert refused(address) == "email_invalid"


def test_254_octets_are_taken_and_255_are_not() -> None:
    longest = "a" * 64 + "@" + ".".join(["b" * 55] * 3) + ".example"
    longest = longest.replace("@", "@" + "c" * (253 - len(longest)) + ".")
    assert len(email.check(longest)) == 254
    assert refused(longest.replace("@", "@c")) == "email_invalid"


def test_a_label_is_measured_as_it_goes_over_the_wire() -> None:
    assert refused("a@" + "ü" * 62 + ".example") == "email_invalid"


@pytest.mark.parametrize(
    "address", ["", "@", "a", "a@", "@b.example", "a@.", "a@b.", "\ud800@b.example", "a@b\u200b.example"]
)
def test_half_an_address_is_none(address: str) -> None:
    assert refused(address) == "email_invalid"


@pytest.mark.parametrize(
    ("address", "one"),
    [
        ("Victim@Example.com", "victim@example.com"),
        ("victim@example.com", "victim@example.com"),
        ("Ann@Bücher.example", "ann@xn--bcher-kva.example"),
        ("ann@xn--bcher-kva.example", "ann@xn--bcher-kva.example"),
        ("STRASSE@b.example", "strasse@b.example"),
        ("straße@b.example", "straße@b.example"),
        ("Çelik@b.example", "Çelik@b.example"),
        ("\u0130@good.example", "\u0130@good.example"),
    ],
)
def test_an_address_has_one_spelling_by_which_people_are_told_apart(address: str, one: str) -> None:
    assert email.canonical(email.check(address)) == one
    assert email.canonical(email.check(one)) == one


@pytest.mark.parametrize("address", CASES["parser_tricks"])
def test_the_one_spelling_of_an_address_is_an_address(address: str) -> None:
    if address in HARMLESS:
        one = email.canonical(email.check(address))
        assert email.check(one) == email.wire(one) == one
