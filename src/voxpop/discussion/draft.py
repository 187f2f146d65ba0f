"""A reader's draft: what readers may choose, where it goes, and who is asking. Nothing else gets in."""

import hashlib
from typing import NamedTuple

from voxpop.people.asker import Asker
from voxpop.sites.site import Place, Site


class Author(NamedTuple):
    """What a guest says of themselves: checked and cleaned by the gate."""

    name: str
    email: str
    website: str


class Draft(NamedTuple):
    """`key` is the Idempotency-Key or ''; `trap` the hidden field; `now` in microseconds since 1970.

    `seconds` it took to fill in, as far as the page's script tells; None when it does not. `consent`: they
    agree to what the site asks for (the rule of that name).
    """

    site: Site
    place: Place
    title: str
    parent: int | None
    text: str
    author: Author
    asker: Asker
    key: str
    trap: str
    now: int
    seconds: float | None = None
    consent: bool = False


def draft_key(draft: Draft) -> bytes | None:
    """What is kept of an Idempotency-Key."""
    return _hash("key", draft.key) if draft.key else None


def fingerprint(draft: Draft) -> bytes:
    """The same for two drafts in which one person says the same thing at the same place."""
    session = draft.asker.session
    who = session.person.mark.hex() if session else draft.author.email or draft.author.name
    return _hash("said", draft.place.key, str(draft.parent), who.casefold(), " ".join(draft.text.split()))


def _hash(*parts: str) -> bytes:
    made = hashlib.blake2b(digest_size=16)
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass")
        made.update(len(raw).to_bytes(4, "big") + raw)
    return made.digest()
