"""The page on privacy: what the site runs by, the same for everybody, dated, for people and for programs."""

import html as entities
import re
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from tests.support.house import HTML, ORIGIN, Place, Reader
from voxpop.lib.words import LANGUAGES
from voxpop.privacy import held
from voxpop.privacy.worked_out import LOOKS
from voxpop.sites.rules import Rules
from voxpop.sites.speech import speech

PAGE = "/privacy"


def words(page: str) -> str:
    """What is to be read on a page."""
    return entities.unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()))


async def told(reader: Reader, **asked: str) -> dict[str, object]:
    answer = await reader.get("/privacy.json", params={"site": "default"} | asked)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_it_is_the_same_for_everybody_and_may_be_kept(place: Place) -> None:
    guest = place.reader()
    await guest.said("Hello")
    answers = [await reader.get(PAGE, headers=HTML) for reader in (place.reader(), guest)]
    assert answers[0].content == answers[1].content
    assert "public" in answers[0].headers["cache-control"]
    assert "set-cookie" not in answers[0].headers
    again = await guest.get(PAGE, headers=HTML | {"if-none-match": answers[0].headers["etag"]})
    assert again.status_code == 304


async def test_everything_that_applies_stands_there(place: Place, reader: Reader) -> None:
    await place.choose(passkeys="all", akismet_key="abcdef123456", consent="I agree to <this>.")
    await place.quiet()
    page = words(await reader.page(PAGE))
    for item in held.ITEMS:
        assert (item.what in page) == (item.key not in ("checks", "team")), item.key
    for look in LOOKS:
        assert look.what in page
    assert "I agree to <this>." in page
    assert "Akismet, a service of Automattic Inc." in page


async def test_by_default_nobody_else_receives_anything(place: Place, reader: Reader) -> None:
    page = words(await reader.page(PAGE))
    assert "Nobody else receives anything." in page
    assert (await told(reader))["shared"] == []


async def test_hosts_of_pictures_in_stories_are_told_of(place: Place, reader: Reader) -> None:
    assert "no pictures, fonts or trackers come from elsewhere" in words(await reader.page(PAGE))
    html = f'<img src="https://pics.example/a.png"><img src="/media/b.png"><img src="{ORIGIN}/media/c.png">'
    await place.claim(ORIGIN, ours=True)
    await place.publish("ferry", html=html)
    place.clock.forward(seconds=2)
    await place.quiet()
    page = words(await reader.page(PAGE))
    assert "pics.example" in page
    assert "no pictures, fonts or trackers" not in page
    assert "Added: pics.example" in page
    found = await told(reader)
    assert [one["key"] for one in found["shared"]] == ["story:pics.example"]  # type: ignore[attr-defined]
    assert "https://pics.example" in (await reader.get("/ferry", headers=HTML)).headers["content-security-policy"]
    await place.publish("ferry", html="<p>No picture.</p>")
    place.clock.forward(seconds=2)
    await place.quiet()
    assert (await told(reader))["shared"] == []


async def test_comments_show_no_pictures_from_elsewhere(place: Place, reader: Reader) -> None:
    await place.publish("ferry")
    await reader.said("![a cat](https://pics.example/cat.png) and <img src='https://pics.example/dog.png'>")
    answer = await reader.get("/ferry", headers=HTML)
    assert "pics.example/cat.png" in answer.text
    assert "<img" not in answer.text
    assert "pics.example" not in answer.headers["content-security-policy"]
    assert (await told(reader))["shared"] == []


async def test_who_sees_what_moderators_did_is_as_the_site_has_chosen(place: Place, reader: Reader) -> None:
    for chosen, seen in (
        ("off", "You, and the moderators of the site"),
        ("on", "Everybody sees what was done and why"),
    ):
        await place.choose(public_log=chosen)
        await place.quiet()
        [acts] = [one for one in (await told(reader))["held"] if one["key"] == "acts"]  # type: ignore[attr-defined]
        assert acts["seen_by"].startswith(seen)


async def test_who_is_responsible_is_said_or_that_it_is_not(place: Place, reader: Reader) -> None:
    assert "A name and an address are not given here" in words(await reader.page(PAGE))
    await place.choose(responsible="The Paper, 1 Quay Street, <Harbour>", privacy_contact="data@paper.example")
    await place.quiet()
    page = await reader.page(PAGE)
    assert "The Paper<br>1 Quay Street<br>&lt;Harbour&gt;" in page
    assert 'href="mailto:data@paper.example"' in page
    assert "are not given here" not in page


async def test_times_are_those_of_the_rules(place: Place, reader: Reader) -> None:
    await place.choose(keep_spam="3d", keep_trash="4d", keep_held="5d", keep_emails="6d", keep_addresses="12h")
    await place.quiet()
    page = words(await reader.page(PAGE))
    for said in ("3 days if it is spam", "4 days if", "5 days if nobody", "6 days, or as long", "12 hours in full"):
        assert said in page, said
    await place.choose(addresses="hashed")
    await place.quiet()
    page = words(await reader.page(PAGE))
    assert "12 hours in full" not in page
    assert "Never in full: a keyed hash of the network" in page


async def test_programs_read_the_same_by_keys(place: Place, reader: Reader) -> None:
    found = await told(reader)
    kept = {one["key"]: one for one in found["held"]}  # type: ignore[attr-defined]
    assert kept["address"]["kept"][0] == {
        "words": "30 days in full; after that only the network (/24, /48), and what the browser is called",
        "rule": "keep_addresses", "lasts": "P30D",
    }  # fmt: skip
    answer = await reader.get("/privacy.json")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json() == found


