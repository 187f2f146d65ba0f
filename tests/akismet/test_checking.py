"""comment-check: what is spam, what is said before anybody judges, and what more the header fields say."""

from typing import Any

import pytest

from tests.akismet.blog import COMMENT, Blog, Judge, added, desk
from tests.support.house import Place, Statements
from voxpop.lib import metrics
from voxpop.spam.submission import Reason

ADMINISTRATOR = {"user_role": "administrator"}
GUARANTEED: list[dict[str, str]] = [
    {"comment_author": "akismet-guaranteed-spam"},
    {"comment_author": "viagra-test-123"},
    {"comment_author_email": "akismet-guaranteed-spam@example.com"},
    {"comment_content": "akismet-guaranteed-spam"},
    {"comment_content": " viagra-test-123\n"},
]
PLAIN = (Reason("trap", 6.0, "the hidden field was filled in"), Reason("links", 4.0, "9 links"))
LEARNT = (Reason("words", 9.0, "words"), Reason("history", 4.0, "spam before"))


async def test_what_is_likelier_spam_than_not_is_spam(blog: Blog, judge: Judge) -> None:
    judge.says(0.51)
    assert await blog.said() == "true"
    judge.says(0.49)
    assert await blog.said() == "false"


@pytest.mark.parametrize("fields", GUARANTEED)
async def test_some_words_are_always_spam_also_of_an_administrator(
    blog: Blog, judge: Judge, fields: dict[str, str]
) -> None:
    assert await blog.said(**fields) == "true"
    assert await blog.said(**fields | ADMINISTRATOR) == "true"
    assert judge.heard == []


@pytest.mark.parametrize("role", ["administrator", "Administrator", "editor,administrator", "subscriber, super_admin"])
async def test_an_administrator_never_sends_spam(blog: Blog, judge: Judge, role: str) -> None:
    judge.says(0.99)
    assert await blog.said(user_role=role) == "false"


@pytest.mark.parametrize("role", ["", "subscriber", "administrators", "not an administrator"])
async def test_others_are_judged(blog: Blog, judge: Judge, role: str) -> None:
    judge.says(0.99)
    assert await blog.said(user_role=role) == "true"


async def test_a_key_may_be_made_whose_word_on_administrators_is_not_believed(place: Place, judge: Judge) -> None:
    blog = Blog(place, await added(place, scopes=("check",)))
    judge.says(0.99)
    assert await blog.said(**ADMINISTRATOR) == "true"


async def test_the_judge_hears_what_was_sent(blog: Blog, judge: Judge) -> None:
    await blog.said(honeypot_field_name="hidden", hidden="gotcha", comment_type="signup")
    [heard] = judge.heard
    assert (heard.name, heard.kind, heard.trap, heard.address) == ("Ann", "signup", "gotcha", "192.0.2.7")


async def test_blatant_spam_may_be_dropped_unseen(blog: Blog, judge: Judge) -> None:
    judge.says(0.999, *PLAIN)
    assert (await blog.check()).headers["x-akismet-pro-tip"] == "discard"


@pytest.mark.parametrize(
    ("probability", "reasons"), [(0.99, PLAIN), (0.999, LEARNT), (0.999, (*LEARNT, PLAIN[0])), (0.9999, ())]
)
async def test_what_is_less_sure_or_only_learnt_is_never_said_to_be_droppable(
    blog: Blog, judge: Judge, probability: float, reasons: tuple[Reason, ...]
) -> None:
    judge.says(probability, *reasons)
    answer = await blog.check()
    assert answer.text == "true"
    assert "x-akismet-pro-tip" not in answer.headers


async def test_what_is_nearly_spam_is_to_be_asked_again(blog: Blog, judge: Judge) -> None:
    judge.says(0.4)
    answer = await blog.check()
    assert (answer.text, answer.headers["x-akismet-recheck-after"]) == ("false", "120")


@pytest.mark.parametrize(
    ("probability", "fields"),
    [
        (0.05, {}),
        (0.9, {}),
        (0.4, {"recheck_reason": "recheck"}),
        (0.4, {"user_role": "editor"}),
        (0.4, ADMINISTRATOR),
    ],
)
async def test_spam_and_the_trusted_and_the_clear_are_not_to_be_asked_again(
    blog: Blog, judge: Judge, probability: float, fields: dict[str, str]
) -> None:
    judge.says(probability)
    assert "x-akismet-recheck-after" not in (await blog.check(**fields)).headers


async def test_what_could_not_be_judged_is_neither(blog: Blog, judge: Judge) -> None:
    judge.says(0.5, failed=True)
    answer = await blog.check()
    assert (answer.status_code, answer.text) == (503, "error")
    assert answer.headers["x-akismet-error"]


async def test_a_test_leaves_nothing_behind(blog: Blog, judge: Judge) -> None:
    for value in ("1", "true", "True"):
        await blog.check(is_test=value)
    assert taken(blog) == 0
    await blog.check(is_test="False")
    assert taken(blog) == 1


async def test_the_same_asked_again_is_remembered_once(blog: Blog, judge: Judge) -> None:
    await blog.check()
    for reason in ("recheck", "edit", "retry"):
        await blog.check(recheck_reason=reason)
    assert taken(blog) == 1
    await desk(blog.place).use.flush()
    assert blog.place.rows("SELECT calls, spam, ham FROM akismet_use") == [(4, 0, 1)]


def taken(blog: Blog) -> int:
    """How many texts are remembered for the next hours."""
    return int(blog.place.house.knowledge.recent.noted)


async def test_a_check_writes_nothing(blog: Blog, judge: Judge) -> None:
    await blog.check()
    await desk(blog.place).use.flush(all_=True)
    with Statements() as asked:
        for number in range(20):
            judge.says(number / 20)
            await blog.check(comment_content=f"Number {number} of them.", callback="https://blog.example/hook")
    assert [statement for statement in asked if not statement.lstrip().startswith("SELECT")] == []


async def test_what_was_answered_is_counted(blog: Blog, judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[Any] = []
    monkeypatch.setattr(metrics, "count", lambda name, _label="", value="": counted.append((name, value)))
    await blog.check()
    judge.says(0.9)
    await blog.check()
    await blog.check(**ADMINISTRATOR)
    await blog.check(**GUARANTEED[0])
    await blog.check(api_key="0" * 12)
    names = [value for name, value in counted if name == "voxpop_akismet_total"]
    assert names == ["honest", "spam", "administrator", "guaranteed", "invalid"]


async def test_no_address_that_is_sent_is_ever_asked_for(blog: Blog, judge: Judge) -> None:
    # tests/support/loopback fails a test in which this process looks up a name or connects to another machine.
    hostile = "http://169.254.169.254/latest/meta-data/"
    await blog.check(permalink=hostile, comment_author_url=hostile, referrer=hostile, callback=hostile)
    assert await blog.said(blog="http://intranet.invalid/", comment_content=f"see {COMMENT['permalink']}") == "false"
