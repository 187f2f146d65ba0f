"""A moderator's acts on a comment. Each changes the comment and writes the log in one transaction, and can be undone.

approve -> live    reject -> trash    spam -> spam    not_spam -> held    restore: take back the last act
pin, unpin: it stands first in its thread, or no longer    pick, unpick: the editors recommend it, or no longer

What they say of spam the judge learns in the same transaction: approve and not_spam teach that the comment is honest,
spam that it is not, reject nothing. A lesson has the id of its act, and goes when that is taken back.
"""

from typing import NamedTuple

from sqlalchemy import Connection, text

from voxpop.akismet import telling
from voxpop.discussion import marking, submitting
from voxpop.discussion.marking import Mark
from voxpop.discussion.moving import move
from voxpop.discussion.state import State
from voxpop.lib.ids import Clock
from voxpop.lib.refused import Refused
from voxpop.moderation import ledger
from voxpop.moderation.ledger import Act
from voxpop.spam import learning
from voxpop.spam.learning import Lesson

MARKS = frozenset(mark.value for mark in Mark)
TEACHES = {"approve": False, "not_spam": False, "spam": True}  # whether the comment is spam

WHERE = text("SELECT site_id, state FROM comment WHERE id = :id")
LAST = text("""
    SELECT id, before, after FROM act WHERE site_id = :site AND comment_id = :comment ORDER BY id DESC LIMIT 1
""")


class Moderator(NamedTuple):
    """Who acts, when (microseconds since 1970), and why, in words."""

    name: str
    now: int
    why: str = ""


class Decided(NamedTuple):
    """What it was and is: a state, or a mark. `act` is the id in the log."""

    comment: int
    before: State | Mark
    after: State | Mark
    act: int


def approve(conn: Connection, clock: Clock, comment: int, by: Moderator) -> Decided:
    """Raises Refused no_such_comment, comment_gone, already_so."""
    return _decide(conn, clock, comment, by, "approve", State.LIVE)


def reject(conn: Connection, clock: Clock, comment: int, by: Moderator) -> Decided:
    """Raises Refused no_such_comment, comment_gone, already_so."""
    return _decide(conn, clock, comment, by, "reject", State.TRASH)


def spam(conn: Connection, clock: Clock, comment: int, by: Moderator) -> Decided:
    """Raises Refused no_such_comment, comment_gone, already_so."""
    return _decide(conn, clock, comment, by, "spam", State.SPAM)


def not_spam(conn: Connection, clock: Clock, comment: int, by: Moderator) -> Decided:
    """It waits for a moderator who looks at it anew. Raises Refused no_such_comment, comment_gone, already_so."""
    _, state = _where(conn, comment)
    if state is not State.SPAM:
        raise Refused("already_so", f"Comment {comment} is {state}: nobody calls it spam.")
    return _decide(conn, clock, comment, by, "not_spam", State.HELD)


def pin(conn: Connection, clock: Clock, comment: int, by: Moderator) -> Decided:
    """Raises Refused no_such_comment, comment_gone, already_so, not_live, pins_full."""
    return _mark(conn, clock, comment, by, "pin", Mark.PINNED)


def unpin(conn: Connection, clock: Clock, comment: int, by: Moderator) -> Decided:
    """Raises Refused no_such_comment, comment_gone, already_so."""
    return _mark(conn, clock, comment, by, "unpin", Mark.UNPINNED)


def pick(conn: Connection, clock: Clock, comment: int, by: Moderator) -> Decided:
    """Raises Refused no_such_comment, comment_gone, already_so, not_live."""
    return _mark(conn, clock, comment, by, "pick", Mark.PICKED)


def unpick(conn: Connection, clock: Clock, comment: int, by: Moderator) -> Decided:
    """Raises Refused no_such_comment, comment_gone, already_so."""
    return _mark(conn, clock, comment, by, "unpick", Mark.UNPICKED)


def restore(conn: Connection, clock: Clock, comment: int, by: Moderator) -> Decided:
    """Take back the last act. Raises Refused no_such_comment, comment_gone, nothing_to_restore, changed_since.

    And what the act that does so raises: of a mark not_live, pins_full.
    """
    site, state = _where(conn, comment)
    last = conn.execute(LAST, {"site": site, "comment": comment}).one_or_none()
    if last is None:
        raise Refused("nothing_to_restore", f"No act on comment {comment} is in the log.")
    if last.after in MARKS:
        return _unmarked(conn, clock, comment, by, (Mark(last.before), Mark(last.after)))
    if last.after != state:
        raise Refused("changed_since", f"Comment {comment} is {state} by now, no longer {last.after}: decide anew.")
    decided = _decide(conn, clock, comment, by, "restore", State(last.before))
    learning.undo(conn, site, comment, last.id, decided.act)
    return decided


def _unmarked(conn: Connection, clock: Clock, comment: int, by: Moderator, was: tuple[Mark, Mark]) -> Decided:
    try:
        return _mark(conn, clock, comment, by, "restore", was[0])
    except Refused as refused:
        if refused.code != "already_so":
            raise
        raise Refused(
            "changed_since", f"Comment {comment} is {was[0]} by now, no longer {was[1]}: decide anew."
        ) from None


def _mark(conn: Connection, clock: Clock, comment: int, by: Moderator, act: str, to: Mark) -> Decided:
    site, _ = _where(conn, comment)
    number = clock.next(by.now)
    before = marking.mark(conn, site, comment, to, number)
    ledger.write(conn, site, Act(number, act, by.name, by.why, before.value, to.value, comment))
    return Decided(comment, before, to, number)


def _where(conn: Connection, comment: int) -> tuple[int, State]:
    row = conn.execute(WHERE, {"id": comment}).one_or_none()
    if row is None:
        raise Refused("no_such_comment", f"There is no comment {comment}.")
    if row.state == State.GONE:
        raise Refused("comment_gone", f"Comment {comment} was deleted by its author.")
    return row.site_id, State(row.state)


def _decide(conn: Connection, clock: Clock, comment: int, by: Moderator, act: str, to: State) -> Decided:
    site, seen = _where(conn, comment)
    if seen is to:
        raise Refused("already_so", f"Comment {comment} is {to} already.")
    before = move(conn, site, comment, to)
    if before is not seen:  # somebody else was quicker, after the look and before the move held the thread
        raise Refused("changed_since", f"Comment {comment} is {before} by now, no longer {seen}: decide anew.")
    number = clock.next(by.now)
    ledger.write(conn, site, Act(number, act, by.name, by.why, before.value, to.value, comment))
    if act in TEACHES:
        _teach(conn, site, comment, number, (f"moderator:{by.name}", TEACHES[act]))
    telling.heed(conn, clock, site, comment)
    return Decided(comment, before, to, number)


def _teach(conn: Connection, site: int, comment: int, act: int, word: tuple[str, bool]) -> None:
    """The judge learns who says of a comment that it is spam, or is not."""
    stored = submitting.stored(conn, site, comment)
    if stored is None:
        raise LookupError("a comment that was just moved is not there")
    given = submitting.submission(stored.spot, stored.author, submitting.rendered(stored.text), stored.sent)
    source, spam = word
    learning.learn(conn, site, act, Lesson(spam, source, learning.features_of(given), comment))
