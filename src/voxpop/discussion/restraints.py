"""What stands against somebody on a site: until when, and why, in words that they are told.

    warned   they are told once, where they write, and say that they have read it by sending again (`confirm`)
    held     every comment of theirs waits for a moderator
    muted    they cannot write until then
    banned   they can neither write nor like, react or report; what is their own they can still delete

Whom it is about is known by what stands for them in what they write (people/asker.owner), and, of guests, by a keyed
hash of the e-mail address that they give (`by_mail`). Rows are put down and ended by moderation/restraining; what is
over stays for a while, so that an act can be taken back exactly (privacy/ending). Of a person who is forgotten what
stands is kept by a keyed hash of each account (`by_account`), and is theirs again when they come back with it.
"""

import enum
import hashlib
import zoneinfo
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, text

from voxpop.discussion import ledger
from voxpop.discussion.ledger import Act
from voxpop.lib.email import spelt
from voxpop.lib.ids import Clock, moment
from voxpop.lib.refused import Refused
from voxpop.lib.sentence import said
from voxpop.people import accounts
from voxpop.people.asker import Asker, owner
from voxpop.sites.site import Site
from voxpop.storage.quick import Quick

ENDED = 0  # `until` of what was lifted, read or taken back
READING = 3_000_000  # microseconds: who sends again sooner has pressed twice, not read
RULE = "a moderator has every comment of this writer wait"
READER = "its reader"  # in the log, who confirms a warning

OF = Quick("SELECT kind, until, why, since FROM standing WHERE site_id = :site AND whom IN (:guest, :mail)")
TOLD = text("""
    UPDATE standing SET until = :now
    WHERE site_id = :site AND whom IN (:guest, :mail) AND kind = 'warned' AND until IS NULL
""")
READ = text("""
    UPDATE standing SET until = 0
    WHERE site_id = :site AND kind = 'warned' AND since = :since AND until IS DISTINCT FROM 0
""")

# What ends last stands.
KEEP = text("""
    INSERT INTO standing (site_id, whom, kind, until, why, since)
    VALUES (:site, :whom, :kind, :until, :why, :since)
    ON CONFLICT (site_id, whom, kind) DO UPDATE SET until = excluded.until, why = excluded.why, since = excluded.since
    WHERE standing.until IS NOT NULL AND (excluded.until IS NULL OR excluded.until > standing.until)
""")
TAKE = Quick("DELETE FROM standing WHERE site_id = :site AND whom = :whom RETURNING kind, until, why, since")


class Kind(enum.StrEnum):
    WARNED = "warned"
    HELD = "held"
    MUTED = "muted"
    BANNED = "banned"


class Whom(NamedTuple):
    """What somebody is known by: their own mark, and that of an e-mail address; b"" for what is not known."""

    guest: bytes
    mail: bytes = b""

    def values(self) -> dict[str, bytes]:
        return self._asdict()


class Restraint(NamedTuple):
    """`until` is in microseconds since 1970; None for good. Of a warning: None until they were told, then when."""

    kind: Kind
    until: int | None
    why: str
    since: int

    def stands(self, now: int) -> bool:
        if self.kind is Kind.WARNED:
            return self.until != ENDED
        return self.until is None or self.until > now


class Warned(Refused):
    """Somebody is told what a moderator wants them to read; nothing of what they sent is kept."""

    def __init__(self, standing: Restraint) -> None:
        super().__init__(
            "warned",
            said(
                "A moderator asks you to read this before you go on: “%(words)s” "
                "When you have read it, send your comment again.",
                words=standing.why,
            ),
        )


def by_mail(secret: bytes, email: str) -> bytes:
    """What is kept of an e-mail address: a hash with the site's own key, which nobody can look up by trying."""
    if not secret or not email:
        return b""
    return b"@" + hashlib.blake2b(spelt(email).encode(), digest_size=16, key=secret, person=b"voxpop mail").digest()


def by_account(secret: bytes, issuer: str, subject: str) -> bytes:
    """What is kept of an account: a hash with the site's own key."""
    known = accounts.known_by(issuer, subject)
    return b"=" + hashlib.blake2b(known, digest_size=16, key=secret, person=b"voxpop account").digest()


def keep(conn: Connection, site: int, whom: bytes, standings: Iterable[Restraint]) -> None:
    """They stand against whom this is known of, beside what does already."""
    for one in standings:
        conn.execute(KEEP, {"site": site, "whom": whom} | one._asdict() | {"kind": one.kind.value})


