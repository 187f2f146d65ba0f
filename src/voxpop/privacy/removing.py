"""Spam, what was rejected and what nobody decided about are removed some time after they came to be that.

Nothing is left of what nothing refers to. Where answers hang, the log of acts tells of it, or another import would
bring it again, a tombstone stays, as when its author deletes a comment. What a moderator taught by it stays in force:
the lesson counts from then on what the comment had counted (discussion/recording).
"""

from collections import Counter
from typing import Any

from sqlalchemy import Connection, bindparam, text

from voxpop.akismet import telling
from voxpop.discussion import editing, reasking, recording, reporting
from voxpop.discussion.moving import move
from voxpop.discussion.state import State
from voxpop.lib.ids import LARGEST
from voxpop.moderation import holding
from voxpop.privacy.errand import SIZE, Errand, Found

BATCH = 10  # comments of a transaction, each with a dozen statements
RULES = {State.SPAM: "keep_spam", State.TRASH: "keep_trash", State.HELD: "keep_held"}

# Since when it is what it is: its last act, or edit, or when it was written. An appeal is heard first.
SINCE = """
    COALESCE(c.edited, 0) <= :upto
    AND NOT EXISTS (SELECT 1 FROM act a WHERE a.site_id = c.site_id AND a.comment_id = c.id AND a.id > :upto)
    AND NOT EXISTS (
        SELECT 1 FROM appeal p WHERE p.site_id = c.site_id AND p.comment_id = c.id AND p.outcome = 'open'
    )
"""
# The newest first, so that answers go before what they answer. `state` is said twice for the index.
OLD = text(f"""
    SELECT c.id, {SINCE} AS due FROM comment c
    WHERE c.site_id = :site AND c.state = :state AND c.state <> 'live' AND c.id < :past
    ORDER BY c.id DESC LIMIT :limit
""")
# Those that are that old still; and whether a comment was never shown to anybody, so that nobody can have liked it or
# taught something by it. An import, which writes no verdict, would bring it again.
STILL = text(f"""
    SELECT c.id, c.state, NOT c.shown AND c.edited IS NULL AND c.likes = 0
           AND s.verdict <> '' AND (c.state <> 'held' OR s.asked IS NULL)
           AND NOT EXISTS (SELECT 1 FROM comment b WHERE b.site_id = c.site_id AND b.parent_id = c.id)
           AND NOT EXISTS (SELECT 1 FROM act a WHERE a.site_id = c.site_id AND a.comment_id = c.id)
           AND NOT EXISTS (SELECT 1 FROM report r WHERE r.site_id = c.site_id AND r.comment_id = c.id)
           AND NOT EXISTS (SELECT 1 FROM appeal o WHERE o.site_id = c.site_id AND o.comment_id = c.id) AS alone
    FROM comment c JOIN sender s ON s.site_id = c.site_id AND s.comment_id = c.id
    WHERE c.site_id = :site AND c.id IN :ids AND {SINCE}
    ORDER BY c.id DESC
""").bindparams(bindparam("ids", expanding=True))
DELETE_SENDER = text("DELETE FROM sender WHERE site_id = :site AND comment_id = :id")
DELETE_COMMENT = text("DELETE FROM comment WHERE site_id = :site AND id = :id")


def find(conn: Connection, errand: Errand, past: int, state: State) -> Found:
    """`rows` are ids. `past` is 0 at first: the walk goes from the newest back."""
    upto = errand.before(RULES[state])
    asked = {"site": errand.site.id, "state": state.value, "upto": upto, "limit": SIZE}
    seen = conn.execute(OLD, asked | {"past": past or min(upto + 1, LARGEST)}).all()
    due = [row.id for row in seen if row.due]
    if len(due) > BATCH:
        due = due[:BATCH]
        return Found(due, due[-1], _counts(state, due))
    return Found(due, seen[-1].id if len(seen) == SIZE else None, _counts(state, due))


def _counts(state: State, due: list[int]) -> Counter[str]:
    return Counter({f"{'rejected' if state is State.TRASH else state} comments removed": len(due)})


def remove(conn: Connection, errand: Errand, rows: list[Any], state: State) -> None:
    """What somebody has decided or edited meanwhile stays."""
    shown = not all(_still(conn, errand, rows, state).values())
    holding.hold(conn, errand.site.id, rows, errand.now, shown=shown)
    _remove(conn, errand, rows, state)


def _remove(conn: Connection, errand: Errand, rows: list[Any], state: State) -> None:
    still = _still(conn, errand, rows, state)
    alone = [comment for comment, so in still.items() if so]
    buried = [comment for comment, so in still.items() if not so]
    _delete(conn, errand.site.id, alone)
    if alone and buried:  # to some of which nothing else was an answer
        _remove(conn, errand, buried, state)
        return
    for comment in buried:
        _bury(conn, errand, comment)


def _still(conn: Connection, errand: Errand, rows: list[Any], state: State) -> dict[int, bool]:
    """Those that are to be removed, the newest first, and whether nothing refers to them."""
    asked = {"site": errand.site.id, "upto": errand.before(RULES[state]), "ids": rows}
    return {row.id: bool(row.alone) for row in conn.execute(STILL, asked) if row.state == state}


def _delete(conn: Connection, site: int, comments: list[int]) -> None:
    """Nothing is left."""
    if not comments:
        return
    for comment in comments:
        recording.erased(conn, site, comment)
        reasking.forget(conn, site, comment)
        telling.forget(conn, site, comment)
    here = [{"site": site, "id": comment} for comment in comments]
    for delete in (editing.ERASE_NOTES, DELETE_SENDER, DELETE_COMMENT):
        conn.execute(delete, here)


def _bury(conn: Connection, errand: Errand, comment: int) -> None:
    """A tombstone is left. Who reported it and waits to hear of it hears that it is gone."""
    site = errand.site.id
    reporting.tell(conn, errand.clock, site, comment)
    recording.outlived(conn, site, comment)
    move(conn, site, comment, State.GONE)
    editing.erase(conn, site, comment)
