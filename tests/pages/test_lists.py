"""The lists for any page of a site: its latest comments, and where most was said of late."""

import re

import pytest
from sqlalchemy import text

from tests.discussion.trees import INSERT
from tests.support.house import ORIGIN, Place, Reader, Statements
from voxpop.discussion import lists, tree
from voxpop.storage.database import Database

LATEST, DISCUSSED = "/lists/latest?site=default", "/lists/discussed?site=default"
ENTRY = re.compile(r'<li class="vp-entry">(.*?)</li>', re.DOTALL)
DAY = 86_400_000_000


async def entries(reader: Reader, address: str) -> list[str]:
    answer = await reader.get(address)
    assert answer.status_code == 200, answer.text
    return ENTRY.findall(answer.text)


async def later(place: Place, seconds: int = 700) -> None:
    """When nothing that is kept now is given any more."""
    place.clock.forward(seconds=seconds)


async def test_the_latest_comments_say_who_what_where_and_when(place: Place, reader: Reader) -> None:
    await place.claim("https://blog.example")
    await reader.said("early words")
    place.clock.forward(minutes=1)
    comment = await reader.said(
        "late <b>words</b>", url="https://blog.example/post?id=1", title="A <post>", name="Bo & Co"
    )
    first, second = await entries(reader, LATEST)
    assert '<bdi class="vp-author">Bo &amp; Co</bdi>' in first
    assert ">late words</p>" in first
    assert '<a href="https://blog.example/post?id=1" dir="auto">A &lt;post&gt;</a>' in first
    assert f'href="{ORIGIN}/comments/{comment}"' in first
    assert "<time datetime=" in first
    assert f'<a href="{ORIGIN}/ferry" dir="auto">The ferry is late</a>' in second


async def test_a_page_without_a_title_is_called_by_its_address(place: Place, reader: Reader) -> None:
    await place.claim("https://blog.example")
    await reader.said("words", url="https://blog.example/post/")
    for address in (LATEST, DISCUSSED):
        [entry] = await entries(reader, address)
        assert ">https://blog.example/post</a>" in entry


async def test_only_what_everybody_may_see_is_listed(place: Place, reader: Reader) -> None:
    rejected, kept = await reader.said("rejected"), await reader.said("kept")
    await place.decide("reject", rejected)
    await place.choose(approval="all")
    await reader.said("held")
    [entry] = await entries(reader, LATEST)
    assert ">kept</p>" in entry
    assert f"/comments/{kept}" in entry
    [entry] = await entries(reader, DISCUSSED)
    assert "1 new response<" in entry


async def test_where_most_was_said_lately_comes_first(place: Place, reader: Reader) -> None:
    for _ in range(3):
        await reader.said(f"old words {_}", url=f"{ORIGIN}/old")
    place.clock.forward(days=8)
    await reader.said("one more", url=f"{ORIGIN}/old")
    for n in range(2):
        await reader.said(f"new words {n}", url=f"{ORIGIN}/new")
    place.clock.forward(days=1)
    told = [
        re.findall(rf'href="{ORIGIN}/(\w+)".*?(\d+) new', entry, re.DOTALL)[0]
        for entry in await entries(reader, DISCUSSED)
    ]
    assert told == [("new", "2"), ("old", "1")]
    [most] = await entries(reader, f"{DISCUSSED}&days=30&count=1")
    assert "4 new responses" in most
    place.clock.forward(days=8)
    assert await entries(reader, DISCUSSED) == []
    assert "Nobody has said anything lately." in (await reader.get(DISCUSSED)).text


async def test_a_list_has_as_many_entries_as_are_asked_for(place: Place, reader: Reader) -> None:
    assert "Nobody has said anything yet." in (await reader.get(LATEST)).text
    await later(place)
    for n in range(7):
        await reader.said(f"number {n}", url=f"{ORIGIN}/{n}")
    for address in (LATEST, DISCUSSED):
        assert [len(await entries(reader, f"{address}&count={count}")) for count in (1, 3, 50)] == [1, 3, 7]
        assert len(await entries(reader, address)) == 5


