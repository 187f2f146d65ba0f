"""What is kept of a comment that Akismet was asked about: in `sender.asked`, with everything else of who sent it.

The fields are kept as they were sent, without the key: whoever tells Akismet later that it was wrong sends these, not
what a moderator's browser or an edited comment would give. Erasing a comment erases them.
"""

from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from voxpop.storage.quick import Quick

SPAM, HONEST, NOTHING = "spam", "honest", ""

FIND = Quick("SELECT asked FROM sender WHERE site_id = :site AND comment_id = :comment")
REPLACE = Quick("""
    UPDATE sender SET asked = :asked WHERE site_id = :site AND comment_id = :comment AND asked = :before
    RETURNING comment_id
""")


class Kept(NamedTuple):
    """Each word is SPAM, HONEST or NOTHING.

    answer   what Akismet said last; NOTHING when it could not be asked
    decided  what the site's moderators say
    told     what Akismet was told of that last
    waits    held for no other reason than that it could not be asked
    """

    sent: dict[str, str]
    answer: str = NOTHING
    sure: bool = False
    guid: str = ""
    decided: str = NOTHING
    told: str = NOTHING
    waits: bool = False

    @property
    def believed(self) -> str:
        """What Akismet takes it for, as far as is known."""
        return self.told or self.answer

    @property
    def wanted(self) -> str:
        """What it should take it for: the moderators' word, else its own."""
        return self.decided or self.answer


def written(kept: Kept) -> str:
    return msgspec.json.encode(kept).decode()


class Found(NamedTuple):
    """`raw` is how it stands there."""

    kept: Kept
    raw: str


def find(conn: Connection, site: int, comment: int) -> Found | None:
    """None for a comment that nobody was asked about, or whose author is forgotten."""
    row = FIND.row(conn, {"site": site, "comment": comment})
    return Found(msgspec.json.decode(row[0], type=Kept), row[0]) if row and row[0] else None


def replace(conn: Connection, site: int, comment: int, kept: Kept, found: Found) -> bool:
    """Write it down, unless something else stands there by now than was found."""
    values = {"site": site, "comment": comment, "asked": written(kept), "before": found.raw}
    return REPLACE.row(conn, values) is not None
