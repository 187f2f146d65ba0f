"""Several reports make one case: from the site's weight on they hide a comment, and a moderator's decision ends it.

    report       a reader's word; the comment's thread is held first, so of two at once one crosses the site's weight
    settle       a decision upholds the reports of a comment or dismisses them; a later one may do the opposite
    taken_back   they are again as they were before that

A comment with an upheld report counts one in the judge's records of whom and what it counts for, however many reports.
"""

from typing import NamedTuple

from sqlalchemy import Connection, Row, text

from voxpop.discussion import hearing, ledger, recording, reporting
from voxpop.discussion.appeals import READERS
from voxpop.discussion.hearing import Hears
from voxpop.discussion.ledger import Act
from voxpop.discussion.moving import move
from voxpop.discussion.reporting import NEW, Report, Reporter, Sent
from voxpop.discussion.state import State
from voxpop.lib.ids import Clock
from voxpop.lib.refused import Refused
from voxpop.sites.site import Site
from voxpop.storage.database import hold_thread

RULE = "report_hides"
DECIDES = {
    "approve": "dismissed", "keep": "dismissed", "grant": "dismissed",
    "reject": "upheld", "spam": "upheld", "erase": "upheld",
}  # fmt: skip
STANDS_FOR = {State.LIVE: "dismissed", State.TRASH: "upheld", State.SPAM: "upheld"}

COMMENT = text("""
    SELECT c.thread_id, c.state, s.guest FROM comment c
    LEFT JOIN sender s ON s.site_id = c.site_id AND s.comment_id = c.id
    WHERE c.site_id = :site AND c.id = :id
""")
OPEN = text("""
    SELECT COUNT(*) AS number, COALESCE(SUM(weight), 0) AS weight FROM report
    WHERE site_id = :site AND comment_id = :comment AND outcome = 'open'
""")
SET_RULE = text("UPDATE sender SET rule = :rule WHERE site_id = :site AND comment_id = :id")
SETTLE = text("""
    UPDATE report SET was = decided, decided = :act, outcome = :outcome
    WHERE site_id = :site AND comment_id = :comment AND outcome IN ('open', 'upheld', 'dismissed')
      AND outcome <> :outcome
    RETURNING id, email
""")
TAKE_BACK = text("""
    UPDATE report SET decided = was, was = NULL,
        outcome = CASE WHEN was IS NULL THEN 'open' WHEN outcome = 'upheld' THEN 'dismissed' ELSE 'upheld' END
    WHERE site_id = :site AND comment_id = :comment AND decided = :act
    RETURNING id, email, outcome
""")
LISTED = text("""
    SELECT id, reason, words, outcome, weight, name, email, told FROM report
    WHERE site_id = :site AND comment_id = :comment ORDER BY CASE outcome WHEN 'open' THEN 0 ELSE 1 END, id DESC
    LIMIT :limit
""")


class Reported(NamedTuple):
    """`report` is the reader's own, None where the comment is not shown any more; `again`: it was there already."""

    report: Report | None
    again: bool = False
    hidden: bool = False


class Case(NamedTuple):
    """What readers say of a comment, what is open first. `weight` is the sum of what is open, in hundredths."""

    reports: tuple[Row[tuple[object, ...]], ...]
    open: int
    weight: int


def report(conn: Connection, clock: Clock, at: tuple[Site, int], sent: Sent, by: Reporter) -> Reported:
    """`at` is a site and a comment; `sent` is checked. Raises Refused no_such_comment, own_comment."""
    site, comment = at
    here = {"site": site.id, "id": comment}
    row = conn.execute(COMMENT, here).one_or_none()
    if row is None:
        raise Refused("no_such_comment", "There is no such comment here.")
    hold_thread(conn, site.id, row.thread_id)
    row = conn.execute(COMMENT, here).one()
    if row.guest is not None and bytes(row.guest) == by.mark:
        raise Refused("own_comment", "This is a comment of your own.")
    before = reporting.of(conn, site.id, comment, by.mark)
    if before is not None:
        return Reported(before, again=True)
    if row.state != State.LIVE:
        return Reported(None)
    number = reporting.insert(conn, clock, (site.id, comment), sent, by)
    made = Report(number, comment, sent.reason, "open", None, bool(sent.email))
    return Reported(made, hidden=_hidden(conn, clock, site, comment))


def _hidden(conn: Connection, clock: Clock, site: Site, comment: int) -> bool:
    """Do the open reports weigh enough to hide a live comment? Then they have."""
    case = conn.execute(OPEN, {"site": site.id, "comment": comment}).one()
    if not site.rules.report_hides or case.weight < site.rules.report_hides * NEW:
        return False
    move(conn, site.id, comment, State.HELD)
    conn.execute(SET_RULE, {"rule": RULE, "site": site.id, "id": comment})
    why = f"{case.number} reports" if case.number > 1 else "1 report"
    number = clock.next(clock.now())
    ledger.write(conn, site.id, Act(number, "hide", READERS, why, State.LIVE.value, State.HELD.value, comment))
    return True


def hold(conn: Connection, site: int, comment: int) -> None:
    """Whoever reports, decides or answers in the comment's thread comes after."""
    row = conn.execute(COMMENT, {"site": site, "id": comment}).one()
    hold_thread(conn, site, row.thread_id)


def settle(conn: Connection, clock: Clock, at: tuple[int, int], outcome: str, act: int) -> int:
    """How many reports of a comment (`at` is its site and id) become upheld or dismissed by an act."""
    site, comment = at
    before = recording.upheld(conn, site, comment)
    values = {"site": site, "comment": comment, "outcome": outcome, "act": act}
    settled = conn.execute(SETTLE, values).all()
    _follow(conn, clock, at, before, [row.id for row in settled if row.email is not None])
    return len(settled)


def taken_back(
    conn: Connection, clock: Clock, at: tuple[int, int], undone: tuple[str, int], new: tuple[int, State]
) -> None:
    """An act (`undone` is what it was, and its id) is taken back by another (`new` is that one's id, and the state).

    What takes back an undo decides anew, by the state that comes of it.
    """
    (act, number), (now, state) = undone, new
    if act == "restore":
        if state in STANDS_FOR:
            settle(conn, clock, at, STANDS_FOR[state], now)
        return
    site, comment = at
    before = recording.upheld(conn, site, comment)
    rows = conn.execute(TAKE_BACK, {"site": site, "comment": comment, "act": number}).all()
    later = [row.id for row in rows if row.email is not None and row.outcome != "open"]
    _follow(conn, clock, at, before, later)


def _follow(conn: Connection, clock: Clock, at: tuple[int, int], before: int, hear: list[int]) -> None:
    """What comes of reports that have changed: the judge's records, and letters to those who want to hear."""
    site, comment = at
    more = recording.upheld(conn, site, comment) - before
    if more:
        recording.reported(conn, site, comment, more)
    for number in hear:
        hearing.put(conn, clock, site, number, Hears.OUTCOME)


def read(conn: Connection, site: int, comment: int, limit: int = 100) -> Case:
    here = {"site": site, "comment": comment}
    row = conn.execute(OPEN, here).one()
    return Case(tuple(conn.execute(LISTED, here | {"limit": limit})), int(row.number), int(row.weight))
