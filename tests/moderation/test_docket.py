"""The desk's queues: the riskiest first, by the index, a page at a time, filtered."""

import pytest
from sqlalchemy import text

from tests.storage import statements
from tests.support.house import Place, Reader
from tests.support.keeping import keep
from voxpop.moderation import docket
from voxpop.moderation.docket import Page, Queue, Wanted
from voxpop.storage.database import Database


def read(place: Place, queue: Queue = Queue.WAITING, size: int = 50, **wanted: object) -> Page:
    asked = Wanted(**wanted)  # type: ignore[arg-type]
    site = place.site().id
    return place.house.database.read_now(lambda conn: docket.read(conn, site, queue, asked, docket.Place(), size))


def ids(page: Page) -> list[int]:
    return [one.id for one in page.items]


async def waiting(place: Place, reader: Reader, number: int) -> list[int]:
    await place.choose(approval="all")
    return [await reader.said(f"waits {n}", name=f"N{n}") for n in range(number)]


async def risky(place: Place, comment: int, risk: int) -> None:
    await place.write("UPDATE comment SET risk = :risk WHERE id = :id", risk=risk, id=comment)


async def test_the_riskiest_come_first_a_page_at_a_time(place: Place, reader: Reader) -> None:
    made = await waiting(place, reader, 7)
    for comment, risk in zip(made, (10, 90, 50, 50, 0, 90, 20), strict=True):
        await risky(place, comment, risk)
    right = [made[n] for n in (5, 1, 3, 2, 6, 0, 4)]
    assert ids(read(place)) == right
    site, after, walked = place.site().id, docket.Place(), []
    while True:
        page = place.house.database.read_now(
            lambda conn, after=after: docket.read(conn, site, Queue.WAITING, Wanted(), after, 3)
        )
        walked.append(ids(page))
        if page.after is None:
            break
        after = page.after
    assert walked == [right[:3], right[3:6], right[6:]]


async def test_each_queue_has_its_own_and_counts_them(place: Place, reader: Reader) -> None:
    made = await waiting(place, reader, 5)
    await place.decide("approve", made[0])
    await place.decide("approve", made[1])
    await place.decide("spam", made[2])
    await place.decide("reject", made[3])
    assert {queue: ids(read(place, queue)) for queue in Queue} == {
        Queue.WAITING: [made[4]],
        Queue.REPORTED: [],
        Queue.APPEALS: [],
        Queue.SPAM: [made[2]],
        Queue.NEW: [made[4], made[1], made[0]],  # who came after 1970
        Queue.LIVE: [made[1], made[0]],
        Queue.TRASH: [made[3]],
        Queue.ALL: made[::-1],
    }
    site = place.site().id
    counts = place.house.database.read_now(lambda conn: docket.counts(conn, site))
    assert list(counts.values()) == [1, 0, 0, 1, 2, 1, 5]
    assert Queue.NEW not in counts


async def test_new_people_are_those_whose_first_comment_is_of_this_week(place: Place, reader: Reader) -> None:
    old = place.reader()
    await old.said("long ago", email="old@reader.example")
    await place.write("UPDATE comment SET state = 'trash'")  # first is first, whatever became of it
    place.clock.forward(days=8)
    edge = place.reader()
    first = await edge.said("a week ago", email="edge@reader.example")
    place.clock.forward(days=6, hours=23)
    await old.said("again", email="old@reader.example")
    live = await reader.said("hello")
    await place.choose(approval="all")
    held = await edge.said("hello again", email="edge@reader.example")
    spam = await place.reader().said("buy", email="spam@reader.example")
    await place.decide("spam", spam)
    imported = await place.reader().said("from elsewhere", email="else@reader.example")
    await place.write("UPDATE sender SET guest = NULL WHERE comment_id = :id", id=imported)
    fresh = place.clock.now - docket.FRESH
    assert ids(read(place, Queue.NEW, fresh=fresh)) == [held, live, first]
    assert ids(read(place, Queue.NEW, fresh=fresh, words="again")) == [held]
    assert ids(read(place, Queue.NEW, 1, fresh=fresh)) == [held]
    place.clock.forward(hours=2)
    assert ids(read(place, Queue.NEW, fresh=place.clock.now - docket.FRESH)) == [live]


@pytest.mark.parametrize("queue", [Queue.WAITING, Queue.LIVE])
async def test_filters_leave_what_they_ask_for(place: Place, queue: Queue) -> None:
    await place.choose(approval="all")
    ann, ben = place.reader("203.0.113.5"), place.reader("198.51.100.7")
    first = await ann.said("The Ferry is late")
    place.clock.forward(days=3)
    second = await ann.said("100% sure", url="http://paper.example/harbour", title="The harbour")
    third = await ben.said("The ferry is early")
    if queue is Queue.LIVE:
        for comment in (first, second, third):
            await place.decide("approve", comment)
    thread = place.one("SELECT thread_id FROM comment WHERE id = :id", id=second)
    assert ids(read(place, queue, words="ferry")) in ([third, first], [first, third])
    assert ids(read(place, queue, words="0%")) == [second]
    assert ids(read(place, queue, thread=thread)) == [second]
    assert set(ids(read(place, queue, of=first))) == {first, second}
    assert ids(read(place, queue, near=third)) == [third]
    assert set(ids(read(place, queue, since=first + 1))) == {second, third}
    assert ids(read(place, queue, of=first, words="late")) == [first]
    assert ids(read(place, queue, of=7)) == ids(read(place, queue, near=7)) == []
    signal = '[0.9,[["links",2.0,"x"]],false]'
    await place.write("UPDATE sender SET verdict = :verdict WHERE comment_id = :id", verdict=signal, id=third)
    assert ids(read(place, queue, signal="links")) == [third]


