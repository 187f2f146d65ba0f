"""GET /conversation: the page of a conversation by the address that it is about, begun or not; no script needed."""

import re
from urllib.parse import quote

import pytest

from tests.support.house import HTML, ORIGIN, Place, Reader

BLOG = "https://blog.example"
POST = f"{BLOG}/post?id=1"


@pytest.fixture
async def blog(place: Place) -> Place:
    """The house, with a page elsewhere that is the site's too."""
    await place.claim(BLOG)
    return place


def at(url: str, **more: str) -> str:
    return "/conversation?" + "&".join(
        f"{name}={quote(value, safe='')}" for name, value in {"url": url, **more}.items()
    )


async def test_one_that_nobody_has_begun_can_be_read_and_answered(blog: Place) -> None:
    reader = blog.reader()
    page = await reader.page(at(POST, site="default"))
    assert "No responses yet" in page
    assert f'<link rel="canonical" href="{POST}">' in page
    assert '<meta name="robots" content="noindex">' in page
    [told] = re.findall(r'name="thread" value="([^"]+)"', page)
    assert told == POST
    posted = await reader.fill("first words", thread=told)
    assert posted.status_code == 303
    assert "first words" in await reader.page(posted.headers["location"].partition("#")[0])


async def test_one_that_has_begun_has_a_page_of_its_own(blog: Place) -> None:
    reader = blog.reader()
    empty = await reader.get(at(POST), headers=HTML)
    assert empty.status_code == 200
    await reader.said("first words", url=POST)
    number = blog.one("SELECT id FROM thread WHERE url = :url", url=POST)
    begun = await reader.get(at(f"{POST}&utm_source=x#top"), headers=HTML)
    assert (begun.status_code, begun.headers["location"]) == (303, f"/threads/{number}")
    ours = await reader.get(at(f"{ORIGIN}/ferry"), headers=HTML)
    assert (ours.status_code, ours.headers["location"]) == (303, "/ferry")


async def test_one_that_its_page_gave_a_name_is_found_by_it(blog: Place) -> None:
    reader = blog.reader()
    page = await reader.page(at(f"{BLOG}/a#voxpop=ferry-7"))
    [told] = re.findall(r'name="thread" value="([^"]+)"', page)
    await reader.fill("by name", thread=told)
    moved = await reader.get(at(f"{BLOG}/b#voxpop=ferry-7"), headers=HTML)
    assert moved.status_code == 303
    assert "by name" in await reader.page(moved.headers["location"])


async def test_a_page_of_ours_that_is_not_there_has_none(reader: Reader) -> None:
    answer = await reader.get(at(f"{ORIGIN}/none"), headers=HTML, follow_redirects=True)
    assert answer.status_code == 404


async def test_without_an_address_it_is_about_the_page_that_the_reader_comes_from(blog: Place) -> None:
    reader = blog.reader()
    came = await reader.get("/conversation?site=default", headers=HTML | {"referer": POST})
    assert came.status_code == 303
    assert came.headers["cache-control"] == "private, no-store"
    assert f'<link rel="canonical" href="{POST}">' in await reader.page(came.headers["location"])


@pytest.mark.parametrize("referer", ["", "https://other.example/post", f"{ORIGIN}/conversation", "about:blank"])
async def test_who_comes_from_nowhere_is_asked(blog: Place, referer: str) -> None:
    answer = await blog.reader().get("/conversation", headers=HTML | ({"referer": referer} if referer else {}))
    assert answer.status_code == 200
    assert 'name="url"' in answer.text
    assert answer.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize(
    ("url", "status"), [("https://other.example/post", 403), ("javascript:alert(1)", 400), ('"><script>', 400)]
)
async def test_an_address_that_cannot_be_is_asked_for_again(blog: Place, url: str, status: int) -> None:
    answer = await blog.reader().get(at(url), headers=HTML)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    assert 'name="url"' in answer.text
    assert "<script>" not in answer.text


async def test_an_unknown_site_is_refused(reader: Reader) -> None:
    assert (await reader.get("/conversation?site=nobody", headers=HTML)).status_code == 404


async def test_what_could_not_be_posted_there_is_still_in_the_form(blog: Place) -> None:
    answer = await blog.reader().fill("words", thread=POST, name="")
    assert answer.status_code == 422
    assert ">words</textarea>" in answer.text
    assert f'<link rel="canonical" href="{POST}">' in answer.text


async def test_who_signs_in_there_comes_back_there(blog: Place) -> None:
    reader = blog.reader()
    await reader.get(at(POST), headers=HTML)
    empty = f"/conversation?site=default&url={quote(POST, safe='')}"
    assert await reader.get(f"{empty}&draft=7", headers=HTML)
    await reader.said("begun meanwhile", url=POST)
    number = blog.one("SELECT id FROM thread WHERE url = :url", url=POST)
    back = await reader.get(f"{empty}&draft=7", headers=HTML)
    assert back.headers["location"] == f"/threads/{number}?draft=7"
