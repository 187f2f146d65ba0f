"""What the desk's page of numbers is made from: a site's rows of some days, counted by the database.

Ids are times, so that days are ranges of them: each statement goes through the rows of its days, by an index.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from voxpop.moderation import figures
from voxpop.moderation.figures import OUTCOMES, Day, Judged, Moved, Waits
from voxpop.spam.limits import USUAL

MOST = 10  # conversations, comments

LIVE = text("""
    SELECT (c.id - :start) / :length AS day, COUNT(*) AS number FROM comment c
    WHERE c.site_id = :site AND c.state = 'live' AND c.id >= :start AND c.id < :end GROUP BY 1
""")
# That the state is not 'live' is said twice, because the index holds only what is not.
AWAY = text("""
    SELECT (c.id - :start) / :length AS day, COUNT(*) AS number FROM comment c
    WHERE c.site_id = :site AND c.state = :state AND c.state <> 'live' AND c.id >= :start AND c.id < :end GROUP BY 1
""")
# The first decision about each comment that waited, and since when it did: it came, or somebody took it out of sight.
DECIDED = text("""
    SELECT a.id, a.id - COALESCE((
        SELECT MAX(h.id) FROM act h
        WHERE h.site_id = a.site_id AND h.comment_id = a.comment_id AND h.id < a.id AND h.after = 'held'
    ), a.comment_id) AS waited
    FROM act a
    WHERE a.site_id = :site AND a.id >= :start AND a.id < :end AND a.comment_id IS NOT NULL
      AND a.before = 'held' AND a.act IN ('approve', 'reject', 'spam')
      AND NOT EXISTS (
        SELECT 1 FROM act e
        WHERE e.site_id = a.site_id AND e.comment_id = a.comment_id AND e.id < a.id
          AND e.act IN ('approve', 'reject', 'spam', 'not_spam'))
""")
# By the first act that moved each comment: what it was before, it was when it came.
MOVED = text("""
    SELECT a.before AS came, c.state, CASE WHEN s.rule IS NULL THEN 0 ELSE 1 END AS ruled,
           CASE WHEN s.rule IS NULL AND c.risk >= :doubt THEN 1 ELSE 0 END AS doubted, COUNT(*) AS number
    FROM act a
    JOIN comment c ON c.site_id = a.site_id AND c.id = a.comment_id
    LEFT JOIN sender s ON s.site_id = a.site_id AND s.comment_id = a.comment_id
    WHERE a.site_id = :site AND a.comment_id >= :start AND a.comment_id < :end
      AND a.before <> a.after AND a.before IN ('live', 'held', 'spam', 'trash')
      AND NOT EXISTS (
        SELECT 1 FROM act e
        WHERE e.site_id = a.site_id AND e.comment_id = a.comment_id AND e.id < a.id
          AND e.before <> e.after AND e.before IN ('live', 'held', 'spam', 'trash'))
    GROUP BY 1, 2, 3, 4
""")
RULED = text("""
    SELECT COUNT(*) FROM comment c JOIN sender s ON s.site_id = c.site_id AND s.comment_id = c.id
    WHERE c.site_id = :site AND c.state = 'spam' AND c.state <> 'live' AND c.id >= :start AND c.id < :end
      AND s.rule IS NOT NULL
""")
BUSIEST = text("""
    SELECT b.id, b.title, b.url, b.number FROM (
        SELECT t.id, t.title, t.url, (
            SELECT COUNT(*) FROM comment c
            WHERE c.site_id = t.site_id AND c.thread_id = t.id AND c.state = 'live' AND c.id >= :start AND c.id < :end
        ) AS number
        FROM thread t WHERE t.site_id = :site AND t.active >= :start
    ) b
    WHERE b.number > 0 ORDER BY b.number DESC, b.id DESC LIMIT :limit
