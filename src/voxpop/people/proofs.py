"""Who has proved in a browser that an address is theirs, without signing in: by a mail, as in people/email_link.

    keep     the attempt is done, and the address known in that browser for an hour
    proved   which address that is

No person is made by it, and whether anybody has the address is not looked at.
"""

import msgspec
from sqlalchemy import Connection, text

from voxpop.people import email_link, tokens
from voxpop.people.attempts import MINUTE
from voxpop.people.email_link import PROOF, Kept, Waiting

LASTS = 60 * MINUTE

KEEP = text("""
    UPDATE attempt SET outcome = 'done', asked = :asked, until = :until
    WHERE site_id = :site AND id = :id AND outcome IN ('open', 'used')
""")
PROVED = text("""
    SELECT asked FROM attempt
    WHERE site_id = :site AND browser = :browser AND method = :method AND outcome = 'done' AND until >= :now
    ORDER BY id DESC LIMIT 1
""")


def keep(conn: Connection, found: Waiting, now: int) -> None:
    """Raises Refused attempt_unknown when it was done before."""
    asked = msgspec.json.encode(Kept(found.kept.address, "")).decode()
    values = {"site": found.attempt.site, "id": found.attempt.id, "asked": asked, "until": now + LASTS}
    if conn.execute(KEEP, values).rowcount != 1:
        raise email_link.unknown(PROOF)


def proved(conn: Connection, site: int, browser: str, now: int) -> str:
    """The address that was proved last in this browser; '' for none."""
    if not browser:
        return ""
    values = {"site": site, "browser": tokens.hashed(browser), "method": PROOF.method, "now": now}
    asked = conn.execute(PROVED, values).scalar()
    return msgspec.json.decode(asked, type=Kept).address if asked else ""
