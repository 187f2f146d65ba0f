"""What a link in a letter to a colleague says: signed, good until a time, and for nobody else's name.

    key(conn, staff) -> bytes                        theirs, drawn when it is first needed
    written(key, Slip(…)) -> "eyJ….x1c…"             for the link
    read(conn, token, purpose, now) -> Slip          Refused link_over

The key is a colleague's own and stands in their row. With the row it is gone, and another is drawn after a change of
their role or their way in: then all links that were written before are over.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, text

from voxpop.lib.refused import Refused

BYTES = 32  # of a key
LONGEST = 1000  # characters of a token that are looked at

KEY = text("SELECT digest_key FROM staff WHERE id = :id")
DRAW = text("UPDATE staff SET digest_key = COALESCE(digest_key, :secret) WHERE id = :id RETURNING digest_key")
END = text("UPDATE staff SET digest_key = NULL WHERE id = :id")


class Slip(NamedTuple):
    """`staff` is whose it is, `until` in microseconds since 1970; what is `said` depends on the purpose."""

    staff: int
    purpose: str
    until: int
    said: tuple[str, ...] = ()


def key(conn: Connection, staff: int) -> bytes:
    """Raises Refused not_found for who is not at the desk any more."""
    found = conn.execute(DRAW, {"id": staff, "secret": secrets.token_bytes(BYTES)}).scalar()
    if found is None:
        raise Refused("not_found", "There is nobody with this number at the desk, or not any more.")
    return bytes(found)


def end(conn: Connection, staff: int) -> None:
    """All links that were written to somebody are over."""
    conn.execute(END, {"id": staff})


def written(signing: bytes, slip: Slip) -> str:
    said = _coded(msgspec.json.encode(slip))
    return f"{said}.{_coded(_signature(signing, said))}"


def read(conn: Connection, token: str, purpose: str, now: int) -> Slip:
    """What a link says that is good. Raises Refused link_over for any other."""
    said, _, signature = token[: LONGEST + 1].partition(".")
    try:
        slip = msgspec.json.decode(_decoded(said), type=Slip)
        signed = _decoded(signature)
    except (msgspec.DecodeError, binascii.Error, ValueError):
        raise over() from None
    signing = conn.execute(KEY, {"id": slip.staff}).scalar() if abs(slip.staff) < 2**63 else None
    if signing is None or not hmac.compare_digest(_signature(bytes(signing), said), signed):
        raise over()
    if slip.purpose != purpose or slip.until <= now or len(token) > LONGEST:
        raise over()
    return slip


def over() -> Refused:
    return Refused(
        "link_over", "This link is over, or is not as it was in the letter. At the desk you can do the same."
    )


def _signature(signing: bytes, said: str) -> bytes:
    return hmac.digest(signing, said.encode(), hashlib.sha256)


def _coded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def _decoded(value: str) -> bytes:
    if not value.isascii():
        raise ValueError("no base64url")
    return base64.b64decode(value + "=" * (-len(value) % 4), b"-_", validate=True)
