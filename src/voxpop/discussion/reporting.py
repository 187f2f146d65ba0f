"""Reports: a reader says of a comment that it should not be here, and why. Once for each reader and comment.

    Sent -> check -> insert     what may be said, and the row
    weight                      what it counts, by what became of the reporter's earlier ones
    listed, of                  what reporters are told themselves; nobody else learns who reported

Two reasons are notices of illegal content, as the Digital Services Act (Regulation (EU) 2022/2065, Art. 16) has them:
they say why, state good faith, and have a name and an address, which only those about the abuse of children may lack.
"""

from typing import NamedTuple

from sqlalchemy import Connection, text

from voxpop.discussion import hearing
from voxpop.discussion.hearing import Hears
from voxpop.lib import email, names
from voxpop.lib.characters import tidy, visible
from voxpop.lib.ids import Clock
from voxpop.lib.pace import Pace
from voxpop.lib.refused import Refused
from voxpop.lib.sentence import said
from voxpop.people.asker import Asker, owner

LONGEST = 2000  # characters of words
REPORTS = 10  # that one address may make in a minute
HOURLY = 30  # and in an hour
MAILS = 5  # reports in an hour that name the same address to write to
DAY = 86400  # seconds

ILLEGAL, CHILDREN, OTHER = "illegal", "child_abuse", "other"
REASONS: dict[str, str] = {
    "spam": said("Advertising or spam"),
    "abuse": said("Insults, hate or threats"),
    "private": said("Private details of somebody"),
    ILLEGAL: said("It breaks the law"),
    CHILDREN: said("It shows or tells of sexual abuse of children"),
    OTHER: said("Something else"),
}
NOTICES = frozenset({ILLEGAL, CHILDREN})
WHO = said("The law asks for a name and an e-mail address with a notice of something illegal. Please give yours.")
LEAST, NEW, MOST = 25, 100, 200  # weights, in hundredths
SIGNED = 3  # halves that a report by who is signed in counts

SHOWN = text("SELECT name, html FROM comment WHERE site_id = :site AND id = :comment AND state = 'live'")
EARLIER = text("""
    SELECT outcome, COUNT(*) AS number FROM report
    WHERE site_id = :site AND guest = :guest AND outcome IN ('upheld', 'dismissed') GROUP BY outcome
""")
MINE = text("""
    SELECT id, reason, outcome, decided, email FROM report
    WHERE site_id = :site AND comment_id = :comment AND guest = :guest
""")
INSERT = text("""
    INSERT INTO report (site_id, id, comment_id, guest, reason, words, outcome, email, name, weight)
    VALUES (:site, :id, :comment, :guest, :reason, :words, 'open', :email, :name, :weight)
    ON CONFLICT DO NOTHING RETURNING id
""")
HERE = text("""
    SELECT r.comment_id, r.outcome FROM report r CROSS JOIN comment c
    WHERE r.site_id = :site AND r.guest = :guest AND c.site_id = r.site_id AND c.id = r.comment_id
      AND c.thread_id = :thread
    ORDER BY r.id DESC LIMIT :limit
""")
LISTED = text("""
    SELECT id, comment_id, reason, outcome, decided FROM report
    WHERE site_id = :site AND guest = :guest ORDER BY id DESC LIMIT :limit
""")
END = text("""
    UPDATE report SET words = '', name = NULL, was = NULL,
                      outcome = CASE WHEN outcome = 'open' THEN 'gone' ELSE outcome END
    WHERE site_id = :site AND comment_id = :comment
""")
WAIT = text("""
    SELECT id FROM report
    WHERE site_id = :site AND comment_id = :comment AND outcome = 'open' AND email IS NOT NULL
""")


class Sent(NamedTuple):
    """What a form says. `hear`: tell them what became of it, by mail to `email`, else to the address of an account."""

    reason: str
    words: str = ""
    name: str = ""
    email: str = ""
    faith: bool = False
    hear: bool = False


class Reporter(NamedTuple):
    """`mark` stands for them (asker.owner); `near`: somebody at the same address has reported the same comment."""

    mark: bytes
    signed: bool
    near: bool = False


class Report(NamedTuple):
    """A report as its reporter sees it. `outcome`: open, upheld, dismissed, gone; `hears`: by mail."""

    id: int
    comment: int
    reason: str
    outcome: str
    decided: int | None
    hears: bool = False


class Shown(NamedTuple):
    """A live comment, to look at once more before it is reported."""

    name: str
    html: str


def shown(conn: Connection, site: int, comment: int) -> Shown | None:
    row = conn.execute(SHOWN, {"site": site, "comment": comment}).one_or_none()
    return Shown(*row) if row else None


def check(sent: Sent, asker: Asker) -> Sent:
    """As it may be kept: of name and address only what is needed.

    Raises Refused reason_unknown, text_invalid, text_empty, text_too_long, faith_missing, name_…, email_….
    """
    if sent.reason not in REASONS:
        raise Refused("reason_unknown", "Please choose one of the reasons.")
    words = seen(sent.words)
    if not words and (sent.reason in NOTICES or sent.reason == OTHER):
        raise Refused("text_empty", "Please say in words what is wrong with it.")
    if sent.reason in NOTICES:
        return _notice(sent._replace(words=words))
    address = ""
    if sent.hear:
        address = sent.email.strip() or (asker.session.person.email if asker.session else "")
        if not address:
            raise Refused("email_missing", "Please give the address at which you want to hear what became of it.")
    return Sent(sent.reason, words, email=email.given(address), hear=sent.hear)


