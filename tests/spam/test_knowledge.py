"""What a process knows beside a submission: read together, kept for a moment, never older than what it did itself."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from sqlalchemy import Connection

from tests.spam.lessons import START, lesson, text
from tests.support.clock import MovableClock
from tests.support.together import together
from voxpop.lib.ids import Clock
from voxpop.lib.refused import Refused
from voxpop.spam import learning, marks, records, refitting
from voxpop.spam.knowledge import FRESH, Knowledge
from voxpop.spam.known import Record
from voxpop.spam.marks import packed
from voxpop.spam.submission import Submission
from voxpop.storage.database import Database

MINUTE = 60_000_000


class Watched:
    """A database that counts readings, and may be away."""

    def __init__(self, database: Database) -> None:
        self.within = database
        self.reads = 0
        self.away = False
        self.meanwhile: Callable[[], None] | None = None

    async def read(self, job: Any) -> Any:
        self.reads += 1
        if self.away:
            raise Refused("storage_away", "Away.")
        read = await self.within.read(job)
        if self.meanwhile:
            self.meanwhile()
        return read

    async def write(self, job: Any) -> Any:
        if self.away:
            raise Refused("storage_away", "Away.")
        return await self.within.write(job)


@pytest.fixture
def watched(database: Database) -> Watched:
    return Watched(database)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
async def knowledge(watched: Watched, clock: MovableClock) -> AsyncIterator[Knowledge]:
    """Of a process that has judged something at site 1 before."""
    made = Knowledge(watched, Clock(clock.wall, clock.steady))  # type: ignore[arg-type]
    await made.about(1, Submission(""))
    watched.reads = 0
    return made


def by(person: str) -> Submission:
    return Submission("Look", person=person, website="https://ann.example")


def marks_of(watched: Watched, submission: Submission) -> tuple[int, ...]:
    secret = watched.within.read_now(lambda conn: records.secret(conn, 1))
    assert secret
    return marks.of(submission, secret).all()


def count(watched: Watched, submission: Submission, more: Record) -> bytes:
    """Count something behind the process's back."""
    found = packed(marks_of(watched, submission))
    watched.within.write_now(lambda conn: records.add(conn, 1, found, more))
    return found


async def test_what_is_counted_of_somebody_is_known(knowledge: Knowledge, watched: Watched) -> None:
    count(watched, by("ann"), Record(live=2, spam=1, first=7))
    known = await knowledge.about(1, by("ann"))
    assert known.records == dict.fromkeys(known.marks.all(), Record(live=2, spam=1, first=7))
    assert len(known.records) == 2
    assert not known.away


async def test_of_who_was_never_here_nothing_is_known(knowledge: Knowledge) -> None:
    assert (await knowledge.about(1, by("ann"))).records == {}


async def test_a_hundred_who_ask_at_once_are_read_together(knowledge: Knowledge, watched: Watched) -> None:
    for n in range(100):
        count(watched, by(f"reader {n}"), Record(live=n + 1))
    known = await together([knowledge.about(1, by(f"reader {n}")) for n in range(100)])
    assert [one.records[one.marks.person].live for one in known] == list(range(1, 101))
    assert watched.reads <= 2


async def test_who_asks_while_others_are_read_is_read_next(knowledge: Knowledge, watched: Watched) -> None:
    late: list[asyncio.Task[Any]] = []

    def ask() -> None:
        watched.meanwhile = None
        late.extend(asyncio.ensure_future(knowledge.about(1, by(f"late {n}"))) for n in range(20))

    watched.meanwhile = ask
    await knowledge.about(1, by("early"))
    await asyncio.gather(*late)
    assert len(late) == 20
    assert watched.reads <= 3


async def test_the_same_again_within_a_second_is_not_read_again(
    knowledge: Knowledge, watched: Watched, clock: MovableClock
) -> None:
    for seconds, reads in ((0, 1), (FRESH / 2, 1), (FRESH, 2)):
        clock.forward(seconds=seconds)
        await knowledge.about(1, by("ann"))
        assert watched.reads == reads


