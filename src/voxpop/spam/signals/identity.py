"""Whether name, mailbox and site belong together: disposable mailboxes, random names of mailboxes, roles.

Only names in Latin letters are compared: what others call their mailbox cannot be told from their name.
"""

import re
import unicodedata

from voxpop.spam import lists, several
from voxpop.spam.seen import Seen
from voxpop.spam.several import Part
from voxpop.spam.submission import Reason

DISPOSABLE = 1.5  # some people use one for privacy
RANDOM = 0.8
ROLE = 0.5  # info@ at the site's own domain; a shop's owner who answers has one, too
OTHER = 0.3  # the mailbox shares nothing with the name
SAME = -0.5  # bots that make up a name and a mailbox make them fit, so it is worth little
MOST = 2.4

ROLES = frozenset("admin contact hello info kontakt marketing office promo sales seo service shop support team".split())
CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{6,}")
DIGITS = 5  # of a mailbox's name; a year has four
PIECE = 4  # letters of a name that a mailbox's shares; of shorter names all three
LATIN = re.compile(r"[a-z]{3,}")


def look(seen: Seen) -> Reason | None:
    local, _, domain = seen.given.email.lower().rpartition("@")
    if not local or not domain:
        return None
    parts: list[Part] = []
    if lists.has("disposable", domain):
        parts.append((DISPOSABLE, f"a disposable mailbox: {domain}"))
    if CONSONANTS.search(local) or sum(map(str.isdecimal, local)) >= DIGITS:
        parts.append((RANDOM, "the mailbox has a random name"))
    if local in ROLES:
        if seen.website.host and seen.website.host.endswith(domain):
            parts.append((ROLE, f"a mailbox for business: {local}@"))
    elif names := LATIN.findall(plain(seen.name)):
        letters = plain(local)
        fits = any(name[:PIECE] in letters for name in names)
        parts.append((SAME, "the mailbox has the author's name") if fits else (OTHER, "the mailbox has another name"))
    return several.reason("identity", parts, MOST)


def plain(name: str) -> str:
    folded = name.casefold()
    return folded if folded.isascii() else unicodedata.normalize("NFD", folded).encode("ascii", "ignore").decode()
