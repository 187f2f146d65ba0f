"""Who wants to be forgotten is: nothing of theirs is left in any file or table, and nothing of others is lost."""

import asyncio
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support import keeping, life
from tests.support.dance import Dance
from tests.support.house import Place
from tests.support.life import Life
from tests.support.scrubs import Scrubs
from voxpop import verifying
from voxpop.lib.refused import Refused
from voxpop.notify import mail, outbox
from voxpop.notify.mail import Mail
from voxpop.privacy import erasing, erasure, forgotten, subject
from voxpop.privacy.erasure import Erasure, Extent, Taken
from voxpop.sites.house import CLEANING
from voxpop.storage import schema

WORD, OTHER = "quaggally", "zorillish"


@pytest.fixture(autouse=True)
def obediently(obedient: None) -> None:
    pass


@pytest.fixture
async def lives(dance: Dance) -> tuple[Life, Life]:
    """Two people with every kind of row: who is to be forgotten, and somebody else."""
    one = await life.of(dance, WORD, address="192.0.2.77")
    two = await life.of(dance, OTHER, address="198.51.100.88")
    return one, two


def mode(file: Path) -> int:
    return file.stat().st_mode & 0o777


async def forget(place: Place, who: subject.Subject, extent: Extent = Extent.ALL) -> None:
    await erasing.ask(erasing.means(place.house), who, extent)
    await life.over(place)


def everywhere(place: Place) -> dict[str, bytes]:
    """Every file of the data folder; on PostgreSQL also every column that holds words or bytes."""
    data = place.house.settings.data
    found = {str(file.relative_to(data)): file.read_bytes() for file in data.rglob("*") if file.is_file()}
    if place.house.settings.database:
        found = {name: held for name, held in found.items() if not name.startswith("voxpop.db")}
        for table in schema.metadata.sorted_tables:
            rows = place.rows(f"SELECT * FROM {table.name}")
            values = [value.encode() if isinstance(value, str) else value for row in rows for value in row]
            found[table.name] = b"\0".join(bytes(one) for one in values if isinstance(one, bytes | memoryview))
    return found


def holding(place: Place, strings: list[str], but: tuple[str, ...] = ()) -> set[tuple[str, str]]:
    return {
        (name, one)
        for name, held in everywhere(place).items()
        for one in strings
        if one.encode().lower() in held.lower() and one not in but
    }


def where(place: Place, word: str) -> list[tuple[str, str]]:
    """The rows that hold a word, by table."""
    found = []
    for table in schema.metadata.sorted_tables:
        found += [(table.name, repr(row)) for row in place.rows(f"SELECT * FROM {table.name}") if word in repr(row)]
    return found


def others(place: Place, word: str) -> set[tuple[str, str]]:
    """Rows that hold somebody else's word; of comments without likes and scores, which likes of others change."""
    comments = place.rows("SELECT id, state, name, website, text, html, edited FROM comment")
    rows = {("comment", repr(row)) for row in comments if word in repr(row)}
    return rows | {one for one in where(place, word) if one[0] != "comment"}


def sound(place: Place) -> list[str]:
    import io

    from rich.console import Console

    said = io.StringIO()
    status = verifying.run(place.house.database, Console(file=said, width=200))
    return [] if status == 0 else said.getvalue().splitlines()


async def test_nothing_of_theirs_is_left_anywhere(dance: Dance, lives: tuple[Life, Life]) -> None:
    place, (one, two) = dance.place, lives
    assert holding(place, one.strings)
    before = others(place, two.word)
    assert sound(place) == []
    await forget(place, life.subject_of(dance, one))
    assert where(place, one.word) == []
    assert holding(place, one.strings) == set()
    assert others(place, two.word) == before
    assert sound(place) == []
    assert place.one("SELECT COUNT(*) FROM erasure") == 0


