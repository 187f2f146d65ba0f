"""Writers are told what was done and why, may appeal once, and another moderator hears it."""

import re

import pytest

from tests.support import desk
from tests.support.attack import PAYLOADS
from tests.support.house import HTML, Place, Reader
from tests.support.together import together
from tests.support.verdicts import SPAM
from voxpop.lib.refused import Refused
from voxpop.moderation import deciding
from voxpop.moderation.deciding import Decided
from voxpop.moderation.moderator import Moderator
from voxpop.staff.roles import Role

APPEALS = "SELECT outcome, words, decider, answer FROM appeal"


async def act(place: Place, verb: str, comment: int, name: str = "mo", why: str = "") -> Decided:
    done, by = getattr(deciding, verb), Moderator(name, place.clock.now, why)
    return await place.house.database.write(lambda conn: done(conn, place.house.clock, comment, by))


async def appeal(reader: Reader, comment: int, words: str = "It is true.") -> tuple[int, str]:
    answer = await reader.post(f"/api/v1/comments/{comment}/appeal", json={"words": words})
    told = answer.json()
    return answer.status_code, str(told.get("code") or told["outcome"])


async def statement(reader: Reader) -> dict[str, object]:
    [own] = (await reader.mine())["comments"]
    return dict(own["statement"])


@pytest.mark.parametrize(
    ("verb", "what", "words"),
    [
        ("reject", "rejected", "A moderator has rejected your comment."),
        ("spam", "spam", "A moderator has put your comment away as advertising."),
        ("hide", "hidden", "A moderator has hidden your comment"),
    ],
)
async def test_a_writer_is_told_what_was_done_and_why(
    place: Place, reader: Reader, verb: str, what: str, words: str
) -> None:
    comment = await reader.said("my own remark")
    await act(place, verb, comment, why="Off topic: about <b>boats</b>")
    assert await statement(reader) == {
        "what": what, "why": "Off topic: about <b>boats</b>", "automatic": False, "appeal": None, "answer": "",
        "appealable": True,
    }  # fmt: skip
    page = await reader.page()
    assert words in page
    assert "Off topic: about &lt;b&gt;boats&lt;/b&gt;" in page
    assert f'href="/comments/{comment}/appeal"' in page
    assert "my own remark" in page
    stranger = place.reader()
    assert "my own remark" not in await stranger.page()
    assert "about &lt;b&gt;boats" not in await stranger.page()


async def test_where_answers_keep_its_place_its_writer_is_told_there(place: Place, reader: Reader) -> None:
    comment = await reader.said("my own remark")
    await place.reader().reply(comment, "an answer")
    await act(place, "reject", comment, why="Off topic")
    page = await reader.page()
    assert page.count(f'id="comment-{comment}"') == 1
    assert "my own remark" in page
    assert page.index("A moderator has rejected your comment.") < page.rindex("an answer")
    assert "my own remark" not in await place.reader().page()


async def test_what_reports_have_hidden_was_done_by_a_rule_and_nobody_learns_whose(
    place: Place, reader: Reader
) -> None:
    comment = await reader.said("words")
    for _ in range(3):
        await place.reader().post(f"/api/v1/comments/{comment}/report", json={"reason": "abuse", "words": "so rude"})
    told = await statement(reader)
    assert (told["what"], told["automatic"], told["why"], told["appealable"]) == ("reported", True, "", True)
    page = await reader.page() + await reader.page(f"/comments/{comment}/appeal")
    assert "Readers have reported your comment." in page
    assert "so rude" not in page


@pytest.mark.usefixtures("obedient")
async def test_of_what_waits_nobody_learns_whether_it_was_called_spam(place: Place) -> None:
    doubted, spam = place.reader(), place.reader()
    await place.choose(approval="all")
    first, second = await doubted.said("words"), await spam.said(SPAM)
    told = await statement(doubted)
    assert told == await statement(spam)
    assert (told["what"], told["automatic"], told["appealable"]) == ("waiting", True, False)
    assert await appeal(spam, second) == await appeal(doubted, first) == (409, "appeal_closed")
    place.clock.forward(days=1, minutes=1)
    assert (await statement(spam))["appealable"]
    assert await appeal(spam, second) == await appeal(doubted, first) == (201, "open")


