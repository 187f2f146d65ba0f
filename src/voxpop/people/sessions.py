"""Sessions: a row for each browser that somebody is signed in with. Its token is in a cookie there, its hash here.

`look` is asked with nearly every request of who is signed in; what it finds is kept in the process for a moment
(door.py). Whoever ends a session or changes a person says so by `note_people`, and all processes forget.
"""

from typing import NamedTuple

from sqlalchemy import Connection, text

from voxpop.lib import agents
from voxpop.lib.ids import DAY, Clock, span
from voxpop.lib.refused import Refused
from voxpop.people import person, tokens
from voxpop.people.person import Person
from voxpop.sites.rules import Rules
from voxpop.storage.database import note_people
from voxpop.storage.quick import Quick

LASTS = 90 * DAY  # without being used, where a site has not chosen otherwise
SHORT = 15 * 60 * 1_000_000  # microseconds for one that is held in a page's memory

INSERT = text("""
    INSERT INTO session (site_id, id, hash, person_id, via, agent, place, seen, until)
    VALUES (:site, :id, :hash, :person, :via, :agent, :place, :now, :until)
""")
LOOK = Quick(f"""
    SELECT s.id, s.via, s.place, s.seen, s.until, {", ".join(f"p.{name}" for name in person.COLUMNS.split(", "))}
    FROM session s JOIN person p ON p.site_id = s.site_id AND p.id = s.person_id
    WHERE s.hash = :hash AND s.site_id = :site
""")
TOUCH = text("UPDATE session SET seen = :now, until = :until WHERE site_id = :site AND id = :id")
RENEW = text("UPDATE session SET hash = :hash, until = :until WHERE site_id = :site AND id = :id AND hash = :was")
LISTED = text("""
    SELECT id, via, agent, place, seen FROM session
    WHERE site_id = :site AND person_id = :person AND until > :now ORDER BY seen DESC, id DESC
""")
END = text("DELETE FROM session WHERE site_id = :site AND id = :id AND person_id = :person")
END_OTHERS = text("DELETE FROM session WHERE site_id = :site AND person_id = :person AND id <> :kept")
END_ALL_OF = text("DELETE FROM session WHERE site_id = :site")
END_ALL = text("DELETE FROM session")
OVER = text("DELETE FROM session WHERE until < :now")


class Session(NamedTuple):
    """Somebody in a browser. `via` is what they call the account they came with; times in microseconds since 1970."""

    id: int
    via: str
    place: str
    seen: int
    until: int
    person: Person


class Opened(NamedTuple):
    id: int
    token: str
    until: int


class Listed(NamedTuple):
    id: int
    via: str
    agent: str
    place: str
    seen: int


class Way(NamedTuple):
    """How somebody comes in: what they call their account, the browser's own name, the origin of the pages that the
    session is for ('' for our own), and for how many microseconds it lasts without being used.
    """

    via: str
    agent: str
    place: str = ""
    lasts: int = LASTS


def lasting(rules: Rules) -> int:
    """For how many microseconds a session of a site lasts without being used."""
    return span(rules.keep_sessions)


def every(lasts: int) -> int:
    """How often it is written down that a session is used, in microseconds: once a day."""
    return min(DAY, lasts // 4)


def due(session: Session, lasts: int, now: int) -> bool:
    """Is it time to write down that it was used? Of those in a page's memory never."""
    return session.seen < now - every(lasts) and session.until - session.seen > SHORT


def over(session: Session, lasts: int, now: int) -> bool:
    """Has it ended, also where sessions have come to last less long since it was used?"""
    return min(session.until, session.seen + lasts) < now


def begin(conn: Connection, clock: Clock, site: int, who: int, way: Way) -> Opened:
    """A new session, with a token that nobody had before. What is over is swept out at the same time."""
    now = clock.now()
    token = tokens.drawn()
    number = clock.next(now)
    conn.execute(OVER, {"now": now})
    values = {
        "site": site,
        "id": number,
        "hash": tokens.hashed(token),
        "person": who,
        "via": way.via,
        "place": way.place,
    }
    conn.execute(INSERT, values | {"agent": agents.called(way.agent), "now": now, "until": now + way.lasts})
    return Opened(number, token, now + way.lasts)


def look(conn: Connection, site: int, token_hash: bytes, now: int) -> Session | None:
    """Who has this token; None when nobody has, or not any more."""
    row = LOOK.row(conn, {"hash": token_hash, "site": site})
    if row is None or row[4] < now:
        return None
    return Session(row[0], row[1], row[2], row[3], row[4], person.made(row[5:]))


def touch(conn: Connection, site: int, session: int, now: int, until: int) -> None:
    """It was used, and lasts longer for it."""
    conn.execute(TOUCH, {"site": site, "id": session, "now": now, "until": until})


def renew(conn: Connection, site: int, session: Session, token: str, now: int) -> Opened:
    """The same session with another token; the old one opens nothing more. Raises Refused signed_out."""
    fresh = tokens.drawn()
    values = {
        "hash": tokens.hashed(fresh),
        "until": now + SHORT,
        "site": site,
        "id": session.id,
        "was": tokens.hashed(token),
    }
    if conn.execute(RENEW, values).rowcount != 1:
        raise Refused("signed_out", "You have been signed out. Please sign in again.")
    note_people(conn)
    return Opened(session.id, fresh, now + SHORT)


def listed(conn: Connection, site: int, who: int, now: int) -> list[Listed]:
    return [Listed(*row) for row in conn.execute(LISTED, {"site": site, "person": who, "now": now})]


def end(conn: Connection, site: int, who: int, session: int) -> None:
    conn.execute(END, {"site": site, "person": who, "id": session})
    note_people(conn)


def end_others(conn: Connection, site: int, who: int, kept: int = 0) -> int:
    """How many were ended; `kept` is the one that stays."""
    note_people(conn)
    return conn.execute(END_OTHERS, {"site": site, "person": who, "kept": kept}).rowcount


def end_all(conn: Connection, site: int | None) -> int:
    """Everybody's, of a site or (None) of all sites; how many that were."""
    note_people(conn)
    if site is None:
        return conn.execute(END_ALL).rowcount
    return conn.execute(END_ALL_OF, {"site": site}).rowcount
