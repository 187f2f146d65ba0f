"""React to a comment, or take that back: a row for each reader, comment and kind; the comment's counts change with it.

The counts are JSON in the comment's own row, so that a page needs nothing more than its comments.
"""

from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, text

from voxpop.lib.refused import Refused
from voxpop.people.asker import Asker, owner
from voxpop.sites.reactions import KINDS
from voxpop.sites.site import Site
from voxpop.storage.database import renew

INSERT = text("""
    INSERT INTO reaction (site_id, comment_id, guest, kind) VALUES (:site, :id, :guest, :kind)
    ON CONFLICT (site_id, comment_id, guest, kind) DO NOTHING RETURNING comment_id
""")
DELETE = text("""
    DELETE FROM reaction WHERE site_id = :site AND comment_id = :id AND guest = :guest AND kind = :kind
    RETURNING comment_id
""")
COMMENT = text("SELECT thread_id, reactions FROM comment WHERE site_id = :site AND id = :id AND state = 'live'")
COUNTS = text("SELECT reactions FROM comment WHERE site_id = :site AND id = :id")
SET_COUNTS = text("UPDATE comment SET reactions = :reactions WHERE site_id = :site AND id = :id")


class Reacted(NamedTuple):
    """`number`: of readers who have reacted so; `given`: whether the asker is one of them."""

    id: int
    kind: str
    number: int
    given: bool


def counts(kept: str | None) -> dict[str, int]:
    """How many of each kind, from what a comment's row keeps."""
    return msgspec.json.decode(kept, type=dict[str, int]) if kept else {}


def written(found: dict[str, int]) -> str | None:
    """`counts` as a row keeps them: in the order of the kinds, without those that nobody has given."""
    some = {kind: found[kind] for kind in KINDS if found.get(kind)}
    return msgspec.json.encode(some).decode() if some else None


def shown(kept: str | None, wanted: tuple[str, ...]) -> dict[str, int]:
    """Those of a comment's counts that its site wants, in the site's order."""
    found = counts(kept)
    return {kind: found[kind] for kind in wanted if kind in found}


def react(conn: Connection, site: Site, comment: int, kind: str, asker: Asker) -> Reacted:
    """The asker reacts so; twice is once. Raises Refused reaction_unknown, no_such_comment."""
    if kind not in site.rules.reactions:
        raise _unknown()
    return _set(conn, (site.id, comment, kind), asker, given=True)


def take_back(conn: Connection, site: Site, comment: int, kind: str, asker: Asker) -> Reacted:
    """The asker reacts so no longer, also where the site has given the kind up. Raises Refused as `react` does."""
    if kind not in KINDS:
        raise _unknown()
    return _set(conn, (site.id, comment, kind), asker, given=False)


def withdraw(conn: Connection, site: int, comment: int, guest: bytes, kind: str) -> None:
    """A reaction is taken back for whoever it is of, whatever has become of the comment. Its thread is held."""
    at = {"site": site, "id": comment}
    if conn.execute(DELETE, at | {"guest": guest, "kind": kind}).scalar() is None:
        return
    found = counts(conn.execute(COUNTS, at).scalar())
    found[kind] = found.get(kind, 0) - 1
    conn.execute(SET_COUNTS, at | {"reactions": written(found)})


def _set(conn: Connection, what: tuple[int, int, str], asker: Asker, *, given: bool) -> Reacted:
    site, comment, kind = what
    at = {"site": site, "id": comment}
    row = conn.execute(COMMENT, at).one_or_none()
    if row is None:
        raise _none()
    vote = at | {"guest": owner(asker), "kind": kind}
    if conn.execute(INSERT if given else DELETE, vote).scalar() is None:
        return Reacted(comment, kind, counts(row.reactions).get(kind, 0), given)
    renew(conn, site, row.thread_id)  # before the counts are read, so that on PostgreSQL others come after
    row = conn.execute(COMMENT, at).one_or_none()
    if row is None:  # taken down between the look and the reaction
        raise _none()
    found = counts(row.reactions)
    found[kind] = found.get(kind, 0) + (1 if given else -1)
    conn.execute(SET_COUNTS, at | {"reactions": written(found)})
    return Reacted(comment, kind, found[kind], given)


def _unknown() -> Refused:
    return Refused("reaction_unknown", "This site has no such reaction.")


def _none() -> Refused:
    return Refused("no_such_comment", "There is no such comment here.")
