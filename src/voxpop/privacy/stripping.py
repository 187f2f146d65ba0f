"""The pieces by which what somebody wrote, gave and said is gone, or is a former reader's. Each is one transaction.

Threads are held first, then records, as by everybody who acts on several comments (moderation/holding).
"""

import secrets

from msgspec.structs import replace
from sqlalchemy import Connection, text

from voxpop.akismet import telling
from voxpop.discussion import appeals, editing, hearing, liking, reacting, reasking, recording, reporting
from voxpop.discussion.moving import move
from voxpop.discussion.state import State
from voxpop.lib.ids import Clock
from voxpop.lib.words import told
from voxpop.moderation import holding
from voxpop.notify import outbox
from voxpop.people.person import MARK_BYTES
from voxpop.privacy import theirs, unlearning
from voxpop.privacy.erasure import Erasure, Extent
from voxpop.sites import site as sites
from voxpop.sites.rules import FORMER

PIECE = 50  # rows of one transaction, so that nobody who posts waits long

UNNAMED = text("""
    UPDATE comment SET name = :name, website = NULL, role = NULL, badges = NULL, picture = NULL
    WHERE site_id = :site AND id = :id
""")
UNSENT = text("""
    UPDATE sender
    SET email = '', mail = NULL, address = '', agent = '', guest = NULL, verdict = '', draft_key = NULL,
        fingerprint = NULL, asked = NULL, consent = NULL
    WHERE site_id = :site AND comment_id = :id
""")


LIKINGS = theirs.asking(
    """
    SELECT comment_id, guest FROM liking WHERE site_id = :site AND guest IN :marks
    ORDER BY comment_id, guest LIMIT :limit
""",
    "marks",
)
REACTIONS = theirs.asking(
    """
    SELECT comment_id, guest, kind FROM reaction WHERE site_id = :site AND guest IN :marks
    ORDER BY comment_id, guest, kind LIMIT :limit
""",
    "marks",
)
REPORTS = theirs.asking(
    "SELECT id FROM report WHERE site_id = :site AND guest IN :marks AND id <= :until ORDER BY id LIMIT :limit", "marks"
)
LIKED_BY = text("""
    UPDATE liking SET guest = :drawn WHERE site_id = :site AND comment_id = :comment AND guest = :guest
""")
REACTED_BY = text("""
    UPDATE reaction SET guest = :drawn
    WHERE site_id = :site AND comment_id = :comment AND guest = :guest AND kind = :kind
""")
REPORTED_BY = text("""
    UPDATE report SET guest = :drawn, words = '', name = NULL, email = NULL WHERE site_id = :site AND id = :id
""")
MUTED = theirs.asking(
    "SELECT 1 FROM muting WHERE site_id = :site AND (guest IN :marks OR whom IN :marks) LIMIT :limit", "marks"
)
MUTES = tuple(
    theirs.asking(f"DELETE FROM muting WHERE site_id = :site AND {column} IN :marks", "marks")
    for column in ("guest", "whom")
)
# What stands against them in force stays, or who is banned would only have to ask to be forgotten.
OVER = theirs.asking(
    """
    DELETE FROM standing
    WHERE site_id = :site AND whom IN :marks AND (until = 0 OR (kind <> 'warned' AND until <= :now))
""",
    "marks",
)


def comments(conn: Connection, clock: Clock, one: Erasure) -> tuple[Erasure, int]:
    """The next comments of theirs, and how many there were."""
    ids = theirs.piece(conn, one.subject, -1, PIECE, one.upto)
    if not ids:
        return one, 0
    holding.hold(conn, one.site, ids, clock.now())
    first = unlearning.oldest(conn, one.site, ids)
    name = _former(conn, one.site)
    for comment in ids:
        if one.extent is Extent.ALL:
            _gone(conn, clock, one.site, comment)
        else:
            _unnamed(conn, one.site, comment, name)
        conn.execute(UNSENT, {"site": one.site, "id": comment})
    lesson = min(filter(None, (one.whose.lesson, first)), default=0)
    return one._replace(whose=replace(one.whose, lesson=lesson)), len(ids)


def _former(conn: Connection, site: int) -> str:
    language = next(one.rules.language for one in sites.read_all(conn) if one.id == site)
    return told(FORMER, language)


def _gone(conn: Connection, clock: Clock, site: int, comment: int) -> None:
    """As when its author deletes it: an answer keeps its place under a tombstone."""
    reporting.tell(conn, clock, site, comment)
    move(conn, site, comment, State.GONE)
    editing.erase(conn, site, comment)


def _unnamed(conn: Connection, site: int, comment: int, name: str) -> None:
    """What it says is there still, and who said it nowhere."""
    at = {"site": site, "id": comment}
    recording.erased(conn, site, comment)
    unlearning.forget(conn, site, [comment])
    conn.execute(UNNAMED, at | {"name": name})
    conn.execute(editing.ERASE_VERSIONS, at)
    conn.execute(editing.ERASE_NOTES, at)
    appeals.ended(conn, site, comment)
    reasking.forget(conn, site, comment)
    telling.forget(conn, site, comment)


def given(conn: Connection, clock: Clock, one: Erasure) -> int:
    """The next of their likes, reactions and reports, and all of their mutes; how many rows that were."""
    at: dict[str, object] = {"site": one.site, "marks": list(one.subject.marks)}
    asked = at | {"limit": PIECE, "until": one.whose.until}
    liked, reacted = conn.execute(LIKINGS, asked).all(), conn.execute(REACTIONS, asked).all()
    holding.hold(conn, one.site, {row.comment_id for row in (*liked, *reacted)}, clock.now())
    for row in liked:
        _unliked(conn, one, row.comment_id, bytes(row.guest))
    for row in reacted:
        _unreacted(conn, one, (row.comment_id, bytes(row.guest), row.kind))
    reports = list(conn.execute(REPORTS, asked).scalars())
    for report in reports:
        outbox.drop(conn, one.site, hearing.NAME, str(report))
        conn.execute(REPORTED_BY, {"site": one.site, "id": report, "drawn": _drawn()})
    rows = len(liked) + len(reacted) + len(reports) + sum(conn.execute(mutes, at).rowcount for mutes in MUTES)
    whom = [*one.subject.marks, *one.subject.mails]
    return rows + conn.execute(OVER, {"site": one.site, "marks": whom, "now": clock.now()}).rowcount


def gave(conn: Connection, one: Erasure) -> bool:
    """Is there anything for `given`?"""
    asked = {"site": one.site, "marks": list(one.subject.marks), "limit": 1, "until": one.whose.until}
    return any(conn.execute(each, asked).first() for each in (LIKINGS, REACTIONS, REPORTS, MUTED))


def _unliked(conn: Connection, one: Erasure, comment: int, guest: bytes) -> None:
    if one.extent is Extent.ALL:
        liking.withdraw(conn, one.site, comment, guest)
        return
    conn.execute(LIKED_BY, {"site": one.site, "comment": comment, "guest": guest, "drawn": _drawn()})


def _unreacted(conn: Connection, one: Erasure, what: tuple[int, bytes, str]) -> None:
    comment, guest, kind = what
    if one.extent is Extent.ALL:
        reacting.withdraw(conn, one.site, comment, guest, kind)
        return
    values = {"site": one.site, "comment": comment, "guest": guest, "kind": kind}
    conn.execute(REACTED_BY, values | {"drawn": _drawn()})


def _drawn() -> bytes:
    """A mark that nobody has, and that no two rows share."""
    return secrets.token_bytes(MARK_BYTES)
