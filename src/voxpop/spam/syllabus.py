"""What a site's model is fitted to: the newest lessons in force of each kind, and what each of them weighs.

Whoever says the same of many near-copies on one day has said it once: each such lesson weighs one part of their number.
The weights are worked out here, each time anew, so that they depend on nothing but the lessons in force.
"""

from collections import Counter, defaultdict
from typing import NamedTuple

from sqlalchemy import Connection

from voxpop.spam import sketch
from voxpop.spam.features import unpack
from voxpop.spam.fitting import Lesson
from voxpop.storage.quick import Quick

NEWEST = 4_000  # lessons of each kind: what came before is remembered by none of the words of today

ROWS = Quick("""
    SELECT id, source, day, cluster, features FROM lesson
    WHERE site_id = :site AND spam = :spam AND undone IS NULL
    ORDER BY id DESC LIMIT :limit
""")


class Row(NamedTuple):
    id: int
    source: str
    day: int
    cluster: int
    features: bytes


def read(conn: Connection, site: int) -> tuple[list[Row], list[Row]]:
    """Lessons of spam, and honest ones, the newest first."""
    spam, honest = (
        [Row._make((*row[:4], bytes(row[4]))) for row in ROWS.rows(conn, {"site": site, "spam": spam, "limit": NEWEST})]
        for spam in (True, False)
    )
    return spam, honest


def weighed(spam: list[Row], honest: list[Row]) -> list[Lesson]:
    """In an order that depends on nothing but themselves, so that the same lessons give the same model to the bit."""
    each = [
        (row.features, kind, weight)
        for kind, rows in ((True, spam), (False, honest))
        for row, weight in zip(rows, weights(rows), strict=True)
    ]
    return [Lesson(unpack(features), kind, weight) for features, kind, weight in sorted(each)]


def weights(rows: list[Row]) -> list[float]:
    """Of lessons of one kind: one part of the number of near-copies from the same source on the same day."""
    weighing = [1.0] * len(rows)
    together: dict[tuple[str, int], list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        together[row.source, row.day].append(place)
    for places in together.values():
        seen = [sketch.seen_of(unpack(rows[place].features)) for place in places]
        clusters = sketch.clusters([rows[place].cluster for place in places], seen)
        sizes = Counter(clusters)
        for place, cluster in zip(places, clusters, strict=True):
            weighing[place] = 1.0 / sizes[cluster]
    return weighing
