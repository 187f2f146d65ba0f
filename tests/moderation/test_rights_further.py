"""Who may do what to persons and to conversations in which state: every role, every act, every state."""

from typing import Any

import pytest

from tests.support import desk
from tests.support.house import Place, Reader
from voxpop.moderation import restraining, threads, undoing
from voxpop.staff import roles
from voxpop.staff.roles import Right, Role

KINDS = {"warn": "warned", "hold": "held", "mute": "muted", "ban": "banned"}
PERSONS = ("free", *KINDS.values(), "undone")
# Each act on a person: the right it takes (of `lift` and `restore`: by what is lifted or taken back), its fields.
FIELDS: dict[str, dict[str, str]] = {
    "warn": {"why": "words"},
    "hold": {},
    "mute": {"span": "day"},
    "ban": {"span": "good"},
    "undo_day": {"to": "trash"},
    "lift": {},
    "restore": {},
}
CONVERSATIONS = ("open", "closed", "slow", "hot")
AFTER: dict[str, frozenset[str]] = {  # the states in which an act on a conversation does something
    "close": frozenset(("open", "slow", "hot")),
    "open": frozenset(("closed",)),
    "slow": frozenset(("open", "closed", "hot")),
    "cool": frozenset(("hot",)),
    "restore": frozenset(("closed", "slow", "hot")),
}


def of_state(state: str) -> Right:
    return Right.BAN if state in ("banned", "undone") else Right.RESTRAIN


def expected(role: Role, act: str, state: str) -> int:
    """The status that a form is answered with."""
    right = {"ban": Right.BAN, "undo_day": Right.BAN}.get(act, Right.RESTRAIN)
    if act == "restore" or (act == "lift" and state in KINDS.values()):
        right = of_state(state)
    if not roles.may(role, Right.RESTRAIN) or not roles.may(role, right):
        return 403
    if act == "lift":
        return 303 if state in KINDS.values() else 404
    if act == "restore":
        return 409 if state == "free" else 303
    if act == "undo_day":
        return 409 if state == "undone" else 303
    return 409 if KINDS[act] == state else 303


async def made(place: Place, ida: Reader, state: str, words: str) -> int:
    """A comment of somebody in that state."""
    comment = await place.reader().said(words, email=f"{words.replace(' ', '-')}@reader.example")
    act = next((act for act, kind in KINDS.items() if kind == state), "undo_day" if state == "undone" else "")
    if act:
        answer = await ida.post(f"/desk/people/{comment}/{act}", data={"seen": "0", "mail": "on", **FIELDS[act]})
        assert answer.status_code == 303, answer.text
    return comment


@pytest.mark.parametrize("role", list(Role))
async def test_role_by_act_by_state_of_a_person(place: Place, role: Role) -> None:
    ida = await desk.colleague(place, "Ida", Role.EDITOR)
    colleague = await desk.colleague(place, "Ben", role)
    right, found = {}, {}
    for state in PERSONS:
        for act, fields in FIELDS.items():
            comment = await made(place, ida, state, f"words {state} {act}")
            last = place.rows("SELECT MAX(id) AS id FROM act WHERE whom IS NOT NULL AND comment_id IS NULL")
            seen = "0" if state == "free" else str(last[0].id)
            sent = {"seen": seen, "mail": "on", "kind": state, **fields}
            answer = await colleague.post(f"/desk/people/{comment}/{act}", data=sent)
            found[act, state] = answer.status_code
            right[act, state] = expected(role, act, state)
    assert found == right


async def brought(place: Place, state: str, words: str) -> int:
    """A conversation in that state."""
    number = await place.publish(words.replace(" ", "-"))
    changed = {"closed": "closed = TRUE", "slow": "slow = 60", "hot": "heated = :until", "open": "slow = 0"}[state]
    values: dict[str, Any] = {"until": place.clock.now + 10**9} if state == "hot" else {}
    await place.write(f"UPDATE thread SET {changed} WHERE id = :id", id=number, **values)
    if state != "open":
        after = {"closed": "closed", "slow": "slow 60", "hot": f"hot {place.clock.now + 10**9}"}[state]
        before = {"closed": "open", "slow": "slow 0", "hot": "cool"}[state]
        await place.write(
            "INSERT INTO act (site_id, id, thread_id, act, actor, why, before, after, seq, chain)"
            " VALUES (1, :id, :id, 'made', 'mo', '', :before, :after, :id, :chain)",
            id=number, before=before, after=after, chain=b"",
        )  # fmt: skip
    return number


@pytest.mark.parametrize("role", list(Role))
async def test_role_by_act_by_state_of_a_conversation(place: Place, role: Role) -> None:
    colleague = await desk.colleague(place, "Ben", role)
    right, found = {}, {}
    for state in CONVERSATIONS:
        for act in threads.ACTS:
            number = await brought(place, state, f"{state} {act}")
            seen = {"closed": "1.0", "slow": "0.60"}.get(state, "0.0")
            sent = {"seen": seen, "slow": "60"}
            answer = await colleague.post(f"/desk/threads/{number}/{act}", data=sent)
            found[act, state] = answer.status_code
            allowed = roles.may(role, Right.THREAD)
            right[act, state] = (303 if state in AFTER[act] else 409) if allowed else 403
    assert found == right


def test_every_act_is_in_the_matrix() -> None:
    assert set(FIELDS) == {*restraining.ACTS, "lift", "restore", "undo_day"}
    assert set(AFTER) == set(threads.ACTS)
    assert set(undoing.VERBS) == {"trash", "spam"}
