"""The log of all acts: rows that are only ever added, each with a hash of itself and of the one before it.

Whoever changes, adds or removes a row in the middle breaks the chain at that place, and `voxpop verify` says where.
Against somebody who may write to the database and works out all later hashes anew, only a copy of the last one helps
that is kept elsewhere, as in every backup.
"""

import json
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Connection, text

from voxpop.lib.ids import moment

# Written first, so that whoever else acts on the site waits here and comes after.
NEXT = text("""
    INSERT INTO ledger (site_id, seq, chain) VALUES (:site, 1, :chain)
    ON CONFLICT (site_id) DO UPDATE SET seq = ledger.seq + 1
    RETURNING seq, chain
""")
# The same row, before anything is written: who has it acts alone on the site until the end of the transaction.
HOLD = text("""
    INSERT INTO ledger (site_id, seq, chain) VALUES (:site, 0, :chain)
    ON CONFLICT (site_id) DO UPDATE SET seq = ledger.seq
""")
LINK = text("UPDATE ledger SET chain = :chain WHERE site_id = :site")
INSERT = text("""
    INSERT INTO act (site_id, id, comment_id, thread_id, whom, act, actor, why, before, after, seq, chain)
    VALUES (:site, :id, :comment, :thread, :whom, :act, :actor, :why, :before, :after, :seq, :chain)
""")


class Act(NamedTuple):
    """One line of the log. `id` is its time; `comment`, `thread`, `whom` say to what or whom it was done."""

    id: int
    act: str
    actor: str
    why: str
    before: str
    after: str
    comment: int | None = None
    thread: int | None = None
    whom: bytes | None = None


def did(actor: str, act: int) -> str:
    """Who did it and when, as who comes second is told; `act` is the id of the line."""
    at = moment(act)
    return f"{actor} did this at {at:%H:%M} UTC on {at:%d %B %Y}"


def write(conn: Connection, site: int, act: Act) -> None:
    """Add a line, in the transaction that does what it says."""
    seq, before = conn.execute(NEXT, {"site": site, "chain": b""}).one()
    chain = linked(bytes(before), seq, act)
    conn.execute(INSERT, {"site": site, "seq": seq, "chain": chain, **act._asdict()})
    conn.execute(LINK, {"site": site, "chain": chain})


def hold(conn: Connection, site: int) -> None:
    """Let whoever else acts on the site come after. Only for a transaction that writes a line, or ends in a refusal."""
    conn.execute(HOLD, {"site": site, "chain": b""})


def linked(before: bytes, seq: int, act: Act) -> bytes:
    """The hash of a line: SHA-256 of the one before and of the line as a JSON list without spaces."""
    whom = act.whom.hex() if act.whom else ""
    said = [seq, act.id, act.comment, act.thread, whom, act.act, act.actor, act.why, act.before, act.after]
    return sha256(before + json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).digest()
