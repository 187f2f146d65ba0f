"""The desk's pages: a queue, one comment with everything needed, and what its forms do."""

import re

import pytest

from tests.support import desk
from tests.support.attack import PAYLOADS
from tests.support.house import Place, Reader
from tests.support.together import together
from voxpop.staff.roles import Role


@pytest.fixture
async def ida(place: Place) -> Reader:
    return await desk.colleague(place, "Ida", Role.EDITOR)


async def waits(place: Place, reader: Reader, words: str = "waits", **more: str) -> int:
    await place.choose(approval="all")
    return await reader.said(words, **more)


def state(place: Place, comment: int) -> str:
    return str(place.one("SELECT state FROM comment WHERE id = :id", id=comment))


async def test_who_is_not_signed_in_sees_nothing(place: Place, reader: Reader) -> None:
    comment = await waits(place, reader)
    stranger = desk.stranger(place)
    for path in ("/desk", f"/desk/comments/{comment}"):
        answer = await stranger.get(path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/desk/sign-in?back=")
    answer = await stranger.post(f"/desk/comments/{comment}/approve", data={"seen": "held.0"})
    assert answer.status_code == 401
    assert state(place, comment) == "held"


async def test_another_origin_may_not_act(place: Place, reader: Reader, ida: Reader) -> None:
    comment = await waits(place, reader)
    elsewhere = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    for act in ("approve", "note"):
        answer = await ida.post(f"/desk/comments/{comment}/{act}", data={"seen": "held.0"}, headers=elsewhere)
        assert answer.status_code == 403
    assert state(place, comment) == "held"


async def test_a_queue_is_shown_with_its_counts_and_a_strict_policy(place: Place, reader: Reader, ida: Reader) -> None:
    comment = await waits(place, reader, "words that wait")
    answer = await ida.get("/desk")
    assert answer.status_code == 200
    assert "words that wait" in answer.text
    assert f'id="item-{comment}"' in answer.text
    assert re.search(r"Waiting 1<", answer.text)
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "<script>" not in answer.text


async def test_a_page_leads_to_the_next(
    place: Place, reader: Reader, ida: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    from voxpop.moderation import docket

    monkeypatch.setattr(docket.read, "__defaults__", (2,))
    made = [await waits(place, reader, f"waits {n}") for n in range(3)]
    first = (await ida.get("/desk")).text
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    second = (await ida.get(following[1].replace("&amp;", "&"))).text
    assert [f"item-{one}" in first for one in made] == [False, True, True]
    assert [f"item-{one}" in second for one in made] == [True, False, False]


async def test_an_act_leads_to_the_next_and_can_be_undone(place: Place, reader: Reader, ida: Reader) -> None:
    first, second = await waits(place, reader, "one"), await waits(place, reader, "two")
    await place.write("UPDATE comment SET risk = 0")
    answer = await ida.post(f"/desk/comments/{second}/approve", data={"seen": "held.0", "back": "queue=waiting"})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"/desk/comments/{first}?")
    page = (await ida.get(answer.headers["location"])).text
    assert "Approved" in page
    assert "Undo" in page
    form = re.search(
        rf'action="/desk/comments/{second}/restore"><input type="hidden" name="seen" value="([^"]+)"', page
    )
    assert form
    undone = await ida.post(f"/desk/comments/{second}/restore", data={"seen": form[1]})
    assert undone.status_code == 303
    assert state(place, second) == "held"


async def test_the_last_of_a_queue_leads_back_to_it(place: Place, reader: Reader, ida: Reader) -> None:
    comment = await waits(place, reader)
    answer = await ida.post(f"/desk/comments/{comment}/spam", data={"seen": "held.0"})
    assert answer.headers["location"].startswith("/desk?")
    assert "Nothing here." in (await ida.get(answer.headers["location"])).text


async def test_a_rejection_keeps_its_reason_and_words(place: Place, reader: Reader, ida: Reader) -> None:
    await place.choose(reject_reasons="Off topic; Too loud")
    comment = await waits(place, reader)
    assert "<option>Too loud</option>" in (await ida.get(f"/desk/comments/{comment}")).text
    sent = {"seen": "held.0", "reason": "Too loud", "why": "all capitals"}
    await ida.post(f"/desk/comments/{comment}/reject", data=sent)
    assert place.rows("SELECT act, actor, why FROM act") == [("reject", "Ida", "Too loud: all capitals")]


async def test_the_second_of_two_is_told_what_the_first_did(place: Place, reader: Reader, ida: Reader) -> None:
    ben = await desk.colleague(place, "Ben", Role.MODERATOR)
    comment = await waits(place, reader)
    await ida.post(f"/desk/comments/{comment}/approve", data={"seen": "held.0"})
    answer = await ben.post(f"/desk/comments/{comment}/spam", data={"seen": "held.0"})
    assert answer.status_code == 409
    assert re.search(r"Nothing was done: the comment is live by now\. Ida did this at .*: approve\.", answer.text)
    assert state(place, comment) == "live"


async def test_of_many_at_once_one_acts(place: Place, reader: Reader, ida: Reader) -> None:
    comment = await waits(place, reader)
    acts = ["approve", "spam", "reject"] * 3
    answers = await together([ida.post(f"/desk/comments/{comment}/{act}", data={"seen": "held.0"}) for act in acts])
    assert sorted(answer.status_code for answer in answers) == [303] + [409] * 8
    assert place.one("SELECT COUNT(*) FROM act") == 1


async def test_words_that_nobody_has_seen_are_not_approved(place: Place, reader: Reader, ida: Reader) -> None:
    comment = await waits(place, reader)
    assert (await reader.edit(comment, "quite other words")).status_code == 200
    answer = await ida.post(f"/desk/comments/{comment}/approve", data={"seen": "held.0"})
    assert answer.status_code == 409
    assert "Its author has changed it meanwhile." in answer.text
    assert state(place, comment) == "held"


async def test_an_edit_is_kept_marked_and_taken_back(place: Place, reader: Reader, ida: Reader) -> None:
    comment = await reader.said("rude words")
    answer = await ida.post(f"/desk/comments/{comment}/edit", data={"seen": "live.0", "text": "kind *words*"})
    assert answer.status_code == 303
    [[words, html, edited]] = place.rows("SELECT text, html, edited FROM comment")
    assert (words, "<em>words</em>" in html) == ("kind *words*", True)
    assert place.rows("SELECT until, text FROM version") == [(edited, "rude words")]
    assert place.rows("SELECT id, act, before, after FROM act") == [(edited, "edit", "live", "live")]
    assert place.rows("SELECT id FROM lesson") == []
    await ida.post(f"/desk/comments/{comment}/restore", data={"seen": f"live.{edited}"})
    assert place.one("SELECT text FROM comment") == "rude words"
    assert place.one("SELECT state FROM comment") == "live"


async def test_one_comment_shows_what_is_needed(place: Place, reader: Reader, ida: Reader) -> None:
    top = await reader.said("what stands above")
    comment = await reader.reply(top, "what is looked at", name="Zoe")
    await reader.reply(comment, "what answers it")
    await place.decide("reject", comment)
    await ida.post(f"/desk/comments/{comment}/note", data={"text": "a word to colleagues"})
    html = (await ida.get(f"/desk/comments/{comment}")).text
    for words in ("what stands above", "what answers it", "Zoe", "a word to colleagues", "reject, live → trash"):
        assert words in html, words
    assert "1 rejected" in html
    assert (await ida.post(f"/desk/comments/{comment}/note", data={"text": " "})).status_code == 422


async def test_who_may_not_decide_sees_no_address(place: Place, reader: Reader, ida: Reader) -> None:
    trusted = await desk.colleague(place, "Tom", Role.TRUSTED)
    comment = await reader.said("words")
    shown, kept = (await ida.get(f"/desk/comments/{comment}")).text, await trusted.get(f"/desk/comments/{comment}")
    assert "ann@reader.example" in shown
    assert "ann@reader.example" not in kept.text
    assert place.one("SELECT address FROM sender") not in kept.text
    assert (await trusted.get(f"/desk?near={comment}")).status_code == 403
    assert (await trusted.post(f"/desk/comments/{comment}/note", data={"text": "x"})).status_code == 403


@pytest.mark.parametrize(
    "query", ["queue=nonsense", "thread=x", "after=x", "of=-1", "risk=&after=7", "q=%00", "done=x"]
)
async def test_what_an_address_says_is_never_an_error_of_ours(place: Place, ida: Reader, query: str) -> None:
    assert (await ida.get(f"/desk?{query}")).status_code in (200, 400)


async def test_nothing_that_strangers_wrote_is_more_than_text(place: Place, reader: Reader, ida: Reader) -> None:
    await place.choose(approval="all")
    made = 0
    for n, payload in enumerate(PAYLOADS):
        name = {"name": payload} if len(payload) < 80 else {}
        answer = await reader.say(f"{n} {payload}", **name)
        if answer.status_code == 202:
            made += 1
            comment = int(answer.json()["id"])
            await ida.post(f"/desk/comments/{comment}/note", data={"text": payload})
            sent = {"seen": "held.0", "reason": payload, "why": payload}
            await ida.post(f"/desk/comments/{comment}/reject", data=sent)
            html = (await ida.get(f"/desk/comments/{comment}?q={n}")).text
            assert not re.search(
                r"<(script|iframe|object|embed|base|svg|style)\b(?! type=\"module\" src=\"/static/)", html, re.I
            )
            assert not re.search(r"<[^>]*\son\w+\s*=\s*[^>]*xss_probe[^>]*>", re.sub(r'"[^"]*"', '""', html), re.I)
    assert made >= 60