def seen(words: str) -> str:
    """The words as they may be kept; '' when nothing of them is seen. Raises Refused text_invalid, text_too_long."""
    kept = tidy(words).strip()
    if len(kept) > LONGEST:
        raise Refused(
            "text_too_long", said("That is too long: at most %(most)s characters are taken here.", most=LONGEST)
        )
    return kept if visible(kept) else ""


def _notice(sent: Sent) -> Sent:
    if not sent.faith:
        raise Refused("faith_missing", "Please confirm that what you say is accurate and complete, as far as you know.")
    name, address = names.clean(sent.name), sent.email.strip()
    if sent.reason == ILLEGAL and not name:
        raise Refused("name_missing", WHO)
    if sent.reason == ILLEGAL and not address:
        raise Refused("email_missing", WHO)
    return sent._replace(name=name, email=email.given(address), hear=bool(address))


def in_time(pace: Pace, asker: Asker, now: int) -> None:
    """Raises Refused too_fast."""
    if not pace.take(("report", asker.group), limit=REPORTS, seconds=60, now=now / 1e6):
        raise _too_fast()
    if not pace.take(("reports", asker.group), limit=HOURLY, seconds=3600, now=now / 1e6):
        pace.give_back(("report", asker.group))
        raise _too_fast()


def may_be_written_to(pace: Pace, address: str, now: int) -> None:
    """Nobody is sent many mails by what somebody else types. Raises Refused too_fast."""
    if address and not pace.take(("report to", address.lower()), limit=MAILS, seconds=3600, now=now / 1e6):
        raise _too_fast()


def _too_fast() -> Refused:
    return Refused("too_fast", "That was a lot in a short time. Come back a little later.")


def reporter(pace: Pace, comment: int, asker: Asker, now: int) -> Reporter:
    """Who reports, with a token. A new cookie is quickly had: a guest counts in full once for an address and a day."""
    mark = owner(asker)
    if mark is None:
        raise LookupError("who reports needs a token")
    first = pace.take(("report of", comment, asker.group), limit=1, seconds=DAY, now=now / 1e6)
    return Reporter(mark, asker.session is not None, near=not first and asker.session is None)


def weight(upheld: int, dismissed: int, *, signed: bool = False, near: bool = False) -> int:
    """What a report counts, in hundredths: twice the share of the reporter's earlier ones that were upheld.

        2 · (upheld + 1) / (upheld + dismissed + 2)        Laplace's rule of succession: 1 for who is new

    Half as much again for who is signed in; never less than 0.25 or more than 2. `near` is 0.25.
    """
    if near:
        return LEAST
    share = 2 * NEW * (upheld + 1) / (upheld + dismissed + 2)
    return round(min(max(share * SIGNED / 2 if signed else share, LEAST), MOST))


def earlier(conn: Connection, site: int, mark: bytes) -> tuple[int, int]:
    """How many of somebody's reports were upheld, and dismissed."""
    rows = conn.execute(EARLIER, {"site": site, "guest": mark})
    found = {str(row.outcome): int(row.number) for row in rows}
    return found.get("upheld", 0), found.get("dismissed", 0)


def insert(conn: Connection, clock: Clock, at: tuple[int, int], sent: Sent, by: Reporter) -> int:
    """The report's id. `at` is a site and a comment whose thread is held, of which they have made no report."""
    site, comment = at
    values = {
        "site": site,
        "comment": comment,
        "guest": by.mark,
        "reason": sent.reason,
        "words": sent.words,
        "email": sent.email or None,
        "name": sent.name or None,
        "weight": weight(*earlier(conn, site, by.mark), signed=by.signed, near=by.near),
    }
    number = clock.next(clock.now())
    while conn.execute(INSERT, values | {"id": number}).scalar() is None:  # another process drew the same microsecond
        number = clock.next(number)
    if sent.reason in NOTICES and sent.email:
        hearing.put(conn, clock, site, number, Hears.RECEIPT)
    return number


def of(conn: Connection, site: int, comment: int, mark: bytes | None) -> Report | None:
    """Somebody's own report of a comment."""
    if mark is None:
        return None
    row = conn.execute(MINE, {"site": site, "comment": comment, "guest": mark}).one_or_none()
    return Report(row.id, comment, row.reason, row.outcome, row.decided, row.email is not None) if row else None


def here(conn: Connection, site: int, thread: int, mark: bytes, limit: int) -> tuple[tuple[int, str], ...]:
    """Comments of a thread that somebody has reported, with what became of it."""
    asked = {"site": site, "thread": thread, "guest": mark, "limit": limit}
    return tuple((row.comment_id, row.outcome) for row in conn.execute(HERE, asked))


def listed(conn: Connection, site: int, mark: bytes, limit: int = 25) -> tuple[Report, ...]:
    """Somebody's own reports, the newest first."""
    rows = conn.execute(LISTED, {"site": site, "guest": mark, "limit": limit})
    return tuple(Report(row.id, row.comment_id, row.reason, row.outcome, row.decided) for row in rows)


def tell(conn: Connection, clock: Clock, site: int, comment: int) -> None:
    """The author deletes the comment: whoever waits to hear of it hears that."""
    for row in conn.execute(WAIT, {"site": site, "comment": comment}).all():
        hearing.put(conn, clock, site, row.id, Hears.OUTCOME)


def ended(conn: Connection, site: int, comment: int) -> None:
    """The comment is erased: nothing that was said of it is kept, and nothing is open any more."""
    conn.execute(END, {"site": site, "comment": comment})
