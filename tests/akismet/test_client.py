"""As a client: what is asked, what counts as an answer, and what is made of everything else."""

import contextlib
import logging
from typing import Any

import pytest

from tests.support import ports, stub
from voxpop.akismet import client
from voxpop.akismet.client import Busy, Heard, Line
from voxpop.lib.refused import Refused

KEY = "0123456789ab"
FIELDS = {"blog": "https://paper.example/", "user_ip": "192.0.2.7", "comment_content": "Späte Fähre & so = 100 %"}
THANKS = b"Thanks for making the web a better place."


def line(there: stub.Stub, *, test: bool = False) -> Line:
    return Line(there.url, KEY, test)


async def check(behave: stub.Behave, seconds: float = 5) -> Heard:
    async with stub.serving(behave) as there:
        return await client.check(line(there), FIELDS, seconds)


async def refusal(behave: stub.Behave, seconds: float = 5) -> Refused:
    with pytest.raises(Refused) as refused:
        await check(behave, seconds)
    return refused.value


async def test_the_fields_are_sent_as_a_form_with_the_key_among_them() -> None:
    async with stub.serving(stub.saying(200, b"false")) as there:
        await client.check(line(there), FIELDS)
    [asked] = there.heard
    assert (asked.method, asked.target) == ("POST", "/1.1/comment-check")
    assert asked.form == {"api_key": KEY, **FIELDS}
    assert asked.fields["content-type"] == "application/x-www-form-urlencoded; charset=UTF-8"
    assert asked.fields["user-agent"].startswith("Voxpop/")


async def test_the_key_is_in_the_body_and_nowhere_else() -> None:
    async with stub.serving(stub.saying(200, b"false")) as there:
        await client.check(line(there), FIELDS)
    [asked] = there.heard
    assert KEY not in asked.target + str(asked.fields)


async def test_a_test_says_that_it_is_one() -> None:
    async with stub.serving(stub.saying(200, b"false")) as there:
        await client.check(line(there, test=True), FIELDS)
        await client.check(line(there), FIELDS)
    assert [asked.form.get("is_test") for asked in there.heard] == ["1", None]


@pytest.mark.parametrize(
    ("behave", "heard"),
    [
        (stub.saying(200, b"true"), Heard(True)),
        (stub.saying(200, b"false"), Heard(False)),
        (stub.saying(200, b"true", X_akismet_pro_tip="discard", X_Akismet_GUID="g1"), Heard(True, True, "g1")),
        (stub.saying(200, b"true", X_akismet_pro_tip="keep"), Heard(True)),
        (stub.saying(200, b"false", X_akismet_pro_tip="discard"), Heard(False)),
        (stub.saying(200, b"false", X_akismet_recheck_after="120"), Heard(False, again=120)),
        (stub.saying(200, b"true", X_akismet_recheck_after="120"), Heard(True)),
        (stub.saying(200, b"false", X_akismet_alert_code="10504", X_akismet_alert_msg="Soon over."), Heard(False)),
    ],
)
async def test_an_answer_is_understood(behave: stub.Behave, heard: Heard) -> None:
    assert await check(behave) == heard


@pytest.mark.parametrize("wish", ["0", "-5", "1e9", "99999", "soon", "12.5", "１２０"])
async def test_a_wish_to_be_asked_again_at_no_sensible_time_is_none(wish: str) -> None:
    fields = f"X-akismet-recheck-after: {wish}\r\n".encode()
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n" + fields + b"\r\nfalse"
    assert (await check(stub.raw(answer))).again == 0


@pytest.mark.parametrize(
    "body", [b"", b"invalid", b"True", b"TRUE", b"true\n", b" false", b"\xef\xbb\xbftrue", b"1", b"<html>true</html>"]
)
async def test_anything_but_exactly_true_or_false_is_no_answer(body: bytes) -> None:
    assert (await refusal(stub.saying(200, body))).code == "akismet_unclear"


@pytest.mark.parametrize("status", [201, 301, 302, 307, 400, 401, 403, 404, 500, 503])
@pytest.mark.parametrize("body", [b"true", b"false"])
async def test_a_word_under_another_status_is_no_answer(status: int, body: bytes) -> None:
    refused = await refusal(stub.saying(status, body, Location="/1.1/comment-check"))
    assert (refused.code, str(status) in refused.sentence) == ("akismet_unclear", True)


async def test_a_word_next_to_an_error_is_no_answer() -> None:
    assert (await refusal(stub.saying(200, b"false", X_akismet_error="yes"))).code == "akismet_unclear"


