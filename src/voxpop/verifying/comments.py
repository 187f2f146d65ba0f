"""Each comment: its place in the tree, its text and HTML, its likes, its sender.

Comments come in order of their key, a batch at a time, each row with all that it is compared with.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, text

from voxpop.storage.database import Database
from voxpop.verifying import standing, wording
from voxpop.verifying.finding import Finding

BATCH = 250  # the largest texts of an import times this is what memory must hold

COUNT = text("SELECT COUNT(*) FROM comment")
NEXT = text("""
    SELECT c.site_id, c.id, c.thread_id, c.parent_id, c.root_id, c.depth, c.path, c.state, c.shown, c.kind,
           c.name, c.website, c.text, c.html, c.renderer, c.edited, c.likes, c.likes_before, c.score,
           c.reactions, c.pinned, c.picked,
           t.id AS thread, t.likes AS thread_likes, t.ranked AS thread_ranked,
           p.id AS above, p.thread_id AS above_thread, p.root_id AS above_root, p.depth AS above_depth,
           p.path AS above_path,
           s.comment_id AS sender, s.email, s.address, s.agent, s.guest, s.verdict, s.fingerprint, s.marks, s.asked,
           s.mail, s.consent,
           (SELECT COUNT(*) FROM liking l WHERE l.site_id = c.site_id AND l.comment_id = c.id) AS likings,
           EXISTS (
               SELECT 1 FROM comment a WHERE a.site_id = c.site_id AND a.parent_id = c.id AND a.shown
           ) AS answered,
           EXISTS (SELECT 1 FROM version v WHERE v.site_id = c.site_id AND v.comment_id = c.id) AS earlier_texts,
           EXISTS (SELECT 1 FROM lesson l WHERE l.site_id = c.site_id AND l.comment_id = c.id) AS lessons
    FROM comment c
    LEFT JOIN thread t ON t.site_id = c.site_id AND t.id = c.thread_id
    LEFT JOIN comment p ON p.site_id = c.site_id AND p.id = c.parent_id
    LEFT JOIN sender s ON s.site_id = c.site_id AND s.comment_id = c.id
    WHERE (c.site_id, c.id) > (:site, :id)
    ORDER BY c.site_id, c.id LIMIT :limit
""")

LOOKS = (
    *(standing.state, standing.place, standing.shown, standing.pinned, standing.likes, standing.score),
    *(wording.look, wording.gone),
)


class Batch(NamedTuple):
    comments: int
    findings: list[Finding]
    last: tuple[int, int]


def count(database: Database) -> int:
    return database.read_now(lambda conn: int(conn.execute(COUNT).scalar_one()))


def walk(database: Database) -> Iterator[Batch]:
    """Every comment, a batch at a time."""
    last = (-1, -1)
    while True:
        batch = database.read_now(lambda conn, last=last: _looked(conn, last))  # type: ignore[misc]
        if not batch.comments:
            return
        yield batch
        last = batch.last


def _looked(conn: Connection, last: tuple[int, int]) -> Batch:
    findings: list[Finding] = []
    number = 0
    for row in conn.execute(NEXT, {"site": last[0], "id": last[1], "limit": BATCH}):
        number, last = number + 1, (row.site_id, row.id)
        findings += found(row)
    return Batch(number, findings, last)


def found(row: Row[Any]) -> list[Finding]:
    return [finding for look in LOOKS for finding in look(row)]