@pytest.mark.parametrize("state", ["live", "held", "hidden", "spam", "trash", "gone"])
@pytest.mark.parametrize("who", ["writer", "other", "nobody"])
async def test_who_may_appeal_in_which_state(place: Place, reader: Reader, who: str, state: str) -> None:
    if state == "held":
        await place.choose(approval="all")
    comment = await reader.said("words")
    if state == "gone":
        await reader.erase(comment)
    elif state in ("hidden", "spam", "trash"):
        await act(place, {"hidden": "hide", "spam": "spam", "trash": "reject"}[state], comment)
    other = place.reader()
    if who == "other":
        await other.said("something else")
    asker = reader if who == "writer" else other
    mine = {"live": (409, "appeal_closed"), "held": (409, "appeal_closed"), "gone": (404, "no_such_comment")}
    right = mine.get(state, (201, "open")) if who == "writer" else (404, "no_such_comment")
    assert await appeal(asker, comment) == right
    assert place.one("SELECT COUNT(*) FROM appeal") == (1 if right[0] == 201 else 0)


async def test_one_appeals_once_also_at_once(place: Place, reader: Reader) -> None:
    comment = await reader.said("words")
    await act(place, "reject", comment)
    told = await together([appeal(reader, comment) for _ in range(6)])
    assert sorted(status for status, _ in told) == [201] + [409] * 5
    await act(place, "refuse", comment, "Eve", "No.")
    assert await appeal(reader, comment) == (409, "appeal_made")


@pytest.mark.parametrize(
    ("words", "code"), [("", "text_empty"), ("\u200b ", "text_empty"), ("x" * 2001, "text_too_long")]
)
async def test_an_appeal_has_words(place: Place, reader: Reader, words: str, code: str) -> None:
    comment = await reader.said("words")
    await act(place, "reject", comment)
    assert await appeal(reader, comment, words) == (422, code)
    assert place.rows(APPEALS) == []


async def test_it_is_granted_and_taught_and_can_be_taken_back(place: Place, reader: Reader) -> None:
    comment = await reader.said("my own remark")
    await place.reader().post(f"/api/v1/comments/{comment}/report", json={"reason": "abuse"})
    await act(place, "spam", comment)
    await appeal(reader, comment)
    await act(place, "grant", comment, "Eve", "You are right.")
    assert place.rows(APPEALS) == [("granted", "It is true.", "Eve", "You are right.")]
    assert place.one("SELECT state FROM comment") == "live"
    assert place.rows("SELECT spam FROM lesson WHERE undone IS NULL") == [(False,)]
    assert place.one("SELECT outcome FROM report") == "dismissed"
    page = await reader.page(f"/comments/{comment}/appeal")
    assert "Your appeal was granted." in page
    assert "You are right." in page
    await act(place, "restore", comment, "Eve")
    assert place.rows(APPEALS) == [("open", "It is true.", "", "")]
    assert place.one("SELECT state FROM comment") == "spam"
    assert place.one("SELECT outcome FROM report") == "upheld"
    assert place.rows("SELECT spam FROM lesson WHERE undone IS NULL") == [(True,)]


