"""The house rules at the desk: their list, the forms that change it, the dry run, and who may."""

import html
import re
from typing import Any

import pytest

from tests.moderation.test_rehearsal import everything
from tests.support import desk, screens
from tests.support.attack import PAYLOADS
from tests.support.house import Place, Reader
from tests.support.together import together
from voxpop.pages.desk import rules_form
from voxpop.screening.kinds import KINDS, Doubt, Links, Outcome, Words
from voxpop.staff.roles import RIGHTS, Right, Role

HOLD, SPAM = Outcome.HOLD, Outcome.SPAM
FORMS: dict[str, dict[str, str]] = {
    "writers": {"who": "proved", "outcome": "refuse", "told": "Sign in, please."},
    "newcomers": {"live": "3", "outcome": "hold"},
    "links": {"least": "2", "outcome": "hold"},
    "words": {"listed": "# ours\ncasino\nfree spins", "outcome": "reject", "told": "No gambling.", "language": "en"},
    "domains": {"listed": "https://shop.example/", "outcome": "spam"},
    "emails": {"listed": "*@shop.example", "outcome": "hold"},
    "age": {"days": "7", "outcome": "hold"},
    "hours": {"start": "22:00", "end": "06:00", "day-sat": "on", "day-sun": "on", "outcome": "hold"},
    "doubt": {"percent": "80", "outcome": "spam"},
}


@pytest.fixture
async def ida(place: Place) -> Reader:
    return await desk.colleague(place, "Ida", Role.EDITOR)


def seen(place: Place) -> int:
    return place.site().screens.changed


def said(place: Place) -> list[str]:
    return [f"{rule.outcome} {rule.said()}" for rule in place.site().screens.rules]


async def save(place: Place, who: Reader, kind: str, /, **fields: Any) -> Any:
    sent = {"site": "default", "seen": str(seen(place)), "kind": kind, "on": "on", "do": "save"} | fields
    return await who.post("/desk/rules/save", data=sent)


async def act(place: Place, who: Reader, do: str, number: int = 0, **fields: Any) -> Any:
    rules = place.site().screens.rules
    rule = str(rules[number - 1].id) if number else ""
    sent = {"site": "default", "seen": str(seen(place)), "rule": rule, "do": do} | fields
    return await who.post("/desk/rules/act", data=sent)


@pytest.mark.parametrize("role", list(Role))
async def test_only_who_may_sees_and_changes_them(place: Place, role: Role) -> None:
    who = await desk.colleague(place, "Ida", role)
    await screens.put(place, Links(outcome=HOLD, least=2))
    allowed = role in RIGHTS[Right.RULES]
    for path in ("/desk/rules", "/desk/rules/form?kind=links", "/desk/rules/form?rule=1", "/desk/rules/try"):
        assert (await who.get(path)).status_code == (200 if allowed else 403), path
    answers = [await save(place, who, "links", least="3", outcome="hold"), await act(place, who, "off", 1)]
    assert [one.status_code for one in answers] == ([303, 303] if allowed else [403, 403])
    assert len(place.site().screens.rules) == (2 if allowed else 1)
    assert ("/desk/rules" in (await who.get("/desk")).text) is allowed


async def test_nobody_else_and_no_other_origin_changes_them(place: Place, ida: Reader) -> None:
    assert (await save(place, desk.stranger(place), "links", least="3", outcome="hold")).status_code == 401
    assert (await desk.stranger(place).get("/desk/rules")).status_code == 303
    elsewhere = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    sent = {"site": "default", "seen": "0", "kind": "links", "least": "1", "outcome": "hold", "do": "save"}
    assert (await ida.post("/desk/rules/save", data=sent, headers=elsewhere)).status_code == 403
    await place.add("other", "https://other.example")
    assert (await ida.get("/desk/rules?site=other")).status_code == 403
    assert place.site().screens.rules == ()


@pytest.mark.parametrize("kind", list(KINDS))
async def test_each_kind_is_added_by_its_form_shown_and_kept_as_it_is(place: Place, ida: Reader, kind: str) -> None:
    page = (await ida.get(f"/desk/rules/form?kind={kind}")).text
    for field in FORMS[kind]:
        assert f'name="{field}"' in page
    answer = await save(place, ida, kind, **FORMS[kind])
    assert answer.status_code == 303
    page = (await ida.get(answer.headers["location"])).text
    [rule] = place.site().screens.rules
    assert html.escape(rule.said()) in page
    assert "Added, by <bdi>Ida</bdi>" in page
    form = (await ida.get(f"/desk/rules/form?rule={rule.id}")).text
    fields = rules_form.of(rule)
    assert (
        await save(place, ida, fields.pop("kind"), **fields)
    ).status_code == 409  # as the form shows it, it is so already
    for name, value in FORMS[kind].items():
        if name != "listed":
            assert fields[name] == value
            assert html.escape(value) in form


