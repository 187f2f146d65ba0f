"""Report a comment: what is taken, once for each reader, and what is told to whom."""

import pytest

from tests.support.attack import PAYLOADS
from tests.support.house import HTML, ORIGIN, Place, Reader
from tests.support.together import together
from voxpop.discussion import reporting
from voxpop.discussion.reporting import weight

NOTICE = {
    "reason": "illegal", "words": "It gives my address away.", "name": "Mo Berg", "email": "mo@reader.example",
    "good_faith": True,
}  # fmt: skip
ROWS = "SELECT reason, words, outcome, weight, email, name FROM report ORDER BY id"


async def report(reader: Reader, comment: int, reason: str = "abuse", **more: object) -> tuple[int, dict[str, object]]:
    answer = await reader.post(f"/api/v1/comments/{comment}/report", json={"reason": reason} | more)
    return answer.status_code, answer.json()


@pytest.mark.parametrize(
    ("upheld", "dismissed", "signed", "near", "is_"),
    [
        (0, 0, False, False, 100),
        (0, 0, True, False, 150),
        (1, 0, False, False, 133),
        (0, 1, False, False, 67),
        (8, 0, False, False, 180),
        (8, 0, True, False, 200),
        (1000, 0, False, False, 200),
        (0, 6, False, False, 25),
        (0, 1000, True, False, 25),
        (3, 3, False, False, 100),
        (1000, 0, True, True, 25),
    ],
)
def test_what_a_report_weighs(upheld: int, dismissed: int, signed: bool, near: bool, is_: int) -> None:
    assert weight(upheld, dismissed, signed=signed, near=near) == is_


def test_who_was_right_more_often_never_weighs_less() -> None:
    for dismissed in range(20):
        row = [weight(upheld, dismissed) for upheld in range(20)]
        assert row == sorted(row)
        assert weight(3, dismissed) >= weight(3, dismissed + 1)


async def test_a_report_is_kept_once_for_each_reader(place: Place, reader: Reader) -> None:
    comment, other = await reader.said("words"), place.reader()
    status, told = await report(other, comment, words="Calls me names.")
    number = place.one("SELECT id FROM report")
    assert (status, told) == (
        201, {"id": comment, "report": number, "reason": "abuse", "outcome": "open", "again": False},
    )  # fmt: skip
    status, told = await report(other, comment, reason="spam")
    assert (status, told["again"], told["reason"], told["report"]) == (200, True, "abuse", number)
    assert place.rows(ROWS) == [("abuse", "Calls me names.", "open", 100, None, None)]
    assert (await report(place.reader(), comment))[0] == 201
    assert place.one("SELECT COUNT(*) FROM report") == 2


async def test_at_once_it_is_one_all_the_same(place: Place, reader: Reader) -> None:
    comment, other = await reader.said("words"), place.reader()
    await other.like(comment)  # has a cookie from now on
    answers = await together([report(other, comment) for _ in range(8)])
    assert sorted(status for status, _ in answers) == [200] * 7 + [201]
    assert place.one("SELECT COUNT(*) FROM report") == 1


async def test_one_s_own_comment_cannot_be_reported(place: Place, reader: Reader) -> None:
    comment = await reader.said("words")
    assert (await report(reader, comment))[1]["code"] == "own_comment"
    assert place.rows(ROWS) == []