async def test_of_a_name_only_what_they_wrote_stays(dance: Dance, lives: tuple[Life, Life]) -> None:
    place, (one, two) = dance.place, lives
    await forget(place, life.subject_of(dance, one), Extent.NAME)
    assert holding(place, one.strings[1:]) == set()
    shown = {row.name for row in place.rows("SELECT name FROM comment WHERE text LIKE :w", w=f"%{WORD}%")}
    assert shown == {"a former reader"}
    for kind in ("report", "appeal", "note", "typed", "consent", "first.", " Person", " Guest", " there"):
        assert holding(place, [WORD + kind]) == set(), kind
    assert place.one("SELECT COUNT(*) FROM sender WHERE guest IS NULL") == 5
    assert place.one("SELECT COUNT(*) FROM liking") == 4
    assert holding(place, two.strings)
    assert sound(place) == []


async def test_a_letter_to_moderators_that_quotes_them_is_not_sent_any_more(place: Place) -> None:
    who = {"name": f"{WORD} Guest", "email": f"{WORD}@private.example"}
    await place.reader().said("Waiting.", **who)
    quoting = Mail("mo@desk.example", "What waits", f"{WORD} Guest: Waiting.", end="http://paper.example/end")
    asked_for = Mail("bea@reader.example", "A link", "Press it.")

    def put(conn: Any) -> None:
        for letter in (quoting, asked_for):
            outbox.put(conn, place.house.clock, mail.letter(1, letter, place.house.clock))

    await place.house.database.write(put)
    found = place.house.database.read_now(lambda conn: subject.by_mail(conn, 1, who["email"]))
    await forget(place, found)
    assert [row.target for row in place.rows("SELECT target FROM outbox")] == ["bea@reader.example"]
    assert holding(place, [WORD]) == set()


async def test_a_letter_that_was_being_written_meanwhile_is_not_sent_either(place: Place) -> None:
    found, by = await wrote(place), erasing.means(place.house)
    await erasing.ask(by, found, Extent.ALL)
    await erasing.turn(by)
    quoting = Mail("mo@desk.example", "What waits", f"{WORD} Guest: Waiting.", end="http://paper.example/end")
    await place.house.database.write(
        lambda conn: outbox.put(conn, place.house.clock, mail.letter(1, quoting, place.house.clock))
    )
    await life.over(place)
    assert place.one("SELECT COUNT(*) FROM erasure") == 0
    assert holding(place, [WORD]) == set()


