"""An act on many comments at once: those ticked, or all of a queue as of a moment; taken back in one go."""

import re
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.support import desk
from tests.support.house import Place, Reader
from voxpop.moderation import bulk
from voxpop.pages.desk import bulk as pages
from voxpop.staff.roles import Role


@pytest.fixture
async def ida(place: Place) -> Reader:
    return await desk.colleague(place, "Ida", Role.EDITOR)


async def wait(place: Place, reader: Reader, *words: str) -> list[int]:
    await place.choose(approval="all")
    return [await reader.said(one) for one in words]


async def put_away(place: Place, reader: Reader, count: int, what: str = "cheap thing") -> list[int]:
    """So many in spam."""
    comments = await wait(place, reader, *(f"{what} {n}" for n in range(count)))
    for comment in comments:
        await place.decide("spam", comment)
    return comments


def states(place: Place) -> dict[int, str]:
    return dict(map(tuple, place.rows("SELECT id, state FROM comment")))  # type: ignore[arg-type]


def fields(page: str) -> dict[str, str]:
    """Those of the form that asks."""
    form = page[page.index('action="/desk/all"') :]
    found = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    return {name: value.replace("&amp;", "&") for name, value in found.items()}


async def asked(colleague: Reader, act: str, **query: str) -> str:
    answer = await colleague.get("/desk/all", params={"act": act, **query})
    assert answer.status_code == 200, answer.text
    return answer.text


async def confirmed(colleague: Reader, page: str) -> httpx.Response:
    return await colleague.post("/desk/all", data=fields(page))


def told(answer: httpx.Response) -> dict[str, str]:
    return {name: value[0] for name, value in parse_qs(urlsplit(answer.headers["location"]).query).items()}


async def test_those_that_are_ticked_are_acted_on_and_no_others(place: Place, reader: Reader, ida: Reader) -> None:
    first, second, third = await wait(place, reader, "one", "two", "three")
    ticks = {f"item-{one}": "held.0" for one in (first, third)}
    answer = await ida.post("/desk/ticked", data={"act": "approve", "back": "queue=waiting", **ticks})
    assert states(place) == {first: "live", second: "held", third: "live"}
    page = (await ida.get(answer.headers["location"])).text
    assert "Approved: 2 comments." in page
    assert place.rows("SELECT comment_id, actor FROM act WHERE act = 'approve'") == [(first, "Ida"), (third, "Ida")]


async def test_what_changed_since_it_was_ticked_is_left_alone_and_that_is_told(
    place: Place, reader: Reader, ida: Reader
) -> None:
    first, second = await wait(place, reader, "one", "two")
    await place.decide("reject", first)
    ticks = {f"item-{one}": "held.0" for one in (first, second)}
    answer = await ida.post("/desk/ticked", data={"act": "spam", "back": "queue=waiting", **ticks})
    assert states(place) == {first: "trash", second: "spam"}
    assert "1 was left alone: somebody had been quicker." in (await ida.get(answer.headers["location"])).text


async def test_all_of_it_is_taken_back_in_one_go_but_for_what_was_decided_since(
    place: Place, reader: Reader, ida: Reader
) -> None:
    first, second, third = await wait(place, reader, "one", "two", "three")
    done = await confirmed(ida, await asked(ida, "spam"))
    assert set(states(place).values()) == {"spam"}
    await place.decide("approve", second)
    about = told(done)
    data = {"first": about["first"], "last": about["last"], "back": "queue=waiting"}
    answer = await ida.post("/desk/back", data=data)
    assert states(place) == {first: "held", second: "live", third: "held"}
    assert (told(answer)["many"], told(answer)["passed"]) == ("2", "1")
    assert place.one("SELECT COUNT(*) FROM lesson WHERE spam = :yes AND undone IS NULL", yes=True) == 0, (
        "the judge has unlearnt it"
    )


async def test_a_colleague_takes_back_their_own_acts_alone(place: Place, reader: Reader, ida: Reader) -> None:
    await wait(place, reader, "one", "two")
    about = told(await confirmed(ida, await asked(ida, "spam")))
    jo = await desk.colleague(place, "Jo", Role.EDITOR)
    await jo.post("/desk/back", data={"first": about["first"], "last": about["last"], "back": ""})
    assert set(states(place).values()) == {"spam"}


