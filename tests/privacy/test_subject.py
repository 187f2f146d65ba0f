"""Who is meant by an address, a person's number or a comment, and what is said where nobody is."""

import pytest

from tests.support.dance import Dance
from tests.support.house import Place
from voxpop.lib.refused import Refused
from voxpop.privacy import subject
from voxpop.privacy.subject import Subject


def named(place: Place, who: str) -> Subject:
    return place.house.database.read_now(lambda conn: subject.named(conn, 1, who))


async def test_an_address_a_number_and_a_comment_lead_to_the_same_person(dance: Dance) -> None:
    place = dance.place
    ann = await dance.post.signed_in("ann@reader.example", name="Ann")
    said = await ann.said("Here I am.")
    [[number, mark]] = place.rows("SELECT id, mark FROM person")
    found = {named(place, who) for who in ("Ann@Reader.example", f"person:{number}", f"comment:{said}")}
    assert len(found) == 1
    [one] = found
    assert (one.person, one.marks, len(one.mails)) == (number, (bytes(mark),), 1)


async def test_a_guests_comment_leads_to_their_cookie_and_address(place: Place) -> None:
    said = await place.reader().said("A guest.", email="ann@reader.example")
    [[guest, mail]] = place.rows("SELECT guest, mail FROM sender")
    one = named(place, f"comment:{said}")
    assert (one.person, one.marks, one.mails) == (None, (bytes(guest),), (bytes(mail),))


@pytest.mark.parametrize(
    ("who", "code", "says"),
    [
        ("person:x", "who_unclear", "person:x"),
        ("comment:7", "no_such_comment", "--site"),
        ("person:7", "no_such_person", "voxpop people list"),
        ("Ann", "who_unclear", "an e-mail address"),
    ],
)
async def test_what_leads_to_nobody_is_told_with_a_remedy(place: Place, who: str, code: str, says: str) -> None:
    with pytest.raises(Refused) as refused:
        named(place, who)
    assert (refused.value.code, says in refused.value.sentence) == (code, True)
