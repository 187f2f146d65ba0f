"""Whose domains they are."""

import pytest

from tests.support.judging import FERRY, known, seen
from voxpop.spam.known import Record
from voxpop.spam.marks import Marks
from voxpop.spam.signals import domains
from voxpop.spam.submission import Reason


def look(*links: str, website: str = "") -> Reason | None:
    return domains.look(seen(FERRY, *links, website=website))


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ("https://tinyurl.com/x", "a shortened link: tinyurl.com"),
        ("https://semalt.com/", "semalt.com was named in spam before"),
        ("https://best-casino24.example/", "the host's name is a shop's keyword: casino"),
        ("https://buy-essays.example/", "the host's name is a shop's keyword: essays"),
        ("https://winnings.xyz/", "a domain with a cheap ending: winnings.xyz"),
    ],
)
def test_what_a_domain_says_is_told(link: str, told: str) -> None:
    reason = look(link)
    assert reason is not None
    assert reason.sentence == told
    assert reason.weight > 0


def test_a_shortened_site_of_the_author_weighs_more_than_a_shortened_link() -> None:
    link, site = look("https://tinyurl.com/x"), look(website="https://tinyurl.com/x")
    assert link is not None
    assert site is not None
    assert site.weight > link.weight


@pytest.mark.parametrize(
    "address",
    [
        "https://www.paper.example/",
        "https://specialist.example/",
        "https://frank.example/",
        "https://kaylasloan.example/",
        "https://blender.example/",
        "https://girwieseo.example/",
        "https://www.youtube.com/watch?v=x",
        "https://en.wikipedia.org/wiki/Ferry",
        "mailto:ann@paper.example",
    ],
)
def test_honest_names_of_hosts_say_nothing(address: str) -> None:
    assert look(address) is None
    assert look(website=address) is None


def test_a_blogger_who_links_to_the_own_post_is_not_suspected_for_it() -> None:
    assert look("https://ann.example/ferry", website="https://ann.example/") is None


def test_a_domain_that_was_never_linked_to_here_weighs_a_little() -> None:
    marks = Marks(domains=(("ann.example", 7), ("bob.example", 8)))
    about = known(records={8: Record(live=3)}, marks=marks)
    reason = domains.look(seen(FERRY, "https://ann.example/", "https://bob.example/", about=about))
    assert reason == Reason("domains", domains.NEW, "never linked to here before: ann.example")
    assert domains.look(seen(FERRY, "https://bob.example/", about=about)) is None


def test_when_records_are_away_nothing_is_new() -> None:
    about = known(marks=Marks(domains=(("ann.example", 7),)))._replace(away=True)
    assert domains.look(seen(FERRY, "https://ann.example/", about=about)) is None


def test_many_at_once_stay_below_the_bound() -> None:
    reason = look("https://tinyurl.com/x", "https://semalt.com/", "https://casino.xyz/", website="https://bit.ly/x")
    assert reason is not None
    assert reason.weight == domains.MOST
