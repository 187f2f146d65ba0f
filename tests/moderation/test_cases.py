"""Reports make a case: it hides from the site's weight on, a decision ends it, and what is undone is as it was."""

import pytest

from tests.support import desk
from tests.support.house import Place, Reader
from tests.support.together import together
from voxpop.lib.refused import Refused
from voxpop.staff.roles import Role

REPORTS = "SELECT outcome FROM report ORDER BY id"
RECORDS = "SELECT COALESCE(MAX(reports), 0) FROM record"


async def reported(place: Place, comment: int, number: int = 1, reason: str = "abuse", **more: object) -> list[Reader]:
    readers = [place.reader() for _ in range(number)]
    for reader in readers:
        answer = await reader.post(f"/api/v1/comments/{comment}/report", json={"reason": reason} | more)
        assert answer.status_code == 201, answer.text
    return readers


def outcomes(place: Place) -> list[str]:
    return [row[0] for row in place.rows(REPORTS)]


def state(place: Place, comment: int) -> str:
    return str(place.one("SELECT state FROM comment WHERE id = :id", id=comment))


async def test_from_the_sites_weight_on_reports_hide_until_somebody_has_looked(place: Place, reader: Reader) -> None:
    comment = await reader.said("a rude remark")
    await reported(place, comment, 2)
    assert state(place, comment) == "live"
    await reported(place, comment)
    assert state(place, comment) == "held"
    assert place.one("SELECT rule FROM sender") == "report_hides"
    assert place.rows("SELECT act, actor, why, before, after FROM act") == [
        ("hide", "readers", "3 reports", "live", "held")
    ]
    assert "a rude remark" not in await place.reader().page()
    assert place.one("SELECT live FROM thread WHERE key = '/ferry'") == 0


@pytest.mark.parametrize(("rule", "hidden"), [("0", False), ("1", True), ("6", False)])
async def test_the_site_says_from_which_weight(place: Place, reader: Reader, rule: str, hidden: bool) -> None:
    await place.choose(report_hides=rule)
    comment = await reader.said("words")
    for _ in range(5):
        if state(place, comment) == "live":
            await reported(place, comment)
    assert (state(place, comment) == "held") is hidden


async def test_of_many_reporters_at_once_one_crosses_the_weight(place: Place, reader: Reader) -> None:
    comment = await reader.said("words")
    await reported(place, comment, 2)
    answers = await together([reported_once(place.reader(), comment) for _ in range(8)])
    assert state(place, comment) == "held"
    assert place.one("SELECT COUNT(*) FROM act") == 1
    assert sorted(answers) == [200] * 7 + [201]  # the others came when it was not shown any more
    assert place.one("SELECT COUNT(*) FROM report") == 3
    assert place.one("SELECT live FROM thread WHERE key = '/ferry'") == 0


async def reported_once(reader: Reader, comment: int) -> int:
    return (await reader.post(f"/api/v1/comments/{comment}/report", json={"reason": "abuse"})).status_code


