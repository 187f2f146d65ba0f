"""The counters of each thread, against its rows."""

from collections.abc import Iterator

from sqlalchemy import Connection, text

from voxpop.discussion import best
from voxpop.verifying.finding import Finding, differing

COUNTED = text("""
    WITH counted AS (
        SELECT site_id, thread_id, SUM(CASE WHEN state = 'live' THEN 1 ELSE 0 END) AS live, SUM(likes) AS likes,
               COUNT(pinned) AS pinned
        FROM comment GROUP BY site_id, thread_id
    )
    SELECT t.id, t.site_id, s.id AS site, t.live, t.likes, t.ranked,
           COALESCE(c.live, 0) AS counted_live, COALESCE(c.likes, 0) AS counted_likes,
           t.pinned, COALESCE(c.pinned, 0) AS counted_pinned
    FROM thread t
    LEFT JOIN site s ON s.id = t.site_id
    LEFT JOIN counted c ON c.site_id = t.site_id AND c.thread_id = t.id
    WHERE s.id IS NULL OR t.live <> COALESCE(c.live, 0) OR t.likes <> COALESCE(c.likes, 0) OR t.ranked <> t.likes
       OR t.pinned <> COALESCE(c.pinned, 0)
""")


def look(conn: Connection) -> Iterator[Finding]:
    for row in conn.execute(COUNTED, execution_options={"yield_per": 500}):
        name = f"thread {row.id}"
        if row.site is None:
            yield Finding("site", f"{name}: its site {row.site_id} is not there")
        yield from differing(
            name,
            ("live", row.live, row.counted_live),
            ("likes", row.likes, row.counted_likes),
            ("pinned", row.pinned, row.counted_pinned),
        )
        if row.ranked != row.likes and best.due(row.likes, row.ranked):
            yield Finding("ranked", f"{name}: its scores are of {row.ranked} likes, should be of {row.likes}")