async def test_rules_are_moved_switched_removed_and_each_is_undone(place: Place, ida: Reader) -> None:
    await save(place, ida, "links", least="2", outcome="hold")
    await save(place, ida, "doubt", percent="80", outcome="spam")
    both = said(place)
    for do, number, after in (
        ("up", 2, both[::-1]), ("down", 1, both[::-1]), ("remove", 1, both[1:]), ("off", 1, both),
    ):  # fmt: skip
        assert (await act(place, ida, do, number)).status_code == 303
        assert said(place) == after, do
        assert place.site().screens.rules[0].on is (do != "off")
        answer = await act(place, ida, "undo")
        assert "Taken back, by <bdi>Ida</bdi>" in (await ida.get(answer.headers["location"])).text
        assert said(place) == both
        assert all(rule.on for rule in place.site().screens.rules)
    assert (await act(place, ida, "up", 1)).status_code == 409
    assert (await act(place, ida, "dance", 1)).status_code == 404


async def test_the_order_on_the_page_is_the_order_in_which_they_run(place: Place, ida: Reader, reader: Reader) -> None:
    await save(place, ida, "words", listed="casino", outcome="hold")
    await save(place, ida, "words", listed="bonus", outcome="spam")
    page = (await ida.get("/desk/rules")).text
    assert page.index("1: hold") < page.index("2: put away as spam")
    await act(place, ida, "up", 2)
    page = (await ida.get("/desk/rules")).text
    assert page.index("1: put away as spam") < page.index("2: hold")
    comment = await reader.said("a casino bonus")
    assert place.one("SELECT state FROM comment") == "spam"
    assert "Rule: <bdi>1: the word “bonus”</bdi>" in (await ida.get(f"/desk/comments/{comment}")).text


async def test_the_second_of_two_is_told_and_nothing_is_done(place: Place, ida: Reader) -> None:
    ben = await desk.colleague(place, "Ben", Role.EDITOR)
    await save(place, ida, "links", least="2", outcome="hold")
    old = str(seen(place))
    await act(place, ben, "off", 1)
    answer = await act(place, ida, "remove", 1, seen=old)
    assert answer.status_code == 409
    assert re.search(r"not the ones you saw\. Ben did this at .*: off 1: hold 2 links or more", answer.text)
    answer = await save(place, ida, "links", least="5", outcome="hold", seen=old)
    assert (answer.status_code, 'value="5"' in answer.text) == (409, True)  # what was typed is still there
    assert said(place) == ["hold 2 links or more"]


async def test_of_many_at_once_one_changes(place: Place, ida: Reader) -> None:
    answers = await together([save(place, ida, "links", least=str(n), outcome="hold", seen="0") for n in range(2, 8)])
    assert sorted(one.status_code for one in answers) == [303] + [409] * 5
    assert len(said(place)) == 1
    assert place.one("SELECT COUNT(*) FROM act") == 1


async def test_a_draft_is_tried_before_it_is_kept_and_nothing_is_changed(
    place: Place, ida: Reader, reader: Reader
) -> None:
    await screens.put(place, Words(outcome=SPAM, listed=("bonus",)))
    comment = await reader.said("a casino")
    await reader.said("a casino bonus")
    await reader.said("a ferry")
    await ida.get("/desk/rules")
    before = everything(place)
    answer = await save(place, ida, "words", listed="casino", outcome="hold", do="try")
    assert answer.status_code == 200
    assert "Would have held 1 of the last 3." in answer.text
    assert "By itself it finds 2; 1 of these are decided by rules before it." in answer.text
    assert f'href="/desk/comments/{comment}?site=default&amp;queue=all"' in answer.text
    assert "rule <bdi>2: the word “casino”</bdi>" in answer.text
    assert ">\ncasino</textarea>" in answer.text
    assert "Would have put away as spam 1 of the last 3." in (await ida.get("/desk/rules/try")).text
    assert "Would have put away as spam 1 of the last 3." in (await ida.get("/desk/rules/try?rule=1")).text
    assert everything(place) == before


async def test_so_many_dry_runs_in_a_minute_are_enough(tmp_path: Any, database_url: str) -> None:
    from tests.support import house

    async with house.opened(database_url, tmp_path, rate_limits=True) as place:
        ida = await desk.colleague(place, "Ida", Role.EDITOR)
        codes = [(await ida.get("/desk/rules/try")).status_code for _ in range(21)]
        assert codes == [200] * 20 + [429]


def multipart(place: Place, file: bytes, **fields: str) -> dict[str, Any]:
    sent = {"site": "default", "seen": str(seen(place)), "kind": "words", "outcome": "hold", "on": "on", "do": "save"}
    return {"data": sent | fields, "files": {"list": ("words.txt", file, "text/plain")}}


