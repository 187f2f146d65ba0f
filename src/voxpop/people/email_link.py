"""Signing in by a mail that holds a link and a code: who can read it has the address, and nothing else is needed.

    ask       an attempt, and the mail that belongs to it, in one transaction
    waiting   who asked is told to look at their mail        by_code   they type what is in it
    opened    they open its link, which changes nothing      by_link   and press the button there

Both work once, for 15 minutes, and in the browser that asked: a mail that somebody else made us send lets nobody into
anything. Whether anybody has the address here is not looked at before it is proved.
"""

import contextlib
import hashlib
import hmac
import secrets
from collections.abc import Iterator
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from voxpop.lib import email
from voxpop.lib.refused import Refused
from voxpop.lib.sentence import counted, said
from voxpop.lib.templates import template
from voxpop.notify import mail, outbox
from voxpop.notify.mail import Mail
from voxpop.people import attempts
from voxpop.people.accounts import Arrival
from voxpop.people.attempts import MINUTE, Attempt, Purpose
from voxpop.people.person import Known
from voxpop.people.provider import Profile
from voxpop.people.ways import EMAIL
from voxpop.settings import Settings
from voxpop.sites.house import House
from voxpop.sites.site import Site

LASTS = 15 * MINUTE
DIGITS = 8  # of a code
TRIES = 5  # of a code: with three mails an hour, 15 in 100 million
TO_ADDRESS = 3  # mails in an hour to one address
TO_GROUP = 10  # and for one household or server that asks
HOUR = 3600  # seconds


class Kind(NamedTuple):
    """What the mail is for: the method of its attempts, where its links lead to, and its words.

    `home` is where one begins again. `closed` says that no such mail is sent here, `over` that no such attempt is open.
    """

    method: str
    path: str
    words: str
    home: str
    closed: str
    over: str


SIGN_IN = Kind(
    EMAIL,
    "/sign-in/email",
    "email_link.txt",
    "/",
    said("Nobody can sign in with 'email' here."),
    attempts.unknown().sentence,
)
# That an address is theirs: nobody is signed in by it.
PROOF = Kind(
    "proof",
    "/privacy/yours/proof",
    "email_proof.txt",
    "/privacy/yours",
    said("This server sends no mail, so an e-mail address cannot be proved here."),
    said("This mail was not asked for in this browser, or has been used already. Please ask for a new one."),
)


class Kept(NamedTuple):
    """What an attempt knows: the address, what its code is known by, and how often it was mistyped."""

    address: str
    code: str
    wrong: int = 0

    @property
    def left(self) -> int:
        return TRIES - self.wrong


class Errand(NamedTuple):
    """Who asks for a mail: the address as it was typed, whom limits count (asker.group), the origin of our pages.

    `query` goes along with the link; `language` is that of the mail, '' for the site's.
    """

    address: str
    group: str
    base: str
    purpose: Purpose
    kind: Kind = SIGN_IN
    query: str = ""
    language: str = ""


class Waiting(NamedTuple):
    """An attempt whose mail is under way."""

    attempt: Attempt
    kept: Kept


async def ask(house: House, site: Site, browser: str, errand: Errand) -> int:
    """The attempt's number. Its mail goes to the address in its one spelling, which is what signs in.

    Raises Refused provider_unknown, email_invalid, too_fast.
    """
    offered(house.settings, errand.kind)
    address = email.canonical(email.check(errand.address))
    _not_too_many(house, address, errand.group)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    purpose = errand.purpose._replace(lasts=LASTS)
    kind = errand.kind
    way = kind.method, Kept(address, _known_by(browser, code))

    def store(conn: Connection) -> int:
        begun = attempts.begin(conn, house.clock, site.id, browser, way, purpose)
        link = f"{errand.base}{kind.path}/{begun.state}{errand.query}"
        written = Mail(address, *_words(site, errand, link, code), until=house.clock.now() + LASTS)
        outbox.put(conn, house.clock, mail.letter(site.id, written, house.clock))
        return begun.id

    return await house.database.write(store)


def offered(settings: Settings, kind: Kind = SIGN_IN) -> None:
    """Is such a mail sent here? Raises Refused provider_unknown."""
    if not mail.offered(settings):
        raise Refused("provider_unknown", kind.closed)


def unknown(kind: Kind) -> Refused:
    return Refused("attempt_unknown", kind.over)


@contextlib.contextmanager
def _of(kind: Kind) -> Iterator[None]:
    """An attempt that is not there is told of as one of its kind."""
    try:
        yield
    except Refused as refused:
        if refused.code != "attempt_unknown":
            raise
        raise unknown(kind) from None


