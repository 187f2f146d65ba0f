"""The desk's page of somebody who writes: its acts, the undoing of a day, who shows once more who they are."""

import re
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from tests.support import desk
from tests.support.attack import PAYLOADS
from tests.support.harmless import Harmless
from tests.support.house import AUTHOR, Place, Reader
from tests.support.together import together
from voxpop.moderation import undoing
from voxpop.pages.assets import NAMES
from voxpop.staff.roles import Role
from voxpop.verifying import ledger, records

OURS = f'<script type="module" src="/static/{NAMES["desk.js"]}"></script>'  # in the head of the comment's page
STATES = "SELECT state FROM comment ORDER BY id"


@pytest.fixture
async def ida(place: Place) -> Reader:
    return await desk.colleague(place, "Ida", Role.EDITOR)


async def seen(ida: Reader, comment: int) -> str:
    found = re.search(r'name="seen" value="(\d+)"', (await ida.get(f"/desk/people/{comment}")).text)
    assert found
    return found[1]


async def act(ida: Reader, comment: int, name: str, **fields: str) -> str:
    """Where a form of the page leads."""
    sent = {"seen": fields.pop("seen", "") or await seen(ida, comment), "mail": "on", **fields}
    answer = await ida.post(f"/desk/people/{comment}/{name}", data=sent)
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].startswith(f"/desk/people/{comment}?")
    return str(answer.headers["location"])


def states(place: Place) -> list[str]:
    return [row.state for row in place.rows(STATES)]


async def test_a_page_tells_what_stands_and_what_was_done_and_never_by_what_they_are_known(
    place: Place, reader: Reader, ida: Reader
) -> None:
    comment = await reader.said("one")
    await act(ida, comment, "mute", span="week", why="a rest")
    page = (await ida.get(f"/desk/people/{comment}")).text
    assert "<b>muted</b> until" in page
    assert "<bdi>Ida</bdi>: mute, not muted → muted until <time" in page
    assert "(<bdi>a rest</bdi>)" in page
    marks = [bytes(row.whom) for row in place.rows("SELECT whom FROM standing")]
    secrets = [AUTHOR["email"], *(mark.hex() for mark in marks), *(repr(mark)[2:-1] for mark in marks)]
    assert [one for one in secrets if one in page] == []
    beside = (await ida.get(f"/desk/comments/{comment}")).text
    assert "<b>muted</b> until" in beside
    assert f'action="/desk/people/{comment}/lift"' in beside
    await act(ida, comment, "lift", kind="muted")
    assert "Nothing stands against them." in (await ida.get(f"/desk/people/{comment}")).text


async def test_a_time_of_one_s_own_is_taken_and_nonsense_is_told(place: Place, reader: Reader, ida: Reader) -> None:
    comment = await reader.said("one")
    sent = {"seen": "0", "span": "week", "until": "soon", "why": "kept words"}
    answer = await ida.post(f"/desk/people/{comment}/mute", data=sent)
    assert answer.status_code == 422
    assert "&#39;soon&#39; is no time" in answer.text
    assert "kept words</textarea>" in answer.text
    await act(ida, comment, "mute", span="week", until="2025-10-20T18:30")
    assert place.rows("SELECT DISTINCT until FROM standing") == [(1760985000000000,)]
    for span in ("", "for ever"):
        answer = await ida.post(f"/desk/people/{comment}/ban", data={"seen": await seen(ida, comment), "span": span})
        assert answer.status_code == 422
    assert place.one("SELECT COUNT(*) FROM standing WHERE kind = 'banned'") == 0


async def test_for_good_is_said(place: Place, reader: Reader, ida: Reader) -> None:
    comment = await reader.said("one")
    await act(ida, comment, "ban", span="good")
    assert "<b>banned</b> for good" in (await ida.get(f"/desk/people/{comment}")).text
    place.clock.forward(days=9999)
    assert (await reader.say("two")).status_code == 403


async def test_the_second_of_two_is_told_what_the_first_did(place: Place, reader: Reader, ida: Reader) -> None:
    ben = await desk.colleague(place, "Ben", Role.MODERATOR)
    comment = await reader.said("one")
    saw = await seen(ben, comment)
    await act(ida, comment, "hold")
    answer = await ben.post(f"/desk/people/{comment}/mute", data={"seen": saw, "span": "day"})
    assert answer.status_code == 409
    assert re.search(r"Nothing was done: Ida did this at .*: hold, held\.", answer.text)
    assert place.rows("SELECT DISTINCT kind FROM standing") == [("held",)]


