"""Who may do what to a comment in which state: every role, every act, every state."""

import pytest

from tests.support import desk
from tests.support.house import Place, Reader
from voxpop.moderation.acting import ACTS
from voxpop.moderation.deciding import seen
from voxpop.staff.roles import RIGHTS, Role

STATES = ("held", "live", "spam", "trash", "gone")
# What an allowed act makes of a comment in a state; where there is nothing it is refused. Nobody undoes what its author
# deleted, and no mark is there to be taken.
AFTER: dict[str, dict[str, str]] = {
    "approve": dict.fromkeys(("held", "spam", "trash"), "live"),
    "reject": dict.fromkeys(("held", "live", "spam"), "trash"),
    "spam": dict.fromkeys(("held", "live", "trash"), "spam"),
    "not_spam": {"spam": "held"},
    "restore": {"held": "trash", "live": "held", "spam": "held", "trash": "held"},
    "hide": {"live": "held"},
    "pin": {"live": "live"},
    "unpin": {},
    "pick": {"live": "live"},
    "unpick": {},
    "erase": dict.fromkeys(("held", "spam", "trash"), "gone"),
    "keep": {"live": "live"},
    "grant": dict.fromkeys(("held", "spam", "trash"), "live"),
    "refuse": {state: state for state in ("held", "live", "spam", "trash")},
    "edit": {state: state for state in ("held", "live", "spam", "trash")},
}
# What some acts are an answer to.
APPEAL = """
    INSERT INTO appeal (site_id, id, comment_id, act_id, words, outcome, decider, answer)
    VALUES (1, :id, :id, 0, 'w', 'open', '', '')
"""
HEARD = {
    "keep": """
        INSERT INTO report (site_id, id, comment_id, guest, reason, words, outcome)
        SELECT site_id, id, id, path, 'spam', '', 'open' FROM comment WHERE id = :id
    """,
    "grant": APPEAL,
    "refuse": APPEAL,
}


async def made(place: Place, reader: Reader, state: str, words: str) -> int:
    await place.choose(approval="all")
    comment = await reader.said(words)
    if state == "gone":
        await reader.erase(comment)
        return comment
    if state == "held":
        await place.decide("reject", comment)
        await place.decide("restore", comment)
        return comment
    await place.decide({"live": "approve", "spam": "spam", "trash": "reject"}[state], comment)
    return comment


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", list(Role))
async def test_role_by_act_by_state(place: Place, reader: Reader, role: Role, state: str) -> None:
    colleague = await desk.colleague(place, "Ida", role)
    expected, found = {}, {}
    for act, (right, _) in ACTS.items():
        comment = await made(place, place.reader(), state, f"some words to {act}")
        [[was, edited]] = place.rows("SELECT state, edited FROM comment WHERE id = :id", id=comment)
        assert was == state
        if act in HEARD:
            await place.write(HEARD[act], id=comment)
        sent = {"seen": seen(was, edited), "text": "other words", "why": "for a reason"}
        answer = await colleague.post(f"/desk/comments/{comment}/{act}", data=sent)
        is_ = place.one("SELECT state FROM comment WHERE id = :id", id=comment)
        found[act] = (answer.status_code, is_)
        allowed, after = role in RIGHTS[right], AFTER[act].get(state)
        if not allowed:
            expected[act] = (403, state)
        else:
            expected[act] = (303, after) if after else (409, state)
    assert found == expected


async def test_a_site_that_is_not_given_is_closed(place: Place, reader: Reader) -> None:
    colleague = await desk.colleague(place, "Ida", Role.EDITOR)
    comment = await reader.said("words")
    await place.write("DELETE FROM staff_site")
    answer = await colleague.post(f"/desk/comments/{comment}/reject", data={"seen": "live.0"})
    assert answer.status_code == 403
    assert (await colleague.get(f"/desk/comments/{comment}")).status_code == 403
    assert (await colleague.get("/desk")).status_code == 403
    assert place.one("SELECT state FROM comment") == "live"