def came_back(conn: Connection, site: int, account: bytes, mark: bytes) -> None:
    """What is kept by the hash of an account stands against the person with this mark, who signs in with it."""
    rows = TAKE.rows(conn, {"site": site, "whom": account})
    keep(conn, site, mark, [Restraint(Kind(kind), until, why, since) for kind, until, why, since in rows])


def whom(asker: Asker, email: str = "", secret: bytes = b"") -> Whom:
    """What an asker is known by. `email` is what they say of themselves: it counts for guests alone."""
    return Whom(owner(asker) or b"", by_mail(secret, email) if asker.session is None else b"")


def of(conn: Connection, site: int, who: Whom, now: int) -> tuple[Restraint, ...]:
    """What stands against them now."""
    return in_force(OF.rows(conn, {"site": site, **who.values()}), now)


def in_force(rows: Iterable[tuple[str, int | None, str, int]], now: int) -> tuple[Restraint, ...]:
    """Of rows (kind, until, why, since) those that hold, each once: by a guest's hash and by an address are one."""
    found = {Restraint(Kind(kind), until, why, since) for kind, until, why, since in rows}
    return tuple(sorted(one for one in found if one.stands(now)))


def _one(standings: Iterable[Restraint], kind: Kind) -> Restraint | None:
    """The one of a kind that ends last."""
    of_kind = [one for one in standings if one.kind is kind]
    return max(of_kind, key=lambda one: (one.until is None, one.until or 0), default=None)


def may_act(conn: Connection, site: Site, asker: Asker, now: int) -> None:
    """May they like, react, report? For the transaction that does. Raises Refused banned."""
    not_banned(of(conn, site.id, whom(asker), now), site)


def not_banned(standings: Iterable[Restraint], site: Site) -> None:
    """Raises Refused banned."""
    banned = _one(standings, Kind.BANNED)
    if banned is not None:
        raise Refused("banned", _banned(banned, site))


def may_write(standings: Iterable[Restraint], site: Site) -> None:
    """May they write, or change what they wrote? Raises Refused banned, muted."""
    not_banned(standings, site)
    muted = _one(standings, Kind.MUTED)
    if muted is not None:
        raise Refused("muted", _muted(muted, site))


def must_read(standings: Iterable[Restraint], now: int) -> Restraint | None:
    """The warning that they have read by now, to be confirmed. Raises Warned for one that they have not."""
    found = warned(standings)
    if found is not None and (found.until is None or now - found.until < READING):
        raise Warned(found)
    return found


def waits(standings: Iterable[Restraint]) -> bool:
    """Does every comment of theirs wait?"""
    return _one(standings, Kind.HELD) is not None


def warned(standings: Iterable[Restraint]) -> Restraint | None:
    """What they still have to read."""
    return _one(standings, Kind.WARNED)


def warning(standings: Iterable[Restraint]) -> str:
    """In a moderator's words; '' for none."""
    found = warned(standings)
    return found.why if found else ""


def told(conn: Connection, site: int, who: Whom, now: int) -> None:
    """They have been shown what they are warned of."""
    conn.execute(TOLD, {"site": site, "now": now, **who.values()})


def confirm(conn: Connection, clock: Clock, site: int, who: Whom, read: Restraint) -> None:
    """They have read it: told once, and no more. Who confirms the same at once comes too late, and need not know."""
    ledger.hold(conn, site)  # there is one, of the warning; and first of all, as moderators have it
    if conn.execute(READ, {"site": site, "since": read.since}).rowcount:
        whose = who.guest or who.mail
        act = Act(clock.next(clock.now()), "read", READER, "", Kind.WARNED.value, "not warned", whom=whose)
        ledger.write(conn, site, act)


def _banned(standing: Restraint, site: Site) -> str:
    why = standing.why
    if standing.until is None:
        if not why:
            return "You may not take part in the conversations of this site."
        return said("You may not take part in the conversations of this site. The reason: %(why)s", why=why)
    until = ending(standing.until, site)
    if not why:
        return said("You may not take part in the conversations of this site until %(until)s.", until=until)
    return said(
        "You may not take part in the conversations of this site until %(until)s. The reason: %(why)s",
        until=until,
        why=why,
    )


def _muted(standing: Restraint, site: Site) -> str:
    until = ending(standing.until or 0, site)
    if not standing.why:
        return said("You cannot write here until %(until)s.", until=until)
    return said("You cannot write here until %(until)s. The reason: %(why)s", until=until, why=standing.why)


def ending(until: int, site: Site) -> str:
    """A time to the minute, in the site's zone, as all languages can read it."""
    zone = zoneinfo.ZoneInfo(site.rules.timezone)
    return f"{moment(until).astimezone(zone):%Y-%m-%d %H:%M} ({site.rules.timezone})"