async def test_nothing_is_read_of_a_newcomer_whose_domains_are_known(knowledge: Knowledge, watched: Watched) -> None:
    await knowledge.about(1, by(""))
    watched.reads = 0
    known = await knowledge.about(1, by("somebody with a new cookie"), newcomer=True)
    assert watched.reads == 0
    assert known.marks.person


async def test_a_comment_with_nobody_and_nothing_needs_no_reading(knowledge: Knowledge, watched: Watched) -> None:
    await knowledge.about(1, Submission("Look", address="127.0.0.1"))
    assert watched.reads == 0


async def test_what_this_process_counts_is_known_at_once(knowledge: Knowledge, watched: Watched) -> None:
    await knowledge.about(1, by("ann"))
    found = count(watched, by("ann"), Record(live=1, first=9))
    knowledge.counted(1, found, Record(live=1, first=9))
    known = await knowledge.about(1, by("ann"))
    assert set(known.records.values()) == {Record(live=1, first=9)}
    assert watched.reads == 1


async def test_what_was_counted_during_a_reading_is_not_kept_from_before(
    knowledge: Knowledge, watched: Watched
) -> None:
    def counted() -> None:
        watched.meanwhile = None
        knowledge.counted(1, count(watched, by("ann"), Record(live=1)), Record(live=1))

    watched.meanwhile = counted
    await knowledge.about(1, by("ann"))
    known = await knowledge.about(1, by("ann"))
    assert {record.live for record in known.records.values()} == {1}


@pytest.mark.parametrize("news", ["elsewhere", "learnt"])
async def test_after_news_everything_is_read_anew(knowledge: Knowledge, watched: Watched, news: str) -> None:
    await knowledge.about(1, by("ann"))
    count(watched, by("ann"), Record(spam=1))
    getattr(knowledge, news)()
    assert {record.spam for record in (await knowledge.about(1, by("ann"))).records.values()} == {1}


async def test_news_during_a_reading_makes_it_stale(knowledge: Knowledge, watched: Watched) -> None:
    def written() -> None:
        watched.meanwhile = None
        count(watched, by("ann"), Record(spam=1))
        knowledge.elsewhere()

    watched.meanwhile = written
    await knowledge.about(1, by("ann"))
    assert {record.spam for record in (await knowledge.about(1, by("ann"))).records.values()} == {1}


async def test_without_a_database_it_is_judged_by_what_is_in_memory_and_says_so(
    knowledge: Knowledge, watched: Watched
) -> None:
    watched.away = True
    known = await knowledge.about(1, by("ann"))
    assert (known.away, known.records) == (True, {})
    elsewhere = await knowledge.about(2, by("ann"))
    assert (elsewhere.away, elsewhere.model.site) == (True, None)
    watched.away = False
    assert not (await knowledge.about(1, by("ann"))).away


async def test_who_gives_up_waiting_takes_nothing_from_the_others(knowledge: Knowledge) -> None:
    first = asyncio.ensure_future(knowledge.about(1, by("ann")))
    second = asyncio.ensure_future(knowledge.about(1, by("bob")))
    await asyncio.sleep(0)
    first.cancel()
    assert (await second).records == {}


async def test_many_who_ask_at_first_make_one_secret(watched: Watched, clock: MovableClock) -> None:
    fresh = Knowledge(watched, Clock(clock.wall, clock.steady))  # type: ignore[arg-type]
    known = await together([fresh.about(3, by("ann")) for _ in range(20)])
    assert len({one.marks for one in known}) == 1
    assert watched.reads <= 5


def teach(database: Database, *numbers: int) -> None:
    def taught(conn: Connection) -> None:
        for n in numbers:
            learning.learn(conn, 1, START + n, lesson(n, spam=n % 2 == 0))

    database.write_now(taught)


async def odds(knowledge: Knowledge) -> float:
    model = (await knowledge.about(1, Submission(""))).model
    return model.odds(learning.unpack(learning.features_of(Submission(text(100, spam=True)))))


async def test_what_was_taught_is_known_after_a_look(knowledge: Knowledge, watched: Watched) -> None:
    before = await odds(knowledge)
    teach(watched.within, *range(20))
    await knowledge.settle()
    assert await odds(knowledge) > before + 0.5


