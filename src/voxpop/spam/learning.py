"""Lessons: what moderators, and those who may, have said of single texts; which of it is in force.

    learn  ->  the lesson is in force, an earlier one about the same is not
    undo   ->  as it was before
    forget ->  nothing of it is left
    outlive -> it is in force without the comment, which is removed

A lesson's id is that of the act that taught it. Its `undone` is empty while it is in force, the id of the lesson that
took its place, or the time at which it was taken back: so each step can be taken back exactly. What a model is fitted
to depends on nothing but the lessons in force (spam/syllabus).
"""

import secrets
from typing import NamedTuple, cast

from sqlalchemy import Connection

from voxpop.lib.ids import DAY
from voxpop.spam import records, sketch
from voxpop.spam.features import pack, unpack
from voxpop.spam.known import Known, Record
from voxpop.spam.seen import Seen
from voxpop.spam.submission import Submission
from voxpop.storage.database import note_learnt
from voxpop.storage.quick import Quick

SUBJECT = 16  # bytes by which what a lesson is about is known

REPLACE_COMMENT = Quick("""
    UPDATE lesson SET undone = :id WHERE site_id = :site AND comment_id = :comment AND undone IS NULL
    RETURNING spam, marks
""")
REPLACE_SUBJECT = Quick("""
    UPDATE lesson SET undone = :id WHERE site_id = :site AND subject = :subject AND undone IS NULL
    RETURNING spam, marks
""")
INSERT = Quick("""
    INSERT INTO lesson (site_id, id, spam, source, day, cluster, comment_id, subject, features, marks, undone)
    VALUES (:site, :id, :spam, :source, :day, :cluster, :comment, :subject, :features, :marks, NULL)
""")
COUNT = Quick("""
    INSERT INTO judge (site_id, secret, spam, honest, changes, tried, fitting, refused, refused_quality)
    VALUES (:site, :secret, :spam, :honest, 1, 0, 0, 0, 0)
    ON CONFLICT (site_id) DO UPDATE SET
        spam = judge.spam + excluded.spam, honest = judge.honest + excluded.honest, changes = judge.changes + 1
""")
ABOUT = Quick("SELECT id, spam, undone FROM lesson WHERE site_id = :site AND comment_id = :comment")
SET_UNDONE = Quick("UPDATE lesson SET undone = :undone WHERE site_id = :site AND id = :id")
FORGET = Quick("DELETE FROM lesson WHERE site_id = :site AND comment_id = :comment RETURNING spam, undone")
OUTLIVED = Quick("SELECT spam, marks, undone FROM lesson WHERE site_id = :site AND id = :id AND comment_id IS NULL")
FORGET_OUTLIVED = Quick("DELETE FROM lesson WHERE site_id = :site AND id = :id AND comment_id IS NULL")
FORGET_UNDONE = Quick("DELETE FROM lesson WHERE site_id = :site AND comment_id = :comment AND undone IS NOT NULL")
OUTLIVE = Quick("""
    UPDATE lesson SET comment_id = NULL, subject = :subject, marks = CASE WHEN spam THEN :marks ELSE marks END
    WHERE site_id = :site AND comment_id = :comment AND undone IS NULL
""")
IN_FORCE = Quick("SELECT spam FROM lesson WHERE site_id = :site AND comment_id = :comment AND undone IS NULL")


class Lesson(NamedTuple):
    """Somebody's word on one text.

    source    moderator:NAME or key:ID
    features  of the text, packed (spam/features)
    comment   the id of what it is about; None when that came from elsewhere
    subject   then a hash by which the same is known again
    marks     packed, whose records it counts in; a comment counts itself, by its state
    """

    spam: bool
    source: str
    features: bytes
    comment: int | None = None
    subject: bytes | None = None
    marks: bytes = b""


def features_of(submission: Submission) -> bytes:
    """What the text model sees of it, packed: a lesson's `features`."""
    return pack(Seen(submission, cast(Known, None)).features)  # which depend on nothing that is known