async def test_the_report_and_the_hiding_are_one_transaction(
    place: Place, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    from voxpop.discussion import ledger

    comment = await reader.said("words")
    await reported(place, comment, 2)

    def broken(*_: object) -> None:
        raise Refused("storage_away", "The log cannot be written.")

    monkeypatch.setattr(ledger, "write", broken)
    assert await reported_once(place.reader(), comment) == 503
    assert outcomes(place) == ["open"] * 2
    assert state(place, comment) == "live"


@pytest.mark.parametrize(
    ("act", "outcome"), [("keep", "dismissed"), ("reject", "upheld"), ("spam", "upheld"), ("hide", "open")]
)
async def test_a_decision_ends_the_case_and_its_undo_opens_it(
    place: Place, reader: Reader, act: str, outcome: str
) -> None:
    comment = await reader.said("words")
    await reported(place, comment, 2)
    decided = await place.decide(act, comment)
    assert outcomes(place) == [outcome] * 2
    assert place.one(RECORDS) == (1 if outcome == "upheld" else 0)
    if outcome != "open":
        assert {row[0] for row in place.rows("SELECT decided FROM report")} == {decided.act}
    await place.decide("restore", comment)
    assert outcomes(place) == ["open"] * 2
    assert place.one(RECORDS) == 0
    assert state(place, comment) == "live"
    assert place.rows("SELECT DISTINCT decided, was FROM report") == [(None, None)]


async def test_to_approve_what_reports_have_hidden_dismisses_them(place: Place, reader: Reader) -> None:
    comment = await reader.said("words")
    await reported(place, comment, 3)
    await place.decide("approve", comment)
    assert outcomes(place) == ["dismissed"] * 3
    assert state(place, comment) == "live"
    await reported(place, comment, 2)
    assert state(place, comment) == "live"  # what was dismissed weighs nothing any more


async def test_the_last_word_counts_and_each_step_can_be_taken_back(place: Place, reader: Reader) -> None:
    comment = await reader.said("words")
    await reported(place, comment)
    walk = []
    for act in ("reject", "approve", "restore", "restore", "spam", "restore"):
        await place.decide(act, comment)
        walk.append((state(place, comment), *outcomes(place), place.one(RECORDS)))
    assert walk == [
        ("trash", "upheld", 1),
        ("live", "dismissed", 0),
        ("trash", "upheld", 1),
        ("live", "dismissed", 0),
        ("spam", "upheld", 1),
        ("live", "dismissed", 0),
    ]


async def test_what_nobody_reported_cannot_be_kept(place: Place, reader: Reader) -> None:
    comment = await reader.said("words")
    with pytest.raises(Refused, match="No report of comment") as refused:
        await place.decide("keep", comment)
    assert refused.value.code == "already_so"
    await reported(place, comment)
    await place.decide("keep", comment)
    with pytest.raises(Refused):
        await place.decide("keep", comment)
    await reported(place, comment, 3)
    with pytest.raises(Refused) as refused:
        await place.decide("keep", comment)
    assert refused.value.code == "not_live"


async def test_an_edit_and_a_deletion_take_what_was_upheld_along(place: Place, reader: Reader) -> None:
    comment = await reader.said("see [here](https://one.example/)")
    await reported(place, comment)
    await place.decide("reject", comment)
    await place.write("UPDATE comment SET state = 'held'")  # so that its author may edit it
    assert (await reader.edit(comment, "see [there](https://two.example/)")).status_code == 200
    assert place.one("SELECT SUM(reports) FROM record") == place.one("SELECT COUNT(*) FROM record WHERE reports = 1")
    await place.write("UPDATE comment SET state = 'held'")
    assert (await reader.erase(comment)).status_code == 204
    assert place.one(RECORDS) == 0
    assert place.one("SELECT COALESCE(MIN(reports), 0) FROM record") == 0


async def test_the_desk_has_a_queue_of_cases_what_weighs_most_first(place: Place, reader: Reader) -> None:
    ida = await desk.colleague(place, "Ida", Role.EDITOR)
    light, heavy = await reader.said("a light case"), await reader.said("a heavy case")
    await reader.said("no case")
    await reported(place, heavy, 2)
    await reported(place, light, 1, "other", words="<b>loud</b> \u202eevil")
    html = (await ida.get("/desk?queue=reported")).text
    assert "Reported 2<" in html
    assert html.index("a heavy case") < html.index("a light case")
    assert "2 reports, weight 2.00" in html
    assert "no case" not in html
    page = (await ida.get(f"/desk/comments/{light}?queue=reported")).text
    assert "&lt;b&gt;loud&lt;/b&gt; evil" in page
    assert "1 open, weight 1.00; hidden from 3 on." in page
    assert 'data-act="keep"' in page
    sent = {"seen": "live.0", "back": "queue=reported"}
    answer = await ida.post(f"/desk/comments/{heavy}/keep", data=sent)
    assert answer.headers["location"].startswith(f"/desk/comments/{light}?")
    assert "Kept as it is" in (await ida.get(answer.headers["location"])).text
    assert (await ida.get(f"/desk?queue=reported&q=light&near={light}")).status_code == 200


async def test_a_page_of_cases_goes_on_where_the_one_before_ended(place: Place, reader: Reader) -> None:
    from voxpop.moderation import docket
    from voxpop.moderation.docket import Queue, Wanted

    comments = [await reader.said(f"words {n}") for n in range(5)]
    for comment, number in zip(comments, (1, 2, 1, 2, 1), strict=True):
        await reported(place, comment, number)
    site, after, walked = place.site().id, docket.Place(), []
    while after is not None:
        page = place.house.database.read_now(
            lambda conn, after=after: docket.read(conn, site, Queue.REPORTED, Wanted(), after, 2)
        )
        walked += [one.id for one in page.items]
        after = page.after
    assert walked == [comments[n] for n in (3, 1, 4, 2, 0)]


async def test_who_gave_notice_is_shown_to_who_decides_and_to_nobody_else(place: Place, reader: Reader) -> None:
    comment = await reader.said("words")
    notice = {"words": "Why", "name": "Mo Berg", "email": "mo@reader.example", "good_faith": True}
    await reported(place, comment, 1, "illegal", **notice)
    ida, tom = await desk.colleague(place, "Ida", Role.MODERATOR), await desk.colleague(place, "Tom", Role.TRUSTED)
    shown, kept = (await ida.get(f"/desk/comments/{comment}")).text, (await tom.get(f"/desk/comments/{comment}")).text
    assert "Mo Berg" in shown
    assert "mo@reader.example" in shown
    assert "It breaks the law" in kept
    assert "Mo Berg" not in kept
    assert "mo@reader.example" not in kept
    everywhere = await reader.page() + str(await reader.mine()) + str(await reader.thread())
    assert "Mo Berg" not in everywhere
