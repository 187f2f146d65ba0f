"""What `voxpop spam status` and `rollback` say."""

import io

from rich.console import Console

from tests.spam.lessons import START, lesson
from voxpop.spam import command, learning
from voxpop.storage.database import Database

MINUTE = 60_000_000


def teach(database: Database, first: int, last: int, source: str = "moderator:mo") -> None:
    def taught(conn: object) -> None:
        for n in range(first, last):
            one = lesson(n, spam=n % 3 == 0, source=source)
            learning.learn(conn, 1, START + n * MINUTE, one)  # type: ignore[arg-type]

    database.write_now(taught)


def status(database: Database, minute: int = 1000) -> list[str]:
    said = io.StringIO()
    command.status(database, 1, START + minute * MINUTE, Console(file=said, width=150))
    return said.getvalue().splitlines()


def test_before_anything_was_taught_the_base_judges_alone(database: Database) -> None:
    lines = status(database)
    assert lines[0] == "0 lessons in force: 0 of spam, 0 honest."
    assert lines[1].endswith("; it judges alone.")


def test_what_was_taught_is_fitted_first_and_told_with_who_taught_it(database: Database) -> None:
    teach(database, 0, 9)
    teach(database, 9, 12, "key:7")
    lines = status(database)
    assert lines[0] == "12 lessons in force: 4 of spam, 8 honest."
    assert "the model in use" in lines[1]
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in lines if line.startswith("│")]
    assert next(row[2] for row in rows if row[-1] == "") == "12"
    assert [row[:3] for row in rows[-2:]] == [["moderator:mo", "3", "6"], ["key:7", "1", "2"]]


def test_a_refused_model_is_told(database: Database) -> None:
    from voxpop.spam.base import frozen
    from voxpop.spam.features import pack
    from voxpop.spam.learning import Lesson

    def upside_down(conn: object) -> None:
        for n, (features, spam) in enumerate(zip(frozen().features[:300], frozen().spam[:300], strict=True)):
            one = Lesson(not spam, "key:7", pack(features), None, n.to_bytes(4))
            learning.learn(conn, 1, START + n, one)  # type: ignore[arg-type]

    database.write_now(upside_down)
    said = " ".join(status(database))
    assert "was refused" in said
    assert "key:7" in said


def test_what_a_rollback_did_is_a_sentence_and_stays_in_the_list(database: Database) -> None:
    teach(database, 0, 3)
    status(database, 5)
    teach(database, 6, 8)
    status(database, 10)
    done = command.roll_back(database, 1, None, START + 11 * MINUTE, "ida")
    assert command.rolled_back(done) == (
        "Back at the model of 2025-10-09 08:58:20 UTC: 1 newer dropped, 1 lesson of spam and 1 honest set aside."
    )
    assert "gone back to by ida at 2025-10-09 09:04" in " ".join(status(database, 12))
    none = command.roll_back(database, 1, 0, START + 13 * MINUTE, "ida")
    assert command.rolled_back(none).startswith("Back at the base model alone: 1 newer dropped, 1 lesson of spam and 2")
