"""Who is meant by an address, a person's number or a comment, and what is said where nobody is."""

import pytest

from tests.support.accounts_server import ANN
from tests.support.dance import BEN, Dance
from tests.support.house import Place
from voxpop.lib.refused import Refused
from voxpop.people import person
from voxpop.privacy import subject, theirs
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


async def test_a_guests_comment_leads_to_their_cookie_and_not_to_who_has_the_address(place: Place) -> None:
    said = await place.reader().said("A guest.", email="ann@reader.example")
    guest = place.one("SELECT guest FROM sender")
    assert named(place, f"comment:{said}") == Subject(1, (bytes(guest),))


async def test_a_comment_without_a_mark_leads_to_its_address_by_the_hash_alone(place: Place) -> None:
    said = await place.reader().said("Brought along.", email="ann@reader.example")
    await place.write("UPDATE sender SET guest = NULL")
    mail = place.one("SELECT mail FROM sender")
    assert named(place, f"comment:{said}") == Subject(1, (), (bytes(mail),))


def by_mail(place: Place, address: str, guest: bytes) -> Subject:
    return place.house.database.read_now(lambda conn: subject.by_mail(conn, 1, address, guest))


async def test_a_proof_reaches_what_has_the_cookie_unless_others_use_the_browser(place: Place) -> None:
    shared = place.reader()
    begun = await shared.said("Ann.", email="ann@reader.example")
    guest = bytes(place.one("SELECT guest FROM sender"))
    assert by_mail(place, "ann@reader.example", guest).marks == (guest,)
    assert by_mail(place, "bob@reader.example", guest).marks == ()
    notice = {"reason": "illegal", "words": "w", "name": "Bob", "email": "bob@reader.example", "good_faith": True}
    other = await place.reader().said("Somebody else.", email="carl@reader.example")
    assert (await shared.post(f"/api/v1/comments/{other}/report", json=notice)).status_code == 201
    assert begun
    assert by_mail(place, "ann@reader.example", guest).marks == ()


async def test_who_is_signed_in_has_the_cookie_of_their_browser_under_the_same_rule(dance: Dance) -> None:
    """And what has it is not certainly theirs unless it has their address, too."""
    here = dance.place.reader()
    await here.said("A guest.", email="ann@reader.example")
    [[guest, mail]] = dance.place.rows("SELECT guest, mail FROM sender")
    ann = await dance.post.signed_in("ann@reader.example", name="Ann")
    await ann.said("Ann.")
    number = dance.place.one("SELECT id FROM person")

    def signed_in() -> Subject:
        return dance.place.house.database.read_now(
            lambda conn: subject.signed_in(conn, 1, person.numbered(conn, 1, number), bytes(guest))
        )

    who = signed_in()
    assert who.marks == (who.marks[0], bytes(guest))
    assert [who.wrote(mark, mail_) for mark, mail_ in ((who.marks[0], None), (guest, mail), (guest, None))] == [
        True,
        True,
        False,
    ]
    assert not who.reported(bytes(guest), None)
    await here.said("Somebody else.", name="Bob", email="bob@reader.example")
    assert bytes(guest) not in signed_in().marks


async def test_an_address_leads_to_the_account_that_a_provider_calls_by_it(dance: Dance) -> None:
    place = dance.place
    await (await dance.signed_in(ANN)).said("By GitHub.")
    await dance.signed_in(BEN)
    await place.write("UPDATE account SET label = 'Ann@gmail.example' WHERE label LIKE 'ann%'")
    await place.reader().said("A guest.", email="ann@gmail.example")
    who = named(place, "ann@Gmail.example")
    assert who.person == place.one("SELECT person_id FROM account WHERE label = 'Ann@gmail.example'")
    assert len(place.house.database.read_now(lambda conn: theirs.piece(conn, who, -1, 10))) == 2
    await place.write("UPDATE account SET label = 'ann@gmail.example'")
    with pytest.raises(Refused) as refused:
        named(place, "ann@gmail.example")
    assert (refused.value.code, f"person:{who.person}" in refused.value.sentence) == ("who_unclear", True)


def test_addresses_are_compared_whole() -> None:
    addresses = frozenset({"ann@xn--bcher-kva.example"})
    assert subject.names('["Ann@B\u00fccher.example","",0]', addresses)
    assert subject.names('{"email":"ANN@xn--bcher-kva.example"}', addresses)
    assert not subject.names(
        '{"email":"joann@xn--bcher-kva.example","text":"ann@xn--bcher-kva.example.org"}', addresses
    )
    assert not subject.names("", addresses)


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
