"""The many spellings of one page's address, and what cannot be one."""

import itertools
import json
import random
import re

import pytest

from tests.discussion import hostile
from voxpop.lib import urls
from voxpop.lib.refused import Refused

ONE_PAGE = [
    "https://paper.example/a/b",
    "https://paper.example/a/b/",
    "HTTPS://Paper.Example/a/b",
    "https://paper.example:443/a/b",
    "http://paper.example/a/b",
    "http://paper.example:80/a/b",
    "https://www.paper.example/a/b",
    "https://paper.example./a/b",
    "https://paper.example//a///b",
    "https://paper.example/a/./b",
    "https://paper.example/a/x/../b",
    "https://paper.example/a/x/%2E%2e/b",
    "https://paper.example/../a/b",
    "https://paper.example/%61/b",
    "https://paper.example/a/b#comments",
    "https://paper.example/a/b?",
    "https://paper.example/a/b?utm_source=x&utm_medium=y",
    "https://paper.example/a/b?fbclid=x&GCLID=y&mc_cid=z&_ga=1",
]
OTHER_PAGES = [
    "https://paper.example/a",
    "https://paper.example/A/b",
    "https://paper.example/a/b?page=2",
    "https://paper.example:8443/a/b",
    "https://news.paper.example/a/b",
    "https://paper.example/a%2Fb",
    "https://paper.example/a/b;c",
    "https://paper.example/a/b?utm",
    "https://paper.example/a/b?q=%fe",
    "https://paper.example/a/b?q=%ff",
]
NO_PAGES = [
    "",
    "/a/b",
    "paper.example/a",
    "//paper.example/a",
    "ftp://paper.example/a",
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "https://",
    "https:///a",
    "https://user@paper.example/a",
    "https://user:password@paper.example/a",
    "https://paper.example\\@evil.example/",
    "https://paper.example/a b",
    "https://paper.example/a\nb",
    "https://paper.example/\x00",
    "https://paper.example/\ud800",
    "https://paper.example:port/a",
    "https://paper.example:99999/a",
    "https://[::1/a",
    "https://paper_<script>.example/",
    "https://pap\u200ber.example\u3002.x/",
    "https://" + "a" * 300 + ".example/",
    "https://paper.example/" + "a" * 2000,
]


def test_all_spellings_of_a_page_have_one_key() -> None:
    assert {urls.address(url).key for url in ONE_PAGE} == {"paper.example/a/b"}


def test_every_other_page_has_a_key_of_its_own() -> None:
    keys = [urls.address(url).key for url in [ONE_PAGE[0], *OTHER_PAGES]]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("url", NO_PAGES)
def test_what_is_no_address_of_a_page_is_refused(url: str) -> None:
    with pytest.raises(Refused) as refused:
        urls.address(url)
    assert refused.value.code == "url_invalid"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("HTTP://Paper.Example:80/a", "http://paper.example"),
        ("https://paper.example:443", "https://paper.example"),
        ("https://paper.example:8443/", "https://paper.example:8443"),
        ("http://[::1]:8080/a", "http://[::1]:8080"),
        ("https://пример.рф/новости", "https://xn--e1afmkfd.xn--p1ai"),
        ("https://www.paper.example/", "https://www.paper.example"),
    ],
)
def test_an_origin_is_written_as_browsers_write_it(url: str, origin: str) -> None:
    assert urls.origin(url) == origin


def test_what_names_the_page_stays_in_its_order() -> None:
    address = urls.address("https://paper.example/?b=2&utm_campaign=x&a=1&b=&c=%C3%A9+%26")
    assert address.url == "https://paper.example/?b=2&a=1&b=&c=%C3%A9+%26"


def test_letters_of_every_script_are_escaped_in_one_way() -> None:
    spellings = ("/новости/élan", "/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/%c3%a9lan")
    assert {urls.spelt(path) for path in spellings} == {
        "/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/%C3%A9lan",
    }


def test_bytes_that_are_no_utf8_stay_apart() -> None:
    assert urls.spelt("/%ff") == "/%FF"
    assert urls.spelt("/%fe") != urls.spelt("/%ff")


def test_the_one_spelling_of_an_address_is_its_own_spelling() -> None:
    chance = random.Random(5)
    parts = ["", "a", "B", ".", "..", "%2e", "%2E%2e", "%2F", "%25", "%252e", "é", "%ff", "a b".replace(" ", "+"), "~"]
    for _ in range(3000):
        path = "/".join(chance.choice(parts) for _ in range(chance.randrange(6)))
        query = "&".join(f"{chance.choice(parts)}={chance.choice(parts)}" for _ in range(chance.randrange(3)))
        first = urls.address(f"https://paper.example/{path}?{query}")
        again = urls.address(first.url)
        assert (again.key, again.url, again.path) == (first.key, first.url, first.path)


def addresses_of_attackers() -> list[str]:
    file = hostile.SHARED / "ssrf" / "ssrf.json"
    if not file.exists():
        pytest.skip("../shared/corpora/ssrf/ssrf.json is not beside the repository")
    corpus = json.loads(file.read_text("utf-8"))
    redirects = json.loads((file.parent / "open_redirect.json").read_text("utf-8"))
    return [*corpus["deny_urls"], *redirects["values"], *(f"http://{ip}/" for ip in corpus["deny_ips"])]


def test_whatever_an_attacker_writes_is_refused_or_means_to_us_what_it_means_to_a_browser() -> None:
    for url in addresses_of_attackers():
        try:
            read = urls.address(url)
        except Refused as refused:
            assert refused.code == "url_invalid"  # noqa: PT017
            continue
        assert re.fullmatch(r"https?://(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:[0-9]+)?", read.origin), url
        assert "@" not in read.origin
        assert read.url.startswith(read.origin + "/")
        assert urls.address(read.url) == read


def test_hostile_strings_are_read_or_refused() -> None:
    for value, place in itertools.product(hostile.payloads("blns"), ("%s", "https://%s/", "https://paper.example/%s")):
        try:
            urls.address(place % value)
        except Refused as refused:
            assert refused.code == "url_invalid"  # noqa: PT017


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://paper.example/a#voxpop=story-7", "story-7"),
        ("https://paper.example/a#voxpop=%C3%A9t%C3%A9%2F7", "été/7"),
        ("https://paper.example/a#voxpop=", ""),
        ("https://paper.example/a#top", ""),
        ("https://paper.example/a", ""),
    ],
)
def test_a_page_may_name_its_conversation(url: str, name: str) -> None:
    if url.endswith("="):
        with pytest.raises(Refused):
            urls.named(url)
    else:
        assert urls.named(url) == name


@pytest.mark.parametrize("name", ["a%20b", "%00", "x" * 201, "%ED%A0%80", "%7F"])
def test_a_name_of_a_conversation_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="the name of its conversation"):
        urls.named(f"https://paper.example/a#voxpop={name}")
