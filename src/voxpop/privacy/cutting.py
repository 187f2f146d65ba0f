"""What is kept of who sent a comment gets less with time: of the address its network, of the browser what it is called,
of the e-mail address nothing but the keyed hash that its writer is known by.

    addresses  in the order of the comments, from the newest one on up to which nothing is left to cut (`keeping.upto`);
               where only hashes are to be kept, all at once
    e-mails    by the index of those that are there, but for what somebody still needs
"""

from collections import Counter
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, text

from voxpop.akismet import kept
from voxpop.akismet.kept import Kept
from voxpop.discussion import traces
from voxpop.lib import address, agents
from voxpop.privacy.errand import SIZE, Errand, Found
from voxpop.sites.rules import HASHED
from voxpop.spam import records
from voxpop.storage.quick import Quick

ADDRESSES, BROWSERS, EMAILS = "addresses cut", "browsers cut to what they are called", "e-mail addresses forgotten"

SENT = text("""
    SELECT comment_id, address, agent, asked FROM sender
    WHERE site_id = :site AND comment_id > :past AND comment_id <= :upto
    ORDER BY comment_id LIMIT :limit
""")
CUT = Quick("""
    UPDATE sender SET address = :address, agent = :agent, asked = :asked
    WHERE site_id = :site AND comment_id = :comment AND address = :address_was AND asked IS NOT DISTINCT FROM :asked_was
    RETURNING comment_id
""")
TOLD = text("""
    SELECT s.comment_id, s.email, s.asked,
           c.state = 'held' OR EXISTS (
               SELECT 1 FROM appeal a
               WHERE a.site_id = s.site_id AND a.comment_id = s.comment_id AND a.outcome = 'open'
           ) AS needed
    FROM sender s JOIN comment c ON c.site_id = s.site_id AND c.id = s.comment_id
    WHERE s.site_id = :site AND s.comment_id > :past AND s.comment_id <= :upto
      AND (s.email <> '' OR s.fingerprint IS NOT NULL)
    ORDER BY s.comment_id LIMIT :limit
""")
FORGET = text("""
    UPDATE sender SET email = '', fingerprint = NULL, asked = :asked
    WHERE site_id = :site AND comment_id = :comment AND asked IS NOT DISTINCT FROM :asked_was
""")


def due(errand: Errand) -> int:
    """The newest comment whose address is too old to be kept as it came."""
    return errand.now if errand.site.rules.addresses == HASHED else errand.before("keep_addresses")


def find(conn: Connection, errand: Errand, past: int) -> Found:
    """`rows` are the parameters of CUT."""
    sent = conn.execute(SENT, _piece(errand, past, due(errand))).all()
    secret = records.secret(conn, errand.site.id) or b""
    rows, counts = [], Counter[str]()
    for row in sent:
        near, agent, asked = _cut(row, errand, secret)
        if (near, agent, asked) != (row.address, row.agent, row.asked):
            counts.update({ADDRESSES: near != row.address, BROWSERS: agent != row.agent})
            was = {"comment": row.comment_id, "address_was": row.address, "asked_was": row.asked}
            rows.append(was | {"address": near, "agent": agent, "asked": asked})
    return Found(rows, _last(sent), counts)


def cut(conn: Connection, errand: Errand, rows: list[Any]) -> int | None:
    """The oldest comment about which something else was written down meanwhile, so that it is to be looked at again."""
    here = {"site": errand.site.id}
    return min((row["comment"] for row in rows if CUT.row(conn, here | row) is None), default=None)


def _cut(row: Row[Any], errand: Errand, secret: bytes) -> tuple[str, str, str | None]:
    """Address, agent, and what was sent to Akismet, with what is left of them."""
    agent = agents.called(row.agent)
    if errand.site.rules.addresses == HASHED:
        return traces.hashed(row.address, secret), agent, _without(row.asked, "user_ip", "user_agent")
    return address.cut(row.address), agent, _cut_asked(row.asked)


def told(conn: Connection, errand: Errand, past: int) -> Found:
    """`rows` are the parameters of FORGET. What is changed meanwhile is found the next time."""
    sent = conn.execute(TOLD, _piece(errand, past, errand.before("keep_emails"))).all()
    free = [row for row in sent if not row.needed]
    rows = [
        {"comment": row.comment_id, "asked_was": row.asked, "asked": _without(row.asked, "comment_author_email")}
        for row in free
    ]
    return Found(rows, _last(sent), Counter({EMAILS: sum(row.email != "" for row in free)}))


def forget(conn: Connection, errand: Errand, rows: list[Any]) -> None:
    conn.execute(FORGET, [{"site": errand.site.id} | row for row in rows])


def _piece(errand: Errand, past: int, upto: int) -> dict[str, object]:
    return {"site": errand.site.id, "past": past, "upto": upto, "limit": SIZE}


def _last(sent: Any) -> int | None:
    return sent[-1].comment_id if len(sent) == SIZE else None


def _cut_asked(written: str | None) -> str | None:
    """An address without the length of its network is one still, in case that Akismet is told that it was wrong."""
    if not written:
        return written
    sent = msgspec.json.decode(written, type=Kept).sent
    near = address.cut(sent.get("user_ip", "")).partition("/")[0]
    return _sending(written, sent | {"user_ip": near, "user_agent": agents.called(sent.get("user_agent", ""))})


def _without(written: str | None, *fields: str) -> str | None:
    if not written:
        return written
    return _sending(written, msgspec.json.decode(written, type=Kept).sent | dict.fromkeys(fields, ""))


def _sending(written: str, sent: dict[str, str]) -> str:
    found = msgspec.json.decode(written, type=Kept)
    left = {name: value for name, value in sent.items() if value}
    return written if left == found.sent else kept.written(found._replace(sent=left))
