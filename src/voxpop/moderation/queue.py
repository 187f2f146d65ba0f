"""What waits for a moderator, the oldest first."""

from typing import NamedTuple

from sqlalchemy import Connection, text

from voxpop.discussion.state import State
from voxpop.moderation import docket
from voxpop.sites.site import Site
from voxpop.spam.submission import Verdict

# That the state is not 'live' is said twice, because the index holds only what is not.
WAITING = text("""
    SELECT c.id, c.name, c.text, t.url, t.title, s.verdict
    FROM comment c
    JOIN thread t ON t.site_id = c.site_id AND t.id = c.thread_id
    LEFT JOIN sender s ON s.site_id = c.site_id AND s.comment_id = c.id
    WHERE c.site_id = :site AND c.state = :state AND c.state <> 'live' AND c.id > :after
    ORDER BY c.id LIMIT :limit
""")
COUNT = text("SELECT COUNT(*) FROM comment WHERE site_id = :site AND state = :state AND state <> 'live'")


class Waiting(NamedTuple):
    """`verdict` is None for a comment that came from elsewhere and was never judged."""

    id: int
    name: str
    text: str
    url: str
    title: str
    verdict: Verdict | None


def waiting(conn: Connection, site: Site, state: State, after: int, limit: int) -> list[Waiting]:
    """Comments of a state, the oldest first, after an id."""
    asked = {"site": site.id, "state": state.value, "after": after, "limit": limit}
    return [
        Waiting(
            row.id,
            row.name,
            row.text,
            row.url,
            row.title,
            docket.verdict(row.verdict),
        )
        for row in conn.execute(WAITING, asked)
    ]


def count(conn: Connection, site: Site, state: State) -> int:
    return int(conn.execute(COUNT, {"site": site.id, "state": state.value}).scalar_one())
