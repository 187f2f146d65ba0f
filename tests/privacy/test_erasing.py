"""Who wants to be forgotten is: nothing of theirs is left in any file or table, and nothing of others is lost."""

from pathlib import Path
from typing import Any

import pytest

from tests.support import life
from tests.support.dance import Dance
from tests.support.house import Place
from tests.support.life import Life
from voxpop import verifying
from voxpop.notify import mail, outbox
from voxpop.notify.mail import Mail
from voxpop.privacy import erasing, erasure, subject
from voxpop.privacy.erasure import Extent, Taken
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


async def forgotten(place: Place, who: subject.Subject, extent: Extent = Extent.ALL) -> None:
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
    await forgotten(place, life.subject_of(dance, one))
    assert where(place, one.word) == []
    assert holding(place, one.strings) == set()
    assert others(place, two.word) == before
    assert sound(place) == []
    assert place.one("SELECT COUNT(*) FROM erasure") == 0


async def test_of_a_name_only_what_they_wrote_stays(dance: Dance, lives: tuple[Life, Life]) -> None:
    place, (one, two) = dance.place, lives
    await forgotten(place, life.subject_of(dance, one), Extent.NAME)
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
    await forgotten(place, found)
    assert [row.target for row in place.rows("SELECT target FROM outbox")] == ["bea@reader.example"]
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
    place.house.forgetting.clear()
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


async def test_it_is_in_the_list_by_hashes_alone(dance: Dance, lives: tuple[Life, Life]) -> None:
    place, (one, _) = dance.place, lives
    await forgotten(place, life.subject_of(dance, one))
    assert mode(place.house.settings.data / "erased.jsonl") == 0o600
    assert holding(place, [WORD]) == set()
    assert place.one("SELECT COUNT(DISTINCT id) FROM erased") == 1
