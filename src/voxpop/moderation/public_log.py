"""What the public may read of a site's log: acts and reasons, the newest first, a page at a time.

No names of readers, no words of comments, of whoever acted the role alone. Of a reason only what is one of the site's
own stands there: what a moderator adds in words may quote somebody.
"""

from typing import NamedTuple

from sqlalchemy import Connection, text

from voxpop.discussion import appeals, heating, restraints
from voxpop.sites.site import Site

SIZE = 50

# A comment is looked up only where it is live: nothing else of it is told.
PAGE = text("""
    SELECT a.seq, a.id, a.act, a.actor, a.why, a.chain, c.id AS comment, t.id AS thread, t.title, t.url, f.role
    FROM act a
    LEFT JOIN comment c ON c.site_id = a.site_id AND c.id = a.comment_id AND c.state = 'live'
    LEFT JOIN thread t ON t.site_id = a.site_id AND t.id = a.thread_id AND t.live > 0
    LEFT JOIN staff f ON f.name = a.actor
    WHERE a.site_id = :site AND a.seq < :before ORDER BY a.seq DESC LIMIT :limit
""")
LAST = text("SELECT seq, chain FROM ledger WHERE site_id = :site")

BY_ITSELF = frozenset((heating.ACTOR, "rules", appeals.READERS, restraints.READER))  # actors that are no moderators


class Line(NamedTuple):
    """`by` is a role, or one of BY_ITSELF. `comment` and `thread` are None where nothing is to be seen of them, `chain`
    is the line's hash in hex.
    """

    number: int
    at: int
    act: str
    by: str
    reason: str
    chain: str
    comment: int | None
    thread: int | None
    title: str


class Page(NamedTuple):
    """`before` is where the next one begins, None on the last. `last` is the number of the newest line of all and its
    hash in hex, None before there is one.
    """

    lines: tuple[Line, ...]
    before: int | None
    last: tuple[int, str] | None


def read(conn: Connection, site: Site, before: int, size: int = SIZE) -> Page:
    rows = conn.execute(PAGE, {"site": site.id, "before": before, "limit": size + 1}).all()
    newest = conn.execute(LAST, {"site": site.id}).one_or_none()
    reasons = site.rules.reject_reasons
    lines = tuple(
        Line(
            number=row.seq,
            at=row.id,
            act=row.act,
            by=by(row.actor, row.role),
            reason=public(row.why, reasons),
            chain=bytes(row.chain).hex(),
            comment=row.comment,
            thread=row.thread,
            title=(row.title or row.url) if row.thread else "",
        )
        for row in rows[:size]
    )
    last = (newest.seq, bytes(newest.chain).hex()) if newest else None
    return Page(lines, lines[-1].number if len(rows) > size else None, last)


def by(actor: str, role: str | None) -> str:
    """Who is not at the desk any more, or acted on the command line, is a moderator."""
    if role is not None:
        return role
    return actor if actor in BY_ITSELF else "moderator"


def public(why: str, reasons: tuple[str, ...]) -> str:
    """The one of the site's reasons that a line begins with; '' for any other words."""
    return next((one for one in sorted(reasons, key=len, reverse=True) if why == one or why.startswith(f"{one}: ")), "")