async def test_what_arrives_after_the_question_is_not_emptied_unseen(place: Place, reader: Reader) -> None:
    owner = await desk.colleague(place, "Olga", Role.OWNER)
    old = await put_away(place, reader, 3)
    edited, moved = await wait(place, reader, "edited meanwhile", "moved meanwhile")
    await place.decide("spam", edited)
    place.clock.forward(seconds=1)
    page = await asked(owner, "erase", queue="spam")
    assert "Erase for good: 4 of spam" in page
    place.clock.forward(seconds=1)
    await place.decide("spam", moved)
    await place.decide("not_spam", edited)
    await place.decide("spam", edited)
    [late] = await put_away(place, reader, 1, "late thing")
    await confirmed(owner, page)
    left = {one for one, state in states(place).items() if state == "spam"}
    assert left == {edited, moved, late}
    assert {one for one, state in states(place).items() if state == "gone"} == set(old)


async def test_what_is_erased_is_kept_nowhere(place: Place, reader: Reader) -> None:
    owner = await desk.colleague(place, "Olga", Role.OWNER)
    [comment] = await wait(place, reader, "a canary of words")
    await place.decide("spam", comment)
    await owner.post(f"/desk/comments/{comment}/note", data={"text": "a canary of a note", "back": ""})
    await confirmed(owner, await asked(owner, "erase", queue="spam"))
    for table in ("comment", "sender", "version", "lesson", "note"):
        assert "canary" not in str(place.rows(f"SELECT * FROM {table}")), table
    assert place.one("SELECT act FROM act ORDER BY id DESC LIMIT 1") == "erase"


async def test_many_are_done_in_pieces_and_the_page_goes_on(
    place: Place, reader: Reader, ida: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "AT_ONCE", 4)
    monkeypatch.setattr(bulk, "PIECE", 2)
    comments = await wait(place, reader, *(f"number {n}" for n in range(7)))
    answer = await confirmed(ida, await asked(ida, "reject"))
    assert sorted(states(place).values()) == ["held"] * 3 + ["trash"] * 4
    page = (await ida.get(answer.headers["location"])).text
    assert "4 are done." in page
    assert "data-goes-on" in page
    done = await confirmed(ida, page)
    assert set(states(place).values()) == {"trash"}
    assert told(done)["many"] == "7"
    await ida.post("/desk/back", data={"first": told(done)["first"], "last": told(done)["last"], "back": ""})
    assert states(place) == dict.fromkeys(comments, "held")


async def test_the_filters_of_the_queue_are_those_of_the_act(place: Place, reader: Reader, ida: Reader) -> None:
    first, second = await wait(place, reader, "buy this", "read this")
    page = await asked(ida, "spam", q="buy")
    assert "Spam: 1 of waiting" in page
    assert "with “buy”" in page
    await confirmed(ida, page)
    assert states(place) == {first: "spam", second: "held"}


@pytest.mark.parametrize(
    ("role", "act", "queue", "status"),
    [
        (Role.TRUSTED, "spam", "waiting", 403),
        (Role.MODERATOR, "spam", "waiting", 200),
        (Role.EDITOR, "erase", "spam", 403),
        (Role.OWNER, "erase", "spam", 200),
        (Role.OWNER, "erase", "waiting", 404),
        (Role.OWNER, "pin", "live", 404),
        (Role.OWNER, "approve", "all", 404),
    ],
)
async def test_who_may_do_what_to_all_of_a_queue(place: Place, role: Role, act: str, queue: str, status: int) -> None:
    colleague = await desk.colleague(place, "Kim", role)
    assert (await colleague.get("/desk/all", params={"act": act, "queue": queue})).status_code == status
    data = {"act": act, "back": f"queue={queue}", "until": "1760000000000000", "number": "1"}
    answer = await colleague.post("/desk/all", data=data)
    assert answer.status_code == (303 if status == 200 else status)


