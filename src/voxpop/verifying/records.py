"""The judge's records, against the comments and lessons that count in them; its count of lessons, against the lessons.

Both sides come in the order of their marks and are compared as they go by: what is sorted, the database sorts on disk.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, text

from voxpop.spam.marks import MOST, packed
from voxpop.verifying.finding import Finding, differing

STEP = 8  # bytes of a mark among those that are kept packed

PLACES = " UNION ALL ".join(f"SELECT {n} AS at" for n in range(0, MOST * STEP, STEP))
COUNTED = text(f"""
    SELECT counting.site_id, counting.mark, SUM(counting.live) AS live, SUM(counting.spam) AS spam
    FROM (
        SELECT s.site_id, SUBSTR(s.marks, p.at + 1, {STEP}) AS mark,
               CASE WHEN c.state = 'live' THEN 1 ELSE 0 END AS live,
               CASE WHEN c.state = 'spam' THEN 1 ELSE 0 END AS spam
        FROM sender s
        JOIN comment c ON c.site_id = s.site_id AND c.id = s.comment_id AND c.state IN ('live', 'spam')
        JOIN ({PLACES}) p ON p.at < LENGTH(s.marks)
        UNION ALL
        SELECT l.site_id, SUBSTR(l.marks, p.at + 1, {STEP}),
               CASE WHEN l.spam THEN 0 ELSE 1 END, CASE WHEN l.spam THEN 1 ELSE 0 END
        FROM lesson l JOIN ({PLACES}) p ON p.at < LENGTH(l.marks)
        WHERE l.undone IS NULL
    ) counting
    GROUP BY counting.site_id, counting.mark
    ORDER BY counting.site_id, counting.mark
""")
# In the order of the marks' bytes, in which negative numbers come after the others.
RECORDS = text("SELECT site_id, mark, live, spam FROM record ORDER BY site_id, mark < 0, mark")
LESSONS = text("""
    SELECT j.site_id, j.spam, j.honest, COALESCE(l.spam, 0) AS counted_spam, COALESCE(l.honest, 0) AS counted_honest
    FROM judge j
    LEFT JOIN (
        SELECT site_id, SUM(CASE WHEN spam THEN 1 ELSE 0 END) AS spam, SUM(CASE WHEN spam THEN 0 ELSE 1 END) AS honest
        FROM lesson WHERE undone IS NULL GROUP BY site_id
    ) l ON l.site_id = j.site_id
    WHERE j.spam <> COALESCE(l.spam, 0) OR j.honest <> COALESCE(l.honest, 0)
""")
STREAMED = {"yield_per": 500}


class Counts(NamedTuple):
    """`mark` as its bytes."""

    site: int
    mark: bytes
    live: int
    spam: int


def look(conn: Connection) -> Iterator[Finding]:
    """A record in which nothing is counted may be there or not."""
    for right, found in _side_by_side(
        (Counts(row.site_id, bytes(row.mark), int(row.live), int(row.spam)) for row in _streamed(conn, COUNTED)),
        (Counts(row.site_id, packed((row.mark,)), row.live, row.spam) for row in _streamed(conn, RECORDS)),
    ):
        there = found or right._replace(live=0, spam=0)  # type: ignore[union-attr]
        due = right or there._replace(live=0, spam=0)
        name = f"record {int.from_bytes(there.mark, 'big', signed=True)} of site {there.site}"
        yield from differing(name, ("live", there.live, due.live), ("spam", there.spam, due.spam))


def lessons(conn: Connection) -> Iterator[Finding]:
    for row in conn.execute(LESSONS):
        name = f"judge of site {row.site_id}"
        yield from differing(name, ("spam", row.spam, row.counted_spam), ("honest", row.honest, row.counted_honest))


def _streamed(conn: Connection, statement: Any) -> Iterator[Row[Any]]:
    return iter(conn.execute(statement, execution_options=STREAMED))


def _side_by_side(rights: Iterator[Counts], founds: Iterator[Counts]) -> Iterator[tuple[Counts | None, Counts | None]]:
    """Pairs with the same site and mark; None where one side has nothing."""
    right, found = next(rights, None), next(founds, None)
    while right is not None or found is not None:
        if found is None or (right is not None and right[:2] < found[:2]):
            yield right, None
            right = next(rights, None)
        elif right is None or found[:2] < right[:2]:
            yield None, found
            found = next(founds, None)
        else:
            yield right, found
            right, found = next(rights, None), next(founds, None)
