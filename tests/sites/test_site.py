"""Sites: who may claim which origin, and where the conversation of a page is."""

import asyncio
import html
import re
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text

from tests.support.house import ORIGIN, Place, Reader, Statements
from tests.support.together import together
from voxpop.lib.refused import Refused
from voxpop.settings import SettingsError
from voxpop.sites import site as sites
from voxpop.sites.rules import Rules
from voxpop.sites.site import Site, place

HOME = "https://paper.example"
BLOG = "https://www.blog.example"
SITE = Site(1, "default", "", Rules(), "", frozenset((HOME, "http://paper.example", BLOG)), HOME, frozenset((HOME,)))


@pytest.mark.parametrize(
    ("url", "key", "shown"),
    [
        (f"{HOME}/ferry/?utm_source=x#top", "/ferry", "/ferry"),
        (f"{HOME}:443/ferry?order=best&after=7", "/ferry", "/ferry"),
        (HOME, "/", "/"),
        (f"{BLOG}/post?id=7&fbclid=1", "blog.example/post?id=7", f"{BLOG}/post?id=7"),
        ("http://paper.example/ferry", "paper.example/ferry", "http://paper.example/ferry"),
    ],
)
def test_a_page_of_ours_is_known_by_its_path_and_another_by_its_address(url: str, key: str, shown: str) -> None:
    assert place(SITE, url) == (key, shown)


@pytest.mark.parametrize("url", ["https://evil.example/ferry", f"{HOME}.evil.example/", f"{HOME}:444/"])
def test_a_page_elsewhere_is_none_of_the_sites(url: str) -> None:
    with pytest.raises(Refused) as refused:
        place(SITE, url)
    assert refused.value.code == "url_not_of_site"


@pytest.mark.parametrize("path", ["/ferry", "//evil.example/ferry/..", "/./ferry/"])
def test_a_form_may_name_a_path_of_ours(path: str) -> None:
    assert sites.place_of(SITE, path).key in ("/ferry", "/evil.example")


async def test_an_empty_house_has_one_site_at_its_address(place: Place) -> None:
    [site] = place.house.database.read_now(sites.read_all)
    assert (site.name, site.origins, site.home) == ("default", frozenset((ORIGIN,)), ORIGIN)


async def test_served_at_another_address_the_same_stories_have_the_same_threads(place: Place, reader: Reader) -> None:
    await reader.said("at the old address")
    moved = "http://aaa.example:9090"
    await place.house.database.write(lambda conn: sites.first(conn, moved))
    thread = await reader.thread(f"{moved}/ferry")
    assert [comment["text"] for comment in thread["comments"]] == ["at the old address"]
    assert (await reader.thread(f"{ORIGIN}/ferry"))["responses"] == 1


async def test_an_origin_belongs_to_one_site(place: Place) -> None:
    await place.add("other", "https://other.example")
    with pytest.raises(Refused, match="belongs to the site 'other'"):
        await place.claim("https://other.example/any/page")


async def test_a_name_is_given_once(place: Place) -> None:
    with pytest.raises(Refused) as refused:
        await place.add("default", "https://other.example")
    assert refused.value.code == "site_exists"


async def test_a_claim_counts_at_once(place: Place, reader: Reader) -> None:
    assert (await reader.say("hello", url="https://blog.example/")).json()["code"] == "url_not_of_site"
    await place.claim("https://blog.example")
    assert (await reader.say("hello", url="https://blog.example/")).status_code == 201


async def test_a_claim_counts_for_all_who_ask_at_once(place: Place, reader: Reader) -> None:
    await place.claim("https://blog.example")
    asked = {"site": "default", "url": "https://blog.example/"}
    answers = await together([reader.get("/api/v1/threads", params=asked) for _ in range(32)])
    assert {answer.status_code for answer in answers} == {200}