def learn(conn: Connection, site: int, at: int, lesson: Lesson) -> bool | None:
    """`at`, in microseconds since 1970, is its id. What was in force before it: spam or not, None for nothing."""
    # Records first, the judge's row next, then lessons: who writes in another order could wait for ever.
    records.add(conn, site, lesson.marks, counted(spam=lesson.spam, first=at))
    _count(conn, site, spam=+lesson.spam, honest=+(not lesson.spam))
    about = {"site": site, "id": at, "comment": lesson.comment, "subject": lesson.subject}
    replace = REPLACE_COMMENT if lesson.comment is not None else REPLACE_SUBJECT
    before = None
    for spam, marks in replace.rows(conn, about):
        before = bool(spam)
        _count(conn, site, spam=-before, honest=-(not before))
        records.add(conn, site, bytes(marks), counted(spam=before, times=-1))
    row = {
        "spam": lesson.spam,
        "source": lesson.source,
        "day": at // DAY,
        "cluster": sketch.of(unpack(lesson.features)),
        "features": lesson.features,
        "marks": lesson.marks,
    }
    INSERT.row(conn, about | row)
    return before


def undo(conn: Connection, site: int, comment: int, act: int, now: int) -> None:
    """Take back what an act on a comment taught, or what it took back. `now` is the id of the act that does."""
    rows = ABOUT.rows(conn, {"site": site, "comment": comment})
    before = {number: undone for number, _, undone in rows}
    after = dict(before)
    if act not in before:  # it taught nothing; what it took back is in force again
        for number in [number for number, undone in before.items() if undone == act]:
            after |= {other: number for other, undone in before.items() if undone is None} | {number: None}
    elif before[act] is None:
        after |= {number: None for number, undone in before.items() if undone == act} | {act: now}
    for number, spam, undone in rows:
        if after[number] != undone:
            SET_UNDONE.row(conn, {"site": site, "id": number, "undone": after[number]})
            more = (after[number] is None) - (undone is None)
            _count(conn, site, spam=more * bool(spam), honest=more * (not spam))


def forget(conn: Connection, site: int, comment: int) -> None:
    """Keep no lesson about a comment."""
    for spam, undone in FORGET.rows(conn, {"site": site, "comment": comment}):
        if undone is None:
            _count(conn, site, spam=-bool(spam), honest=-(not spam))


def in_force(conn: Connection, site: int, comment: int) -> bool | None:
    """Is a comment taught as spam? None where nothing is taught by it."""
    row = IN_FORCE.row(conn, {"site": site, "comment": comment})
    return None if row is None else bool(row[0])


def outlive(conn: Connection, site: int, comment: int, marks: bytes) -> None:
    """What is taught by a comment stays in force when it is removed, and is known by nothing of it.

    One of spam counts in the records of `marks` from now on, in the place of the comment.
    """
    about = {"site": site, "comment": comment}
    FORGET_UNDONE.row(conn, about)
    OUTLIVE.row(conn, about | {"subject": secrets.token_bytes(SUBJECT), "marks": marks})


def forget_outlived(conn: Connection, site: int, number: int) -> None:
    """Keep no lesson of that id, which is about nothing that is here; what it counted in its records counts no more."""
    row = OUTLIVED.row(conn, {"site": site, "id": number})
    if row is None:
        return
    spam, marks, undone = bool(row[0]), bytes(row[1]), row[2]
    if undone is None:
        records.add(conn, site, marks, counted(spam=spam, times=-1))
        records.drop_empty(conn, site, marks)
        _count(conn, site, spam=-spam, honest=-(not spam))
    FORGET_OUTLIVED.row(conn, {"site": site, "id": number})


def counted(*, spam: bool, times: int = 1, first: int = 0) -> Record:
    """What a lesson about something from elsewhere counts in its records."""
    return Record(live=0 if spam else times, spam=times if spam else 0, first=first)


def _count(conn: Connection, site: int, *, spam: int, honest: int) -> None:
    """So many lessons more are in force."""
    row = {"site": site, "secret": secrets.token_bytes(records.SECRET), "spam": spam, "honest": honest}
    COUNT.row(conn, row)
    note_learnt(conn, site)