async def test_it_is_refused_with_an_answer_and_can_be_taken_back(place: Place, reader: Reader) -> None:
    comment = await reader.said("words")
    await act(place, "reject", comment)
    await appeal(reader, comment)
    with pytest.raises(Refused) as refused:
        await act(place, "refuse", comment, "Eve")
    assert refused.value.code == "text_empty"
    await act(place, "refuse", comment, "Eve", "It names <i>somebody</i>.")
    assert place.rows(APPEALS) == [("refused", "It is true.", "Eve", "It names <i>somebody</i>.")]
    told = await statement(reader)
    assert (told["appeal"], told["answer"], told["appealable"]) == ("refused", "It names <i>somebody</i>.", False)
    page = await reader.page()
    assert "Your appeal was refused." in page
    assert "It names &lt;i&gt;somebody&lt;/i&gt;." in page
    await act(place, "restore", comment, "Eve")
    assert place.rows(APPEALS) == [("open", "It is true.", "", "")]
    assert place.rows("SELECT act, before, after FROM act ORDER BY id") == [
        ("reject", "live", "trash"), ("refuse", "trash", "trash"), ("restore", "trash", "trash"),
    ]  # fmt: skip


@pytest.mark.parametrize("verb", ["grant", "refuse"])
async def test_another_moderator_hears_it_if_there_is_one(place: Place, reader: Reader, verb: str) -> None:
    comment = await reader.said("words")
    ida = await desk.colleague(place, "Ida", Role.MODERATOR)
    await ida.post(f"/desk/comments/{comment}/reject", data={"seen": "live.0"})
    await appeal(reader, comment)
    sent = {"seen": "trash.0", "why": "I have looked again."}
    await desk.colleague(place, "Tom", Role.TRUSTED)  # who may not decide
    await desk.colleague(place, "Ben", Role.MODERATOR)
    await place.write("DELETE FROM staff_site WHERE staff_id = (SELECT id FROM staff WHERE name = 'Ben')")
    eve = await desk.colleague(place, "Eve", Role.OWNER)
    answer = await ida.post(f"/desk/comments/{comment}/{verb}", data=sent)
    assert answer.status_code == 409
    assert "Ida put comment" in answer.text
    assert place.rows(APPEALS)[0][0] == "open"
    await place.write("UPDATE staff SET role = 'trusted' WHERE name = 'Eve'")
    alone = await ida.post(f"/desk/comments/{comment}/{verb}", data=sent)
    assert alone.status_code == 303
    assert place.rows("SELECT why FROM act ORDER BY id DESC LIMIT 1") == [
        ("I have looked again. (nobody else could hear the appeal)",)
    ]
    assert place.rows(APPEALS)[0][3] == "I have looked again."
    del eve


async def test_who_rejected_may_still_change_their_mind(place: Place, reader: Reader) -> None:
    comment = await reader.said("words")
    await desk.colleague(place, "Eve", Role.OWNER)
    await act(place, "reject", comment, "Ida")
    await appeal(reader, comment)
    await act(place, "approve", comment, "Ida")
    assert place.rows(APPEALS)[0][0] == "granted"


async def test_who_hid_it_cannot_refuse_an_appeal_by_rejecting(place: Place, reader: Reader) -> None:
    comment = await reader.said("words")
    await desk.colleague(place, "Eve", Role.OWNER)
    await act(place, "hide", comment, "Ida")
    await appeal(reader, comment)
    with pytest.raises(Refused) as refused:
        await act(place, "reject", comment, "Ida")
    assert refused.value.code == "same_moderator"
    assert place.one("SELECT state FROM comment") == "held"
    await act(place, "reject", comment, "Eve", "It stays so.")
    assert place.rows(APPEALS) == [("refused", "It is true.", "Eve", "It stays so.")]


@pytest.mark.parametrize("verb", ["grant", "refuse"])
async def test_where_nobody_appealed_nothing_is_heard(place: Place, reader: Reader, verb: str) -> None:
    comment = await reader.said("words")
    await act(place, "reject", comment)
    with pytest.raises(Refused) as refused:
        await act(place, verb, comment, "Eve", "words")
    assert refused.value.code == "no_appeal"
    assert len(place.rows("SELECT id FROM act")) == 1


