"""A moderator's acts on a person: each changes what stands against them and writes the log in one transaction.

warn                 they are told in the moderator's words    hold    all that they write waits
mute                 they cannot write until then              ban     they cannot take part, until then or for good
lift                 one of these is over                      restore the last act is taken back

A person is reached by a comment of theirs. Whoever acts says what they saw of them (`seen`); when somebody else has
done something meanwhile, nothing is done, and they are told what. All of a day is undone by moderation/undoing.
"""

from typing import NamedTuple

from sqlalchemy import Connection, Row, text

from voxpop.discussion import ledger, restraints
from voxpop.discussion.ledger import Act
from voxpop.discussion.restraints import ENDED, Kind, Restraint, Whom
from voxpop.lib.ids import DAY, Clock
from voxpop.lib.refused import Refused
from voxpop.moderation.moderator import Moderator
from voxpop.people.person import Person
from voxpop.spam import records
from voxpop.staff import roles
from voxpop.staff.roles import Right, Role

FARTHEST = 3660 * DAY  # that somebody can be muted or banned until, but for good
ACTS: dict[str, tuple[Right, Kind]] = {
    "warn": (Right.RESTRAIN, Kind.WARNED),
    "hold": (Right.RESTRAIN, Kind.HELD),
    "mute": (Right.RESTRAIN, Kind.MUTED),
    "ban": (Right.BAN, Kind.BANNED),
}
RIGHTS = {kind: right for right, kind in ACTS.values()}
DAY_STATES = frozenset(("trash", "spam"))  # what becomes of all of a day: moderation/undoing

SENT = text("""
    SELECT s.site_id, s.guest, s.mail, c.role, p.email AS proved FROM comment c
    JOIN sender s ON s.site_id = c.site_id AND s.comment_id = c.id
    LEFT JOIN person p ON p.mark = s.guest AND p.site_id = s.site_id
    WHERE c.id = :id
""")
LOG = text("""
    SELECT id, act, actor, why, before, after, whom FROM act
    WHERE site_id = :site AND whom IN (:guest, :mail) AND whom IS NOT NULL AND comment_id IS NULL
    ORDER BY id DESC LIMIT :limit
""")
PUT = text("""
    INSERT INTO standing (site_id, whom, kind, until, why, since)
    VALUES (:site, :whom, :kind, :until, :why, :since)
    ON CONFLICT (site_id, whom, kind) DO UPDATE SET until = excluded.until, why = excluded.why, since = excluded.since
""")
SET_UNTIL = text("UPDATE standing SET until = :until WHERE site_id = :site AND kind = :kind AND since = :since")
ROWS = text("""
    SELECT kind, until, why, since FROM standing
    WHERE site_id = :site AND whom IN (:guest, :mail) AND kind = :kind ORDER BY since DESC LIMIT 1
""")


class Known(NamedTuple):
    """Who wrote a comment. `guest`: they were not signed in, so that anybody may give their e-mail address."""

    site: int
    whom: Whom
    guest: bool

    @property
    def mark(self) -> bytes:
        return self.whom.guest or self.whom.mail


class Asked(NamedTuple):
    """`seen` is what the moderator saw of them. `until` is a time, None for good; `mail`: by their e-mail as well."""

    act: str
    seen: str
    why: str = ""
    until: int | None = None
    kind: str = ""
    mail: bool = True


class Done(NamedTuple):
    """A line of the log: what stood against them before and after it."""

    act: int
    before: str
    after: str


def known(conn: Connection, comment: int) -> Known:
    """Raises Refused no_such_comment, and nobody_known where nothing that lasts is known of who wrote it."""
    row = conn.execute(SENT, {"id": comment}).one_or_none()
    if row is None:
        raise Refused("no_such_comment", "There is no such comment here.")
    secret = records.secret(conn, row.site_id) or b""
    whom = Whom(bytes(row.guest or b""), bytes(row.mail or b"") or restraints.by_mail(secret, row.proved or ""))
    if not whom.guest and not whom.mail:
        raise Refused("nobody_known", "Nothing that lasts is known of who wrote this: no cookie, account or e-mail.")
    return Known(row.site_id, whom, row.role is None)


def signed_in(conn: Connection, site: int, them: Person) -> Known:
    """Who signs in, also where nothing is there that they wrote."""
    secret = records.secret(conn, site) or b""
    return Known(site, Whom(them.mark, restraints.by_mail(secret, them.email)), guest=False)


def standings(conn: Connection, who: Known, now: int) -> tuple[Restraint, ...]:
    return restraints.of(conn, who.site, who.whom, now)


def log(conn: Connection, who: Known, limit: int) -> list[Row[tuple[object, ...]]]:
    """What was done to them, the newest first."""
    return list(conn.execute(LOG, {"site": who.site, "limit": limit, **who.whom.values()}))


def seen(lines: list[Row[tuple[object, ...]]]) -> str:
    """What somebody saw of a person, in short: the last line of their log."""
    return str(lines[0].id) if lines else "0"


def act(conn: Connection, clock: Clock, who: Known, asked: Asked, by: tuple[Role, Moderator]) -> Done:
    """Raises Refused right_missing, changed_since, already_so, not_found, until_invalid, nothing_to_restore."""
    role, moderator = by
    roles.need(role, right(conn, who, asked))
    moderator = moderator.saying(asked.why)
    unchanged(conn, who, asked.seen)
    if asked.act == "restore":
        return _restore(conn, clock, who, moderator)
    if asked.act == "lift":
        return _lift(conn, clock, who, Kind(asked.kind), moderator)
    return _put(conn, clock, who, asked, moderator)