async def test_a_list_comes_by_a_file_and_is_added_to_and_taken_from(place: Place, ida: Reader) -> None:
    file = "\ufeff# ours\r\ncasino\r\nfree spins\r\n".encode()
    answer = await ida.post("/desk/rules/save", **multipart(place, file, listed="bonus"))
    assert answer.status_code == 303, answer.text
    [rule] = place.site().screens.rules
    assert isinstance(rule, Words)
    assert rule.listed == ("bonus", "casino", "free spins")
    for how, told, after in (
        ("add", b"slots", ("bonus", "casino", "free spins", "slots")),
        ("remove", b"bonus\nslots\nnever there", ("casino", "free spins")),
        ("instead", b"poker", ("poker",)),
    ):
        answer = await ida.post("/desk/rules/save", **multipart(place, told, rule=str(rule.id), how=how))
        assert answer.status_code == 303
        assert place.site().screens.rules[0].listed == after  # type: ignore[union-attr]
    await act(place, ida, "undo")
    assert place.site().screens.rules[0].listed == ("casino", "free spins")  # type: ignore[union-attr]


async def test_fifty_thousand_words_are_imported_and_a_long_list_does_not_stand_in_the_form(
    place: Place, ida: Reader, reader: Reader
) -> None:
    file = "\n".join(f"word{n}" for n in range(50_000)).encode()
    assert (await ida.post("/desk/rules/save", **multipart(place, file))).status_code == 303
    [rule] = place.site().screens.rules
    page = (await ida.get(f"/desk/rules/form?rule={rule.id}")).text
    assert "of 50,000 now" in page
    assert "word4711" not in page
    assert (await reader.say("a word49999")).json()["state"] == "held"
    answer = await ida.post("/desk/rules/save", **multipart(place, b"one more", rule=str(rule.id), how="add"))
    assert (answer.status_code, "The list has 50,001 entries" in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"listed": "casino\n!!"}, "Line 2: &#39;!!&#39; is not a word"),
        ({"listed": "# nothing"}, "The list is empty: give one entry a line."),
        ({"listed": "a", "outcome": "dance"}, "The rule cannot be read: Invalid enum value &#39;dance&#39;"),
        ({"listed": "a", "language": "xx"}, "The language &#39;xx&#39; cannot be told"),
        ({"kind": "links", "least": "many"}, "The field least is &#39;many&#39;: want a whole number."),
        ({"kind": "links", "least": ""}, "The field least is &#39;&#39;: want a whole number."),
        ({"kind": "links"}, "The rule cannot be read: Object missing required field `least`."),
        ({"kind": "links", "least": "99"}, "How many links: 99 is not between 1 and 50."),
        ({"kind": "hours", "start": "22", "end": "x"}, "From is &#39;22&#39;: want a time of the day like 22:00."),
        ({"rule": "99", "listed": "a"}, "That rule is not there any more."),
    ],
)
async def test_what_cannot_be_kept_is_told_above_what_was_typed(
    place: Place, ida: Reader, fields: dict[str, str], sentence: str
) -> None:
    answer = await save(place, ida, "words", **({"outcome": "hold"} | fields))
    assert answer.status_code in (404, 422)
    assert sentence in answer.text
    assert 'action="/desk/rules/save"' in answer.text
    assert place.one("SELECT screens FROM site") == ""


async def test_a_file_that_is_no_text_and_a_kind_that_is_none_are_refused(place: Place, ida: Reader) -> None:
    answer = await ida.post("/desk/rules/save", **multipart(place, b"\xff\xfe\x00"))
    assert (answer.status_code, "is not text in UTF-8" in answer.text) == (422, True)
    assert (await ida.get("/desk/rules/form?kind=mood")).status_code == 422
    assert (await ida.get("/desk/rules/form?rule=99")).status_code == 404
    assert (await ida.get("/desk/rules/try?rule=x")).status_code == 404
    assert (await save(place, ida, "mood")).status_code == 422


async def test_the_page_says_what_else_decides(place: Place, ida: Reader) -> None:
    await place.choose(close_after="30", approval="first")
    page = (await ida.get("/desk/rules")).text
    assert "close_after = 30 (a conversation closes after 30 days without a comment)" in page
    assert "approval = first" in page
    own = "stands in place of its own limit"
    assert own not in page
    await screens.put(place, Doubt(outcome=HOLD, percent=30))
    assert own in (await ida.get("/desk/rules")).text


async def test_no_rule_and_no_comment_brings_markup_onto_the_page(place: Place, ida: Reader, reader: Reader) -> None:
    for payload in PAYLOADS:
        await reader.say(f"casino {payload}", name=payload[:60] or "Ann")
        sent = {"listed": "casino", "outcome": "reject", "told": payload[:400].strip() or "x"}
        for do in ("try", "save"):
            answer = await save(place, ida, "words", do=do, **sent)
            assert answer.status_code in (200, 303, 422)
        for path in ("/desk/rules", "/desk/rules/try"):
            page = (await ida.get(path)).text
            assert "<script>" not in page
            assert not re.search(r"<[^>]+\son\w+=", page)
        await act(place, ida, "remove", 1)
