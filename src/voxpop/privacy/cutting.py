"""What is kept of who sent a comment gets less with time: of the address its network, of the browser what it is called,
of the e-mail address nothing but the keyed hash that its writer is known by.

In the order of the comments, from the newest one up to which nothing is left to cut (`keeping.upto`) on. What somebody
still needs is left alone, and what is newer than that is looked at again the next time.
"""

from collections import Counter
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, text

from voxpop.akismet import kept
from voxpop.akismet.kept import Kept
from voxpop.lib import address, agents
from voxpop.privacy.errand import SIZE, Errand, Found

ADDRESSES, BROWSERS, EMAILS = "addresses cut", "browsers cut to what they are called", "e-mail addresses forgotten"

SENT = text("""
    SELECT s.comment_id, s.email, s.address, s.agent, s.asked, s.fingerprint,
           c.state = 'held' OR EXISTS (
               SELECT 1 FROM appeal a
               WHERE a.site_id = s.site_id AND a.comment_id = s.comment_id AND a.outcome = 'open'
           ) AS needed
    FROM sender s JOIN comment c ON c.site_id = s.site_id AND c.id = s.comment_id
    WHERE s.site_id = :site AND s.comment_id > :past AND s.comment_id <= :upto
    ORDER BY s.comment_id LIMIT :limit
""")
CUT = text("""
    UPDATE sender
    SET email = :email, address = :address, agent = :agent, asked = :asked,
        fingerprint = CASE WHEN :forgotten = 1 THEN NULL ELSE fingerprint END
    WHERE site_id = :site AND comment_id = :comment AND address = :address_was AND asked IS NOT DISTINCT FROM :asked_was
""")


def find(conn: Connection, errand: Errand, past: int) -> Found:
    """`rows` are the parameters of CUT."""
    upto = max(errand.before("keep_addresses"), errand.before("keep_emails"))
    asked = {"site": errand.site.id, "past": past, "upto": upto, "limit": SIZE}
    sent = conn.execute(SENT, asked).all()
    counts: Counter[str] = Counter()
    rows = [change for row in sent if (change := _change(row, errand, counts))]
    needed = min((row.comment_id for row in sent if row.needed and _told(row)), default=None)
    return Found(rows, sent[-1].comment_id if len(sent) == SIZE else None, counts, needed)


def cut(conn: Connection, errand: Errand, rows: list[Any]) -> None:
    conn.execute(CUT, [{"site": errand.site.id} | row for row in rows])


def _change(row: Row[Any], errand: Errand, counts: Counter[str]) -> dict[str, object] | None:
    """The parameters of CUT; None where nothing is to be cut."""
    old = row.comment_id <= errand.before("keep_addresses")
    forgotten = row.comment_id <= errand.before("keep_emails") and not row.needed
    near = address.cut(row.address) if old else row.address
    agent = agents.called(row.agent) if old else row.agent
    email = "" if forgotten else row.email
    asked = _asked(row.asked, old=old, forgotten=forgotten)
    if (near, agent, email, asked) == (row.address, row.agent, row.email, row.asked) and not (
        forgotten and row.fingerprint
    ):
        return None
    counts.update({ADDRESSES: near != row.address, BROWSERS: agent != row.agent, EMAILS: email != row.email})
    new = {"email": email, "address": near, "agent": agent, "asked": asked, "forgotten": int(forgotten)}
    return new | {"comment": row.comment_id, "address_was": row.address, "asked_was": row.asked}


def _told(row: Row[Any]) -> bool:
    """Is there anything of an e-mail address?"""
    return bool(row.email or row.fingerprint or row.asked)


def _asked(written: str | None, *, old: bool, forgotten: bool) -> str | None:
    """What was sent to Akismet, with what is left of it. An address without the length of its network is one still,
    in case that Akismet is told that it was wrong."""
    if not written or not (old or forgotten):
        return written
    found = msgspec.json.decode(written, type=Kept)
    sent = dict(found.sent)
    if old:
        sent |= {"user_ip": address.cut(sent.get("user_ip", "")).partition("/")[0]}
        sent |= {"user_agent": agents.called(sent.get("user_agent", ""))}
    if forgotten:
        sent |= {"comment_author_email": ""}
    sent = {name: value for name, value in sent.items() if value}
    return written if sent == found.sent else kept.written(found._replace(sent=sent))
