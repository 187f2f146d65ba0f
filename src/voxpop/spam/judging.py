"""Have a submission judged with all that is known, whatever happens: what cannot be judged is a verdict, too.

about -> (what another filter says) -> judge -> Judged
"""

import logging
import traceback
from typing import NamedTuple

from sqlalchemy import Connection

from voxpop.lib import metrics
from voxpop.spam import knowledge as knowing
from voxpop.spam import marks, records
from voxpop.spam.base import base
from voxpop.spam.judge import judge
from voxpop.spam.knowledge import Knowledge, Shelf
from voxpop.spam.known import Known, Opinion
from voxpop.spam.model import Model
from voxpop.spam.recent import Sketch
from voxpop.spam.seen import see
from voxpop.spam.submission import Reason, Submission, Verdict

UNCERTAIN = 0.5

log = logging.getLogger("voxpop.spam")


class Judged(NamedTuple):
    """`known` is None when it could not be found out; `sketch` is for who takes it (Knowledge.taken).

    `marks` are the records that it counts in, packed.
    """

    verdict: Verdict
    known: Known | None
    sketch: Sketch | None = None
    marks: bytes = b""


async def judged(
    knowledge: Knowledge, site: int, submission: Submission, *, newcomer: bool = False, opinion: Opinion | None = None
) -> Judged:
    """Never raises but when it is cancelled. `newcomer`: this person cannot have been here before."""
    known, sketch = None, None
    try:
        known = await knowledge.about(site, submission, newcomer=newcomer)
        beside = known if opinion is None else known._replace(opinion=opinion)
        verdict, sketch = judge(submission, beside), see(submission, beside).sketch
    except Exception as error:
        verdict = Verdict(UNCERTAIN, (Reason("judge", 0.0, f"it could not be judged: {type(error).__name__}"),), True)
        where = traceback.extract_tb(error.__traceback__)[-1]
        log.error("not judged: %s in %s, line %s", type(error).__name__, where.filename, where.lineno)
    if verdict.failed:
        metrics.count("voxpop_judge_failures_total")
    return Judged(verdict, known, sketch, marks.packed(known.marks.all()) if known else b"")


def known_now(conn: Connection, site: int, submission: Submission) -> Known:
    """What a process that has just begun would know beside it: no near-copies of the last hours."""
    return known_by(conn, site, knowing.shelved(conn, site, None), submission)


def known_by(conn: Connection, site: int, shelf: Shelf | None, submission: Submission) -> Known:
    """`known_now`, for who has many submissions and has read what is kept of the site."""
    if shelf is None:
        return Known(site, Model(base()), {})
    named = marks.of(submission, shelf.secret)
    return Known(site, shelf.model, records.read(conn, site, named.all()), marks=named)