async def test_the_desk_has_a_queue_of_appeals_the_oldest_first(place: Place, reader: Reader) -> None:
    eve = await desk.colleague(place, "Eve", Role.MODERATOR)
    comments = [await reader.said(f"remark {n}") for n in range(3)]
    for comment in comments:
        await act(place, "reject", comment, "Ida")
    for comment in (comments[1], comments[2], comments[0]):
        await appeal(reader, comment, "<script>alert(1)</script> Why?")
    html = (await eve.get("/desk?queue=appeals")).text
    assert "Appeals 3<" in html
    assert [html.index(f"remark {n}") for n in (1, 2, 0)] == sorted(html.index(f"remark {n}") for n in range(3))
    page = (await eve.get(f"/desk/comments/{comments[1]}?queue=appeals")).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Why?" in page
    assert f'formaction="/desk/comments/{comments[1]}/grant"' in page
    answer = await eve.post(
        f"/desk/comments/{comments[1]}/refuse", data={"seen": "trash.0", "why": "No.", "back": "queue=appeals"}
    )
    assert answer.headers["location"].startswith(f"/desk/comments/{comments[2]}?")
    assert "Appeal refused" in (await eve.get(answer.headers["location"])).text


async def test_the_page_appeals_without_a_script(place: Place, reader: Reader) -> None:
    comment = await reader.said("words")
    path = f"/comments/{comment}/appeal"
    assert "Your comment is shown to everybody." in await reader.page(path)
    await act(place, "reject", comment, why="Off topic")
    page = await reader.page(path)
    assert "This was decided by a person, by the rules of this site." in page
    assert "settlement of disputes out of court" in page
    answer = await reader.post(path, data={"words": " "}, headers=HTML)
    assert answer.status_code == 422
    answer = await reader.post(path, data={"words": "But it is."}, headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert "You have appealed." in await reader.page(path)
    for asker in (place.reader(), desk.stranger(place)):
        assert (await asker.get(path, headers=HTML)).status_code == 404
        assert (await asker.post(path, data={"words": "x"}, headers=HTML)).status_code == 404
    elsewhere = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    assert (await reader.post(path, data={"words": "x"}, headers=elsewhere)).status_code == 403


async def test_a_deleted_comment_takes_its_appeal_along(place: Place, reader: Reader) -> None:
    comment = await reader.said("words")
    await act(place, "hide", comment)
    await appeal(reader, comment)
    assert (await reader.erase(comment)).status_code == 204
    assert place.rows(APPEALS) == [("gone", "", "", "")]


async def test_taking_back_what_hid_it_ends_the_appeal_well(place: Place, reader: Reader) -> None:
    comment = await reader.said("words")
    await act(place, "hide", comment, "Ida")
    await appeal(reader, comment)
    await act(place, "restore", comment, "Ida")
    assert place.one("SELECT outcome FROM appeal") == "granted"
    await act(place, "restore", comment, "Ida")
    assert place.rows("SELECT outcome, decider FROM appeal") == [("open", "")]
    assert place.one("SELECT state FROM comment") == "held"


@pytest.mark.usefixtures("obedient")
async def test_stored_attacks_are_words_in_every_view(place: Place, reader: Reader) -> None:
    eve, seen = await desk.colleague(place, "Eve", Role.MODERATOR), 0
    for n, payload in enumerate(PAYLOADS):
        comment = await reader.said(f"remark {n}")
        await place.reader().post(f"/api/v1/comments/{comment}/report", json={"reason": "other", "words": payload})
        await eve.post(f"/desk/comments/{comment}/reject", data={"seen": "live.0", "why": payload})
        if (await appeal(reader, comment, payload))[0] != 201:
            continue
        seen += 1
        for asker, path in ((eve, f"/desk/comments/{comment}"), (reader, f"/comments/{comment}/appeal")):
            html = (await asker.get(path, headers=HTML)).text
            assert not re.search(
                r"<(script|iframe|object|embed|base|svg|style)\b(?! type=\"module\" src=\"/static/)", html, re.I
            )
            assert not re.search(r"<[^>]*\son\w+\s*=\s*[^>]*xss_probe[^>]*>", re.sub(r'"[^"]*"', '""', html), re.I)
    assert seen >= 60
