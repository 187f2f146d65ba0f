"""Everything about one comment that a moderator decides by: its words, what stands around it, who wrote it, why it
waits, what was done to it, and what colleagues say of it.
"""

from typing import NamedTuple

from sqlalchemy import Connection, Row, text

from voxpop.discussion import appeals
from voxpop.discussion.appeals import Appeal
from voxpop.lib import address
from voxpop.lib.characters import tidy
from voxpop.lib.ids import Clock
from voxpop.lib.refused import Refused
from voxpop.moderation import cases, deciding, docket
from voxpop.moderation.cases import Case
from voxpop.moderation.moderator import Moderator
from voxpop.spam import records
from voxpop.spam.known import Record
from voxpop.spam.marks import unpacked
from voxpop.spam.submission import Verdict

ABOVE = 5  # comments of the conversation above
BELOW = 10  # first answers
LINES = 100  # of versions, of the log, of notes
LONGEST = 2000  # characters of a note

ONE = text("""
    SELECT c.site_id, c.id, c.state, c.risk, c.name, c.website, c.html, c.text, c.edited, c.pinned, c.picked,
           c.parent_id, c.thread_id, t.url, t.title, s.email, s.address, s.agent, s.guest, s.verdict, s.marks, s.rule
    FROM comment c
    JOIN thread t ON t.site_id = c.site_id AND t.id = c.thread_id
    LEFT JOIN sender s ON s.site_id = c.site_id AND s.comment_id = c.id
    WHERE c.id = :id
""")
PARENT = text("SELECT id, state, name, html, parent_id FROM comment WHERE site_id = :site AND id = :id")
ANSWERS = text("""
    SELECT id, state, name, html, parent_id FROM comment
    WHERE site_id = :site AND parent_id = :id ORDER BY id LIMIT :limit
""")
HISTORY = text("""
    SELECT c.state, COUNT(*) AS number, MIN(c.id) AS first
    FROM sender s JOIN comment c ON c.site_id = s.site_id AND c.id = s.comment_id
    WHERE s.site_id = :site AND s.guest = :guest GROUP BY c.state
""")
VERSIONS = text("""
    SELECT until, text FROM version WHERE site_id = :site AND comment_id = :id ORDER BY until DESC LIMIT :limit
""")
LOG = text("""
    SELECT id, act, actor, why, before, after FROM act
    WHERE site_id = :site AND comment_id = :id ORDER BY id DESC LIMIT :limit
""")
NOTES = text("""
    SELECT id, author, text FROM note WHERE site_id = :site AND comment_id = :id ORDER BY id LIMIT :limit
""")
ADD_NOTE = text(
    "INSERT INTO note (site_id, id, comment_id, author, text) VALUES (:site, :id, :comment, :author, :text)"
)
DONE = text("SELECT comment_id, act, actor FROM act WHERE site_id = :site AND id = :id")
STANDS = text("SELECT state, edited FROM comment WHERE site_id = :site AND id = :id")
RISK = text("SELECT risk FROM comment WHERE site_id = :site AND id = :id")


class History(NamedTuple):
    """What the same writer has written here, by state; `first` is None where the writer is not known."""

    first: int | None
    counts: dict[str, int]


class Dossier(NamedTuple):
    """`records` are the judge's of whom and what the comment counts for: the most of each."""

    comment: Row[tuple[object, ...]]
    seen: str
    verdict: Verdict | None
    above: tuple[Row[tuple[object, ...]], ...]
    below: tuple[Row[tuple[object, ...]], ...]
    history: History
    records: Record
    versions: tuple[Row[tuple[object, ...]], ...]
    log: tuple[Row[tuple[object, ...]], ...]
    notes: tuple[Row[tuple[object, ...]], ...]
    case: Case
    appeal: Appeal | None

    @property
    def hashed(self) -> bool:
        """Is nothing kept of the address but the hash of its network?"""
        return address.is_hashed(str(self.comment.address or ""))


def read(conn: Connection, comment: int) -> Dossier:
    """Raises Refused no_such_comment."""
    row = conn.execute(ONE, {"id": comment}).one_or_none()
    if row is None:
        raise Refused("no_such_comment", "There is no such comment here.")
    site, here = row.site_id, {"site": row.site_id, "id": comment}
    found = records.read(conn, site, unpacked(row.marks)) if row.marks else {}
    lines = here | {"limit": LINES}
    return Dossier(
        comment=row,
        seen=deciding.seen(row.state, row.edited),
        verdict=docket.verdict(row.verdict),
        above=_above(conn, site, row.parent_id),
        below=tuple(conn.execute(ANSWERS, here | {"limit": BELOW})),
        history=history(conn, site, row.guest),
        records=_most(list(found.values())),
        versions=tuple(conn.execute(VERSIONS, lines)),
        log=tuple(conn.execute(LOG, lines)),
        notes=tuple(conn.execute(NOTES, lines)),
        case=cases.read(conn, site, comment),
        appeal=appeals.of(conn, site, comment),
    )


def _above(conn: Connection, site: int, parent: int | None) -> tuple[Row[tuple[object, ...]], ...]:
    """The nearest of what it answers, the topmost first."""
    found: list[Row[tuple[object, ...]]] = []
    while parent is not None and len(found) < ABOVE:
        row = conn.execute(PARENT, {"site": site, "id": parent}).one()
        found.append(row)
        parent = row.parent_id
    return tuple(reversed(found))


def history(conn: Connection, site: int, guest: bytes | None) -> History:
    """What became of all that somebody wrote (asker.owner)."""
    if guest is None:
        return History(None, {})
    rows = conn.execute(HISTORY, {"site": site, "guest": guest}).all()
    return History(min((row.first for row in rows), default=None), {row.state: row.number for row in rows})


def _most(found: list[Record]) -> Record:
    return Record(
        live=max((one.live for one in found), default=0),
        spam=max((one.spam for one in found), default=0),
        reports=max((one.reports for one in found), default=0),
    )


def note(conn: Connection, clock: Clock, at: tuple[int, int], by: Moderator, words: str) -> None:
    """Leave words for colleagues. Raises Refused text_empty, text_too_long."""
    said = tidy(words).strip()
    if not said:
        raise Refused("text_empty", "The note is empty. Write something.")
    if len(said) > LONGEST:
        raise Refused("text_too_long", f"The note has {len(said)} characters; {LONGEST} are taken.")
    site, comment = at
    values = {"site": site, "id": clock.next(by.now), "comment": comment, "author": by.name, "text": said}
    conn.execute(ADD_NOTE, values)


def done(conn: Connection, site: int, act: int) -> Row[tuple[object, ...]] | None:
    """A line of the log; None when there is no such line."""
    return conn.execute(DONE, {"site": site, "id": act}).one_or_none()


def stands(conn: Connection, site: int, comment: int) -> str:
    """What somebody sees of it now (deciding.seen); '' when it is not there any more."""
    row = conn.execute(STANDS, {"site": site, "id": comment}).one_or_none()
    return deciding.seen(row.state, row.edited) if row else ""


def risk(conn: Connection, site: int, comment: int) -> int:
    """In percent; 0 for a comment that is not there."""
    return int(conn.execute(RISK, {"site": site, "id": comment}).scalar() or 0)
