"""The page on privacy: what the site runs by, the same for everybody, dated, for people and for programs."""

import html as entities
import re

import msgspec
import pytest

from tests.support.house import HTML, ORIGIN, Place, Reader
from voxpop.lib.words import LANGUAGES
from voxpop.privacy import held
from voxpop.privacy.worked_out import LOOKS

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
        "words": "30 days in full; then the network alone (/24, /48), and what the browser is called",
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
    assert (await reader.get("/privacy.json?on=9999-12-31")).status_code == 200
    assert (await reader.get("/privacy.json?on=yesterday")).status_code == 400


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
