"""What a key had checked: a keyed hash of each text, 8 bytes, so that feedback is heard only about those.

    a check -> tag -> memory -> every minute, or every few thousand, one row of many tags
    feedback -> tag -> was it there? what had the judge said?

Clients give nothing back of a check but the fields that they sent, and not always all of them. So a text is known
by its letters and digits alone: quotes, tags and spaces come back changed. The lowest bit of a tag is the verdict.
"""

import hashlib
import re
from collections.abc import Iterable

import numpy as np
from sqlalchemy import Connection

from voxpop.lib.ids import DAY, Clock
from voxpop.spam.submission import Submission
from voxpop.storage.quick import Quick

KEPT = 90 * DAY  # for how long feedback may come
MOST = 8_000_000  # bytes of tags that are kept of a key: a million checks
SMALL = 16_384  # bytes; rows below that are joined
MANY = 64  # rows of that kind at which they are

BETWEEN = re.compile(r"[\W_]+")
NO_LETTERS = bytes(sign for sign in range(128) if not chr(sign).isalnum())
ODD = 0xFFFF_FFFF_FFFF_FFFE  # all bits but the verdict's

INSERT = Quick("INSERT INTO akismet_seen (site_id, key_id, id, tags) VALUES (:site, :key, :id, :tags)")
TAGS = Quick("SELECT tags FROM akismet_seen WHERE site_id = :site AND key_id = :key ORDER BY id")
SIZES = Quick("SELECT id, LENGTH(tags) FROM akismet_seen WHERE site_id = :site AND key_id = :key ORDER BY id DESC")
ONE = Quick("SELECT tags FROM akismet_seen WHERE site_id = :site AND key_id = :key AND id = :id")
DROP = Quick("DELETE FROM akismet_seen WHERE site_id = :site AND key_id = :key AND id = :id")


def of(key: int, submission: Submission) -> int:
    """The tag of a submission, without a verdict; of one without a text, like a sign-up, by who it is from."""
    letters = _letters(submission.text)
    if not letters:
        letters = "\0".join(("", submission.name, submission.email, submission.website)).encode("utf-8", "replace")
    digest = hashlib.blake2b(letters, digest_size=8, salt=key.to_bytes(8), person=b"voxpop seen").digest()
    return int.from_bytes(digest) & ODD


def _letters(text: str) -> bytes:
    """Letters and digits alone, all small; the same for a text in ASCII by the faster way."""
    if text.isascii():
        return text.encode().translate(None, NO_LETTERS).lower()
    return BETWEEN.sub("", text).casefold().encode("utf-8", "replace")


def keep(conn: Connection, clock: Clock, site: int, key: int, tags: Iterable[int]) -> None:
    """Write tags down, the verdict in the lowest bit of each; join small rows and forget what is old or too much."""
    at = {"site": site, "key": key}
    now = clock.now()
    packed = np.fromiter(tags, dtype=np.uint64).tobytes()
    INSERT.row(conn, at | {"id": clock.next(now), "tags": packed})
    room, small = MOST, []
    for number, size in SIZES.rows(conn, at):
        room -= size
        if room < 0 or number < now - KEPT:
            DROP.row(conn, at | {"id": number})
        elif size < SMALL:
            small.append(number)
    if len(small) >= MANY:
        _join(conn, at, small[::-1])


def _join(conn: Connection, at: dict[str, int], rows: list[int]) -> None:
    """Make one row of many, with the time of the newest, whose verdicts are the last word."""
    parts = [ONE.row(conn, at | {"id": number}) for number in rows]
    for number in rows:
        DROP.row(conn, at | {"id": number})
    INSERT.row(conn, at | {"id": rows[-1], "tags": b"".join(bytes(part[0]) for part in parts if part)})


def verdict(conn: Connection, site: int, key: int, wanted: int) -> bool | None:
    """Had the judge called it spam when this key had it checked last? None: this key never had it checked."""
    found: bool | None = None
    for (packed,) in TAGS.rows(conn, {"site": site, "key": key}):
        tags = np.frombuffer(packed, dtype=np.uint64)
        places = np.flatnonzero((tags & np.uint64(ODD)) == np.uint64(wanted))
        if len(places):
            found = bool(tags[places[-1]] & np.uint64(1))
    return found
