"""What a colleague may do where."""

import pytest

from tests.support import desk
from tests.support.house import Place
from voxpop.lib.refused import Refused
from voxpop.staff import door
from voxpop.staff.door import FRESH, Colleague
from voxpop.staff.roles import Right, Role

IDA = Colleague(1, "Ida", Role.EDITOR, frozenset({1, 2}), 3, 1_000)


def test_a_right_counts_on_the_sites_that_are_given() -> None:
    door.need(IDA, Right.BAN, 2)
    with pytest.raises(Refused, match="This site has not been given to you") as refused:
        door.need(IDA, Right.BAN, 3)
    assert refused.value.code == "right_missing"


def test_a_role_that_has_it_not_has_it_nowhere() -> None:
    with pytest.raises(Refused, match="As editor you may not do that"):
        door.need(IDA, Right.ERASE, 1)


@pytest.mark.parametrize(("later", "fresh"), [(0, True), (FRESH, True), (FRESH + 1, False), (-1, False)])
def test_what_was_shown_counts_for_ten_minutes(later: int, fresh: bool) -> None:
    if fresh:
        door.proved(IDA, IDA.proved + later)
        return
    with pytest.raises(Refused) as refused:
        door.proved(IDA, IDA.proved + later)
    assert refused.value.code == "prove_anew"


async def test_an_editors_sites_are_those_given_and_an_owners_all(place: Place) -> None:
    await place.add("other", "https://other.example")
    editor = await desk.member(place, "Ida")
    owner = await desk.member(place, "Ola", Role.OWNER)

    def sites(number: int, role: Role) -> frozenset[int]:
        session = door.Session(1, 1, 1, 1, number, "x", role)
        return place.house.database.read_now(lambda conn: door._sites(conn, session))

    assert sites(editor, Role.EDITOR) == {place.site().id}
    assert sites(owner, Role.OWNER) == {place.site().id, place.site("other").id}