@pytest.mark.parametrize("step", [name for name, _ in erasing.STEPS])
async def test_it_is_carried_on_after_any_step(
    dance: Dance, lives: tuple[Life, Life], step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, (one, _) = dance.place, lives
    by = erasing.means(place.house)

    async def failing(by: erasure.Means, at: erasure.Erasure) -> Taken:
        await dict(steps)[step](by, at)
        raise RuntimeError("the process dies here")

    steps = erasing.STEPS
    monkeypatch.setattr(erasing, "STEPS", tuple((name, failing if name == step else take) for name, take in steps))
    await erasing.ask(by, life.subject_of(dance, one), Extent.ALL)
    await erasing.turn(by)
    place.clock.forward(seconds=61)
    await erasing.turn(by)
    assert place.one("SELECT COUNT(*) FROM erasure") == 1
    monkeypatch.undo()
    place.clock.forward(minutes=3)
    await life.over(place)
    assert place.one("SELECT COUNT(*) FROM erasure") == 0
    assert holding(place, one.strings) == set()
    assert sound(place) == []


async def test_what_was_under_way_is_found_a_minute_later(dance: Dance, lives: tuple[Life, Life]) -> None:
    place, (one, two) = dance.place, lives
    mark = place.one("SELECT mark FROM person WHERE id = :id", id=one.person)
    by = erasing.means(place.house)
    await erasing.ask(by, life.subject_of(dance, one), Extent.ALL)
    await erasing.turn(by)
    await place.write(
        "INSERT INTO liking (site_id, comment_id, guest) VALUES (1, :c, :mark)", c=two.comments[1], mark=mark
    )
    await place.write("UPDATE comment SET likes = likes + 1 WHERE id = :c", c=two.comments[1])
    await place.write("UPDATE thread SET likes = likes + 1")
    await life.over(place)
    assert place.one("SELECT COUNT(*) FROM liking WHERE guest = :mark", mark=mark) == 0
    assert place.one("SELECT COUNT(*) FROM erasure") == 0


async def test_they_are_nobody_at_once(dance: Dance, lives: tuple[Life, Life]) -> None:
    place, (one, _) = dance.place, lives
    await erasing.ask(erasing.means(place.house), life.subject_of(dance, one), Extent.ALL)
    await place.quiet()
    answer = await one.reader.get("/api/v1/session?site=default")
    assert answer.json().get("person") is None
    assert (await one.reader.like(lives[1].comments[1])).status_code in (200, 401)


async def test_what_they_post_later_is_a_new_persons(place: Place) -> None:
    reader: Any = place.reader()
    who = {"name": "Quagga", "email": "quagga@private.example"}
    await reader.said("Before.", **who)
    found = place.house.database.read_now(lambda conn: subject.by_mail(conn, 1, who["email"]))
    by = erasing.means(place.house)
    await erasing.ask(by, found, Extent.ALL)
    place.clock.forward(seconds=1)
    later = await place.reader().said("After.", **who)
    await erasing.turn(by)
    place.clock.forward(seconds=61)
    await erasing.turn(by)
    assert [row.id for row in place.rows("SELECT id FROM comment WHERE state = 'live'")] == [later]


async def test_what_a_cookie_writes_later_is_a_new_persons_also_where_somebody_was_signed_in(
    dance: Dance, lives: tuple[Life, Life]
) -> None:
    """Another site of the server may know the cookie, so that it stays in the browser."""
    place, reader = dance.place, dance.place.reader()
    await reader.said("Before.", name="Guest", email="guest@private.example")
    guest = bytes(place.one("SELECT guest FROM sender ORDER BY comment_id DESC LIMIT 1"))
    who = life.subject_of(dance, lives[0])
    who = who._replace(guest=guest, marks=(*who.marks, guest))
    by = erasing.means(place.house)
    await erasing.ask(by, who, Extent.ALL)
    place.clock.forward(minutes=2)
    later = await reader.said("After.", name="Guest", email="guest@private.example")
    await erasing.turn(by)
    await life.over(place)
    assert place.one("SELECT COUNT(*) FROM erasure") == 0
    assert place.rows("SELECT id FROM comment WHERE text IN ('Before.', 'After.')") == [(later,)]


async def test_it_is_in_the_list_by_hashes_alone(dance: Dance, lives: tuple[Life, Life]) -> None:
    place, (one, _) = dance.place, lives
    await forget(place, life.subject_of(dance, one))
    assert mode(place.house.settings.data / "erased.jsonl") == 0o600
    assert holding(place, [WORD]) == set()
    assert place.one("SELECT COUNT(DISTINCT id) FROM erased") == 1


async def test_it_is_in_the_list_before_anything_that_may_take_long(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away() -> None:
        raise Refused("storage_away", "It is being read all the time.")

    monkeypatch.setattr(place.house.database, "scrub", away)
    by = erasing.means(place.house)
    await erasing.ask(by, await wrote(place), Extent.ALL)
    assert place.one("SELECT COUNT(DISTINCT id) FROM erased") == 1
    for _ in range(3):
        await erasing.turn(by)
        place.clock.forward(minutes=1)
    assert place.one("SELECT step FROM erasure") == "scrub"
    [line] = forgotten.read(place.house.settings.data / forgotten.FILE)
    assert line.id == place.one("SELECT id FROM erased")


async def test_what_a_browser_does_later_is_not_looked_for(place: Place) -> None:
    """Where the last look comes late, what is found may be somebody new's: of likes nobody knows when they were."""
    reader, other = place.reader(), await place.reader().said("Words of another.")
    await reader.said("Words.", name=f"{WORD} Guest")
    mark = bytes(place.one("SELECT guest FROM sender ORDER BY comment_id DESC LIMIT 1"))
    by = erasing.means(place.house)
    await erasing.ask(by, subject.by_cookie(1, mark), Extent.ALL)
    await erasing.turn(by)
    place.clock.forward(days=2)
    await reader.like(other)
    await reader.post(f"/api/v1/comments/{other}/report", json={"reason": "abuse", "words": "Later."})
    await life.over(place)
    assert place.one("SELECT COUNT(*) FROM erasure") == 0
    assert place.one("SELECT COUNT(*) FROM liking") == 1
    assert place.one("SELECT words FROM report") == "Later."


def another(place: Place) -> erasure.Means:
    """Another process over the same database."""
    return erasing.means(place.house)._replace(hand=deque(), handed=asyncio.Event())


async def wrote(place: Place, word: str = WORD) -> subject.Subject:
    """A guest who wrote something, as they are known by their address."""
    email = f"{word}@private.example"
    await place.reader().said(f"Words {word}.", name=f"{word} Guest", email=email)
    return place.house.database.read_now(lambda conn: subject.by_mail(conn, 1, email))


async def three(place: Place) -> erasing.Means:
    """Who have asked the same process."""
    by = erasing.means(place.house)
    for number in range(3):
        await erasing.ask(by, await wrote(place, f"{WORD}{number}"), Extent.ALL)
    return by


async def until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not done():  # noqa: ASYNC110 - of the database
            await asyncio.sleep(0.001)


async def test_what_takes_longer_than_a_claim_lasts_is_done_by_one_process(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    await erasing.ask(erasing.means(place.house), await wrote(place), Extent.ALL)
    scrubs, other = Scrubs(place, monkeypatch), another(place)
    monkeypatch.setattr(erasing, "RENEW", 0.001)

    async def minutes() -> None:
        for _ in range(5):
            place.clock.forward(seconds=29)
            before = place.clock.now + erasure.LEASE
            await until(lambda before=before: place.one("SELECT due FROM erasure") >= before)  # type: ignore[misc]
            assert await erasing.turn(other) == 0

    scrubs.meanwhile = minutes
    await erasing.turn(erasing.means(place.house))
    assert scrubs.times == 1
    assert place.one("SELECT step FROM erasure") == "looked"
    assert place.one("SELECT due FROM erasure") == place.clock.now + erasing.GRACE


async def test_what_a_process_that_died_had_begun_is_anothers_after_a_while(place: Place) -> None:
    await erasing.ask(erasing.means(place.house), await wrote(place), Extent.ALL)
    assert await erasing.turn(another(place)) == 0
    place.clock.forward(seconds=32)
    assert await erasing.turn(another(place)) == 1
    place.clock.forward(seconds=61)
    assert await erasing.turn(erasing.means(place.house)) == 2  # what it has in hand is done by now
    assert place.one("SELECT COUNT(*) FROM erasure") == 0


async def test_the_files_are_cleaned_for_a_small_part_of_the_time(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    scrubs, by = Scrubs(place, monkeypatch), erasing.means(place.house)

    async def slowly() -> None:
        place.clock.forward(seconds=3)

    scrubs.meanwhile = slowly
    for number in range(3):
        await erasing.ask(by, await wrote(place, f"{WORD}{number}"), Extent.ALL)
        await erasing.turn(by)
    assert scrubs.times == 1
    place.clock.forward(seconds=3 * CLEANING - 1)
    await erasing.turn(by)
    assert scrubs.times == 1
    place.clock.forward(seconds=2)
    await erasing.turn(by)
    assert scrubs.times == 2
    await life.over(place)
    assert place.one("SELECT COUNT(*) FROM erasure") == 0
    assert holding(place, [WORD]) == set()


async def test_the_files_are_cleaned_once_for_all_who_asked_meanwhile(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    scrubs, by = Scrubs(place, monkeypatch), await three(place)
    late = await wrote(place, "zorillish")

    async def asks() -> None:
        scrubs.meanwhile = None
        await erasing.ask(by, late, Extent.ALL)

    scrubs.meanwhile = asks
    await erasing.turn(by)
    assert scrubs.times == 2  # one for three, and one for who came too late for that
    assert {row.step for row in place.rows("SELECT step FROM erasure")} == {"looked"}
    assert holding(place, [WORD, "zorillish"]) == set()


async def test_the_worker_is_woken_by_who_asks(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasing, "LOOK", 3600.0)
    end, by = asyncio.Event(), erasing.means(place.house)
    working = asyncio.create_task(erasing.work(place.house, end))
    for number in range(2):  # at the second it has nothing left to do but to wait
        await erasing.ask(by, await wrote(place, f"{WORD}{number}"), Extent.ALL)
        await until(lambda number=number: place.one("SELECT COUNT(*) FROM erasure WHERE step = 'looked'") > number)  # type: ignore[misc]
    end.set()
    await working


async def test_what_was_put_off_by_a_wrong_clock_is_due(place: Place) -> None:
    by = erasing.means(place.house)
    await erasing.ask(by, await wrote(place), Extent.ALL)
    by.hand.clear()
    await place.write("UPDATE erasure SET due = :far", far=place.clock.now + 86_400_000_000)
    await life.over(place)
    assert place.one("SELECT COUNT(*) FROM erasure") == 0
    assert holding(place, [WORD]) == set()


async def test_whoever_is_not_known_here_leaves_nothing_behind(place: Place) -> None:
    unknown = subject.Subject(1, (b"m" * 16,), (b"@" + b"m" * 16,), None, ("nobody@private.example",))
    assert await erasing.ask(erasing.means(place.house), unknown, Extent.ALL) is None
    assert place.one("SELECT COUNT(*) FROM erasure") == 0


async def test_a_lesson_that_has_outlived_their_comment_goes_with_them(place: Place) -> None:
    one, two = place.reader(), place.reader()
    for reader, words in ((one, "Buy pills."), (two, "Buy shoes.")):
        await place.decide("spam", await reader.said(words, website=f"https://{words[4:9]}.example/"))
    mark = bytes(place.one("SELECT guest FROM sender WHERE comment_id = (SELECT MIN(id) FROM comment)"))
    await keeping.keep(place, days=16)
    before = place.rows("SELECT id FROM lesson WHERE comment_id IS NULL ORDER BY id")
    assert len(before) == 2
    records = place.one("SELECT COUNT(*) FROM record")
    assert await erasing.ask(erasing.means(place.house), subject.by_cookie(1, mark), Extent.ALL)
    await life.over(place)
    assert place.rows("SELECT id FROM lesson") == before[1:]
    assert place.one("SELECT spam FROM judge") == 1
    assert place.one("SELECT COUNT(*) FROM record") < records
    assert sound(place) == []


async def test_a_claim_that_is_renewed_while_the_files_are_cleaned_stays(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The renewal of one that waits is under way when the cleaning moves it on."""
    scrubs, by = Scrubs(place, monkeypatch), await three(place)
    begun, moved = asyncio.Event(), asyncio.Event()
    renewed, after = erasing._renewed, erasing._after

    async def slowly(means: erasing.Means, one: Erasure) -> Erasure:
        if scrubs.times and one in by.hand and not begun.is_set():
            begun.set()
            await moved.wait()
        return await renewed(means, one)

    def on(one: Erasure) -> Erasure:
        if begun.is_set():
            moved.set()
        return after(one)

    monkeypatch.setattr(erasing, "RENEW", 0.001)
    monkeypatch.setattr(erasing, "_renewed", slowly)
    monkeypatch.setattr(erasing, "_after", on)
    scrubs.meanwhile = begun.wait
    async with asyncio.timeout(30):
        await erasing.turn(by)
    assert scrubs.times == 1
    assert {row.step for row in place.rows("SELECT step FROM erasure")} == {"looked"}
