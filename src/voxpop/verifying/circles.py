"""Answers that go round in a circle.

A depth is one more than the depth above it. That cannot hold all the way round a circle, so one of its comments has a
wrong depth; only those are climbed from.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, text

from voxpop.verifying.finding import Finding

CLIMBS = 1000  # wrong depths that are climbed from; more of them is a damage that the walk over the comments tells

WRONG = text("""
    SELECT c.site_id, c.id
    FROM comment c JOIN comment p ON p.site_id = c.site_id AND p.id = c.parent_id
    WHERE c.depth <> p.depth + 1
    LIMIT :limit
""")
ABOVE_ITSELF = text("""
    WITH RECURSIVE above (id) AS (
        SELECT parent_id FROM comment WHERE site_id = :site AND id = :id
        UNION
        SELECT c.parent_id FROM above a JOIN comment c ON c.site_id = :site AND c.id = a.id
        WHERE c.parent_id IS NOT NULL
    )
    SELECT EXISTS (SELECT 1 FROM above WHERE id = :id)
""")


def look(conn: Connection) -> Iterator[Finding]:
    for row in conn.execute(WRONG, {"limit": CLIMBS}).all():
        if conn.execute(ABOVE_ITSELF, {"site": row.site_id, "id": row.id}).scalar():
            yield Finding("circle", f"comment {row.id}: it answers itself in a circle, and should answer an older one")
