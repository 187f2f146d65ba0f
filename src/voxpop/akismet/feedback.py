"""submit-spam, submit-ham: the host site's moderators say what was right. One lesson for each text, the last word.

    fields -> Submission -> had this key had it checked? -> lesson, in the name of the key

What was never checked is thanked for and not learnt, unless the key was made for the past (docs/decisions/akismet.md).
"""

from typing import NamedTuple

from sqlalchemy import Connection

from voxpop.akismet import checked, submitted, use
from voxpop.akismet.desk import Answer, Asked, Desk
from voxpop.akismet.keys import PAST
from voxpop.lib import metrics
from voxpop.spam import learning
from voxpop.spam.learning import Lesson
from voxpop.spam.marks import packed
from voxpop.storage.quick import Quick

THANKS = Answer(b"Thanks for making the web a better place.")

IN_FORCE = Quick("SELECT spam FROM lesson WHERE site_id = :site AND subject = :subject AND undone IS NULL")
# But the one that was just replaced: a rollback brings it back.
DROP_OLDER = Quick("""
    DELETE FROM lesson WHERE site_id = :site AND subject = :subject AND undone IS NOT NULL AND undone <> :id
""")


class Correction(NamedTuple):
    """A lesson, what the judge had said (None: nothing), and where the difference is counted."""

    lesson: Lesson
    said: bool | None
    site: int
    key: int
    blog: str


async def spam(desk: Desk, asked: Asked) -> Answer:
    return await _heard(desk, asked, spam=True)


async def ham(desk: Desk, asked: Asked) -> Answer:
    return await _heard(desk, asked, spam=False)


async def _heard(desk: Desk, asked: Asked, *, spam: bool) -> Answer:
    desk.use.count(asked.key, asked.blog)
    if asked.fields.true("is_test"):
        return THANKS
    submission = submitted.submission(asked.fields, asked.key.id, asked.now)
    tag = checked.of(asked.key.id, submission)
    said = await desk.use.verdict(asked.key, tag)
    if said is None and PAST not in asked.key.scopes:
        metrics.count("voxpop_akismet_total", "answer", "unseen")
        return THANKS
    known = await desk.house.knowledge.about(asked.key.site, submission)
    lesson = Lesson(
        spam=spam,
        source=f"key:{asked.key.id}",
        features=learning.features_of(submission),
        subject=tag.to_bytes(8),
        marks=packed(known.marks.all()),
    )
    correction = Correction(lesson, said, asked.key.site, asked.key.id, asked.blog)
    await desk.house.database.write(lambda conn: _store(conn, desk, correction))
    metrics.count("voxpop_akismet_total", "answer", "taught")
    return THANKS


def _store(conn: Connection, desk: Desk, correction: Correction) -> None:
    """The lesson, unless it is in force already; and the difference that it makes to what is counted as wrong."""
    lesson, clock = correction.lesson, desk.house.clock
    about = {"site": correction.site, "subject": lesson.subject}
    if (row := IN_FORCE.row(conn, about)) and bool(row[0]) == lesson.spam:
        return
    now = clock.now()
    number = clock.next(now)
    before = learning.learn(conn, correction.site, number, lesson)
    DROP_OLDER.row(conn, about | {"id": number})  # said and taken back again and again, it would grow without end
    missed = (correction.said is False) * (lesson.spam - (before is True))
    mistaken = (correction.said is True) * ((not lesson.spam) - (before is False))
    if missed or mistaken:
        counts = use.Counts()
        counts.missed, counts.mistaken = missed, mistaken
        use.add(conn, use.Place(correction.site, correction.key, use.day_of(now), correction.blog), counts)
