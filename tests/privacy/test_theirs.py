"""Every table is accounted for, and what is found is theirs."""

import msgspec

from tests.support.house import Place
from voxpop.privacy import subject, theirs
from voxpop.spam.submission import Submission
from voxpop.storage import schema


def test_every_table_is_somebodys_or_has_a_reason_why_not() -> None:
    tables = set(schema.metadata.tables)
    assert set(theirs.FINDS) - {"version"} | set(theirs.APART) | {"version"} == tables
    assert set(theirs.FINDS) & set(theirs.APART) == set()
    assert all(theirs.APART.values())


async def test_rows_are_counted_by_table(place: Place) -> None:
    ann, bob = place.reader(), place.reader()
    begun = await bob.said("Bob.", email="bob@reader.example")
    said = await ann.reply(begun, "Ann.", email="ann@reader.example")
    await ann.edit(said, "Ann, again.")
    await ann.like(begun)
    mark = place.one("SELECT guest FROM sender WHERE comment_id = :id", id=said)
    found = place.house.database.read_now(lambda conn: theirs.counts(conn, subject.by_cookie(1, bytes(mark))))
    assert found == {"comment": 1, "version": 1, "liking": 1}


async def test_an_address_finds_what_guests_wrote_and_nothing_of_a_person(place: Place) -> None:
    by_guest = await place.reader().said("A guest.", email="Ann@Reader.example")
    by_person = await place.reader().said("Another.", email="ann@reader.example")
    await place.write("""
        INSERT INTO person (site_id, id, mark, name, skeleton, email, page, source, pictured, role, badges, seen)
        SELECT 1, 7, guest, 'P', 'p', '', '', '', TRUE, 'reader', '', 7 FROM sender WHERE comment_id = :id
    """, id=by_person)  # fmt: skip
    who = place.house.database.read_now(lambda conn: subject.by_mail(conn, 1, "ann@reader.example"))
    assert place.house.database.read_now(lambda conn: theirs.piece(conn, who, -1, 10)) == [by_guest]


async def test_a_check_is_theirs_by_its_whole_address(place: Place) -> None:
    for number, address in enumerate(("joann@reader.example", "Ann@Reader.example", "ann@reader.example.org")):
        await place.write(
            """INSERT INTO akismet_check (site_id, id, key_id, guid, due, callback, submission)
               VALUES (1, :id, 1, 'g', 1, '', :sent)""",
            id=number, sent=msgspec.json.encode(Submission("about ann@reader.example", email=address)).decode(),
        )  # fmt: skip
    who = place.house.database.read_now(lambda conn: subject.by_mail(conn, 1, "ann@reader.example"))
    assert list(place.house.database.read_now(lambda conn: theirs.checks(conn, who))) == [1]
