"""What is over: sessions, attempts to sign in, what the desk waited for, what Akismet's protocol left, what stood
against somebody, and the names and addresses of reporters to whom nothing is left to tell.

Most of it is swept out by whoever begins the next one; here it goes also where nobody does.
"""

from collections import Counter
from typing import Any

from sqlalchemy import Connection, text

from voxpop.akismet import checked
from voxpop.discussion import hearing
from voxpop.lib.ids import DAY
from voxpop.people import attempts, sessions
from voxpop.privacy.errand import SIZE, Errand, Found
from voxpop.staff import invitations, steps
from voxpop.storage.database import note_people

OVERDUE = 7 * DAY  # of what is looked at again by an Akismet key that nobody uses any more

SESSIONS = text("""
    SELECT id FROM session WHERE site_id = :site AND id > :past AND (until < :now OR seen < :unused)
    ORDER BY id LIMIT :limit
""")
END_SESSION = text("""
    DELETE FROM session WHERE site_id = :site AND id = :id AND (until < :now OR seen < :unused)
""")
REPORTS = text("""
    SELECT r.id FROM report r
    WHERE r.site_id = :site AND r.id > :past AND (r.email IS NOT NULL OR r.name IS NOT NULL)
      AND CASE WHEN r.outcome = 'open' THEN r.id <= :undecided ELSE r.decided <= :upto OR NOT EXISTS (
          SELECT 1 FROM outbox o
          WHERE o.site_id = r.site_id AND o.channel = :channel AND o.target = CAST(r.id AS TEXT)
      ) END
    ORDER BY r.id LIMIT :limit
""")
SEEN = text("""
    SELECT id, key_id FROM akismet_seen WHERE site_id = :site AND id > :past AND id < :oldest ORDER BY id LIMIT :limit
""")
FORGET_SEEN = text("DELETE FROM akismet_seen WHERE site_id = :site AND key_id = :tagger AND id = :id")
CHECKS = text("""
    SELECT id FROM akismet_check WHERE site_id = :site AND id > :past AND due < :oldest ORDER BY id LIMIT :limit
""")
FORGET_CHECK = text("DELETE FROM akismet_check WHERE site_id = :site AND id = :id")
# What was lifted can be taken back for as long as a rejected comment can. By a cookie and by an address, it is one.
STANDINGS = text("""
    SELECT s.since AS id, s.whom, s.kind FROM standing s
    WHERE s.site_id = :site AND s.since > :past AND s.since <= :upto
      AND (s.until = 0 OR (s.kind <> 'warned' AND s.until <= :upto))
      AND NOT EXISTS (
          SELECT 1 FROM standing o JOIN act a ON a.site_id = o.site_id AND a.whom = o.whom AND a.id > :upto
          WHERE o.site_id = s.site_id AND o.since = s.since
      )
    ORDER BY s.since LIMIT :limit
""")
END_STANDING = text("""
    DELETE FROM standing
    WHERE site_id = :site AND whom = :whom AND kind = :kind AND since = :id
      AND (until = 0 OR (kind <> 'warned' AND until <= :upto))
""")
DESK = text("""
    SELECT (SELECT COUNT(*) FROM staff_session WHERE until < :now)
         + (SELECT COUNT(*) FROM staff_challenge WHERE until < :now)
         + (SELECT COUNT(*) FROM invitation WHERE until <= :now)
""")
END_DESK = text("DELETE FROM staff_session WHERE until < :now")


def over_sessions(conn: Connection, errand: Errand, past: int) -> Found:
    return _found(conn.execute(SESSIONS, _unused(errand) | _piece(errand, past)).all(), "sessions ended")


def end_sessions(conn: Connection, errand: Errand, rows: list[Any]) -> None:
    """Those that were used meanwhile go on."""
    conn.execute(END_SESSION, [_unused(errand) | {"site": errand.site.id, "id": row.id} for row in rows])
    note_people(conn)


def _unused(errand: Errand) -> dict[str, int]:
    """Sessions that are used are written down as such once a day."""
    lasts = sessions.lasting(errand.site.rules)
    return {"now": errand.now, "unused": errand.now - lasts - sessions.every(lasts)}


def over_attempts(conn: Connection, errand: Errand, _past: int) -> Found:
    """One piece."""
    number = attempts.over(conn, errand.site.id, errand.now)
    return Found([number] if number else [], None, Counter({"attempts to sign in forgotten": number}))


def end_attempts(conn: Connection, errand: Errand, _rows: list[Any]) -> None:
    attempts.sweep(conn, errand.site.id, errand.now)


def told_reports(conn: Connection, errand: Errand, past: int) -> Found:
    """Decided, and either nothing is about to be told, or it could not be told for too long; or never decided."""
    old = {"upto": errand.before("keep_emails"), "undecided": errand.before("keep_held")}
    asked = _piece(errand, past) | old | {"channel": hearing.NAME}
    return _found(conn.execute(REPORTS, asked).all(), "names and addresses of reporters forgotten")


def forget_reporters(conn: Connection, errand: Errand, rows: list[Any]) -> None:
    conn.execute(hearing.FORGET, [{"site": errand.site.id, "id": row.id} for row in rows])


def over_standings(conn: Connection, errand: Errand, past: int) -> Found:
    asked = _piece(errand, past) | {"upto": errand.before("keep_trash")}
    return _found(conn.execute(STANDINGS, asked).all(), "ended restraints forgotten")


def end_standings(conn: Connection, errand: Errand, rows: list[Any]) -> None:
    """Those that were put down anew meanwhile stand."""
    upto = {"site": errand.site.id, "upto": errand.before("keep_trash")}
    conn.execute(END_STANDING, [upto | {"whom": row.whom, "kind": row.kind, "id": row.id} for row in rows])


def old_tags(conn: Connection, errand: Errand, past: int) -> Found:
    asked = _piece(errand, past) | {"oldest": errand.now - checked.KEPT}
    return _found(conn.execute(SEEN, asked).all(), "rows of what Akismet keys had checked forgotten")


def forget_tags(conn: Connection, errand: Errand, rows: list[Any]) -> None:
    here = {"site": errand.site.id}
    conn.execute(FORGET_SEEN, [here | {"tagger": row.key_id, "id": row.id} for row in rows])


def overdue_checks(conn: Connection, errand: Errand, past: int) -> Found:
    asked = _piece(errand, past) | {"oldest": errand.now - OVERDUE}
    return _found(conn.execute(CHECKS, asked).all(), "submissions of Akismet keys forgotten")


def forget_checks(conn: Connection, errand: Errand, rows: list[Any]) -> None:
    conn.execute(FORGET_CHECK, [{"site": errand.site.id, "id": row.id} for row in rows])


def over_at_desk(conn: Connection, errand: Errand, _past: int) -> Found:
    """Of no site: one piece."""
    number = int(conn.execute(DESK, {"now": errand.now}).scalar_one())
    return Found(
        [number] if number else [], None, Counter({"sessions, steps and invitations of the desk ended": number})
    )


def end_at_desk(conn: Connection, errand: Errand, _rows: list[Any]) -> None:
    for over in (END_DESK, steps.OVER, invitations.OVER):
        conn.execute(over, {"now": errand.now})


def _piece(errand: Errand, past: int) -> dict[str, object]:
    return {"site": errand.site.id, "past": past, "limit": SIZE}


def _found(rows: Any, counted: str) -> Found:
    return Found(list(rows), rows[-1].id if len(rows) == SIZE else None, Counter({counted: len(rows)}))
