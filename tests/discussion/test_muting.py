"""Mute somebody: what they say is folded up for one reader, and nobody learns who wrote what."""

import re

import pytest

from tests.support.house import HTML, ORIGIN, Place, Reader, Statements
from tests.support.together import together
from voxpop.discussion import muting
from voxpop.verifying import orphans

BO = {"name": "Bo", "email": "bo@reader.example"}
FOLDED = re.compile(r'<details class="vp-silenced">.*?</details></article>', re.DOTALL)


async def mute(reader: Reader, comment: int) -> str:
    answer = await reader.put(f"/api/v1/comments/{comment}/mute")
    return "muted" if answer.json() == {"id": comment, "muted": True} else str(answer.json()["code"])


async def muted(reader: Reader, url: str = f"{ORIGIN}/ferry") -> list[int]:
    return list((await reader.mine(url))["muted"])


async def test_all_that_somebody_wrote_here_is_muted_for_one_reader_alone(place: Place, reader: Reader) -> None:
    bo, other = place.reader(), place.reader()
    first, second = await bo.said("one", **BO), await bo.said("two", **BO)
    elsewhere = await bo.said("elsewhere", url=f"{ORIGIN}/harbour", **BO)
    await other.said("three")
    assert await mute(reader, first) == "muted"
    assert await mute(reader, second) == "muted"
    assert await muted(reader) == [first, second]
    assert await muted(reader, f"{ORIGIN}/harbour") == [elsewhere]
    assert await muted(other) == await muted(bo) == []
    third = await bo.said("and more", **BO)
    assert await muted(reader) == [first, second, third]
    assert place.one("SELECT COUNT(*) FROM muting") == 1


async def test_what_was_muted_by_one_comment_is_unmuted_by_another(place: Place, reader: Reader) -> None:
    bo = place.reader()
    first, second = await bo.said("one", **BO), await bo.said("two", **BO)
    await mute(reader, first)
    answer = await reader.delete(f"/api/v1/comments/{second}/mute")
    assert (answer.status_code, answer.json()) == (200, {"id": second, "muted": False})
    assert await muted(reader) == []
    assert (await reader.delete(f"/api/v1/comments/{second}/mute")).status_code == 200


async def test_two_names_of_one_guest_are_two_people_to_others(place: Place, reader: Reader) -> None:
    guest = place.reader()
    known = await guest.said("as Bo", **BO)
    secret = await guest.said("as somebody else", name="Cara", email="cara@reader.example")
    await mute(reader, known)
    assert await muted(reader) == [known]
    assert await mute(reader, secret) == "muted"
    assert await muted(reader) == [known, secret]
    await reader.delete(f"/api/v1/comments/{known}/mute")
    assert await muted(reader) == [secret]


async def test_two_guests_of_one_name_are_two_people(place: Place, reader: Reader) -> None:
    one, other = place.reader(), place.reader()
    first, second = await one.said("one", **BO), await other.said("two", **BO)
    await mute(reader, first)
    assert await muted(reader) == [first]
    await mute(reader, second)
    assert await muted(reader) == [first, second]


async def test_a_comment_that_came_from_elsewhere_is_muted_alone(place: Place, reader: Reader) -> None:
    first, second = await reader.said("one", **BO), await reader.said("two", **BO)
    await place.write("UPDATE sender SET guest = NULL")
    other = place.reader()
    await mute(other, first)
    assert await muted(other) == [first]
    await mute(other, second)
    assert await muted(other) == [first, second]
    await other.delete(f"/api/v1/comments/{first}/mute")
    assert await muted(other) == [second]


async def test_nobody_mutes_themselves(reader: Reader, place: Place) -> None:
    assert await mute(reader, await reader.said("mine")) == "own_comment"
    assert place.rows("SELECT whom FROM muting") == []


