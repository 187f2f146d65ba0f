"""How many reactions of each kind a comment's row says it has, against the rows of who gave them."""

from collections.abc import Iterator
from itertools import groupby

import msgspec
from sqlalchemy import Connection, text

from voxpop.discussion import reacting
from voxpop.verifying.finding import Finding, differing

GIVEN = text("""
    SELECT r.site_id, r.comment_id, r.kind, COUNT(*) AS number, c.reactions
    FROM reaction r JOIN comment c ON c.site_id = r.site_id AND c.id = r.comment_id
    GROUP BY r.site_id, r.comment_id, r.kind, c.reactions
    ORDER BY r.site_id, r.comment_id
""")
UNGIVEN = text("""
    SELECT c.id, c.reactions FROM comment c
    WHERE c.reactions IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM reaction r WHERE r.site_id = c.site_id AND r.comment_id = c.id)
""")


def look(conn: Connection) -> Iterator[Finding]:
    rows = conn.execute(GIVEN, execution_options={"yield_per": 500})
    for (comment, kept), given in groupby(rows, lambda row: (row.comment_id, row.reactions)):
        yield from _compared(comment, kept, {row.kind: row.number for row in given})
    for row in conn.execute(UNGIVEN, execution_options={"yield_per": 500}):
        yield from _compared(row.id, row.reactions, {})


def _compared(comment: int, kept: str | None, given: dict[str, int]) -> Iterator[Finding]:
    try:
        found = reacting.counts(kept)
    except msgspec.DecodeError:
        yield Finding("reactions", f"comment {comment}: its reactions cannot be read: {kept!a:.60}")
        return
    yield from differing(f"comment {comment}", ("reactions", found, given))
