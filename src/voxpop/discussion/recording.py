"""What a comment counts in the judge's records, by the marks that are kept with it: one live or one spam.

It counts by its state: held and trash count nothing; and one more where readers' reports of it were upheld. Every
change of its state, its marks or those goes through here.
"""

from collections.abc import Mapping

from sqlalchemy import Connection

from voxpop.discussion.state import State
from voxpop.spam import learning, records
from voxpop.spam.known import Record
from voxpop.spam.marks import packed, unpacked
from voxpop.storage.database import note_learnt
from voxpop.storage.quick import Quick

STANDS = Quick("""
    SELECT s.marks, c.state FROM sender s JOIN comment c ON c.site_id = s.site_id AND c.id = s.comment_id
    WHERE s.site_id = :site AND s.comment_id = :id
""")
UPHELD = Quick("SELECT COUNT(*) FROM report WHERE site_id = :site AND comment_id = :id AND outcome = 'upheld'")
SET_MARKS = Quick("UPDATE sender SET marks = :marks WHERE site_id = :site AND comment_id = :id")


def counted(state: State, first: int = 0) -> Record:
    """What a comment of that state counts; `first` is its time."""
    return Record(live=int(state is State.LIVE), spam=int(state is State.SPAM), first=first)


def came(conn: Connection, site: int, marks: bytes, state: State, now: int) -> None:
    """A new comment counts in its records; who was never seen gets one."""
    records.add(conn, site, marks, counted(state, now))


def moved(conn: Connection, site: int, comment: int, before: State, to: State) -> None:
    was, is_ = counted(before), counted(to)
    if was == is_:
        return
    marks = _stands(conn, site, comment)[0]
    if marks:
        records.add(conn, site, marks, Record(live=is_.live - was.live, spam=is_.spam - was.spam))
        note_learnt(conn, site)


def upheld(conn: Connection, site: int, comment: int) -> int:
    """1 for a comment of which a report was upheld, else 0."""
    row = UPHELD.row(conn, {"site": site, "id": comment})
    return int(row is not None and row[0] > 0)


def reported(conn: Connection, site: int, comment: int, more: int) -> None:
    """Reports of it have been upheld (1), or no longer are (-1)."""
    marks = _stands(conn, site, comment)[0]
    if marks:
        records.add(conn, site, marks, Record(reports=more))
        note_learnt(conn, site)


def changed(conn: Connection, site: int, comment: int, marks: bytes, now: int) -> None:
    """An edited comment counts elsewhere, when its links are others now."""
    before, state = _stands(conn, site, comment)
    if before != marks:
        records.hold(conn, site, packed(unpacked(before) + unpacked(marks)), now)
        told = upheld(conn, site, comment)
        _taken_back(conn, site, before, counted(state)._replace(reports=told))
        SET_MARKS.row(conn, {"site": site, "id": comment, "marks": marks or None})
        came(conn, site, marks, state, now)
        if told:
            records.add(conn, site, marks, Record(reports=told))
        note_learnt(conn, site)


def erased(conn: Connection, site: int, comment: int) -> None:
    """It counts nowhere any more, and whoever is known by nothing else is forgotten."""
    before, state = _stands(conn, site, comment)
    if before:
        _taken_back(conn, site, before, counted(state)._replace(reports=upheld(conn, site, comment)))
        SET_MARKS.row(conn, {"site": site, "id": comment, "marks": None})
        note_learnt(conn, site)


def outlived(conn: Connection, site: int, comment: int) -> None:
    """It is removed. What it counted as spam its lesson counts from now on, if there is one; all else is taken back."""
    before, state = _stands(conn, site, comment)
    taught = before and state is State.SPAM and learning.in_force(conn, site, comment)
    if not taught:
        erased(conn, site, comment)
        learning.outlive(conn, site, comment, b"")
        return
    _taken_back(conn, site, before, Record(reports=upheld(conn, site, comment)))
    SET_MARKS.row(conn, {"site": site, "id": comment, "marks": None})
    learning.outlive(conn, site, comment, before)
    note_learnt(conn, site)


def others(conn: Connection, site: int, comment: int, found: Mapping[int, Record]) -> dict[int, Record]:
    """Records without what the comment itself counts in them."""
    marks, state = _stands(conn, site, comment)
    own = counted(state)._replace(reports=upheld(conn, site, comment))
    mine = frozenset(unpacked(marks))
    return {
        mark: record._replace(
            live=record.live - own.live, spam=record.spam - own.spam, reports=record.reports - own.reports
        )
        if mark in mine
        else record
        for mark, record in found.items()
    }


def _taken_back(conn: Connection, site: int, marks: bytes, counts: Record) -> None:
    if counts.live or counts.spam or counts.reports:
        records.add(conn, site, marks, Record(live=-counts.live, spam=-counts.spam, reports=-counts.reports))
    records.drop_empty(conn, site, marks)


def _stands(conn: Connection, site: int, comment: int) -> tuple[bytes, State]:
    row = STANDS.row(conn, {"site": site, "id": comment})
    return (bytes(row[0] or b""), State(row[1])) if row else (b"", State.GONE)
