"""Which addresses are in a text, and which full stops are only full stops."""

import pytest

from voxpop.spam.addresses import MOST, bare, parsed, read
from voxpop.spam.marks import of
from voxpop.spam.submission import Link, Submission


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("see https://shop.example/a?b=1, and http://b.example.", ["shop.example", "b.example"]),
        ("visit best-slots.com or www.pills.example/now!", ["best-slots.com", "pills.example"]),
        ("Join t.me/winner and bit.ly/3xYz or chat.whatsapp.com/AbC", ["t.me", "bit.ly", "chat.whatsapp.com"]),
        ("a shop.co.uk b", ["shop.co.uk"]),
        ("Пиши на kazino.ru сейчас", ["kazino.ru"]),
        ("详情:win.bet和其他", ["win.bet"]),
        ("The pier.The end.It was e.g. node.js, A.Comstock, 3.5 p.m., Dr.Who, main.py and U.S.A.", []),
        ("mail ann@shop.com now", []),
        ("one..com .com com", []),
        ("x.com/é", ["x.com"]),
    ],
)
def test_addresses_are_found(text: str, hosts: list[str]) -> None:
    assert [address.host for address in read(text, ()).links] == hosts


def test_a_link_that_is_given_is_not_counted_again_where_it_stands() -> None:
    given = Link("https://shop.example/a", "https://shop.example/a")
    found = read("see https://shop.example/a or shop.example", [given])
    assert [address.target for address in found.links] == ["https://shop.example/a"]


def test_mailboxes_are_no_links() -> None:
    found = read("Write to Ann.Lee+news@Mail.example, or @ann", ())
    assert (found.links, found.mails) == ((), ("ann.lee+news@mail.example",))


@pytest.mark.parametrize(
    ("target", "host", "domain"),
    [
        ("https://WWW.Shop.example:443/a", "shop.example", "shop.example"),
        ("//a.b.example", "a.b.example", "b.example"),
        ("http://bank.example@evil.example/", "evil.example", "evil.example"),
        ("https://192.0.2.7/x", "192.0.2.7", "192.0.2.7"),
        ("https://[2001:db8::1]/x", "[2001:db8::1]", "2001:db8::1"),
        ("mailto:ann@a.example", "", ""),
        ("nonsense", "", ""),
    ],
)
def test_a_link_has_a_host_and_a_domain(target: str, host: str, domain: str) -> None:
    address = parsed(target)
    assert (address.host, address.domain) == (host, domain)


def test_a_text_full_of_addresses_is_read_to_a_point() -> None:
    text = " ".join(f"a{number}.com" for number in range(2000))
    assert len(read(text, ()).links) == MOST
    assert len(bare(text)) == MOST


def test_an_address_that_only_stands_in_the_text_is_counted_in_its_domain_s_record() -> None:
    found = of(Submission("see best-slots.com", (Link("https://a.b.example/"),), website="ann.example"), b"key")
    assert [name for name, _ in found.domains] == ["ann.example", "b.example", "best-slots.com"]
