"""The log of acts: nobody has changed, added or removed a line of it (discussion/ledger)."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection, text

from voxpop.discussion.ledger import Act, linked
from voxpop.verifying.finding import Finding

ALL = text("""
    SELECT site_id, id, comment_id, thread_id, whom, act, actor, why, before, after, seq, chain
    FROM act ORDER BY site_id, seq
""")
LAST = text("SELECT site_id, seq, chain FROM ledger ORDER BY site_id")


class Broken(NamedTuple):
    site: int
    seq: int
    what: str


def look(conn: Connection) -> Iterator[Finding]:
    for one in broken(conn):
        yield Finding("ledger", f"site {one.site}: line {one.seq} of the log of acts {one.what}")


def broken(conn: Connection) -> Iterator[Broken]:
    """Each place at which a site's chain does not hold."""
    ends = {row.site_id: (row.seq, bytes(row.chain)) for row in conn.execute(LAST)}
    seen: dict[int, tuple[int, bytes]] = {}
    for row in conn.execute(ALL, execution_options={"yield_per": 500}):
        seq, before = seen.get(row.site_id, (0, b""))
        act = Act(
            row.id,
            row.act,
            row.actor,
            row.why,
            row.before,
            row.after,
            row.comment_id,
            row.thread_id,
            bytes(row.whom) if row.whom is not None else None,
        )
        if row.seq != seq + 1:
            yield Broken(row.site_id, seq + 1, "is not there")
        elif linked(before, row.seq, act) != bytes(row.chain):
            yield Broken(row.site_id, row.seq, "is not what was written")
        seen[row.site_id] = row.seq, bytes(row.chain)
    for site in sorted(ends.keys() | seen.keys()):
        if ends.get(site) != seen.get(site):
            yield Broken(site, seen.get(site, (0, b""))[0] + 1, "is not the end that was written down")
