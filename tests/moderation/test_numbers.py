"""The numbers of a site out of its rows, on each database: by day, of the days asked for, never the whole table."""

import pytest
from sqlalchemy import Connection, text

from tests.storage.test_plans import steps
from tests.support.house import Place, Reader
from voxpop.lib.ids import DAY
from voxpop.moderation import deciding, figures, numbers
from voxpop.moderation.figures import Waits
from voxpop.moderation.moderator import Moderator
from voxpop.moderation.numbers import Numbers
from voxpop.storage.database import Database, open_database

MINUTE = 60_000_000


def read(place: Place, number: int = 7, zone: str = "UTC") -> Numbers:
    days, site = figures.days(zone, place.clock.now, number), place.site().id
    return place.house.database.read_now(lambda conn: numbers.read(conn, site, days))


async def decide(place: Place, act: str, comment: int, name: str = "Ida") -> None:
    verb, by = getattr(deciding, act), Moderator(name, place.clock.now)
    await place.house.database.write(lambda conn: verb(conn, place.house.clock, comment, by))


async def test_a_comment_counts_on_the_day_of_the_site_on_which_it_came(place: Place, reader: Reader) -> None:
    place.clock.now = 1_761_429_600_000_000 - MINUTE  # 23:59 in Berlin on 25 October 2025; the next day has 25 hours
    for minutes in (0, 2, 24 * 60 + 58, 2):
        place.clock.forward(minutes=minutes)
        await reader.said(f"words of {place.clock.now}")
    found = read(place, 3, "Europe/Berlin")
    assert [(str(day.date), of["live"]) for day, of in zip(found.days, found.outcomes, strict=True)] == [
        ("2025-10-25", 1), ("2025-10-26", 2), ("2025-10-27", 1),
    ]  # fmt: skip


async def test_each_comment_counts_as_what_it_is_now(place: Place, reader: Reader) -> None:
    made = [await reader.said(f"words {n}") for n in range(5)]
    await decide(place, "hide", made[1])
    await decide(place, "reject", made[2])
    await decide(place, "spam", made[3])
    await reader.erase(made[4])
    assert read(place).outcomes[-1] == {"live": 1, "held": 1, "trash": 1, "spam": 1, "gone": 1}
    place.clock.forward(days=7)
    assert {sum(day.values()) for day in read(place).outcomes} == {0}


async def test_waiting_is_until_the_first_decision(place: Place, reader: Reader) -> None:
    await place.choose(approval="all")
    waiting = [await reader.said(f"words {n}") for n in range(3)]
    place.clock.forward(minutes=10)
    await decide(place, "approve", waiting[0])
    await decide(place, "spam", waiting[1])
    place.clock.forward(minutes=20)
    await decide(place, "not_spam", waiting[1])
    await decide(place, "approve", waiting[1])  # the second decision about it
    await decide(place, "reject", waiting[2])
    found = read(place)
    assert found.all_waits is not None
    assert [round(found.all_waits.median / MINUTE), round(found.all_waits.most / MINUTE)] == [10, 30]
    assert [one and one.number for one in found.waits] == [None] * 6 + [3]


async def test_who_was_hidden_waits_from_then_on(place: Place, reader: Reader) -> None:
    comment = await reader.said("words")
    place.clock.forward(days=3)
    await decide(place, "hide", comment)
    place.clock.forward(minutes=5)
    await decide(place, "approve", comment)
    found = read(place)
    assert isinstance(found.all_waits, Waits)
    assert round(found.all_waits.median / MINUTE) == 5


async def test_what_the_judge_caught_missed_and_mistook(place: Place, reader: Reader) -> None:
    made = [await reader.said(f"words {n}") for n in range(8)]
    states = {0: "spam", 1: "spam", 2: "spam", 3: "held", 4: "held", 5: "held"}  # as they came
    for number, state in states.items():
        values = {"id": made[number], "state": state, "risk": 20 if number == 5 else 80}
        await place.write("UPDATE comment SET state = :state, risk = :risk WHERE id = :id", **values)
    await place.write("UPDATE sender SET rule = 'w1' WHERE comment_id = :id", id=made[1])
    await decide(place, "not_spam", made[2])
    await decide(place, "approve", made[2])  # an alarm
    await decide(place, "approve", made[3])  # held by the judge, in vain
    await decide(place, "spam", made[4])  # suspected
    await decide(place, "approve", made[5])  # held for another reason
    await decide(place, "spam", made[6])  # missed
    await decide(place, "spam", made[7])
    await decide(place, "restore", made[7])  # by mistake
    found = read(place).judged
    assert found == figures.Judged(caught=1, ruled=1, missed=1, suspected=1, alarms=1, doubts=1)