async def test_one_reader_mutes_so_many_and_not_more(
    place: Place, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(muting, "MOST", 2)
    said = [await place.reader().said(f"no {n}", **BO) for n in range(3)]
    assert [await mute(reader, comment) for comment in said] == ["muted", "muted", "mutes_full"]
    assert await mute(reader, said[0]) == "muted"
    await reader.delete(f"/api/v1/comments/{said[0]}/mute")
    assert await mute(reader, said[2]) == "muted"


async def test_the_same_mute_many_times_at_once_is_one(place: Place, reader: Reader) -> None:
    comment = await place.reader().said("one", **BO)
    await reader.said("has a cookie")
    assert await together([mute(reader, comment) for _ in range(12)]) == ["muted"] * 12
    assert await muted(reader) == [comment]


async def test_a_mute_is_made_under_the_same_conditions_as_a_like(place: Place, reader: Reader) -> None:
    comment = await reader.said("one")
    elsewhere = await place.reader(origin="http://evil.example").put(f"/api/v1/comments/{comment}/mute")
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (403, "origin_refused")
    assert await mute(reader, 7) == "no_such_comment"
    await place.decide("reject", comment)
    assert await mute(place.reader(), comment) == "no_such_comment"


async def test_what_was_deleted_is_covered_no_longer_and_the_mute_can_be_ended(place: Place, reader: Reader) -> None:
    bo = place.reader()
    first = await bo.said("one", **BO)
    await mute(reader, first)
    await bo.erase(first)
    again = await bo.said("two", **BO)
    assert await muted(reader) == []
    assert await mute(reader, again) == "muted"
    await reader.delete(f"/api/v1/comments/{first}/mute")
    assert await muted(reader) == [again]


async def test_the_page_folds_it_up_with_a_way_to_open_it_and_one_to_take_that_back(
    place: Place, reader: Reader
) -> None:
    bo = place.reader()
    comment = await bo.said("rude words", **BO)
    await bo.reply(comment, "more of them", **BO)
    await reader.said("mine")
    sent = await reader.post(f"/comments/{comment}/mute", headers=HTML)
    assert (sent.status_code, sent.headers["location"]) == (303, f"/ferry#comment-{comment}")
    html = await reader.page()
    folded = FOLDED.findall(html)
    assert len(folded) == 2
    assert "<summary>A comment by somebody whom you have muted</summary>" in folded[0]
    assert f'formaction="/comments/{comment}/unmute"' in folded[0]
    assert "rude words" in folded[0]
    assert html.index("<details", html.index(f'id="comment-{comment}"')) < html.index("rude words", html.index("<main"))
    assert f"/comments/{comment}/mute" not in html
    assert "vp-silenced" not in await place.reader().page()
    await reader.post(f"/comments/{comment}/unmute", headers=HTML)
    assert FOLDED.findall(await reader.page()) == []


async def test_each_comment_has_a_menu_with_its_link_and_the_mute_but_for_one_s_own(
    place: Place, reader: Reader
) -> None:
    comment = await reader.said("one")
    button = f'formaction="/comments/{comment}/mute">Mute this person</button>'
    stranger = await place.reader().page()
    assert f'<a class="vp-copy" href="/comments/{comment}">Copy link</a>' in stranger
    assert '<summary aria-label="More, on the comment by Ann">More</summary>' in stranger
    assert button in stranger
    assert button not in await reader.page()


async def test_whom_one_has_muted_takes_one_statement_more(place: Place, reader: Reader) -> None:
    await reader.said("one")
    await reader.mine()
    with Statements() as asked:
        await reader.mine()
    assert len([one for one in asked if "muting" in one]) == 1
    assert len(asked) == 5


async def test_nothing_public_tells_of_a_mute(place: Place, reader: Reader) -> None:
    bo = place.reader()
    comment = await bo.said("one", **BO)
    pages = (f"/threads?site=default&url={ORIGIN}/ferry", f"/api/v1/threads?site=default&url={ORIGIN}/ferry", "/ferry")
    before = [(await place.reader().get(page)).text for page in pages]
    await mute(reader, comment)
    assert [(await place.reader().get(page)).text for page in pages] == before
    assert (await bo.mine())["muted"] == []


async def test_a_mute_of_nothing_is_found(place: Place, reader: Reader) -> None:
    await mute(place.reader(), await reader.said("one"))
    assert place.house.database.read_now(lambda conn: list(orphans.look(conn))) == []
    await place.write("UPDATE muting SET comment_id = 5")
    [finding] = place.house.database.read_now(lambda conn: list(orphans.look(conn)))
    assert finding.sentence == "muting of comment 5 in site 1: that comment is not there"
