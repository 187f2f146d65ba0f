"""An address has one spelling, by which a guest is known everywhere: capitals are no difference, `ß` and `ss` are."""

from sqlalchemy import Connection

from tests.moderation.test_restraining import ban, code
from tests.support.house import Place
from tests.support.keeping import text_of
from voxpop.discussion import bylines, restraints
from voxpop.people import person
from voxpop.people.person import Known
from voxpop.privacy import leaving, subject, theirs

SHARP, DOUBLE = "straße@reader.example", "strasse@reader.example"


async def claimed(place: Place, address: str) -> int:
    def claim(conn: Connection) -> int:
        number = place.clock.now
        person.add(conn, 1, number, Known("Ann"), frozenset(), 1)
        return bylines.claim(conn, 1, person.numbered(conn, 1, number), address)

    return await place.house.database.write(claim)


def found(place: Place, address: str) -> list[int]:
    def find(conn: Connection) -> list[int]:
        return theirs.piece(conn, subject.by_mail(conn, 1, address), -1, 10)

    return place.house.database.read_now(find)


def test_hashes_tell_people_apart_as_mailboxes_do() -> None:
    def hashed(address: str) -> bytes:
        return restraints.by_mail(b"key", address)

    assert hashed(SHARP) != hashed(DOUBLE)
    assert hashed("ÉVA@reader.example") != hashed("éva@reader.example")
    assert hashed("ANN@Bücher.example") == hashed("ann@xn--bcher-kva.example")
    assert hashed("No Address") == hashed("no address") != b""


async def test_sharp_s_and_double_s_are_two_people(place: Place) -> None:
    sharp = await place.reader().said("Words of one.", email=SHARP)
    double = await place.reader().said("Words of another.", email=DOUBLE)
    assert (found(place, SHARP), found(place, DOUBLE)) == ([sharp], [double])
    await ban(place, sharp)
    assert code(await place.reader().say("Again.", email=SHARP)) == (403, "banned")
    await place.reader().said("Again.", email=DOUBLE)
    assert await claimed(place, DOUBLE) == 2
    assert found(place, SHARP) == [sharp]


async def test_capitals_make_nobody_another(place: Place) -> None:
    first = await place.reader().said("Once.", email="ANN@Reader.example")
    second = await place.reader().said("Twice.", email="ann@reader.example")
    assert found(place, "Ann@READER.example") == [first, second]
    await ban(place, first)
    assert code(await place.reader().say("Again.", email="aNN@reader.example")) == (403, "banned")
    assert await claimed(place, "ann@reader.example") == 2


async def test_who_reports_is_found_however_they_wrote_their_address(place: Place) -> None:
    comment = await place.reader().said("Somebody else's words.", email="bo@reader.example")
    notice = {"reason": "illegal", "words": "Look at it.", "name": "Ann", "good_faith": True}
    for address in ("ANN@Reader.example", "ann@reader.example"):
        sent = notice | {"email": address}
        assert (await place.reader().post(f"/api/v1/comments/{comment}/report", json=sent)).status_code == 201
    who = place.house.database.read_now(lambda conn: subject.by_mail(conn, 1, "Ann@reader.example"))
    assert place.house.database.read_now(lambda conn: theirs.counts(conn, who)) == {"report": 2}
    await place.house.database.write(lambda conn: leaving.leave(conn, who, place.clock.now))
    assert "ann@" not in text_of(place).lower()
