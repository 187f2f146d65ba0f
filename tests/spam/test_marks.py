"""Whom a submission is counted by, and that nobody can tell from a mark who that is."""

import pytest

from voxpop.lib import address
from voxpop.spam import marks
from voxpop.spam.submission import Link, Submission

KEY, OTHER = b"k" * 16, b"o" * 16
WHOLE = Submission(
    "Look",
    (Link("https://www.shop.example/a"), Link("https://cdn.shop.example/b"), Link("https://other.example")),
    website="https://ann.example",
    address="203.0.113.9",
    person="abc",
)


def test_a_submission_is_counted_by_person_address_group_and_domains_each_once() -> None:
    found = marks.of(WHOLE, KEY)
    assert [name for name, _ in found.domains] == ["ann.example", "shop.example", "other.example"]
    assert len(set(found.all())) == 5


def test_what_is_not_told_has_no_mark() -> None:
    assert marks.of(Submission("Look"), KEY) == marks.Marks()
    assert marks.Marks().all() == ()


def test_the_same_person_has_the_same_mark_under_a_key_and_another_under_another() -> None:
    again = WHOLE._replace(text="Other words", links=(), address="")
    assert marks.of(again, KEY).person == marks.of(WHOLE, KEY).person
    assert not set(marks.of(WHOLE, OTHER).all()) & set(marks.of(WHOLE, KEY).all())


def test_a_person_a_group_and_a_domain_of_one_spelling_have_different_marks() -> None:
    same = "203.0.113.0/24"
    found = marks.of(Submission("", person=same, address="203.0.113.1", website=f"http://{same}"), KEY)
    assert len(set(found.all())) == 3


@pytest.mark.parametrize(
    ("address", "group"),
    [
        ("203.0.113.9", "203.0.113.0/24"),
        ("203.0.113.200", "203.0.113.0/24"),
        ("::ffff:203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:2::3", "20010db80001::/48"),
        ("[2001:db8:1:ffff::3]", "20010db80001::/48"),
        ("127.0.0.1", ""), ("10.1.2.3", ""), ("192.168.0.9", ""), ("172.20.0.1", ""), ("100.64.3.3", ""),
        ("::1", ""), ("fe80::1%eth0", ""), ("fd00::1", ""), ("", ""), ("nobody", ""), ("203.0.113", ""),
    ],
)  # fmt: skip
def test_addresses_of_one_owner_are_one_group_and_those_inside_a_network_none(address: str, group: str) -> None:
    assert marks.group(address) == group


def test_a_website_counts_however_it_is_written() -> None:
    spellings = ("https://www.shop.example/x", "http://shop.example", "shop.example", "//shop.example")
    assert len({marks.of(Submission("", website=spelling), KEY) for spelling in spellings}) == 1


def test_of_a_hundred_domains_the_first_few_count() -> None:
    links = tuple(Link(f"https://s{n}.example") for n in range(100))
    assert len(marks.of(Submission("", links), KEY).all()) == marks.DOMAINS


def test_packed_marks_come_back_in_order_once_each() -> None:
    assert marks.unpacked(marks.packed((5, -7, 0, 5, 2**62))) == (-7, 5, 2**62)
    assert marks.unpacked(None) == marks.unpacked(b"") == ()


@pytest.mark.parametrize(
    "written",
    "203.0.113.9 2001:db8:1:2::3 2001:db8::3 2001:db8:0:7::1 ::ffff:203.0.113.9 10.1.2.3 ::1 fd00::1".split(),
)
def test_an_address_has_the_same_mark_when_it_is_cut_or_hashed(written: str) -> None:
    mark = marks.of_address(written, KEY)
    assert marks.of_address(address.cut(written), KEY) == mark
    assert marks.of_address(address.hashed(mark), OTHER) == mark
    assert marks.of(Submission("Look", address=address.cut(written)), KEY).address == mark