@pytest.mark.parametrize("wrong", ["count=0", "count=51", "count=x", "lang=%3Cb", "days=0", "days=91"])
async def test_what_cannot_be_asked_is_refused(reader: Reader, wrong: str) -> None:
    assert (await reader.get(f"{DISCUSSED}&{wrong}")).status_code == 400
    assert (await reader.get("/lists/latest?site=nobody")).status_code == 404


async def test_it_is_said_in_the_language_of_the_page_that_asks(place: Place, reader: Reader) -> None:
    await place.choose(language="en-GB")
    assert 'lang="en-GB" dir="ltr"' in (await reader.get(LATEST)).text
    assert 'lang="ar" dir="rtl"' in (await reader.get(f"{LATEST}&lang=ar-EG")).text
    assert 'lang="en-GB" dir="ltr"' in (await reader.get(f"{LATEST}&lang=xx")).text


async def test_a_list_is_for_everybody_and_some_seconds_old_at_most(place: Place, reader: Reader) -> None:
    answer = await reader.get(LATEST)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "public, max-age=10"
    await reader.said("words")
    assert await entries(reader, LATEST) == []
    place.clock.forward(seconds=10)
    assert len(await entries(reader, LATEST)) == 1


async def test_whatever_is_asked_costs_one_statement_a_list_and_time(place: Place, reader: Reader) -> None:
    await place.house.sites.named("default")
    with Statements() as asked:
        for count in (1, 5, 50):
            for lang in ("", "de", "fr"):
                await reader.get(f"{DISCUSSED}&count={count}&lang={lang}")
                await reader.get(f"{LATEST}&count={count}&lang={lang}")
    assert len(asked) == 2


THREADS, EACH = 4000, 5


def filled(database: Database) -> None:
    """Thousands of threads with a few comments each; a thousand comments that came last are all spam."""
    threads = [
        {"id": number, "key": f"k{number}", "live": EACH, "active": number * 1_000_000} for number in range(1, THREADS)
    ]
    rows = []
    for number in range(1, THREADS):
        for n in range(EACH + number % 2):
            live = n < EACH
            at = number * 1_000_000 + n if live else 9_000_000_000 + number
            rows.append({
                "id": at, "thread": number, "parent": None, "root": at, "depth": 0, "path": tree.top(at).path,
                "state": "live" if live else "spam", "shown": live, "name": "N", "text": "t", "html": "h",
                "renderer": 1, "likes": 0, "score": 0.0,
            })  # fmt: skip
    put = text("""
        INSERT INTO thread (site_id, id, key, url, title, stamp, live, likes, ranked, closed, active)
        VALUES (1, :id, :key, :key, 't', 's', :live, 0, 0, FALSE, :active)
    """)
    database.write_now(lambda conn: (conn.execute(put, threads), conn.execute(text(INSERT), rows)))


WALKS = {"latest": (lists.LATEST, {}), "discussed": (lists.DISCUSSED, {"since": 3_950_000_000})}
WHOLE = re.compile(r"Seq Scan|^SCAN ", re.MULTILINE)


@pytest.mark.parametrize("name", WALKS)
def test_a_list_is_read_by_indexes_alone(database: Database, name: str) -> None:
    """With statistics, and as the planners choose for themselves."""
    filled(database)
    statement, values = WALKS[name]
    lite = database.read_now(lambda conn: conn.dialect.name) == "sqlite"
    database.write_now(lambda conn: conn.execute(text("ANALYZE")))
    how = "EXPLAIN QUERY PLAN" if lite else "EXPLAIN"
    asked = {"site": 1, "limit": 50} | values
    rows = database.read_now(lambda conn: list(conn.execute(text(f"{how} {statement.text}"), asked)))
    told = "\n".join(str(row[-1]) for row in rows)
    assert not WHOLE.search(told), told
    assert name == "discussed" or not re.search(r"TEMP B-TREE|^ *Sort", told, re.MULTILINE), told
    assert name == "latest" or "thread_active" in told, told
    assert name == "latest" or "comment_newest" in told, told
