"""A moderator's acts on a comment. Each changes the comment and writes the log in one transaction, and can be undone.

approve -> live    reject -> trash    spam -> spam    not_spam -> held    restore: take back the last act
erase -> gone: for good, of what is not live
hide: live -> held, until somebody has decided             edit: other words; those before are kept as a version
keep: live as it is, whatever readers have reported        grant, refuse: an appeal is heard; live, or as it is
pin, unpin: it stands first in its thread, or no longer    pick, unpick: the editors recommend it, or no longer

Who decides by a page says what they saw (`unchanged`); when it is another by now, nothing is done.

What they say of spam the judge learns in the same transaction: approve and not_spam teach that the comment is honest,
spam that it is not, reject nothing. A lesson has the id of its act, and goes when that is taken back.
"""

from typing import NamedTuple

from sqlalchemy import Connection, text

from voxpop.akismet import telling
from voxpop.discussion import editing, ledger, marking, submitting
from voxpop.discussion.ledger import Act
from voxpop.discussion.marking import Mark
from voxpop.discussion.moving import move
from voxpop.discussion.state import State
from voxpop.discussion.text import RENDERER, render
from voxpop.lib.characters import tidy
from voxpop.lib.ids import Clock
from voxpop.lib.refused import Refused
from voxpop.moderation import appealing, cases
from voxpop.moderation.moderator import Moderator
from voxpop.spam import learning
from voxpop.spam.learning import Lesson
from voxpop.storage.database import renew

MARKS = frozenset(mark.value for mark in Mark)
STILL = frozenset({"keep", "refuse"})  # acts by which the comment does not move
TEACHES = {"approve": False, "grant": False, "not_spam": False, "spam": True}  # whether the comment is spam

WHERE = text("SELECT site_id, state FROM comment WHERE id = :id")
LAST = text("""
    SELECT id, act, actor, before, after FROM act
    WHERE site_id = :site AND comment_id = :comment ORDER BY id DESC LIMIT 1
""")
WORDS = text("SELECT thread_id, state, text, edited FROM comment WHERE site_id = :site AND id = :id")
VERSION = text("SELECT text FROM version WHERE site_id = :site AND comment_id = :id AND until = :now")
CHANGE = text("""
    UPDATE comment SET text = :text, html = :html, renderer = :renderer, edited = :now
    WHERE site_id = :site AND id = :id
""")


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


def hide(conn: Connection, clock: Clock, comment: int, by: Moderator) -> Decided:
    """Out of sight until somebody has decided. Raises Refused no_such_comment, comment_gone, not_live."""
    _, state = _where(conn, comment)
    if state is not State.LIVE:
        raise Refused("not_live", f"Comment {comment} is {state}: readers do not see it.")
    return _decide(conn, clock, comment, by, "hide", State.HELD)


def edit(conn: Connection, clock: Clock, comment: int, by: Moderator, source: str) -> Decided:
    """Other words, of which the judge learns nothing. Raises Refused no_such_comment, comment_gone, already_so.

    And what the renderer refuses.
    """
    site, _ = _where(conn, comment)
    return _reword(conn, clock, (site, comment), by, ("edit", source))


def erase(conn: Connection, clock: Clock, comment: int, by: Moderator) -> Decided:
    """For good: nothing of what its author wrote or was is kept, and no act takes that back.

    Only what nobody is shown: raises Refused still_shown, no_such_comment, comment_gone, changed_since.
    """
    _, state = _where(conn, comment)
    if state is State.LIVE:
        raise Refused("still_shown", f"Comment {comment} is live: reject it first, then it can be erased.")
    decided = _decide(conn, clock, comment, by, "erase", State.GONE)
    site, _ = conn.execute(WHERE, {"id": comment}).one()
    editing.erase(conn, site, comment)
    return decided


def keep(conn: Connection, clock: Clock, comment: int, by: Moderator) -> Decided:
    """Leave it as it is: what readers reported is dismissed.

    Raises Refused no_such_comment, comment_gone, not_live, already_so.
    """
    site, _ = _where(conn, comment)
    cases.hold(conn, site, comment)
    _, state = _where(conn, comment)
    if state is not State.LIVE:
        raise Refused("not_live", f"Comment {comment} is {state}: approve it, or leave it where it is.")
    number = clock.next(by.now)
    if not cases.settle(conn, clock, (site, comment), cases.DECIDES["keep"], number):
        raise Refused("already_so", f"No report of comment {comment} is open.")
    return _unmoved(conn, (site, comment), by, "keep", (number, state))


def grant(conn: Connection, clock: Clock, comment: int, by: Moderator) -> Decided:
    """The appeal is right: live, and taught as by approve.

    Raises Refused no_such_comment, comment_gone, already_so, no_appeal, same_moderator.
    """
    site, _ = _where(conn, comment)
    return _decide(conn, clock, comment, appealing.heard(conn, site, comment, by), "grant", State.LIVE)