async def test_many_who_ask_at_once_read_the_sites_once(place: Place) -> None:
    place.house.sites.forget()
    with Statements() as asked:
        await together([place.house.sites.named("default") for _ in range(32)])
    assert len(asked) == 2


async def test_a_reading_that_fails_is_tried_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.house.sites.forget()
    with monkeypatch.context() as patched:
        patched.setattr(sites, "read_all", lambda conn: conn.execute(text("SELECT nothing FROM nowhere")))
        with pytest.raises(Exception, match="nowhere"):
            await place.house.sites.named("default")
    assert (await place.house.sites.named("default")).name == "default"


async def test_one_address_under_two_sites_is_two_conversations(place: Place, reader: Reader) -> None:
    await place.add("other", "https://other.example")
    await reader.said("here")
    answer = await reader.get("/api/v1/threads", params={"site": "other", "url": "https://other.example/ferry"})
    assert answer.json()["responses"] == 0
    answer = await reader.get("/api/v1/threads", params={"site": "other", "url": f"{ORIGIN}/ferry"})
    assert answer.json()["code"] == "url_not_of_site"


async def test_with_several_sites_a_strange_host_is_none_of_them(place: Place) -> None:
    await place.add("other", "https://other.example")
    with pytest.raises(Refused) as refused:
        await place.house.sites.at("http://nobody.example")
    assert refused.value.code == "site_unknown"
    assert (await place.house.sites.at("https://other.example")).name == "other"


async def test_rules_are_changed_together_or_not_at_all(place: Place) -> None:
    with pytest.raises(SettingsError, match=r"depth='99'.*\n.*nosuch"):
        await place.choose(depth="99", nosuch="x", order="best")
    assert place.site().rules == Rules()
    await place.choose(depth="7", title="The Paper")
    assert (place.site().rules.depth, place.site().title) == (7, "The Paper")


async def test_a_changed_rule_changes_the_page_at_once(place: Place, reader: Reader) -> None:
    await reader.said("one")
    await place.reader().page()
    await place.choose(title="The Other Paper")
    assert "The Other Paper" in await place.reader().page()
    await place.choose(website_asked="off")
    assert 'name="website"' not in await place.reader().page()


async def test_who_asks_at_the_very_step_at_which_a_reading_ends_is_answered(place: Place) -> None:
    async def asks(steps: int) -> str:
        for _ in range(steps):
            await asyncio.sleep(0)
        return (await asked.named("default")).name

    async def read(job: Any) -> Any:  # ends a few steps of the loop later, with no thread to blur which
        for _ in range(5):
            await asyncio.sleep(0)
        return place.house.database.read_now(job)

    stub: Any = SimpleNamespace(read=read)
    asked = sites.Sites(stub)
    assert set(await asyncio.gather(*(asks(steps) for steps in range(20)))) == {"default"}


async def test_a_named_conversation_is_the_same_under_every_address(place: Place, reader: Reader) -> None:
    await reader.said("first", url=f"{ORIGIN}/2025/old#voxpop=story-7")
    await reader.said("second", url=f"{ORIGIN}/new#voxpop=story-7")
    found = await reader.thread(url=f"{ORIGIN}/anywhere#voxpop=story-7")
    assert [comment["text"] for comment in found["comments"]] == ["first", "second"]
    assert (await reader.thread(url=f"{ORIGIN}/new"))["responses"] == 0


async def test_the_form_of_a_named_conversation_posts_into_it(place: Place, reader: Reader) -> None:
    url = f"{ORIGIN}/2025/old#voxpop=%C3%A9t%C3%A9/7"
    await reader.said("first", url=url)
    asked = {"site": "default", "url": url}
    fragment = (await reader.get("/threads", params=asked)).text
    address = re.search(r'name="thread" value="([^"]*)"', fragment)
    assert address
    answer = await reader.fill("second", thread=html.unescape(address[1]))
    assert answer.status_code == 303, answer.text
    assert [comment["text"] for comment in (await reader.thread(url=url))["comments"]] == ["first", "second"]