def _not_too_many(house: House, address: str, group: str) -> None:
    now = house.clock.now() / 1e6
    if not house.pace.take(("mail of", group), limit=TO_GROUP, seconds=HOUR, now=now):
        raise Refused("too_fast", "Too many mails have been asked for from where you are. Try again in an hour.")
    if not house.pace.take(("mail to", address), limit=TO_ADDRESS, seconds=HOUR, now=now):
        house.pace.give_back(("mail of", group))
        raise Refused(
            "too_fast",
            "Several mails went to this address within an hour. Look among the unwanted ones too, or try again later.",
        )


def _words(site: Site, errand: Errand, link: str, code: str) -> tuple[str, str]:
    """The mail's subject, which is the first line of its template, and its text."""
    spaced = f"{code[:4]} {code[4:]}"
    words = template(errand.kind.words, errand.language or site.rules.language)
    subject, _, text = words.render(title=mail.one_line(site.title), link=link, code=spaced).partition("\n")
    return subject, text.lstrip("\n")


def _known_by(browser: str, code: str) -> str:
    """What a code is kept as: with the browser's token, of which only the browser has more than a hash."""
    return hashlib.sha256(f"{browser} {code}".encode()).hexdigest()


def waiting(conn: Connection, site: Site, number: int, browser: str, now: int, *, kind: Kind = SIGN_IN) -> Waiting:
    """The attempt with that number, in its own browser. Raises Refused attempt_unknown."""
    attempt = attempts.of_browser(conn, site.id, number, browser, now)
    if attempt is None or attempt.method != kind.method or attempt.outcome != "open":
        raise unknown(kind)
    return Waiting(attempt, msgspec.json.decode(attempt.asked, type=Kept))


def opened(conn: Connection, token: str, browser: str, now: int, *, kind: Kind = SIGN_IN) -> Waiting:
    """The attempt whose link has this token, in its own browser. Raises Refused attempt_unknown, attempt_expired."""
    with _of(kind):
        attempt = attempts.peek(conn, token, browser, kind.method, now)
    return Waiting(attempt, msgspec.json.decode(attempt.asked, type=Kept))


def by_link(conn: Connection, token: str, browser: str, now: int, *, kind: Kind = SIGN_IN) -> Waiting:
    """`opened`, but the attempt is used by it."""
    with _of(kind):
        attempt = attempts.take(conn, token, browser, kind.method, now)
    return Waiting(attempt, msgspec.json.decode(attempt.asked, type=Kept))


async def by_code(house: House, site: Site, number: int, browser: str, typed: str, *, kind: Kind = SIGN_IN) -> Waiting:
    """The attempt whose code that is. Each wrong one counts, also of those that come at the same time.

    Raises Refused attempt_unknown, code_wrong; the sentence says how many tries are left.
    """
    code = "".join(typed.split()).replace("-", "")
    if not (len(code) == DIGITS and code.isascii() and code.isdecimal()):
        raise Refused("code_wrong", "The code has eight digits. Type it as it stands in the mail.")
    now = house.clock.now()
    known_by = _known_by(browser, code)
    with _of(kind):
        found = await house.database.write(
            lambda conn: _tried(conn, waiting(conn, site, number, browser, now, kind=kind), known_by)
        )
    if not hmac.compare_digest(found.kept.code, known_by):
        raise _wrong(found.kept.left)
    return found


def _tried(conn: Connection, found: Waiting, known_by: str) -> Waiting:
    """A wrong code is counted. Raises Refused code_wrong when there was none left to try, attempt_unknown."""
    for _ in range(TRIES):
        if found.kept.left <= 0:
            raise _wrong(0)
        if hmac.compare_digest(found.kept.code, known_by):
            return found
        more = found.kept._replace(wrong=found.kept.wrong + 1)
        if attempts.note(conn, found.attempt, more):
            return Waiting(found.attempt, more)
        found = _again(conn, found.attempt)
    raise _wrong(0)


def _again(conn: Connection, attempt: Attempt) -> Waiting:
    """The attempt as another request of the same browser has left it. Raises Refused attempt_unknown."""
    seen = attempts.numbered(conn, attempt)
    if seen is None or seen.outcome != "open":
        raise attempts.unknown()
    return Waiting(seen, msgspec.json.decode(seen.asked, type=Kept))


def _wrong(left: int) -> Refused:
    if left <= 0:
        return Refused("code_wrong", "That code was mistyped too often. Open the link in the mail, or begin again.")
    return Refused(
        "code_wrong",
        counted(
            "That is not the code of the mail. You have one more try.",
            "That is not the code of the mail. You have %(count)s more tries.",
            left,
        ),
    )


def arrival(found: Waiting) -> Arrival:
    """Who has proved that the address is theirs. Their name is what they typed for a comment, and never the address."""
    address = found.kept.address
    name = msgspec.json.decode(found.attempt.draft, type=dict[str, str]).get("name", "")
    return Arrival(Profile("email", address, name=name, email=address), EMAIL, EMAIL, Known(name, email=address))
