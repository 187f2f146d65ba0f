"""Fair to writers: what was done with a comment of theirs, why, by whom (a person or not), and an appeal against it.

    statements   of reasons, for what its writer alone still sees        (Regulation (EU) 2022/2065, Art. 17)
    file         the writer appeals, once for each comment               (Art. 20)
    end, reopen  a moderator decides about it, and that is taken back: moderation/appealing

What nobody has decided about yet waits, whether the judge called it spam or only doubted it; which of the two, nobody
is told. Its writer may ask for a person after a day.
"""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, text

from voxpop.discussion.ledger import Act
from voxpop.discussion.reporting import seen
from voxpop.discussion.state import State
from voxpop.lib.ids import DAY, Clock
from voxpop.lib.refused import Refused
from voxpop.storage.database import hold_thread

PUT_AWAY = {"reject": "rejected", "spam": "spam", "hide": "hidden"}  # acts, and what is said of them
MOVES = frozenset({"approve", "grant", "reject", "spam", "not_spam", "hide", "restore"})
READERS = "readers"  # the actor when reports hide a comment

ACTS = text("""
    SELECT comment_id, id, act, actor, why, before, after FROM act
    WHERE site_id = :site AND comment_id IN :ids ORDER BY comment_id, id DESC
""").bindparams(bindparam("ids", expanding=True))
APPEALS = text("""
    SELECT comment_id, id, act_id, words, outcome, decided, answer FROM appeal
    WHERE site_id = :site AND comment_id IN :ids
""").bindparams(bindparam("ids", expanding=True))
THEIRS = text("""
    SELECT c.thread_id, c.state, c.text FROM comment c
    JOIN sender s ON s.site_id = c.site_id AND s.comment_id = c.id
    WHERE c.site_id = :site AND c.id = :comment AND s.guest = :guest AND c.state <> 'gone'
""")
INSERT = text("""
    INSERT INTO appeal (site_id, id, comment_id, act_id, words, outcome, decider, answer)
    VALUES (:site, :id, :comment, :against, :words, 'open', '', '')
    ON CONFLICT DO NOTHING RETURNING id
""")
END = text("""
    UPDATE appeal SET outcome = :outcome, decided = :act, decider = :name, answer = :answer
    WHERE site_id = :site AND comment_id = :comment AND outcome = 'open' RETURNING id
""")
REOPEN = text("""
    UPDATE appeal SET outcome = 'open', decided = NULL, decider = '', answer = ''
    WHERE site_id = :site AND comment_id = :comment AND decided = :act
""")
FORGET = text("""
    UPDATE appeal SET words = '', answer = '', outcome = CASE WHEN outcome = 'open' THEN 'gone' ELSE outcome END
    WHERE site_id = :site AND comment_id = :comment
""")


class Appeal(NamedTuple):
    """`act` is the one it is against, 0 where nobody had decided; `outcome`: open, granted, refused, gone."""

    id: int
    act: int
    words: str
    outcome: str
    decided: int | None
    answer: str


class Statement(NamedTuple):
    """What was done with a comment, and what its writer can do about it.

    what        rejected, spam, hidden, reported, waiting; shown for what is live
    why         reason and words, as the moderator gave them
    automatic   no person has decided
    act, actor  the act by which it was put away, and whose; 0 and '' for none
    """

    comment: int
    what: str
    why: str = ""
    automatic: bool = False
    act: int = 0
    actor: str = ""
    appeal: Appeal | None = None
    open: bool = False  # an appeal can be made


class Theirs(NamedTuple):
    """A comment of the asker's, and what was done with it."""

    thread: int
    state: State
    text: str
    statement: Statement


def statements(conn: Connection, site: int, states: dict[int, State], now: int) -> dict[int, Statement]:
    """Of comments by their states; `now` in microseconds since 1970."""
    if not states:
        return {}
    asked = {"site": site, "ids": list(states)}
    log: dict[int, list[Act]] = {}
    for row in conn.execute(ACTS, asked):
        log.setdefault(row.comment_id, []).append(Act(*row[1:]))
    made = {row.comment_id: Appeal(*row[1:]) for row in conn.execute(APPEALS, asked)}
    return {
        comment: statement((comment, state), log.get(comment, []), made.get(comment), now)
        for comment, state in states.items()
    }


