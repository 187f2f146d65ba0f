"""A writer's appeal is heard by another moderator than the one who put the comment away.

Where nobody else could, the same may, and the log says so. To approve what one has rejected needs no appeal.
"""

from sqlalchemy import Connection, text

from voxpop.discussion import appeals
from voxpop.lib.refused import Refused
from voxpop.moderation.moderator import Moderator
from voxpop.staff.roles import RIGHTS, Right, Role

ENDS = {
    "approve": "granted", "restore": "granted", "grant": "granted",
    "reject": "refused", "spam": "refused", "refuse": "refused",
}  # fmt: skip
ALONE = "nobody else could hear the appeal"

AGAINST = text("SELECT actor FROM act WHERE site_id = :site AND id = :id")
# They are few, and of all of them the role has to be seen.
OTHERS = text("""
    SELECT s.role, EXISTS (SELECT 1 FROM staff_site g WHERE g.staff_id = s.id AND g.site_id = :site) AS given
    FROM staff s WHERE s.name <> :name
""")


def heard(conn: Connection, site: int, comment: int, by: Moderator) -> Moderator:
    """Who hears an open appeal, with what the log says of it. Raises Refused no_appeal, same_moderator."""
    appeal = appeals.of(conn, site, comment)
    if appeal is None or appeal.outcome != "open":
        raise Refused("no_appeal", f"No appeal about comment {comment} is open.")
    if not _same(conn, site, appeal.act, by.name):
        return by
    if _others(conn, site, by.name):
        raise Refused("same_moderator", f"{by.name} put comment {comment} away: somebody else has to hear the appeal.")
    return by._replace(why=f"{by.why} ({ALONE})" if by.why else ALONE)


def end(conn: Connection, at: tuple[int, int], act: str, number: int, by: Moderator) -> None:
    """An act decides about a comment; if an appeal is open, it ends with that.

    Raises Refused same_moderator where an appeal would be refused by who put the comment away.
    """
    site, comment = at
    appeal = appeals.of(conn, site, comment) if act in ENDS else None
    if appeal is None or appeal.outcome != "open":
        return
    if ENDS[act] == "refused" and act != "refuse":
        heard(conn, site, comment, by)
    answer = by.why.removesuffix(f" ({ALONE})").removesuffix(ALONE)
    appeals.end(conn, at, ENDS[act], number, (by.name, answer))


def reopen(conn: Connection, at: tuple[int, int], act: int) -> None:
    appeals.reopen(conn, *at, act)


def _same(conn: Connection, site: int, act: int, name: str) -> bool:
    return bool(act) and conn.execute(AGAINST, {"site": site, "id": act}).scalar() == name


def _others(conn: Connection, site: int, name: str) -> bool:
    """Is there anybody else who may decide on the site?"""
    return any(
        Role(row.role) in RIGHTS[Right.DECIDE] and (row.given or row.role == Role.OWNER)
        for row in conn.execute(OTHERS, {"site": site, "name": name})
    )