async def test_the_history_is_dated(place: Place, reader: Reader) -> None:
    await reader.page(PAGE)
    first = (await told(reader))["since"]
    place.clock.forward(days=3)
    await place.choose(keep_addresses="7d", privacy_contact="data@paper.example")
    await place.quiet()
    page = await reader.page(PAGE)
    assert "<del>30 days</del>" in page
    assert "<ins>7 days</ins>" in page
    assert "Added: The address to write to" in words(page)
    found = await told(reader)
    assert found["since"] != first
    [change] = found["changes"]  # type: ignore[misc]
    assert change["since"] == found["since"]
    assert {"kind": "added", "part": "words", "key": "contact", "called": "contact", "was": [], "now": []} in change[
        "changes"
    ]


async def test_what_was_said_on_a_day_can_be_asked(place: Place, reader: Reader) -> None:
    await reader.page(PAGE)
    day = str((await told(reader))["since"])[:10]
    place.clock.forward(days=3)
    await place.choose(keep_spam="2d")
    await place.quiet()
    await reader.page(PAGE)
    then = await told(reader, on=day)
    assert then["held"][0]["kept"][1]["lasts"] == "P15D"  # type: ignore[index]
    assert (await told(reader))["held"][0]["kept"][1]["lasts"] == "P2D"  # type: ignore[index]
    assert (await reader.get("/privacy.json?on=2001-01-01")).status_code == 404
    assert (await reader.get("/privacy.json?on=yesterday")).status_code == 400


async def test_what_will_be_said_on_a_day_to_come_is_not_told(place: Place, reader: Reader) -> None:
    await reader.page(PAGE)
    today = datetime.fromtimestamp(place.clock.now / 1e6, UTC).date()
    assert (await reader.get(f"/privacy.json?on={today}")).status_code == 200
    for day in (today + timedelta(days=1), date.max):
        answer = await reader.get(f"/privacy.json?on={day}")
        assert (answer.status_code, answer.json()["code"]) == (400, "body_invalid")


async def test_the_page_tells_the_newest_changes_and_programs_read_all(place: Place, reader: Reader) -> None:
    said = [{"held": [{"key": "text", "kept": [{"lasts": f"P{days}D"}], "what": "x"}]} for days in range(1, 23)]
    rows = [{"id": number, "said": msgspec.json.encode(one).decode()} for number, one in enumerate(said, 1)]
    place.write_all("INSERT INTO notice (site_id, id, said) VALUES (1, :id, :said)", rows)
    await place.quiet()
    page = await reader.page(PAGE)
    assert page.count("<h3><time") == 20
    assert "Older changes are told only in the version for programs:" in page
    assert len((await told(reader))["changes"]) == 22  # type: ignore[arg-type]
    await place.write("DELETE FROM notice WHERE id <= 2")
    place.clock.forward(seconds=2)
    page = await reader.page(PAGE)
    assert page.count("<h3><time") == 20
    assert "Older changes" not in page


async def test_notations_stand_the_right_way_round_in_every_language(reader: Reader) -> None:
    for language in (one for one in LANGUAGES if speech(Rules(), one).direction == "rtl"):
        address = next(one for one in (await told(reader, lang=language))["held"] if one["key"] == "address")  # type: ignore[attr-defined]
        assert "\u2066/24, /48\u2069" in address["kept"][0]["words"], language


async def test_it_is_of_the_site_that_is_asked_for(place: Place, reader: Reader) -> None:
    await place.add("town", "http://town.example")
    await place.quiet()
    assert (await reader.get(f"{PAGE}?site=town", headers=HTML)).status_code == 200
    assert (await reader.get(f"{PAGE}?site=none", headers=HTML)).status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_speaks_every_language(place: Place, reader: Reader, language: str) -> None:
    page = await reader.page(PAGE, lang=language)
    assert f'<html lang="{language}"' in page
    assert "%(" not in page


async def test_a_full_disk_does_not_keep_it_from_being_said(
    place: Place, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    from voxpop.lib.refused import Refused
    from voxpop.privacy import history

    def full(*_: object) -> bool:
        raise Refused("storage_full", "There is no room.")

    monkeypatch.setattr(history, "note", full)
    assert "What is kept" in await reader.page(PAGE)
    assert (await told(reader))["since"] is None


async def test_every_form_leads_there(place: Place, reader: Reader) -> None:
    await place.publish()
    comment = await reader.said("Hello")
    for path in ("/ferry", f"/comments/{comment}/edit", f"/comments/{comment}/report"):
        page = await reader.page(path)
        assert "This site uses Voxpop to reduce spam." in page, path
        assert '<a href="/privacy?site=default">Learn how your comment data is processed.</a>' in page, path
    assert '<a href="/privacy?site=default">Privacy</a>' in await reader.page("/")


async def test_inside_a_page_of_others_it_opens_beside_and_in_its_language(reader: Reader) -> None:
    asked = {"site": "default", "url": f"{ORIGIN}/ferry", "lang": "de"}
    page = (await reader.get("/threads", params=asked)).text
    [link] = re.findall(r'<a href="([^"]*/privacy[^"]*)" target="_blank" rel="noopener">', page)
    assert link == f"{ORIGIN}/privacy?site=default&amp;lang=de"


async def test_nothing_of_who_writes_is_in_what_is_noted(place: Place, reader: Reader) -> None:
    await reader.said("canary words", name="Canary", email="canary@private.example")
    await reader.page(PAGE)
    [row] = place.rows("SELECT said FROM notice")
    assert "anary" not in row.said
    assert msgspec.json.decode(row.said)["title"] == ""