async def test_what_another_process_has_learnt_is_taken_over_and_not_fitted_again(
    knowledge: Knowledge, watched: Watched
) -> None:
    before = await odds(knowledge)
    teach(watched.within, *range(20))
    assert refitting.refit(watched.within, 1, START + MINUTE) is refitting.Outcome.USED
    await knowledge.settle()
    assert await odds(knowledge) > before + 0.5
    assert await knowledge.refit(1) is None


async def test_a_model_that_was_taken_back_is_used_no_longer(knowledge: Knowledge, watched: Watched) -> None:
    before = await odds(knowledge)
    teach(watched.within, *range(20))
    await knowledge.settle()
    from voxpop.spam import rollback

    watched.within.write_now(lambda conn: rollback.roll_back(conn, 1, 0, START + 2 * MINUTE, "ida"))
    await knowledge.settle()
    assert await odds(knowledge) == before


async def test_of_two_processes_that_look_at_once_one_fits(
    knowledge: Knowledge, watched: Watched, clock: MovableClock
) -> None:
    other = Knowledge(watched, Clock(clock.wall, clock.steady))  # type: ignore[arg-type]
    await other.about(1, Submission(""))
    teach(watched.within, *range(20))
    outcomes = await asyncio.gather(knowledge.refit(1), other.refit(1))
    assert sorted(map(str, outcomes)) == ["None", "used"]


async def test_a_model_that_cannot_be_read_leaves_the_base_to_judge(
    knowledge: Knowledge, watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    from sqlalchemy import text as sql

    before = await odds(knowledge)
    teach(watched.within, *range(20))
    await knowledge.settle()
    row = {"state": b"rubbish", "id": START + MINUTE}
    watched.within.write_now(
        lambda conn: conn.execute(
            sql("INSERT INTO model VALUES (1, :id, 1, 1, :state, 96, '')"), row | {"id": 2 * START}
        )
    )
    await knowledge.settle()
    assert await odds(knowledge) == before
    assert "cannot be read" in caplog.text


async def test_after_a_long_fitting_there_is_none_for_a_while(
    knowledge: Knowledge, watched: Watched, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    fitted = refitting.fitted

    def slowly(given: refitting.Material) -> Any:
        clock.forward(seconds=20)
        return fitted(given)

    monkeypatch.setattr(refitting, "fitted", slowly)
    for first, seconds, model in ((0, 0, True), (20, 79, False), (40, 2, True)):
        before = await odds(knowledge)
        teach(watched.within, *range(first, first + 20))
        clock.forward(seconds=seconds)
        await knowledge.settle()
        assert (await odds(knowledge) != before) is model


class Looks:
    """Tells when the process has looked, and how that ended."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._settle = knowledge.settle
        self._ended: asyncio.Queue[bool] = asyncio.Queue()
        knowledge.settle = self._looked  # type: ignore[method-assign]

    async def _looked(self) -> None:
        ended = False
        try:
            await self._settle()
            ended = True
        finally:
            self._ended.put_nowait(ended)

    async def next(self) -> bool:
        async with asyncio.timeout(30):
            return await self._ended.get()


async def test_it_looks_by_itself_until_the_end(knowledge: Knowledge, watched: Watched) -> None:
    before = await odds(knowledge)
    teach(watched.within, *range(20))
    looks, end = Looks(knowledge), asyncio.Event()
    working = asyncio.create_task(knowledge.work(end))
    assert await looks.next()
    assert await odds(knowledge) > before + 0.5
    end.set()
    await working


async def test_a_look_that_fails_is_followed_by_another(knowledge: Knowledge, watched: Watched) -> None:
    before = await odds(knowledge)
    watched.away = True
    looks, end = Looks(knowledge), asyncio.Event()
    working = asyncio.create_task(knowledge.work(end))
    assert not await looks.next()
    watched.away = False
    teach(watched.within, *range(20))
    knowledge.learnt()
    assert await looks.next()
    assert await odds(knowledge) > before + 0.5
    end.set()
    await working
