"""Whether name, mailbox and site belong together."""

import pytest

from tests.support.judging import seen
from voxpop.spam.signals import identity
from voxpop.spam.submission import Reason


def look(name: str, email: str, website: str = "") -> Reason | None:
    return identity.look(seen(name=name, email=email, website=website))


def weight(name: str, email: str, website: str = "") -> float:
    reason = look(name, email, website)
    return reason.weight if reason else 0.0


@pytest.mark.parametrize(
    ("name", "email"),
    [("Ann Lee", "annlee@mail.example"), ("Zoë", "zoe1970@mail.example"), ("Åsa Öberg", "a.oberg@mail.example")],
)
def test_a_mailbox_with_the_author_s_name_speaks_for_it(name: str, email: str) -> None:
    assert weight(name, email) == identity.SAME


def test_another_name_speaks_a_little_against_it() -> None:
    assert weight("Ann Lee", "crispy.duck@mail.example") == identity.OTHER


def test_a_disposable_mailbox_and_a_random_name_are_told() -> None:
    reason = look("Ann Lee", "xkqzrtwpq@mailinator.com")
    assert reason is not None
    assert reason.sentence.startswith("a disposable mailbox: mailinator.com; the mailbox has a random name")
    assert reason.weight <= identity.MOST


def test_a_mailbox_for_business_says_so_only_at_the_site_s_own_domain() -> None:
    assert weight("Ann", "sales@shop.example", "https://www.shop.example") == identity.ROLE
    assert weight("Ann", "info@club.example", "https://ann.example") == 0.0


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("", "ann@mail.example"),
        ("Ann", ""),
        ("漢字", "kuma@mail.example"),
        ("Ελένη", "eleni@mail.example"),
        ("Ann", "x"),
    ],
)
def test_what_cannot_be_compared_says_nothing(name: str, email: str) -> None:
    assert look(name, email) is None


def test_a_year_in_a_mailbox_is_no_random_name() -> None:
    assert weight("Ann", "ann.1985@mail.example") == identity.SAME