async def test_what_is_not_shown_any_more_is_thanked_for(place: Place, reader: Reader) -> None:
    comment = await reader.said("words")
    await place.decide("reject", comment)
    status, told = await report(place.reader(), comment)
    assert (status, told["report"]) == (200, None)
    assert place.rows(ROWS) == []
    assert (await report(place.reader(), 7))[1]["code"] == "no_such_comment"
    page = await place.reader().get(f"/comments/{comment}/report", headers=HTML)
    assert "This comment is not shown any more." in page.text
    assert "words" not in page.text


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"reason": "nonsense"}, "reason_unknown"),
        ({"reason": "other"}, "text_empty"),
        ({"reason": "other", "words": "\u202e \u200b"}, "text_empty"),
        ({"reason": "abuse", "words": "x" * 2001}, "text_too_long"),
        ({"reason": "abuse", "words": "a" + "\u0301" * 40}, "text_invalid"),
        ({"reason": "abuse", "hear": True}, "email_missing"),
        ({"reason": "abuse", "hear": True, "email": "nonsense"}, "email_invalid"),
        (NOTICE | {"good_faith": False}, "faith_missing"),
        (NOTICE | {"words": " "}, "text_empty"),
        (NOTICE | {"name": ""}, "name_missing"),
        (NOTICE | {"email": ""}, "email_missing"),
        (NOTICE | {"reason": "child_abuse", "good_faith": False}, "faith_missing"),
        (NOTICE | {"surplus": 1}, "body_invalid"),
        ({}, "body_invalid"),
    ],
)
async def test_what_cannot_be_taken_says_why(place: Place, reader: Reader, sent: dict[str, object], code: str) -> None:
    import json

    comment = await reader.said("words")
    answer = await place.reader().post(
        f"/api/v1/comments/{comment}/report",
        content=json.dumps(sent).encode(),
        headers={"content-type": "application/json"},
    )
    assert (answer.status_code // 100, answer.json()["code"]) == (4, code)
    assert place.rows(ROWS) == []


async def test_a_notice_has_name_and_address_and_about_children_may_lack_them(place: Place, reader: Reader) -> None:
    comment = await reader.said("words")
    assert (await report(place.reader(), comment, **NOTICE))[0] == 201
    bare = {"words": "It shows a child.", "good_faith": True}
    assert (await report(place.reader(), comment, "child_abuse", **bare))[0] == 201
    assert place.rows(ROWS) == [
        ("illegal", "It gives my address away.", "open", 100, "mo@reader.example", "Mo Berg"),
        ("child_abuse", "It shows a child.", "open", 100, None, None),
    ]


async def test_of_a_plain_report_no_address_is_kept_that_nobody_needs(place: Place, reader: Reader) -> None:
    comment = await reader.said("words")
    await report(place.reader(), comment, name="Mo", email="mo@reader.example")
    assert place.rows(ROWS) == [("abuse", "", "open", 100, None, None)]


async def test_who_was_right_before_weighs_more(place: Place, reader: Reader) -> None:
    other = place.reader()
    for n, act in enumerate(("reject", "reject", "keep")):
        comment = await reader.said(f"words {n}")
        await report(other, comment)
        await place.decide(act, comment)
    await report(other, await reader.said("the last"))
    assert [row[0] for row in place.rows("SELECT weight FROM report ORDER BY id")] == [100, 133, 150, 120]


async def test_from_one_address_a_second_guest_counts_little(strict: Place) -> None:
    comment = await strict.reader().said("words")
    for _ in range(3):
        assert (await report(strict.reader("203.0.113.9"), comment))[0] == 201
    await report(strict.reader("203.0.113.10"), comment)
    assert [row[0] for row in strict.rows("SELECT weight FROM report ORDER BY id")] == [100, 25, 25, 100]


async def test_reports_come_no_faster_than_people_read(strict: Place) -> None:
    comments = [await strict.reader().said(f"words {n}") for n in range(reporting.REPORTS + 1)]
    other = strict.reader()
    told = [(await report(other, comment))[0] for comment in comments]
    assert told == [201] * reporting.REPORTS + [429]


async def test_nobody_is_flooded_with_mail_by_what_others_type(strict: Place) -> None:
    comments = [await strict.reader().said(f"words {n}") for n in range(reporting.MAILS + 1)]
    told = [(await report(strict.reader(), comment, **NOTICE))[0] for comment in comments]
    assert told == [201] * reporting.MAILS + [429]


async def test_a_page_of_another_s_reports_nothing(place: Place, reader: Reader) -> None:
    comment = await reader.said("words")
    elsewhere = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    for path in (f"/api/v1/comments/{comment}/report", f"/comments/{comment}/report"):
        body = {"json": {"reason": "abuse"}} if "/api/" in path else {"data": {"reason": "abuse"}}
        answer = await place.reader().post(path, headers=elsewhere, **body)
        assert (answer.status_code, answer.json()["code"]) == (403, "origin_refused")
    assert place.rows(ROWS) == []


async def test_the_page_reports_without_a_script(place: Place, reader: Reader) -> None:
    comment, other = await reader.said("words to look at", name="Ann <b>"), place.reader()
    path = f"/comments/{comment}/report"
    assert f'<a class="vp-report" rel="nofollow" href="{path}">Report</a>' in await other.page()
    form = await other.page(path)
    assert "words to look at" in form
    assert "Ann &lt;b&gt;" in form
    answer = await other.post(path, data={"reason": "illegal", "words": "<script>x</script>"}, headers=HTML)
    assert answer.status_code == 422
    assert "Please confirm that what you say is accurate" in answer.text
    assert "&lt;script&gt;x&lt;/script&gt;" in answer.text
    answer = await other.post(path, data={"reason": "abuse", "words": "rude"}, headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    page = await other.page(path)
    assert "Your report has arrived. A moderator will look at it." in page
    assert str(place.one("SELECT id FROM report")) in page
    assert "You have reported this" in await other.page()
    assert "You have reported this" not in await place.reader().page()
    assert 'class="vp-report"' not in await reader.page()  # their own


async def test_readers_learn_what_became_of_their_own_reports_and_nobody_else(place: Place, reader: Reader) -> None:
    comment, other = await reader.said("words"), place.reader()
    await report(other, comment, words="secret words")
    assert (await other.mine())["reported"] == {str(comment): "open"}
    await place.decide("keep", comment)
    assert (await other.mine())["reported"] == {str(comment): "dismissed"}
    assert "the comment stays" in await other.page(f"/comments/{comment}/report")
    for someone in (reader, place.reader()):
        assert (await someone.mine())["reported"] == {}
        told = await someone.page() + await someone.page(f"/comments/{comment}/report") + str(await someone.thread())
        assert "secret words" not in told
    await place.decide("reject", comment)
    assert "the comment is not shown any more" in await other.page(f"/comments/{comment}/report")


async def test_a_deleted_comment_ends_what_was_said_of_it(place: Place, reader: Reader) -> None:
    comment, other = await reader.said("words"), place.reader()
    await report(other, comment, **NOTICE)
    assert (await reader.erase(comment)).status_code == 204
    assert place.rows("SELECT words, outcome, name FROM report") == [("", "gone", None)]
    assert "was deleted by its author" in await other.page(f"/comments/{comment}/report")


async def test_hostile_words_are_kept_as_words(place: Place, reader: Reader) -> None:
    comment = await reader.said("words")
    for payload in PAYLOADS[:40]:
        status, told = await report(place.reader(), comment, "other", words=payload)
        assert status in (201, 422), told
        if status == 201:
            await place.write("UPDATE report SET outcome = 'dismissed'")  # so that it is not hidden
    assert place.one("SELECT COUNT(*) FROM report") > 30


@pytest.mark.parametrize("path", ["/comments/0/report", "/comments/x/report", "/comments/99999999999999999999/report"])
async def test_what_an_address_says_is_no_error_of_ours(reader: Reader, path: str) -> None:
    for answer in (await reader.get(path), await reader.post(path, data={"reason": "abuse"})):
        assert answer.status_code in (400, 404)
    assert ORIGIN