async def test_who_came_long_ago_shows_who_they_are_and_comes_back_to_the_filled_form(
    place: Place, reader: Reader, ida: Reader
) -> None:
    comment = await reader.said("one")
    place.clock.forward(minutes=11)
    words = "he said “no” & <i>more</i> " + "ф" * 400
    sent = {"seen": "0", "back": "queue=live", "span": "month", "mail": "on", "why": words}
    led = await ida.post(f"/desk/people/{comment}/ban", data=sent)
    assert led.status_code == 303
    assert led.headers["location"].startswith("/desk/prove?back=")
    assert place.rows("SELECT * FROM standing") == []
    page = await ida.get(led.headers["location"])
    assert "Show once more who you are" in page.text
    back = parse_qs(urlsplit(led.headers["location"]).query)["back"][0]
    proved = await ida.post("/desk/prove", data={"back": back, "password": desk.PASSWORD})
    assert (proved.status_code, proved.headers["location"]) == (303, back)
    filled = (await ida.get(back)).text
    assert place.rows("SELECT * FROM standing") == []
    assert "Nothing has been done yet." in filled
    assert '<details open><summary data-key="b">Ban</summary>' in filled
    assert '<option value="month" selected>' in filled
    assert "he said “no” &amp; &lt;i&gt;more&lt;/i&gt; " + "ф" * 400 in filled
    await act(ida, comment, "ban", span="month", why=words)
    assert place.one("SELECT DISTINCT why FROM standing") == words


@pytest.mark.parametrize("to", ["trash", "spam"])
async def test_all_of_a_day_is_undone_and_one_undo_takes_it_back(
    place: Place, reader: Reader, monkeypatch: pytest.MonkeyPatch, to: str
) -> None:
    monkeypatch.setattr(undoing, "BATCH", 2)
    old = await reader.said("before")
    place.clock.forward(days=2)
    ida = await desk.colleague(place, "Ada", Role.EDITOR)
    live = [await reader.said(f"one {n}") for n in range(3)]
    await place.choose(approval="all")
    waiting = [await reader.said(f"two {n}") for n in range(2)]
    await place.publish("other")
    elsewhere = await reader.said("three", url="http://paper.example/other")
    apart = await place.reader().said("somebody else's", email="bo@reader.example")
    before = states(place)
    assert before == ["live"] + ["live"] * 3 + ["held"] * 4
    await act(ida, live[0], "undo_day", to=to, why="flood")
    page = (await ida.get(f"/desk/people/{live[0]}?done=1")).text
    assert "Done: undo day, 6 comments." in page
    assert states(place) == ["live"] + [to] * 6 + ["held"]
    acts = place.rows("SELECT comment_id, act, why FROM act WHERE comment_id IS NOT NULL ORDER BY id")
    assert [row.comment_id for row in acts] == [*live, *waiting, elsewhere]
    assert {(row.act, row.why) for row in acts} == {("reject" if to == "trash" else "spam", "flood")}
    lessons = place.one("SELECT COUNT(*) FROM lesson WHERE undone IS NULL")
    assert lessons == (6 if to == "spam" else 0)
    assert place.one("SELECT live FROM thread WHERE key = '/ferry'") == 1
    await act(ida, old, "restore")
    assert states(place) == before
    assert place.one("SELECT live FROM thread WHERE key = '/ferry'") == 4
    assert place.one("SELECT COUNT(*) FROM lesson WHERE undone IS NULL") == 0
    await act(ida, old, "restore")
    assert states(place) == ["live"] + [to] * 6 + ["held"]
    assert apart


async def test_what_was_decided_since_stays_when_a_day_is_taken_back(place: Place, reader: Reader, ida: Reader) -> None:
    one, two, three = [await reader.said(f"words {n}") for n in range(3)]
    await act(ida, one, "undo_day", to="trash")
    await place.decide("spam", two)
    await reader.erase(three)
    await act(ida, one, "restore")
    assert states(place)[:2] == ["live", "spam"]


async def test_a_chosen_day_in_utc(place: Place, reader: Reader) -> None:
    first = await reader.said("on the ninth")
    place.clock.forward(days=1)
    await reader.said("on the tenth")
    ida = await desk.colleague(place, "Ada", Role.EDITOR)
    await act(ida, first, "undo_day", to="trash", day="2025-10-09")
    assert states(place) == ["trash", "live"]
    answer = await ida.post(
        f"/desk/people/{first}/undo_day", data={"seen": await seen(ida, first), "to": "trash", "day": "2025-10-09"}
    )
    assert answer.status_code == 409
    assert "They have written nothing on that day" in answer.text


