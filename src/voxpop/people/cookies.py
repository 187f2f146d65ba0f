"""What a reader's browser is given to keep: every cookie and every entry of its storage, by name.

Who sets a cookie takes its name and its time from here (people/door, staff/door); what the page on privacy tells of
them is the same table (privacy/notice). The script keeps its entries under `voxpop:KIND:…` (widget/src/memory.ts).
"""

from typing import NamedTuple

from voxpop.lib.sentence import said

HOUR, DAY = 3600, 86400  # seconds
LONGEST = 400 * DAY  # that browsers keep a cookie
HOST = "__Host-"  # stands before the name of one that only this server can have set, where readers come by https


class Cookie(NamedTuple):
    """`name` as it is without HOST; `lasts` in seconds. `numbered`: the site's number follows the name. `hosted`: HOST
    stands before it where readers come by https. `why` and `when` are what readers are told.
    """

    name: str
    lasts: int
    why: str
    when: str
    numbered: bool = False
    hosted: bool = True

    def called(self, *, safe: bool, site: int = 0) -> str:
        """As browsers have it. `safe`: readers come by https."""
        number = str(site) if self.numbered else ""
        return f"{HOST if safe and self.hosted else ''}{self.name}{number}"


class Entry(NamedTuple):
    """What the script keeps in the storage of a page (localStorage): `kind` is the second part of its key."""

    kind: str
    why: str
    when: str
    kept: str

    @property
    def name(self) -> str:
        return f"voxpop:{self.kind}:…"


GUEST = Cookie(
    "voxpop",
    365 * DAY,
    said("Lets you edit and delete what you wrote, and take back what you like."),
    said("When you first take part"),
    hosted=False,
)
SESSION = Cookie("voxpop-", LONGEST, said("Keeps you signed in."), said("When you sign in"), numbered=True)
SIGNING_IN = Cookie(
    "voxpop_signing_in",
    HOUR,
    said("Makes sure that the person who comes back signed in is you."),
    said("When you sign in, or show that an e-mail address is yours"),
)
PROBE = Cookie(
    "voxpop_probe",
    600,
    said("Shows whether this browser keeps cookies on this page."),
    said("When you sign in"),
    hosted=False,
)
DESK = Cookie("voxpop-desk", LONGEST, said("Keeps a moderator signed in."), said("When a moderator signs in"))
COOKIES = (GUEST, SESSION, SIGNING_IN, PROBE, DESK)

UNTIL_REMOVED = said("Until you remove it")
STORED = (
    Entry(
        "draft",
        said("Keeps what you have typed but not sent."),
        said("When you begin to write"),
        said("Until it is sent, or you remove it"),
    ),
    Entry(
        "known", said("Says that you have taken part on this page."), said("When you first take part"), UNTIL_REMOVED
    ),
    Entry(
        "seen", said("Shows you what is new since your last visit."), said("When you first take part"), UNTIL_REMOVED
    ),
)