async def test_a_refusal_says_what_the_server_says_is_wrong_on_one_line_and_without_the_key() -> None:
    refused = await refusal(stub.saying(200, b"invalid", X_akismet_debug_help=f"Bad key {KEY}\t\x7f" + "x" * 500))
    assert refused.sentence.startswith("it calls the request invalid: Bad key (key) x")
    assert len(refused.sentence) < 300


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        ({"Retry_After": "120"}, 120),
        ({"Retry_After": "0"}, 1),
        ({"Retry_After": "Thu, 09 Oct 2025 12:05:00 GMT", "Date": "Thu, 09 Oct 2025 12:00:00 GMT"}, 300),
        ({"Retry_After": "Thu, 09 Oct 2025 11:00:00 GMT", "Date": "Thu, 09 Oct 2025 12:00:00 GMT"}, 1),
        ({"Retry_After": "Thu, 09 Oct 2025 12:05:00 GMT"}, 60),
        ({"Retry_After": "later"}, 60),
        ({}, 60),
    ],
)
async def test_who_is_asked_too_often_says_for_how_long_to_wait(fields: dict[str, Any], seconds: float) -> None:
    refused = await refusal(stub.saying(429, b"", **fields))
    assert isinstance(refused, Busy)
    assert refused.seconds == seconds


@pytest.mark.parametrize(
    ("behave", "code"),
    [
        (stub.hanging, "fetch_slow"),
        (stub.endless(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 1000), "fetch_large"),
        (stub.endless(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n", b""), "fetch_slow"),
        (stub.raw(b""), "fetch_failed"),
        (stub.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfal"), "fetch_failed"),
        (stub.raw(b"\x00\x01\x02garbage\r\n\r\n"), "fetch_failed"),
    ],
    ids=["silent", "endless", "drip", "closed", "cut off", "garbage"],
)
async def test_who_misbehaves_gives_no_answer(behave: stub.Behave, code: str) -> None:
    refused = await refusal(behave, seconds=0.3)
    assert (refused.code, refused.sentence[:2]) == (code, "it")


async def test_a_redirect_is_not_followed() -> None:
    async with stub.serving(stub.saying(200, b"false")) as elsewhere:
        refused = await refusal(stub.saying(302, b"", Location=f"{elsewhere.url}/1.1/comment-check"))
    assert refused.code == "akismet_unclear"
    assert elsewhere.connections == 0


async def test_nobody_there_is_tried_once_more_and_then_said(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[float] = []
    post = client.fetch.post

    async def counted(*args: Any, **more: Any) -> Any:
        tries.append(more["timeout"])
        return await post(*args, **more)

    monkeypatch.setattr(client.fetch, "post", counted)
    with pytest.raises(Refused, match="it cannot be reached"):
        await client.check(Line(f"http://127.0.0.1:{ports.free()}", KEY), FIELDS, 2)
    assert tries[0] == 2
    assert 0 < tries[1] < 2


async def test_a_connection_that_broke_off_is_not_tried_again() -> None:
    async with stub.serving(stub.raw(b"")) as there:
        with pytest.raises(Refused):
            await client.check(line(there), FIELDS)
    assert there.connections == 1


@pytest.mark.parametrize(("spam", "call"), [(True, "submit-spam"), (False, "submit-ham")])
async def test_what_somebody_says_is_submitted_with_the_same_fields(spam: bool, call: str) -> None:
    async with stub.serving(stub.saying(200, THANKS)) as there:
        await client.submit(line(there), FIELDS, spam=spam)
    [asked] = there.heard
    assert (asked.target, asked.form) == (f"/1.1/{call}", {"api_key": KEY, **FIELDS})


@pytest.mark.parametrize(("status", "body"), [(200, b"invalid"), (200, b""), (500, THANKS), (302, THANKS)])
async def test_a_submission_without_thanks_was_not_taken(status: int, body: bytes) -> None:
    async with stub.serving(stub.saying(status, body)) as there:
        with pytest.raises(Refused):
            await client.submit(line(there), FIELDS, spam=True)


@pytest.mark.parametrize(
    "behave", [stub.saying(200, b"true"), stub.saying(200, b"invalid"), stub.raw(b""), stub.hanging]
)
async def test_nobody_logs_the_key_or_what_was_sent(behave: stub.Behave, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), contextlib.suppress(Refused):  # the libraries speak, too
        await check(behave, seconds=0.3)
    assert [
        record for record in caplog.records if KEY in str(record.__dict__) or "user_ip" in str(record.__dict__)
    ] == []


async def test_words_about_the_account_are_logged_without_the_key(caplog: pytest.LogCaptureFixture) -> None:
    await check(stub.saying(200, b"false", X_akismet_alert_code="10011", X_akismet_alert_msg=f"Upgrade {KEY}\x85now"))
    assert [record.getMessage() for record in caplog.records if record.name == "voxpop"] == [
        "Akismet says of the account, with code 10011: Upgrade (key) now"
    ]
