"""Atom feeds: read by a parser, with what readers of feeds need."""

from defusedxml import ElementTree

from tests.support.house import ORIGIN, Place, Reader

ATOM = "{http://www.w3.org/2005/Atom}"
THREADING = "{http://purl.org/syndication/thread/1.0}"


async def test_a_thread_s_feed_holds_its_comments_newest_first_and_whom_they_answer(
    place: Place, reader: Reader
) -> None:
    await place.publish()
    first = await reader.said("one <b>bold</b>")
    second = await reader.reply(first, "two")
    answer = await reader.get("/ferry/feed")
    feed = ElementTree.fromstring(answer.text)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    entries = feed.findall(f"{ATOM}entry")
    assert [e.findtext(f"{ATOM}id") for e in entries] == [f"{ORIGIN}/comments/{n}" for n in (second, first)]
    assert entries[0].find(f"{THREADING}in-reply-to").get("ref") == f"{ORIGIN}/comments/{first}"
    assert entries[1].find(f"{ATOM}content").text == "<p>one <b>bold</b></p>"
    for part in ("id", "title", "updated"):
        assert feed.findtext(f"{ATOM}{part}")
        assert all(entry.findtext(f"{ATOM}{part}") for entry in entries)


async def test_the_site_s_feed_holds_comments_of_all_its_threads(place: Place, reader: Reader) -> None:
    await reader.said("here", url=f"{ORIGIN}/a")
    await reader.said("there", url=f"{ORIGIN}/b")
    feed = ElementTree.fromstring((await reader.get("/feed")).text)
    assert [e.findtext(f"{ATOM}content") for e in feed.findall(f"{ATOM}entry")] == ["<p>there</p>", "<p>here</p>"]


async def test_a_feed_never_holds_what_waits(place: Place, reader: Reader) -> None:
    await place.choose(approval="all")
    await reader.said("patience")
    assert "patience" not in (await reader.get("/feed")).text


async def test_the_sitemap_lists_the_stories_and_when_they_last_changed(place: Place, reader: Reader) -> None:
    await place.publish("ferry")
    await place.publish("clock", updated=1_710_000_000_000_000)
    sitemap = ElementTree.fromstring((await reader.get("/sitemap.xml")).text)
    found = {url[0].text: url[1].text for url in sitemap if len(url) > 1}
    assert found == {f"{ORIGIN}/ferry": "2023-11-14T22:13:20Z", f"{ORIGIN}/clock": "2024-03-09T16:00:00Z"}
    assert f"Sitemap: {ORIGIN}/sitemap.xml" in (await reader.get("/robots.txt")).text
