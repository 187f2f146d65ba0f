"""What the signals are given to look at."""

from tests.support.judging import seen
from voxpop.spam import features
from voxpop.spam.seen import LONGEST
from voxpop.spam.submission import Link


def test_words_are_read_without_disguises_in_small_letters() -> None:
    one = seen("𝐁𝐞𝐬𝐭 C4S1NO, don't wait")
    assert one.words == ["best", "casino", "don't", "wait"]
    assert one.text.startswith("𝐁")


def test_links_are_those_given_and_those_that_only_stand_in_the_text() -> None:
    one = seen("read this, or pills.example", Link("https://www.Shop.example/a", "this"))
    assert [(address.host, address.words) for address in one.links] == [
        ("shop.example", "this"),
        ("pills.example", "pills.example"),
    ]


def test_the_website_may_be_typed_without_a_scheme() -> None:
    assert seen(website="shop.example").website.host == "shop.example"
    assert seen(website="").website.host == ""


def test_the_model_is_told_hosts_mail_and_name() -> None:
    one = seen("see https://a.b.example", website="https://shop.example", email="x@Mail.example", name="Best 𝐂𝐚𝐬𝐢𝐧𝐨")
    assert one.marks() == ["host:shop.example", "host:b.example", "mail:mail.example", "name:best", "name:casino"]
    bare = features.of(one.plain)
    assert len(one.features.style) == len(bare.style) + 5
    assert list(one.features.words) == list(bare.words)


def test_of_a_long_text_beginning_and_end_are_looked_at() -> None:
    one = seen("a" * LONGEST + " buy at pills.example")
    assert len(one.text) == LONGEST + 1
    assert one.links[0].host == "pills.example"


def test_a_short_text_has_no_sketch() -> None:
    assert seen("thanks!").sketch is None
    assert seen().sketch is not None
