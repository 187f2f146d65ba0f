"""The website field: an http or https address, or a refusal."""

import pytest

from tests.discussion import hostile
from voxpop.lib.refused import Refused
from voxpop.lib.web_address import LONGEST, website


def refused(value: str) -> str:
    with pytest.raises(Refused) as caught:
        website(value)
    return caught.value.code


@pytest.mark.parametrize(
    "value",
    [
        "https://a.example",
        "http://a.example:8080/b?c=d#e",
        "https://例子.广告/路",
        "https://192.0.2.7/",
        "HTTP://A.example/",
    ],
)
def test_a_full_address_stays_as_it_is(value: str) -> None:
    assert website(value) == value


@pytest.mark.parametrize("value", ["a.example", "www.a.example/b", "a.example:8080/b", "//a.example", " a.example\n"])
def test_a_bare_domain_is_completed(value: str) -> None:
    assert website(value) == "https://" + value.strip().removeprefix("//")


def test_nothing_is_no_website() -> None:
    assert website("") == website("  ") == ""


@pytest.mark.parametrize(
    "value",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:a@b.example",
        "ftp://a.example",
        "http:a.example",
        "http:///a.example",
        "https://",
        "https://me:secret@a.example",
        "https://a.example@b.example",
        "https://a.example\\@b.example",
        "https://a b.example",
        "https://a.example/\x00",
        "https://a.example/\u202egpj",
        'https://a.example/"onclick=x',
        "https://a.example/<b>",
        "https://a..example",
        "https://localhost",
        "https://2130706433",
        "https://0x7f.1",
        "https://[::1]/",
        "https://[::1",
        "https://a.example:99999",
        "https://a.example:x",
        "me",
        "https://a.example/" + "b" * LONGEST,
    ],
)
def test_what_is_no_website_is_refused(value: str) -> None:
    assert refused(value) == "website_invalid"


@pytest.mark.parametrize("payload", hostile.payloads("own"))
def test_a_hostile_payload_is_refused_or_has_no_way_out_of_an_attribute(payload: str) -> None:
    try:
        shown = website(payload)
    except Refused:
        return
    assert not shown or shown.lower().startswith(("http://", "https://"))
    assert not set(shown) & set('"<>`\\ \t\n')