async def test_words_are_looked_for_in_the_newest(
    place: Place, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await waiting(place, reader, 4)
    monkeypatch.setattr(docket, "SCANNED", 2)
    assert set(ids(read(place, words="waits"))) == set(made[2:])


async def test_another_site_s_queue_is_its_own(place: Place, reader: Reader) -> None:
    await waiting(place, reader, 1)
    await place.add("other", "https://other.example")
    other = place.site("other").id
    for queue in Queue:
        page = place.house.database.read_now(
            lambda conn, queue=queue: docket.read(conn, other, queue, Wanted(), docket.Place())
        )
        assert page.items == ()


@pytest.mark.parametrize(
    ("address", "group"),
    [
        ("203.0.113.5", "203.0.113."), ("2001:db8:7::1", "2001:db8:7:"), ("", ""), ("nonsense", ""),
        ("203.0.113.0/24", "203.0.113."), ("2001:db8:7::/48", "2001:db8:7:"),
        ("#00ff00ff00ff00ff", "#00ff00ff00ff00ff"),
    ],
)  # fmt: skip
def test_an_address_group(address: str, group: str) -> None:
    assert docket.group(address) == group


@pytest.mark.parametrize(
    ("walk", "index"), [("risk", "comment_risk"), ("newest", "comment_site_newest"), ("put away", "comment_waiting")]
)
def test_the_first_screen_follows_its_index(database: Database, walk: str, index: str) -> None:
    sql = docket.PAGE[walk].text
    values = statements.values_of(f"docket.PAGE[{walk}]", sql)

    def plan(conn: object) -> str:
        lite = conn.dialect.name == "sqlite"  # type: ignore[attr-defined]
        if not lite:
            for way in ("enable_seqscan", "enable_sort", "enable_bitmapscan"):
                conn.execute(text(f"SET LOCAL {way} = off"))  # type: ignore[attr-defined]
        asked = text(f"EXPLAIN {'QUERY PLAN' if lite else ''} {sql}")
        return "\n".join(str(row[-1]) for row in conn.execute(asked, values))  # type: ignore[attr-defined]

    told = database.write_now(plan)
    assert index in told
    assert "TEMP B-TREE" not in told
    assert "Sort" not in told


async def test_a_queue_is_narrowed_to_links_that_lead_to_a_domain(place: Place, reader: Reader) -> None:
    await place.choose(approval="all")
    words = (
        "see https://watch.example", "see https://shop.watch.example/a", "see <https://watch.example?b>",
        "see https://watch.example.other/", "see https://mywatch.example/", "watch.example without a link",
    )  # fmt: skip
    made = [await reader.said(one) for one in words]
    assert sorted(ids(read(place, link="watch.example"))) == made[:3]
    assert ids(read(place, link="shop.watch.example")) == [made[1]]
    assert ids(read(place, link="nobody.example")) == []


async def test_a_queue_is_narrowed_to_a_language_page_by_page(place: Place, reader: Reader) -> None:
    await place.choose(approval="all")
    german = [
        await reader.said(f"Das ist nicht die Fähre, auf die wir hier gewartet haben, und es war Nummer {n}.")
        for n in range(3)
    ]
    for n in range(3):
        await reader.said(f"This is not the ferry that we have been waiting for, and it was number {n}.")
    await reader.said("ok")
    first = read(place, size=2, language="de")
    assert ids(first) == [german[2], german[1]]
    site = place.site().id
    rest = place.house.database.read_now(
        lambda conn: docket.read(conn, site, Queue.WAITING, Wanted(language="de"), first.after or docket.Place(), 2)
    )
    assert ids(rest) == [german[0]]
    assert rest.after is None
    assert len(ids(read(place, language="en"))) == 3
    assert ids(read(place, language="fr")) == []


async def test_what_came_from_near_is_found_whether_it_is_cut_hashed_or_in_full(place: Place) -> None:
    first = await place.reader("203.0.113.5").said("one")
    second = await place.reader("2001:db8:0:1::5").said("two")
    assert sum((await keep(place, days=31)).values()) > 0
    third = await place.reader("203.0.113.99").said("three")
    fourth = await place.reader("2001:db8:0:1::6").said("four")
    await place.choose(addresses="hashed")
    hashed = [await place.reader(f"203.0.113.{number}").said(f"hashed {number}") for number in (7, 8)]
    for comment in (first, third):
        assert set(ids(read(place, Queue.LIVE, near=comment))) == {first, third}
    assert set(ids(read(place, Queue.LIVE, near=fourth))) == {second, fourth}
    assert set(ids(read(place, Queue.LIVE, near=hashed[0]))) == set(hashed)
