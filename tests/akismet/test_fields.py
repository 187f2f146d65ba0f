"""The fields of a request, from bytes that strangers send."""

import contextlib
import random
from urllib.parse import quote_plus, unquote_to_bytes, urlencode

import pytest

from voxpop.akismet import fields
from voxpop.lib.refused import Refused


def test_a_form_is_read_with_its_escapes() -> None:
    read = fields.read(b"comment_author=Ann+Lee&comment_content=a%26b%3Dc%0Ad&blog=")
    assert [read.get(name) for name in ("comment_author", "comment_content", "blog", "other")] == [
        "Ann Lee", "a&b=c\nd", "", "",
    ]  # fmt: skip


def test_of_two_with_one_name_the_last_that_says_something_counts() -> None:
    assert fields.read(b"key=a&key=b&key=").get("key") == "b"


@pytest.mark.parametrize(
    "body",
    [
        b"comment_context=tea&comment_context[]=cups",
        b"comment_context[]=tea&comment_context[]=cups",
        b"comment_context[0]=tea&comment_context[1]=cups",
        b"comment_context%5B%5D=tea&comment_context%5B%5D=cups&comment_context%5B%5D=",
    ],
)
def test_a_list_is_read_in_any_spelling(body: bytes) -> None:
    assert fields.read(body).each("comment_context") == ["tea", "cups"]


@pytest.mark.parametrize(
    ("charset", "raw", "text"),
    [
        ("", "Café".encode(), "Café"),
        ("UTF-8", "Café".encode(), "Café"),
        ("ISO-8859-1", "Café".encode("latin-1"), "Café"),
        ("iso-8859-15", "5 €".encode("iso8859-15"), "5 €"),
        ("windows-1251", "Привет".encode("cp1251"), "Привет"),
        ("KOI8-R", "Привет".encode("koi8-r"), "Привет"),
        ("Shift_JIS", "日本語".encode("shift_jis"), "日本語"),
        ("GB2312", "中文".encode("gb2312"), "中文"),
        ("ISO-8859-1", "Café".encode(), "Café"),  # what says one thing and is UTF-8 is UTF-8
    ],
)
def test_bytes_mean_what_the_blog_writes_in(charset: str, raw: bytes, text: str) -> None:
    read = fields.read(b"blog_charset=" + charset.encode() + b"&comment_content=" + quote_plus(raw).encode())
    assert read.get("comment_content") == text
    assert fields.read(b"comment_content=" + raw + b"&blog_charset=" + charset.encode()).get("comment_content") == text


@pytest.mark.parametrize(
    "charset", ["utf-7", "utf-16", "utf-32", "rot13", "zip", "hex", "idna", "punycode", "unicode_escape", "undefined",
                "nobody", "../x", "a" * 500, "utf\x00-8", "latin-1\n", "é"]
)  # fmt: skip
def test_a_charset_that_is_none_means_utf_8_with_what_is_broken_replaced(charset: str) -> None:
    read = fields.read(urlencode({"blog_charset": charset, "comment_content": b"a\xffb+AGE-"}).encode())
    assert read.get("comment_content") == "a\ufffdb+AGE-"


def test_any_bytes_are_read() -> None:
    chance = random.Random(7)
    for _ in range(2000):
        body = bytes(chance.choice(b"%&=+[]aF0\x00\xff\xc3\n ") for _ in range(chance.randrange(40)))
        with contextlib.suppress(Refused):
            assert isinstance(fields.read(body).get("a"), str)


def test_escapes_are_undone_as_the_standard_library_does() -> None:
    chance = random.Random(7)
    for _ in range(5000):
        raw = bytes(chance.choice(b"%=a3F \t.\x00\xff_\r\n") for _ in range(chance.randrange(12)))
        assert fields.unescaped(raw) == unquote_to_bytes(raw)


@pytest.mark.parametrize("value", ["1", "true", "True", "yes", "on", "anything"])
def test_a_yes_is_a_yes(value: str) -> None:
    assert fields.read(f"is_test={value}".encode()).true("is_test")


@pytest.mark.parametrize(
    "body", ["is_test=0", "is_test=False", "is_test=false", "is_test=no", "is_test=", "is_test=+", ""]
)
def test_a_no_in_words_is_a_no(body: str) -> None:
    assert not fields.read(body.encode()).true("is_test")


@pytest.mark.parametrize("body", [b'{"api_key": {"$ne": ""}}', b" [1]", b"&".join([b"a=1"] * 1002)])
def test_what_is_no_form_or_has_fields_without_end_is_refused(body: bytes) -> None:
    with pytest.raises(Refused) as refused:
        fields.read(body)
    assert refused.value.code == "body_invalid"


def test_a_long_value_is_cut_where_only_its_beginning_is_wanted() -> None:
    assert len(fields.read(b"user_ip=" + b"1" * 10_000).get("user_ip", 64)) == 64
