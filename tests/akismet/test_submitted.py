"""A submission as the fields describe it."""

from urllib.parse import urlencode

import pytest

from voxpop.akismet import fields, submitted
from voxpop.spam.submission import Submission

NOW = 1_760_000_000_000_000
KEY = 7


def made(**given: str) -> Submission:
    return submitted.submission(fields.read(urlencode(given).encode()), KEY, NOW)


def test_each_field_has_its_place() -> None:
    found = made(
        comment_author=" Ann ", comment_author_email="ann@reader.example", comment_author_url="https://ann.example",
        comment_content="Late <b>again</b>.", user_ip="203.0.113.9", user_agent="Browser/1", comment_type="forum-post",
        blog_lang="en, pt_BR", permalink="https://paper.example/2025/the-ferry-is-late/",
    )  # fmt: skip
    assert found == Submission(
        text="Late again.", name="Ann", email="ann@reader.example", website="https://ann.example",
        address="203.0.113.9", agent="Browser/1", kind="forum-post", languages=("en", "pt-BR"),
        article="the ferry is late", thread="paper.example/2025/the-ferry-is-late",
        person=found.person, now=NOW,
    )  # fmt: skip


def test_nothing_says_nothing() -> None:
    assert made() == Submission(text="", now=NOW)


def test_the_words_of_the_place_are_the_article() -> None:
    read = fields.read(b"comment_context[]=Ferries&comment_context[]=The+harbour&permalink=https://a.example/tides/")
    assert submitted.submission(read, KEY, NOW).article == "Ferries\nThe harbour\ntides"


@pytest.mark.parametrize(
    "given",
    [
        {"honeypot_field_name": "hidden", "hidden": "gotcha"},
        {"honeypot_field_name": "akismet_api_honeypot_field", "akismet_api_honeypot_field": "gotcha"},
        {"POST_ak_hp_textarea": "gotcha"},
    ],
)
def test_what_lies_in_the_trap_is_seen(given: dict[str, str]) -> None:
    assert made(**given).trap == "gotcha"


def test_an_empty_trap_is_none() -> None:
    assert made(honeypot_field_name="hidden", hidden="", comment_content="gotcha").trap == ""


@pytest.mark.parametrize(
    ("began", "seconds"),
    [(NOW // 1000 - 12_000, 12.0), (NOW // 1000 + 5000, None), (0, None), ("soon", None), ("٣", None), ("", None)],
)
def test_the_time_to_fill_in_is_what_the_page_saw(began: object, seconds: float | None) -> None:
    assert made(POST_ak_js=str(began)).seconds == seconds


def test_of_old_content_the_time_to_fill_in_says_nothing() -> None:
    began = str(NOW // 1000 - 12_000)
    assert made(POST_ak_js=began, comment_date_gmt="2020-01-01T00:00:00Z").seconds is None


def test_a_person_is_the_same_only_under_the_same_key() -> None:
    ann = {"comment_author": "Ann", "comment_author_email": "Ann@Reader.example"}
    read = fields.read(urlencode(ann).encode())
    assert made(**ann).person == made(**ann | {"comment_author_email": "ann@reader.example "}).person
    assert made(**ann).person != submitted.submission(read, KEY + 1, NOW).person
    assert made(comment_author="Ann").person == ""


def test_an_account_of_the_host_site_goes_before_what_was_typed_in() -> None:
    assert made(user_ID="5", comment_author_email="a@a.example").person == made(user_id="5").person
    assert made(user_ID="0", comment_author_email="").person == ""


@pytest.mark.parametrize("permalink", ["javascript:x", "http://[", "//", "x" * 5000, "http://a.example:99999/", "\x00"])
def test_an_odd_permalink_is_no_failure(permalink: str) -> None:
    assert isinstance(made(permalink=permalink).thread, str)
