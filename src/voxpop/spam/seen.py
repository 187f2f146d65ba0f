"""A submission as the signals look at it: disguises undone, addresses read, what several need worked out once."""

import re
from functools import lru_cache

from voxpop.spam import features, recent
from voxpop.spam.addresses import Address, Found, parsed, read
from voxpop.spam.features import Features
from voxpop.spam.known import Known
from voxpop.spam.submission import Submission
from voxpop.spam.undisguise import Undone, undo

LONGEST = 8_192  # characters of a text that are looked at: its beginning and, of longer ones, its end
LONG = 500  # characters from which on links, numbers and the like say less: a long text holds some by itself
LEAST_SHARE = 0.3  # of what they say, however long the text
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
NAME_WORDS = 6  # of a name that are features


class Seen:
    """What is asked of it for the first time is worked out and kept. For one judgement, in one thread.

    given      the submission
    text       its text as it was written, plain without disguises, folded in small letters
    words      of the folded text
    links      those given and those that only stand in the text; mails: mailboxes in the text
    name       of the author, without disguises
    features   of plain text and marks, for the text model
    sketch     for near-copies; None for a text that is too short to be called a copy
    """

    __slots__ = (
        *("_features", "_folded", "_found", "_name", "_sketch", "_sketched", "_words"),
        *("given", "known", "text", "undone"),
    )

    def __init__(self, given: Submission, known: Known) -> None:
        self.given = given
        self.known = known
        self.text = shortened(given.text)
        self.undone: Undone = undo(self.text)
        self._found: Found | None = None
        self._folded: str | None = None
        self._words: list[str] | None = None
        self._name: str | None = None
        self._features: Features | None = None
        self._sketch: recent.Sketch | None = None
        self._sketched = False

    @property
    def plain(self) -> str:
        return self.undone.plain

    @property
    def folded(self) -> str:
        if self._folded is None:
            self._folded = self.plain.casefold()
        return self._folded

    @property
    def words(self) -> list[str]:
        if self._words is None:
            self._words = WORD.findall(self.folded)
        return self._words

    @property
    def share(self) -> float:
        """How much the things that a text holds say, by its length: 1 for a short one."""
        return max(min(1.0, LONG / (len(self.plain) or 1)), LEAST_SHARE)

    @property
    def links(self) -> tuple[Address, ...]:
        return self.found.links

    @property
    def mails(self) -> tuple[str, ...]:
        return self.found.mails

    @property
    def found(self) -> Found:
        if self._found is None:
            self._found = read(self.plain, self.given.links)
        return self._found

    @property
    def website(self) -> Address:
        return website(self.given.website)

    @property
    def name(self) -> str:
        if self._name is None:
            self._name = undo(self.given.name[:200]).plain
        return self._name

    @property
    def features(self) -> Features:
        if self._features is None:
            self._features = features.of(self.plain, self.marks())
        return self._features

    @property
    def sketch(self) -> recent.Sketch | None:
        if not self._sketched:
            self._sketch, self._sketched = recent.sketch(self.folded), True
        return self._sketch

    @property
    def visit(self) -> recent.Visit:
        given = self.given
        return recent.Visit(given.now, self.known.site, given.thread, given.person, given.address)

    def marks(self) -> list[str]:
        """What the text model is told beside the text: hosts, the e-mail's domain, the words of the name."""
        domains = dict.fromkeys(address.domain for address in (self.website, *self.links) if address.domain)
        mail = self.given.email.rpartition("@")[2].lower()
        named = WORD.findall(self.name.casefold())[:NAME_WORDS]
        return [
            *(f"host:{name}" for name in domains),
            *([f"mail:{mail}"] if mail else []),
            *(f"name:{word}" for word in named),
        ]


_latest: list[Seen] = []  # the one that was looked at last


def see(given: Submission, known: Known) -> Seen:
    """Asked twice in a row for the same it answers with the same: who judges looks, and who takes it notes."""
    latest = _latest[-1] if _latest else None
    if latest is None or latest.given is not given or latest.known is not known:
        latest = Seen(given, known)
        _latest[:] = [latest]
    return latest


def shortened(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST // 4 * 3]}\n{text[-LONGEST // 4 :]}"


@lru_cache(maxsize=1024)
def website(address: str) -> Address:
    """The author's own address, which people type without a scheme, too."""
    address = address.strip()
    return parsed(address if "//" in address or not address else f"http://{address}")
