"""The hostile inputs collected for a server of this protocol: each is met by a test, here or where it says."""

import json
import resource
from pathlib import Path
from typing import Any

import pytest

from tests.akismet.blog import COMMENT, THANKS, Blog, Judge, added, desk
from tests.support.house import Place

ROOT = Path(__file__).parents[2]
CASES: list[dict[str, Any]] = json.loads((ROOT / "tests/corpora/akismet/hostile_inputs.json").read_text("utf-8"))
ATTACKS: list[str] = json.loads((ROOT / "tests/corpora/ssrf/ssrf.json").read_text("utf-8"))["deny_urls"]

MET = {
    "no-key": "akismet/test_keys.py::test_a_revoked_key_is_as_good_as_none_within_a_second",
    "key-in-path-and-body": "akismet/test_server.py::test_keys_that_disagree_are_none",
    "host-header-key": "akismet/test_server.py::test_a_key_below_a_name_of_others_is_none",
    "blog-mismatch": "akismet/test_server.py::test_a_key_of_one_site_is_not_good_for_the_pages_of_another",
    "blog-ssrf": "akismet/test_hostile.py::test_no_address_of_an_attacker_is_asked_for",
    "user_ip": "akismet/test_hostile.py::test_any_address_of_a_person_is_only_looked_at",
    "user_role-admin": "akismet/test_checking.py::test_a_key_may_be_made_whose_word_on_administrators_is_not_believed",
    "is_test": "akismet/test_feedback.py::test_a_test_teaches_nothing",
    "recheck": "akismet/test_checking.py::test_the_same_asked_again_is_remembered_once",
    "huge": "akismet/test_hostile.py::test_what_is_huge_takes_no_memory",
    "types": "akismet/test_server.py::test_too_much_or_no_form_is_refused",
    "charset": "akismet/test_fields.py::test_a_charset_that_is_none_means_utf_8_with_what_is_broken_replaced",
    "html": "akismet/test_hostile.py::test_tags_without_end_are_judged",
    "feedback-unseen": "akismet/test_feedback.py::test_what_was_never_checked_is_thanked_for_and_not_learnt",
    "feedback-flip": "akismet/test_feedback.py::"
    "test_of_many_words_about_one_text_the_last_is_in_force_and_few_rows_are_kept",
    "feedback-replay": "akismet/test_feedback.py::test_the_same_word_again_is_one_lesson",
    "dictionary-attack": "spam/",
    "focused-attack": "akismet/test_checking.py::test_what_is_less_sure_or_only_learnt_is_never_said_to_be_droppable",
    "backdoor-ham": "spam/",
    "hash-flood": "akismet/test_hostile.py::test_words_without_end_take_no_more_room_than_words",
    "timing-oracle": "akismet/test_use.py::test_limits_hold_exactly_when_many_ask_at_once",
    "slow-client": "faults/test_slow_clients.py",
    "upstream": "akismet/test_asking.py",
}


@pytest.mark.parametrize("case", [case["id"] for case in CASES])
def test_a_case_is_met_by_a_test(case: str) -> None:
    file, _, name = MET[case].partition("::")
    place = ROOT / "tests" / file
    assert place.exists()
    assert f"def {name}(" in place.read_text("utf-8") if name else True


async def test_no_address_of_an_attacker_is_asked_for(open_house: Any, judge: Judge) -> None:
    # tests/support/loopback fails whoever looks up a name or connects to another machine.
    place = await open_house()
    blog = Blog(place, await added(place, callback="https://blog.example"))
    judge.says(0.4)
    for url in ATTACKS:
        sent = dict.fromkeys(("permalink", "comment_author_url", "referrer", "callback", "comment_content"), url)
        assert (await blog.check(**sent)).text == "false", url
        assert (await blog.check(blog=url)).text in ("false", "invalid"), url
    await desk(place).use.flush()
    assert place.rows("SELECT callback FROM akismet_check") == []


ADDRESSES = [
    "127.0.0.1", "::1", "10.0.0.1", "999.1.1.1", "1" * 10_000, "localhost", "' OR 1=1--", "\x00", "é", "-1",
    "::ffff:1.2.3.4", "fe80::1%eth0",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: ascii(address[:12]))
async def test_any_address_of_a_person_is_only_looked_at(blog: Blog, address: str) -> None:
    assert (await blog.check(user_ip=address)).text == "false"


HUGE = [
    b"comment_content=" + b"x" * 10_000_000,
    b"&".join(b"field%d=x" % number for number in range(5000)),
    b"x" * 1_000_000 + b"=1",
    b"&" * 600_000,
]


async def test_what_is_huge_takes_no_memory(blog: Blog) -> None:
    await blog.check()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for body in HUGE * 3:
        answer = await blog.post("/1.1/comment-check", content=body)
        assert answer.status_code in (400, 413)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before  # KiB, of which the client has its share
    assert grown < 40_000


@pytest.mark.parametrize("unit", ["<b>", "<blockquote>", "&amp;", "<a href='", "[url=", "<!--", "]]>", "\u202e"])
async def test_tags_without_end_are_judged(blog: Blog, unit: str) -> None:
    assert (await blog.check(comment_content=unit * 20_000)).text in ("true", "false")


async def test_words_without_end_take_no_more_room_than_words(place: Place) -> None:
    blog = Blog(place, await added(place))
    words = " ".join(f"word{number}x" for number in range(6000))
    assert (await blog.check(comment_content=words)).text in ("true", "false")
    assert (await blog.call("submit-ham", **COMMENT | {"comment_content": words})).text == THANKS
    assert len(bytes(place.one("SELECT features FROM lesson"))) < 400_000


async def test_a_verdict_says_no_more_than_a_word(blog: Blog, judge: Judge) -> None:
    judge.says(0.123456)
    answer = await blog.check()
    assert "0.12" not in f"{answer.headers} {answer.text}"
