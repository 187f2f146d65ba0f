"""Provisional verdicts are looked at again: two minutes later more may be known, and if it is spam now a hook says so.

    work     in each serving process: writes down what was counted, judges again what is due, until told to end

A check is claimed by an UPDATE, so of several processes one judges it; when that one dies it is due again.
"""

import asyncio
from functools import partial
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from voxpop.akismet import hooks
from voxpop.akismet.desk import Desk
from voxpop.lib.pausing import rounds
from voxpop.notify import outbox
from voxpop.spam import limits
from voxpop.spam.judging import judged
from voxpop.spam.submission import Submission
from voxpop.storage.quick import Quick

PAUSE = 2.0  # seconds between turns
BATCH = 100  # checks of a turn
LEASE = 60_000_000  # microseconds that judging them may take

DUE = Quick("""
    SELECT site_id, id, key_id, guid, due, callback, submission FROM akismet_check
    WHERE due <= :now ORDER BY due LIMIT :limit
""")
CLAIM = Quick("""
    UPDATE akismet_check SET due = :lease WHERE site_id = :site AND id = :id AND due = :due RETURNING id
""")
DONE = Quick("DELETE FROM akismet_check WHERE site_id = :site AND id = :id AND due = :due RETURNING id")


class Waiting(NamedTuple):
    site: int
    id: int
    key: int
    guid: str
    due: int
    callback: str
    submission: str


async def work(desk: Desk, end: asyncio.Event) -> None:
    """Until told to end. What was counted is kept as long as it cannot be written down."""

    async def turn() -> None:
        await desk.use.flush()
        await look(desk)

    await rounds(turn, PAUSE, end, "Akismet: nothing could be written down")


async def look(desk: Desk) -> int:
    """Judge again what is due; how many checks that was."""
    now = desk.house.clock.now()
    database = desk.house.database
    due = await database.read(lambda conn: [Waiting(*row) for row in DUE.rows(conn, {"now": now, "limit": BATCH})])
    if not due:
        return 0
    mine = await database.write(lambda conn: [check for check in due if _claimed(conn, check, now + LEASE)])
    for check in mine:
        submission = msgspec.json.decode(check.submission, type=Submission)
        judgement = await judged(desk.house.knowledge, check.site, submission)
        verdict = judgement.verdict
        changed = not verdict.failed and verdict.probability >= limits.of(judgement.known).doubt
        settle = partial(_settle, desk=desk, check=check._replace(due=now + LEASE), changed=changed)
        await database.write(settle)
    return len(mine)


def _claimed(conn: Connection, check: Waiting, lease: int) -> bool:
    row = {"site": check.site, "id": check.id, "due": check.due, "lease": lease}
    return CLAIM.row(conn, row) is not None


def _settle(conn: Connection, *, desk: Desk, check: Waiting, changed: bool) -> None:
    """Forget the check; if it is spam now, put a letter into the outbox with it."""
    if DONE.row(conn, {"site": check.site, "id": check.id, "due": check.due}) is None or not changed:
        return
    told = hooks.Changed(check.key, check.guid, spam=True)
    outbox.put(conn, desk.house.clock, hooks.letter(check.site, check.callback, told, desk.house.clock))