async def test_the_busiest_the_most_reported_and_who_did_how_much(place: Place, reader: Reader) -> None:
    await place.publish("quiet", headline="Quiet")
    first = [await reader.said(f"words {n}") for n in range(3)]
    await reader.said("elsewhere", url="http://paper.example/quiet")
    put = """INSERT INTO report (site_id, id, comment_id, guest, reason, words, outcome)
             VALUES (1, :id, :comment, :guest, 'abuse', '', :outcome)"""
    reports = ((first[1], "open"), (first[1], "upheld"), (first[0], "dismissed"), (first[1], "open"))
    for number, (comment, outcome) in enumerate(reports):
        row = {"id": place.clock.now + number, "comment": comment, "guest": b"%d" % number, "outcome": outcome}
        await place.write(put, **row)
    await decide(place, "spam", first[2])
    await decide(place, "restore", first[2])
    await decide(place, "pin", first[0], "Ben")
    found = read(place)
    assert [(one.title, one.number) for one in found.busiest] == [("The ferry is late", 3), ("Quiet", 1)]
    told = [(one.comment, one.number, one.upheld, one.dismissed) for one in found.reported]
    assert told == [(first[1], 3, 1, 0), (first[0], 1, 0, 1)]
    assert found.load == (numbers.Load("Ida", {"spam": 1, "restore": 1}), numbers.Load("Ben", {"pin": 1}))


DAYS = 300
A_DAY = 40
PUT = text("""
    INSERT INTO comment (site_id, id, thread_id, root_id, depth, path, state, shown, kind, name, text, html, renderer,
                         likes, likes_before, score)
    VALUES (1, :id, :thread, :id, 0, :path, :state, :shown, 'comment', 'N', 't', 'h', 1, 0, 0, 0)
""")
PUT_THREAD = text("""
    INSERT INTO thread (site_id, id, key, url, title, stamp, live, likes, ranked, closed, active)
    VALUES (1, :id, :key, :key, 't', 's', 0, 0, 0, :closed, :active)
""")
PUT_ACT = text("""
    INSERT INTO act (site_id, id, comment_id, act, actor, why, before, after, seq, chain)
    VALUES (1, :id, :comment, 'approve', 'Ida', '', 'held', 'live', :id, :chain)
""")
PUT_SENDER = text("""
    INSERT INTO sender (site_id, comment_id, email, address, agent, verdict, rule) VALUES (1, :id, '', '', '', '', NULL)
""")


def year(conn: Connection) -> None:
    """A thread a day, a third of its comments spam, some decided."""
    rows, threads, acts = [], [], []
    for day in range(DAYS):
        threads.append({"id": day + 1, "key": f"k{day}", "closed": False, "active": (day + 1) * DAY - 1})
        for n in range(A_DAY):
            at = day * DAY + n * MINUTE + 1
            state = "spam" if n % 3 == 0 else "live"
            rows.append({
                "id": at, "thread": day + 1, "path": at.to_bytes(8, "big"), "state": state, "shown": state == "live",
            })  # fmt: skip
            if n % 10 == 1:
                acts.append({"id": at + 5, "comment": at, "chain": b""})
    conn.execute(PUT_THREAD, threads)
    conn.execute(PUT, rows)
    conn.execute(PUT_SENDER, rows)
    conn.execute(PUT_ACT, acts)


STATEMENTS = ("LIVE", "AWAY", "DECIDED", "MOVED", "RULED", "BUSIEST", "LOAD")


@pytest.fixture(params=["without statistics", "with statistics"])
def full(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Database:
    from tests.support import databases

    with databases.fresh("sqlite", tmp_path_factory.mktemp("year")) as url:
        opened = open_database(url)
        opened.write_now(year)
        if request.param == "with statistics":
            opened.write_now(lambda conn: conn.execute(text("ANALYZE")))
    return opened


def test_ten_days_cost_as_much_in_a_long_history_as_they_hold(full: Database) -> None:
    for name in STATEMENTS:
        taken = {}
        for days in (10, DAYS):
            start = (DAYS - days) * DAY
            values = {
                "site": 1, "start": start, "end": DAYS * DAY, "length": DAY, "state": "spam", "limit": 10, "doubt": 50,
            }  # fmt: skip
            taken[days] = steps(full, getattr(numbers, name), values)[0]
        assert taken[10] < taken[DAYS] / 15, (name, taken)
    full.close()
