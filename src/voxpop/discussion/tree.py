"""Where a comment stands in its thread's tree, and which comments keep a place in it.

A path is the ids from the root down, 8 bytes each, so that sorting by it walks a branch from the top, answers by time
below what they answer. It stops growing at DEEPEST ids; whatever is below sorts by time there.
"""

from typing import NamedTuple

from sqlalchemy import Connection, text

from voxpop.sites.rules import DEEPEST

STEP = 8  # bytes of an id in a path

PLACE = text("""
    SELECT c.id, c.parent_id, c.state, c.shown,
           EXISTS (SELECT 1 FROM comment a WHERE a.site_id = c.site_id AND a.parent_id = c.id AND a.shown) AS answered
    FROM comment c WHERE c.site_id = :site AND c.id = :id
""")
SHOW = text("UPDATE comment SET shown = :shown WHERE site_id = :site AND id = :id")


class Spot(NamedTuple):
    """Where a new comment stands."""

    root: int
    depth: int
    path: bytes


def top(comment: int) -> Spot:
    return Spot(comment, 0, comment.to_bytes(STEP, "big"))


def below(parent: Spot, comment: int) -> Spot:
    stem = parent.path[: STEP * (DEEPEST - 1)]
    return Spot(parent.root, parent.depth + 1, stem + comment.to_bytes(STEP, "big"))


def settle(conn: Connection, site: int, comment: int) -> None:
    """Set `shown` of a comment, and up its branch as far as that changes anything: live, or above a shown answer."""
    at: int | None = comment
    while at is not None:
        row = conn.execute(PLACE, {"site": site, "id": at}).one()
        shown = row.state == "live" or bool(row.answered)
        if shown == bool(row.shown):
            return
        conn.execute(SHOW, {"shown": shown, "site": site, "id": at})
        at = row.parent_id