def refuse(conn: Connection, clock: Clock, comment: int, by: Moderator) -> Decided:
    """It stays put away; `by.why` is the answer to its writer.

    Raises Refused no_such_comment, comment_gone, no_appeal, same_moderator, text_empty.
    """
    site, _ = _where(conn, comment)
    cases.hold(conn, site, comment)
    _, state = _where(conn, comment)
    if not by.why:
        raise Refused("text_empty", "Say in words why: the writer is told.")
    number = clock.next(by.now)
    by = appealing.heard(conn, site, comment, by)
    appealing.end(conn, (site, comment), "refuse", number, by)
    return _unmoved(conn, (site, comment), by, "refuse", (number, state))


def unchanged(conn: Connection, site: int, comment: int, saw: str) -> None:
    """Hold the comment's thread, and see that the comment is as it was seen (`seen`).

    Raises Refused no_such_comment, and changed_since, which tells who did what when.
    """
    at = {"site": site, "id": comment}
    row = conn.execute(WORDS, at).one_or_none()
    if row is None:
        raise Refused("no_such_comment", f"There is no comment {comment}.")
    renew(conn, site, row.thread_id)  # first of all, so that whoever acts on it meanwhile comes after
    row = conn.execute(WORDS, at).one()
    if seen(row.state, row.edited) == saw:
        return
    last = conn.execute(LAST, {"site": site, "comment": comment}).one_or_none()
    if last is not None and (last.after == row.state or last.id == row.edited):
        who = f"{ledger.did(last.actor, last.id)}: {last.act}."
    else:
        who = "Its author has changed it meanwhile."
    raise Refused("changed_since", f"Nothing was done: the comment is {row.state} by now. {who}")


def seen(state: str, edited: int | None) -> str:
    """What somebody saw of a comment, in short: in another state or with other words it is another."""
    return f"{state}.{edited or 0}"


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
    if last.act in STILL:
        return _unsaid(conn, clock, (site, comment), by, (last.act, last.id))
    if last.before == last.after:  # words, not states
        earlier = conn.execute(VERSION, {"site": site, "id": comment, "now": last.id}).scalar()
        if earlier is not None:
            return _reword(conn, clock, (site, comment), by, ("restore", str(earlier)), since=last.id)
    if last.after != state:
        raise Refused("changed_since", f"Comment {comment} is {state} by now, no longer {last.after}: decide anew.")
    decided = _decide(conn, clock, comment, by, "restore", State(last.before))
    learning.undo(conn, site, comment, last.id, decided.act)
    return decided


def _unmoved(conn: Connection, at: tuple[int, int], by: Moderator, act: str, now: tuple[int, State]) -> Decided:
    """A line of the log about a comment (`at` is its site and id) that stays as it is."""
    (site, comment), (number, state) = at, now
    ledger.write(conn, site, Act(number, act, by.name, by.why, state.value, state.value, comment))
    return Decided(comment, state, state, number)


def _unsaid(conn: Connection, clock: Clock, at: tuple[int, int], by: Moderator, undone: tuple[str, int]) -> Decided:
    """An act by which the comment did not move is taken back."""
    cases.hold(conn, *at)
    _, state = _where(conn, at[1])
    number = clock.next(by.now)
    cases.taken_back(conn, clock, at, undone, (number, state))
    appealing.reopen(conn, at, undone[1])
    return _unmoved(conn, at, by, "restore", (number, state))


def _reword(
    conn: Connection, clock: Clock, at: tuple[int, int], by: Moderator, new: tuple[str, str], since: int | None = None
) -> Decided:
    """`at` is a site and a comment, `new` an act and the words; `since` is the edit that is taken back."""
    (site, comment), (act, source) = at, new
    body, where = render(source), {"site": site, "id": comment}
    thread = conn.execute(WORDS, where).one().thread_id
    renew(conn, site, thread)
    row = conn.execute(WORDS, where).one()
    if row.state == State.GONE:
        raise Refused("comment_gone", f"Comment {comment} was deleted by its author.")
    if since is not None and row.edited != since:
        raise Refused("changed_since", f"The words of comment {comment} were changed again since: decide anew.")
    if tidy(source) == row.text:
        raise Refused("already_so", f"Comment {comment} has these words already.")
    number = clock.next(by.now)
    editing.keep_version(conn, at, number, row.text)
    conn.execute(CHANGE, where | {"text": tidy(source), "html": body.html, "renderer": RENDERER, "now": number})
    state = State(row.state)
    ledger.write(conn, site, Act(number, act, by.name, by.why, state.value, state.value, comment))
    return Decided(comment, state, state, number)


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
    number, at = clock.next(by.now), (site, comment)
    if act == "restore":  # what counts in records comes before the log, of which all of the site have but one
        last = conn.execute(LAST, {"site": site, "comment": comment}).one()
        cases.taken_back(conn, clock, at, (last.act, last.id), (number, to))
        appealing.reopen(conn, at, last.id)
        if to is State.LIVE:
            appealing.end(conn, at, act, number, by)
    elif act in cases.DECIDES:
        cases.settle(conn, clock, at, cases.DECIDES[act], number)
        appealing.end(conn, at, act, number, by)
    ledger.write(conn, site, Act(number, act, by.name, by.why, before.value, to.value, comment, whom=by.whom))
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
