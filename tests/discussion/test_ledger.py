"""The log of acts is a chain: what was changed, added or taken away in it shows."""

import pytest
from sqlalchemy import Connection, text

from voxpop.discussion import ledger
from voxpop.discussion.ledger import Act
from voxpop.storage.database import Database
from voxpop.verifying.ledger import Broken
from voxpop.verifying.ledger import broken as places

SITE = 7


def written(database: Database, count: int, site: int = SITE) -> None:
    for number in range(1, count + 1):
        act = Act(number * 10, "approve", "Ida", "“so” it is", "held", "live", comment=number, whom=b"\x00\xff")
        database.write_now(lambda conn, act=act: ledger.write(conn, site, act))


def broken(database: Database) -> list[Broken]:
    return database.read_now(lambda conn: list(places(conn)))


def test_a_log_as_it_was_written_holds(database: Database) -> None:
    assert broken(database) == []
    written(database, 3)
    written(database, 2, site=8)
    assert broken(database) == []


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE act SET why = 'other' WHERE site_id = 7 AND seq = 2", [(2, "is not what was written")]),
        ("UPDATE act SET whom = NULL WHERE site_id = 7 AND seq = 2", [(2, "is not what was written")]),
        ("DELETE FROM act WHERE site_id = 7 AND seq = 2", [(2, "is not there")]),
        ("DELETE FROM act WHERE site_id = 7 AND seq = 3", [(3, "is not the end that was written down")]),
        ("DELETE FROM act WHERE site_id = 7", [(1, "is not the end that was written down")]),
        ("UPDATE ledger SET seq = 2 WHERE site_id = 7", [(4, "is not the end that was written down")]),
    ],
)
def test_what_was_done_to_it_shows(database: Database, statement: str, found: list[tuple[int, str]]) -> None:
    written(database, 3)
    written(database, 2, site=8)
    database.write_now(lambda conn: conn.execute(text(statement)))
    assert broken(database) == [Broken(SITE, seq, what) for seq, what in found]


def test_an_act_that_is_undone_leaves_no_line(database: Database) -> None:
    def fails(conn: Connection) -> None:
        ledger.write(conn, SITE, Act(10, "approve", "Ida", "", "held", "live", comment=1))
        raise LookupError

    with pytest.raises(LookupError):
        database.write_now(fails)
    written(database, 1)
    assert broken(database) == []