def right(conn: Connection, who: Known, asked: Asked) -> Right:
    """Whoever may do something may end it and take it back. Raises Refused not_found."""
    if asked.act == "restore":
        last = next(iter(log(conn, who, 1)), None)
        return right_of(last.before, last.after) if last else Right.RESTRAIN
    if asked.act == "lift" and asked.kind in set(Kind):
        return RIGHTS[Kind(asked.kind)]
    if asked.act in ACTS:
        return ACTS[asked.act][0]
    raise Refused("not_found", "There is no such act.")


def right_of(before: str, after: str) -> Right:
    """That of what a line of the log did."""
    kind = _kind(before)
    return RIGHTS[kind] if kind else Right.BAN if is_day(before, after) else Right.RESTRAIN


def is_day(before: str, after: str) -> bool:
    """Was it all of a day, or its taking back?"""
    return not DAY_STATES.isdisjoint((before, after))


def unchanged(conn: Connection, who: Known, saw: str) -> None:
    """Let others who act on the site come after, and see that the person is as they were seen.

    Raises Refused changed_since, which tells who did what when.
    """
    ledger.hold(conn, who.site)
    lines = log(conn, who, 1)
    if seen(lines) == saw:
        return
    if not lines:
        raise Refused("changed_since", "Nothing was done: this is not what stands against them. Look at it again.")
    last = lines[0]
    did = ledger.did(last.actor, last.id)
    raise Refused("changed_since", f"Nothing was done: {did}: {last.act}, {last.after}.")


def let_in(conn: Connection, clock: Clock, who: Known, by: Moderator) -> None:
    """The operator lets somebody in, whoever has banned them."""
    ledger.hold(conn, who.site)
    while _stands(conn, who, Kind.BANNED, by.now):
        _lift(conn, clock, who, Kind.BANNED, by)


def _put(conn: Connection, clock: Clock, who: Known, asked: Asked, by: Moderator) -> Done:
    kind = ACTS[asked.act][1]
    if _stands(conn, who, kind, by.now):
        raise Refused("already_so", f"They are {kind} already. Lift that first.")
    if kind is Kind.WARNED and not by.why:
        raise Refused("text_empty", "A warning needs words: they are what its writer is told.")
    until = _until(kind, asked.until, by.now)
    number = clock.next(by.now)
    row = {"site": who.site, "kind": kind.value, "until": until, "why": by.why, "since": number}
    for mark in dict.fromkeys((who.whom.guest, who.whom.mail if asked.mail or not who.whom.guest else b"")):
        if mark:
            conn.execute(PUT, row | {"whom": mark})
    return _written(conn, who, Act(number, asked.act, by.name, by.why, f"not {kind}", said(kind, until)))


def _until(kind: Kind, asked: int | None, now: int) -> int | None:
    if kind in (Kind.WARNED, Kind.HELD):
        return None
    if asked is None and kind is Kind.BANNED:
        return None
    if asked is None or not now < asked <= now + FARTHEST:
        raise Refused("until_invalid", "Until when? Give a time that is to come, within ten years.")
    return asked


def _lift(conn: Connection, clock: Clock, who: Known, kind: Kind, by: Moderator) -> Done:
    stood = _stands(conn, who, kind, by.now)
    if stood is None:
        raise Refused("already_so", f"They are not {kind}.")
    number = clock.next(by.now)
    _set(conn, who, stood, ENDED)
    return _written(conn, who, Act(number, "lift", by.name, by.why, said(kind, stood.until), f"not {kind}"))


def _restore(conn: Connection, clock: Clock, who: Known, by: Moderator) -> Done:
    """The kind that the last act changed is again as it was before it."""
    last = next(iter(log(conn, who, 1)), None)
    kind = last and _kind(last.before)
    if last is None or kind is None or last.act == "read":
        raise Refused("nothing_to_restore", "Nothing was done here that could be taken back.")
    row = conn.execute(ROWS, {"site": who.site, "kind": kind.value, **who.whom.values()}).one_or_none()
    if row is None:
        raise Refused("nothing_to_restore", "Nothing was done here that could be taken back.")
    number = clock.next(by.now)
    stood = Restraint(kind, row.until, row.why, row.since)
    _set(conn, who, stood, _told(last.before))
    return _written(conn, who, Act(number, "restore", by.name, by.why, last.after, last.before))


def _stands(conn: Connection, who: Known, kind: Kind, now: int) -> Restraint | None:
    found = [one for one in standings(conn, who, now) if one.kind is kind]
    return max(found, key=lambda one: one.since, default=None)


def _set(conn: Connection, who: Known, stood: Restraint, until: int | None) -> None:
    """By whatever they are known, it ends at another time."""
    where = {"site": who.site, "kind": stood.kind.value, "since": stood.since}
    conn.execute(SET_UNTIL, where | {"until": until})


def _written(conn: Connection, who: Known, act: Act) -> Done:
    ledger.write(conn, who.site, act._replace(whom=who.mark))
    return Done(act.id, act.before, act.after)


def said(kind: Kind, until: int | None) -> str:
    """What stands against somebody, as the log has it: `muted until 1760000000000000`."""
    if kind in (Kind.WARNED, Kind.HELD):
        return kind.value
    return f"{kind} for good" if until is None else f"{kind} until {until}"


def _kind(token: str) -> Kind | None:
    """Of what `said`, or `not …`, is about."""
    word = token.removeprefix("not ").split(" ")[0]
    return Kind(word) if word in set(Kind) else None


def _told(token: str) -> int | None:
    """Until when, of what `said` has written."""
    if token.startswith("not "):
        return ENDED
    time = token.rpartition(" until ")[2]
    return int(time) if time.isdecimal() else None
