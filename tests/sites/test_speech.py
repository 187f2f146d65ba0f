"""A conversation speaks the language of the page around it; what readers wrote stays in theirs."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.support import databases, house
from tests.support.house import ORIGIN, Place, Reader
from voxpop.lib import templates, words
from voxpop.sites.rules import Rules
from voxpop.sites.speech import Speech, speech

ENGLISH = Rules()
BRAZIL = Rules(language="pt-BR")
HEBREW = Rules(language="he", direction="rtl")


@pytest.mark.parametrize(
    ("rules", "wished", "spoken"),
    [
        (ENGLISH, "", Speech("en", "ltr")),
        (ENGLISH, "en-GB", Speech("en", "ltr")),
        (ENGLISH, "sv", Speech("en", "ltr")),
        (ENGLISH, "ar-EG", Speech("ar", "rtl", "en")),
        (ENGLISH, "zh-TW", Speech("zh-Hant", "ltr", "en")),
        (BRAZIL, "", Speech("pt-BR", "ltr")),
        (BRAZIL, "pt", Speech("pt-BR", "ltr")),
        (BRAZIL, "nonsense", Speech("en", "ltr", "pt-BR")),
        (HEBREW, "iw", Speech("he", "rtl")),
        (HEBREW, "de-AT", Speech("de", "ltr", "he")),
    ],
)
def test_the_language_that_is_wished_if_it_is_there(rules: Rules, wished: str, spoken: Speech) -> None:
    assert speech(rules, wished) == spoken
    assert speech(rules, spoken.language) == spoken


async def fragment(reader: Reader, **asked: Any) -> str:
    answer = await reader.get("/threads", params={"site": "default", "url": f"{ORIGIN}/ferry"} | asked)
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_a_conversation_runs_as_the_language_that_is_asked_for(place: Place, reader: Reader) -> None:
    await reader.said("One.")
    html = await fragment(reader, lang="ar")
    section = html[: html.index(">")]
    assert (' lang="ar"' in section, ' dir="rtl"' in section) == (True, True)
    assert '<div class="vp-text" dir="auto" lang="en">' in html


async def test_without_a_wish_it_is_the_sites(place: Place, reader: Reader) -> None:
    await place.choose(language="he", direction="rtl")
    await reader.said("One.")
    html = await fragment(reader)
    section = html[: html.index(">")]
    assert (' lang="he"' in section, ' dir="rtl"' in section) == (True, True)
    assert '<div class="vp-text" dir="auto">' in html


async def test_tags_of_one_language_share_a_page(place: Place, reader: Reader) -> None:
    await reader.said("One.")
    await fragment(reader, lang="de")
    made = place.house.ready.made
    assert await fragment(reader, lang="de-AT") == await fragment(reader, lang="DE")
    assert await fragment(reader, lang="fr") != await fragment(reader, lang="de")
    assert await fragment(reader, lang="en-US") == await fragment(reader, lang="sv") == await fragment(reader)
    assert place.house.ready.made == made + 2


async def test_what_is_ones_own_comes_in_the_language_that_is_asked_for(place: Place, reader: Reader) -> None:
    await place.choose(approval="all")
    await reader.said("One.")
    asked = {"site": "default", "url": f"{ORIGIN}/ferry"}
    [english, arabic] = [
        (await reader.get("/api/v1/mine", params=asked | {"lang": lang})).json()["comments"][0]["markup"]
        for lang in ("", "ar")
    ]
    assert ' lang="en"' in arabic
    assert ' lang="' not in english


async def test_the_form_comes_in_the_language_that_is_asked_for(reader: Reader) -> None:
    asked = {"site": "default", "url": f"{ORIGIN}/ferry"}
    forms = [(await reader.get("/api/v1/form", params=asked | {"lang": lang})).text for lang in ("", "de", "de-CH")]
    assert forms[1] == forms[2]
    assert re.findall(r' name="(\w+)"', forms[0]) == re.findall(r' name="(\w+)"', forms[1])


@pytest.mark.parametrize(("header", "language"), [("", "en"), ("sv", "en"), ("de-CH, en;q=0.5", "de"), ("iw", "he")])
async def test_programs_are_refused_in_the_language_that_they_accept(
    reader: Reader, header: str, language: str
) -> None:
    answer = await reader.get("/api/v1/threads", params={"site": "x", "url": "y"}, headers={"accept-language": header})
    assert answer.headers["content-language"] == language
    assert "Accept-Language" in answer.headers["vary"]


async def test_a_page_of_ours_speaks_the_language_of_its_site(place: Place, reader: Reader) -> None:
    await place.choose(language="fa", direction="rtl")
    await place.publish()
    await reader.said("One.")
    for path in ("/", "/ferry", "/nothing"):
        html = (await reader.get(path, headers={"accept": "text/html", "accept-language": "de"})).text
        assert '<html lang="fa" dir="rtl">' in html
    assert "۱" in await reader.page("/ferry")


async def test_the_words_of_a_site_are_there_before_its_first_reader(tmp_path: Path) -> None:
    with databases.fresh("sqlite", tmp_path) as url:
        async with house.opened(url, tmp_path) as place:
            await place.choose(language="tr")
            await place.publish()
        for kept in (words._catalogue, templates._environment, templates.said_time):
            kept.cache_clear()
        async with house.opened(url, tmp_path) as place:
            read = words._catalogue.cache_info().misses
            assert "yanıt" in await place.reader().page("/ferry")
            assert words._catalogue.cache_info().misses == read