""")
REPORTED = text("""
    SELECT r.comment_id, c.name, c.state, t.title, t.url, COUNT(*) AS number,
           SUM(CASE WHEN r.outcome = 'upheld' THEN 1 ELSE 0 END) AS upheld,
           SUM(CASE WHEN r.outcome = 'dismissed' THEN 1 ELSE 0 END) AS dismissed
    FROM report r
    JOIN comment c ON c.site_id = r.site_id AND c.id = r.comment_id
    JOIN thread t ON t.site_id = c.site_id AND t.id = c.thread_id
    WHERE r.site_id = :site AND r.id >= :start AND r.id < :end
    GROUP BY r.comment_id, c.name, c.state, t.title, t.url
    ORDER BY 6 DESC, 1 DESC LIMIT :limit
""")
LOAD = text("""
    SELECT actor, act, COUNT(*) AS number FROM act
    WHERE site_id = :site AND id >= :start AND id < :end GROUP BY actor, act ORDER BY actor, act
""")


class Conversation(NamedTuple):
    id: int
    title: str
    url: str
    number: int


class Reported(NamedTuple):
    """`number` of reports, of which some were `upheld` and some `dismissed`."""

    comment: int
    name: str
    state: str
    title: str
    url: str
    number: int
    upheld: int
    dismissed: int


class Load(NamedTuple):
    """What somebody did: how many acts of each kind."""

    actor: str
    acts: dict[str, int]

    @property
    def number(self) -> int:
        return sum(self.acts.values())


class Numbers(NamedTuple):
    """`outcomes` and `waits` are by day; `all_waits` of all days together, None where nothing was decided."""

    days: tuple[Day, ...]
    outcomes: tuple[dict[str, int], ...]
    waits: tuple[Waits | None, ...]
    all_waits: Waits | None
    judged: Judged
    busiest: tuple[Conversation, ...]
    reported: tuple[Reported, ...]
    load: tuple[Load, ...]


def read(conn: Connection, site: int, days: Sequence[Day]) -> Numbers:
    """`days` follow one another (figures.days)."""
    here = {"site": site, "start": days[0].start, "end": days[-1].end, "limit": MOST}
    outcomes = _outcomes(conn, site, days)
    decided = [(row.id, row.waited) for row in conn.execute(DECIDED, here)]
    moved = [
        Moved(row.came, row.state, bool(row.ruled), bool(row.doubted), row.number)
        for row in conn.execute(MOVED, here | {"doubt": round(100 * USUAL.doubt)})
    ]
    ruled = int(conn.execute(RULED, here).scalar_one())
    return Numbers(
        days=tuple(days),
        outcomes=outcomes,
        waits=figures.waits_by_day(days, decided),
        all_waits=figures.waits(waited for _, waited in decided),
        judged=figures.judged(sum(day["spam"] for day in outcomes), ruled, moved),
        busiest=tuple(Conversation(*row) for row in conn.execute(BUSIEST, here)),
        reported=tuple(Reported(*row) for row in conn.execute(REPORTED, here)),
        load=_load(conn, here),
    )


def _outcomes(conn: Connection, site: int, days: Sequence[Day]) -> tuple[dict[str, int], ...]:
    found = tuple(dict.fromkeys(OUTCOMES, 0) for _ in days)
    for first, start, end, length in figures.stretches(days):
        here = {"site": site, "start": start, "end": end, "length": length}
        for state in OUTCOMES:
            rows = conn.execute(LIVE, here) if state == "live" else conn.execute(AWAY, here | {"state": state})
            for row in rows:
                found[first + row.day][state] = row.number
    return found


def _load(conn: Connection, here: dict[str, Any]) -> tuple[Load, ...]:
    """Whoever did most comes first."""
    acts: dict[str, dict[str, int]] = {}
    for row in conn.execute(LOAD, here):
        acts.setdefault(row.actor, {})[row.act] = row.number
    return tuple(sorted((Load(actor, made) for actor, made in acts.items()), key=lambda one: (-one.number, one.actor)))