async def test_who_came_in_long_ago_shows_who_they_are_before_erasing(place: Place, reader: Reader) -> None:
    owner = await desk.colleague(place, "Olga", Role.OWNER)
    [comment] = await put_away(place, reader, 1)
    page = await asked(owner, "erase", queue="spam")
    place.clock.forward(minutes=11)
    answer = await owner.get("/desk/all", params={"act": "erase", "queue": "spam"})
    assert answer.headers["location"].startswith("/desk/prove?back=%2Fdesk%2Fall")
    assert (await confirmed(owner, page)).headers["location"].startswith("/desk/prove?")
    seen = {"seen": "spam.0", "back": ""}
    answer = await owner.post(f"/desk/comments/{comment}/erase", data=seen)
    assert answer.headers["location"].startswith("/desk/prove?")
    assert states(place) == {comment: "spam"}


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/desk/ticked", {"act": "pin"}),
        ("/desk/ticked", {"act": "approve", "item-x": "held.0"}),
        ("/desk/ticked", {"act": "approve", **{f"item-{n}": "held.0" for n in range(100)}}),
        ("/desk/all", {"act": "spam", "back": "queue=waiting", "until": "soon"}),
        ("/desk/all", {"act": "spam", "back": "queue=waiting"}),
        ("/desk/back", {"first": "1"}),
        ("/desk/back", {"first": "x", "last": "2"}),
    ],
)
async def test_what_is_not_well_formed_is_refused_and_changes_nothing(
    place: Place, reader: Reader, ida: Reader, path: str, data: dict[str, str]
) -> None:
    [comment] = await wait(place, reader, "words")
    answer = await ida.post(path, data=data)
    assert answer.status_code in (400, 404)
    assert states(place) == {comment: "held"}


async def test_another_origin_may_not(place: Place, reader: Reader, ida: Reader) -> None:
    [comment] = await wait(place, reader, "words")
    elsewhere = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    for path in ("/desk/ticked", "/desk/all", "/desk/back"):
        data = {"act": "spam", "back": "", f"item-{comment}": "held.0", "until": "1760000000000000"}
        assert (await ida.post(path, data=data, headers=elsewhere)).status_code == 403
    assert states(place) == {comment: "held"}


async def test_of_a_language_only_what_is_ticked_is_acted_on(place: Place, reader: Reader, ida: Reader) -> None:
    [comment] = await wait(place, reader, "words")
    page = (await ida.get("/desk", params={"language": "de"})).text
    assert "/desk/all?" not in page
    query = {"act": "spam", "back": "queue=waiting&language=de", "until": "1999999999999999"}
    assert (await ida.post("/desk/all", data=query)).status_code == 404
    assert states(place) == {comment: "held"}


async def test_all_with_a_link_to_a_domain_goes_at_once(place: Place, reader: Reader, ida: Reader) -> None:
    first, second = await wait(place, reader, "see https://watch.example/a", "see https://clock.example/a")
    page = await asked(ida, "spam", link="https://www.watch.example/some/page")
    assert "with a link to watch.example" in page
    await confirmed(ida, page)
    assert states(place) == {first: "spam", second: "held"}


async def test_all_that_answers_a_comment_is_hidden_and_taken_back_in_one_go(
    place: Place, reader: Reader, ida: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "PIECE", 2)
    top = await reader.said("top")
    beside = await reader.said("beside")
    below = await reader.said("answer", parent=top)
    answers = [below, await reader.said("another", parent=top)]
    answers += [await reader.said(f"deep {n}", parent=below) for n in range(2)]
    rejected = await reader.said("rejected", parent=top)
    await place.decide("reject", rejected)
    answer = await ida.post(f"/desk/comments/{top}/answers/hide", data={"back": "queue=live"})
    assert {one for one, now in states(place).items() if now == "held"} == set(answers)
    assert (states(place)[top], states(place)[beside], states(place)[rejected]) == ("live", "live", "trash")
    assert "Hidden: 4 comments." in (await ida.get(answer.headers["location"])).text
    about = told(answer)
    await ida.post("/desk/back", data={"first": about["first"], "last": about["last"], "back": ""})
    assert {one for one, now in states(place).items() if now == "live"} == {top, beside, *answers}


@pytest.mark.parametrize(("role", "status"), [(Role.TRUSTED, 403), (Role.MODERATOR, 303)])
async def test_who_may_hide_answers(place: Place, reader: Reader, role: Role, status: int) -> None:
    comment = await reader.said("top")
    colleague = await desk.colleague(place, "Kim", role)
    answer = await colleague.post(f"/desk/comments/{comment}/answers/hide", data={"back": ""})
    assert answer.status_code == status
    assert (await colleague.post("/desk/comments/1/answers/hide", data={"back": ""})).status_code == 404
