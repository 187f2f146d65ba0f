"""How many links, what is said besides, and where they lead."""

import pytest

from tests.support.judging import FERRY, seen
from voxpop.spam.signals import links
from voxpop.spam.submission import Link

PAGE = "https://paper.example/ferry"


def weight(text: str, *given: Link | str) -> float:
    reason = links.look(seen(text, *given))
    return reason.weight if reason else 0.0


def sentence(text: str, *given: Link | str) -> str:
    reason = links.look(seen(text, *given))
    return reason.sentence if reason else ""


def test_without_links_nothing_is_said() -> None:
    assert links.look(seen()) is None


def test_each_link_weighs_more_up_to_a_bound() -> None:
    weights = [weight(FERRY, *(Link(f"{PAGE}/{n}", "here") for n in range(count))) for count in range(1, 12)]
    assert weights == sorted(weights)
    assert weights[0] == pytest.approx(0.7)
    assert weights[-1] == links.BY_NUMBER[-1]


def test_a_link_with_little_else_is_told_so() -> None:
    assert sentence(f"Look here {PAGE}", PAGE) == "1 link; little else is said"
    assert sentence(f"{FERRY} {PAGE}", PAGE) == "1 link"


def test_an_address_that_only_stands_there_is_a_link_too() -> None:
    assert sentence(f"{FERRY} Visit best-slots.com or t.me/winner") == "2 links; an address without http://"


@pytest.mark.parametrize(
    ("link", "told"),
    [
        (Link("https://evil.example/login", "www.bank.example"), "a link says bank.example and leads to evil.example"),
        (Link("https://bank.example@evil.example/"), "a link hides its host behind an @"),
        (Link("http://192.0.2.7/pay"), "a link leads to a number instead of a name"),
        (Link("http://[2001:db8::7]/pay"), "a link leads to a number instead of a name"),
        (Link("https://xn--bnk-ula.example/"), "a host in disguised letters: xn--bnk-ula.example"),
    ],
)
def test_links_that_lead_elsewhere_than_they_seem_to_are_told(link: Link, told: str) -> None:
    assert told in sentence(FERRY, link)
    assert weight(FERRY, link) > weight(FERRY, PAGE)


@pytest.mark.parametrize(
    "link",
    [
        Link("https://www.paper.example/ferry?utm_source=x", "paper.example/ferry"),
        Link("https://news.paper.example/", "paper.example"),
        Link(PAGE, "the report of Dr.Lee, p.12 (3.5 MB)"),
        Link("https://en.paper.example/wiki/Node.js", "Node.js"),
    ],
)
def test_words_that_name_the_same_host_or_none_say_nothing(link: Link) -> None:
    assert sentence(FERRY, link) == "1 link"


def test_everything_at_once_stays_below_the_bound() -> None:
    assert weight("x", *(Link(f"http://u@192.0.2.{n}/", "bank.example") for n in range(20))) == links.MOST
