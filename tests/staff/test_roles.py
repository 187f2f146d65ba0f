"""Who may do what: the table, whole."""

import pytest

from voxpop.lib.refused import Refused
from voxpop.staff import roles
from voxpop.staff.roles import Right, Role

# Roles from the most to the least trusted: whoever has a right, those before have it too.
RANKS = [Role.OWNER, Role.EDITOR, Role.MODERATOR, Role.TRUSTED]


def test_every_right_is_somebodys_and_an_owner_has_all() -> None:
    assert roles.RIGHTS.keys() == set(Right)
    assert all(Role.OWNER in who for who in roles.RIGHTS.values())


@pytest.mark.parametrize("right", Right)
def test_who_is_trusted_more_may_do_as_much(right: Right) -> None:
    has = [roles.may(role, right) for role in RANKS]
    assert has == sorted(has, reverse=True)


def test_a_trusted_reader_hides_and_no_more() -> None:
    assert {right for right in Right if roles.may(Role.TRUSTED, right)} == {Right.LOOK, Right.HIDE}


def test_what_is_missing_is_said() -> None:
    roles.need(Role.EDITOR, Right.BAN)
    with pytest.raises(Refused, match="As moderator you may not do that: it takes editor, owner") as refused:
        roles.need(Role.MODERATOR, Right.BAN)
    assert refused.value.code == "right_missing"