def statement(at: tuple[int, State], log: Iterable[Act], appeal: Appeal | None, now: int) -> Statement:
    """`at` is a comment and its state, `log` what was done with it, the latest first."""
    comment, state = at
    if state is State.LIVE:
        return Statement(comment, "shown", appeal=appeal)
    done = _put_away(state, log)
    if done is None:
        asked = now - comment >= DAY and appeal is None
        return Statement(comment, "waiting", automatic=True, appeal=appeal, open=asked)
    by_readers = done.actor == READERS and done.act == "hide"
    return Statement(
        comment,
        "reported" if by_readers else PUT_AWAY[done.act],
        "" if by_readers else done.why,
        by_readers,
        done.id,
        done.actor,
        appeal,
        appeal is None,
    )


def _put_away(state: State, log: Iterable[Act]) -> Act | None:
    """The act by which a comment came to be what it is; None where it is so by no moderator's."""
    moves = [done for done in log if done.act in MOVES and done.before != done.after and done.after in set(State)]
    if not moves or moves[0].after != state:
        return None
    if moves[0].act in PUT_AWAY:
        return moves[0]
    if moves[0].act != "restore":
        return None
    return next((done for done in moves[2:] if done.after == state and done.act in PUT_AWAY), None)


def theirs(conn: Connection, site: int, comment: int, me: bytes | None, now: int) -> Theirs:
    """Raises Refused no_such_comment: the same for none and for somebody else's."""
    row = conn.execute(THEIRS, {"site": site, "comment": comment, "guest": me}).one_or_none() if me else None
    if row is None:
        raise Refused("no_such_comment", "There is no such comment of yours here.")
    state = State(row.state)
    return Theirs(row.thread_id, state, row.text, statements(conn, site, {comment: state}, now)[comment])


def check(words: str) -> str:
    """What an appeal says. Raises Refused text_invalid, text_empty, text_too_long."""
    kept = seen(words)
    if not kept:
        raise Refused("text_empty", "Please say in words why it should be shown.")
    return kept


def file(conn: Connection, clock: Clock, at: tuple[int, int], me: bytes | None, words: str) -> Appeal:
    """The appeal, open. `at` is a site and a comment of one's own.

    Raises Refused no_such_comment, appeal_made, appeal_closed, and what `check` does.
    """
    (site, comment), kept = at, check(words)
    found = theirs(conn, site, comment, me, clock.now())
    hold_thread(conn, site, found.thread)
    about = theirs(conn, site, comment, me, clock.now()).statement
    if about.appeal is not None:
        raise Refused("appeal_made", "You have appealed already.")
    if about.what == "shown":
        raise Refused("appeal_closed", "Your comment is shown to everybody.")
    if not about.open:
        raise Refused("appeal_closed", "Your comment waits for a moderator. If nobody looks at it in a day, ask again.")
    number = clock.next(clock.now())
    values = {"site": site, "comment": comment, "against": about.act, "words": kept}
    while conn.execute(INSERT, values | {"id": number}).scalar() is None:  # another process drew the same microsecond
        number = clock.next(number)
    return Appeal(number, about.act, kept, "open", None, "")


def of(conn: Connection, site: int, comment: int) -> Appeal | None:
    row = conn.execute(APPEALS, {"site": site, "ids": [comment]}).one_or_none()
    return Appeal(*row[1:]) if row else None


def end(conn: Connection, at: tuple[int, int], outcome: str, act: int, by: tuple[str, str]) -> bool:
    """An open appeal is granted or refused by an act; `by` is who, and their answer. False where none is open."""
    (site, comment), (name, answer) = at, by
    values = {"site": site, "comment": comment, "outcome": outcome, "act": act, "name": name, "answer": answer}
    return conn.execute(END, values).scalar() is not None


def reopen(conn: Connection, site: int, comment: int, act: int) -> None:
    """What ended it is taken back."""
    conn.execute(REOPEN, {"site": site, "comment": comment, "act": act})


def ended(conn: Connection, site: int, comment: int) -> None:
    """The comment is erased: nothing that was said of it is kept."""
    conn.execute(FORGET, {"site": site, "comment": comment})