async def test_by_the_address_too_what_other_cookies_wrote_is_undone(place: Place, reader: Reader, ida: Reader) -> None:
    one = await reader.said("one")
    await place.reader().said("two")
    await act(ida, one, "undo_day", to="trash")
    assert states(place) == ["trash", "trash"]


async def test_a_moderator_mutes_and_does_not_ban(place: Place, reader: Reader) -> None:
    ben = await desk.colleague(place, "Ben", Role.MODERATOR)
    comment = await reader.said("one")
    page = (await ben.get(f"/desk/people/{comment}")).text
    assert "Mute them" in page
    assert "Ban them" not in page
    assert "Undo all of a day" not in page
    place.clock.forward(minutes=11)
    await act(ben, comment, "mute", span="day")
    for name in ("ban", "undo_day"):
        answer = await ben.post(
            f"/desk/people/{comment}/{name}", data={"seen": await seen(ben, comment), "to": "trash"}
        )
        assert answer.status_code in (403, 422)
    assert states(place) == ["live"]


async def test_nobody_else_comes_in(place: Place, reader: Reader, ida: Reader) -> None:
    comment = await reader.said("one")
    eve = await desk.colleague(place, "Eve", Role.TRUSTED)
    assert (await eve.get(f"/desk/people/{comment}")).status_code == 403
    assert (await eve.post(f"/desk/people/{comment}/mute", data={"seen": "0", "span": "day"})).status_code == 403
    elsewhere = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    answer = await ida.post(f"/desk/people/{comment}/mute", data={"seen": "0", "span": "day"}, headers=elsewhere)
    assert answer.status_code == 403
    stranger = await desk.stranger(place).get(f"/desk/people/{comment}")
    assert stranger.headers["location"].startswith("/desk/sign-in")
    assert (await ida.get("/desk/people/7")).status_code == 404
    assert place.rows("SELECT * FROM standing") == []


def bundles() -> list[str]:
    """The payloads, as many in one as words for somebody may be long."""
    found = [""]
    for payload in PAYLOADS:
        if len(found[-1]) + len(payload) > 400:
            found.append("")
        found[-1] = f"{found[-1]} {payload}".strip()
    return found


async def test_no_payload_in_words_is_more_than_words_anywhere(place: Place, reader: Reader, ida: Reader) -> None:
    comment = await reader.said("one")

    async def pages(words: str) -> list[str]:
        await act(ida, comment, "warn", why=words)
        paths = (f"/desk/people/{comment}", f"/desk/comments/{comment}", f"/desk/people/{comment}?act=ban&why=")
        shown = [(await ida.get(path + (quote(words) if path.endswith("=") else ""))).text for path in paths]
        shown += [await reader.page(), (await reader.fill("more")).text]
        await act(ida, comment, "lift", kind="warned")
        return [page.replace(OURS, "") for page in shown]

    harmless = Harmless()
    for page in await pages("harmless words"):
        harmless.learn(page)
    for words in bundles():
        for page in await pages(words):
            assert harmless.faults(page) == [], words


async def test_an_undoing_that_races_with_others_leaves_nothing_half_done(
    place: Place, reader: Reader, ida: Reader
) -> None:
    ben = await desk.colleague(place, "Ben", Role.MODERATOR)
    await place.publish("other")
    urls = ["http://paper.example/ferry", "http://paper.example/other"]
    comments = [await reader.said(f"words {n}", url=urls[n % 2]) for n in range(6)]
    form = {"seen": "0", "to": "spam", "mail": "on"}
    answers = await together(
        [
            *(ida.post(f"/desk/people/{comments[0]}/undo_day", data=form) for _ in range(2)),
            *(ben.post(f"/desk/comments/{one}/spam", data={"seen": "live.0"}) for one in reversed(comments)),
            reader.say("one more"),
        ]
    )
    assert {answer.status_code for answer in answers} <= {201, 303, 409}
    assert sorted(answer.status_code for answer in answers[:2]) == [303, 409]
    assert set(states(place)[:6]) == {"spam"}
    assert place.one("SELECT COUNT(*) FROM lesson WHERE undone IS NULL") >= 6
    assert place.house.database.read_now(lambda conn: list(ledger.broken(conn))) == []
    assert place.house.database.read_now(lambda conn: list(records.look(conn))) == []
