"""Attempts to sign in: a row from the moment somebody sets out until they are back, or do not come.

    begin   a row, a `state` that travels, and the browser's own cookie that does not
    take    back with the state, in the same browser, by the same way, the first time: else nothing
    close   it came to something, or why not
    redeem  the page that opened a window for it gets what came of it, once

Only hashes of what could be used are kept. What a method must know again is its own JSON in `asked`.
"""

import hmac
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, text

from voxpop.lib import sentence
from voxpop.lib.ids import Clock
from voxpop.lib.refused import Refused
from voxpop.lib.sentence import said
from voxpop.people import tokens

MINUTE = 60_000_000  # microseconds
LASTS = 10 * MINUTE  # from setting out to coming back
KEPT = 60 * MINUTE  # from setting out: how long what was typed is kept for who comes back
HANDED = MINUTE  # how long a window's code may be redeemed

INSERT = text("""
    INSERT INTO attempt (site_id, id, state, browser, method, person_id, opener, challenge, back, draft, asked,
                         outcome, said, entered, via, code, until)
    VALUES (:site, :id, :state, :browser, :method, :person, :opener, :challenge, :back, :draft, :asked,
            'open', '', NULL, '', NULL, :until)
""")
COLUMNS = "site_id, id, method, person_id, opener, challenge, back, draft, asked, outcome, said, entered, via, until"
TAKE = text(f"""
    UPDATE attempt SET outcome = 'used'
    WHERE state = :state AND browser = :browser AND method = :method AND outcome = 'open'
    RETURNING {COLUMNS}
""")
PEEK = text(f"SELECT {COLUMNS} FROM attempt WHERE state = :state AND browser = :browser AND method = :method")
ASKED = text("""
    UPDATE attempt SET asked = :asked
    WHERE site_id = :site AND id = :id AND outcome = 'open' AND asked = :was
""")
CLOSE = text("""
    UPDATE attempt SET outcome = :outcome, said = :said, entered = :entered, via = :via, until = :until, asked = ''
    WHERE site_id = :site AND id = :id AND outcome IN ('open', 'used')
""")
CODE = text("""
    UPDATE attempt SET code = :code
    WHERE site_id = :site AND id = :id AND browser = :browser AND outcome = 'done' AND code IS NULL
""")
FINISHED = text(f"""
    SELECT {COLUMNS}, code FROM attempt WHERE site_id = :site AND challenge = :challenge
    ORDER BY CASE outcome WHEN 'done' THEN 0 ELSE 1 END, id DESC LIMIT 1
""")
REDEEM = text("""
    UPDATE attempt SET outcome = 'redeemed'
    WHERE site_id = :site AND id = :id AND outcome = 'done' AND until >= :now
""")
OF_BROWSER = text(f"SELECT {COLUMNS} FROM attempt WHERE site_id = :site AND id = :id AND browser = :browser")
NUMBERED = text(f"SELECT {COLUMNS} FROM attempt WHERE site_id = :site AND id = :id")
OVER = text("SELECT COUNT(*) FROM attempt WHERE site_id = :site AND id < :before")
SWEEP = text("DELETE FROM attempt WHERE site_id = :site AND id < :before")


class Purpose(NamedTuple):
    """What somebody signs in for: from which page, with what typed so far, and who they are already.

    `opener` is the origin of a page that opened a window for it, with its `challenge`; both '' without one. `back` is
    a path of ours. `adding` is the person who gets one more account. `lasts` is how long it may take, in microseconds.
    """

    opener: str = ""
    challenge: str = ""
    back: str = "/"
    draft: str = "{}"
    adding: int | None = None
    lasts: int = LASTS


class Attempt(NamedTuple):
    """`outcome` is open, used, done, redeemed, or the code of a refusal, whose sentence is kept in `said`."""

    site: int
    id: int
    method: str
    person: int | None
    opener: str
    challenge: str
    back: str
    draft: str
    asked: str
    outcome: str
    said: str
    entered: int | None
    via: str
    until: int

    @property
    def why(self) -> str:
        """Why nobody came in, for people; '' unless it was refused."""
        return sentence.read(self.said)


class Late(Refused):
    """It took too long; `attempt` is what was begun."""

    def __init__(self, attempt: Attempt) -> None:
        super().__init__("attempt_expired", said("That took longer than it may. Please begin again."))
        self.attempt = attempt


class Begun(NamedTuple):
    id: int
    state: str


def begin(conn: Connection, clock: Clock, site: int, browser: str, way: tuple[str, Any], purpose: Purpose) -> Begun:
    """A new attempt in a browser. `way` is the method and what it must know again, as JSON can write it.

    Attempts that nobody can finish any more are swept out at the same time.
    """
    now = clock.now()
    sweep(conn, site, now)
    begun = Begun(clock.next(now), tokens.drawn())
    method, asked = way
    conn.execute(
        INSERT,
        {
            "site": site,
            "id": begun.id,
            "state": tokens.hashed(begun.state),
            "browser": tokens.hashed(browser),
            "method": method,
            "person": purpose.adding,
            "opener": purpose.opener,
            "challenge": purpose.challenge,
            "back": purpose.back,
            "draft": purpose.draft,
            "asked": msgspec.json.encode(asked).decode(),
            "until": now + purpose.lasts,
        },
    )
    return begun


def over(conn: Connection, site: int, now: int) -> int:
    """How many began so long ago that nothing of them may be kept."""
    return int(conn.execute(OVER, {"site": site, "before": now - KEPT}).scalar_one())


def sweep(conn: Connection, site: int, now: int) -> None:
    """These are gone, whatever came of them."""
    conn.execute(SWEEP, {"site": site, "before": now - KEPT})


def take(conn: Connection, state: str, browser: str, method: str, now: int) -> Attempt:
    """The attempt that this state belongs to, the first time it comes, in its own browser, by its own method.

    Raises Refused attempt_unknown, attempt_expired.
    """
    row = conn.execute(TAKE, _which(state, browser, method)).one_or_none()
    if row is None:
        raise unknown()
    return _in_time(Attempt(*row), now)


def peek(conn: Connection, state: str, browser: str, method: str, now: int) -> Attempt:
    """`take` without taking it: for what may be tried again. Raises Refused attempt_unknown, attempt_expired."""
    row = conn.execute(PEEK, _which(state, browser, method)).one_or_none()
    if row is None or row.outcome != "open":
        raise unknown()
    return _in_time(Attempt(*row), now)


def _which(state: str, browser: str, method: str) -> dict[str, object]:
    return {"state": tokens.hashed(state), "browser": tokens.hashed(browser), "method": method}


def _in_time(attempt: Attempt, now: int) -> Attempt:
    if attempt.until < now:
        raise Late(attempt)
    return attempt


def unknown() -> Refused:
    return Refused("attempt_unknown", "This sign-in did not begin here, or has ended already. Please begin again.")


def note(conn: Connection, attempt: Attempt, asked: Any) -> bool:
    """What the method knows now; False when it knew something else meanwhile."""
    written = msgspec.json.encode(asked).decode()
    values = {"asked": written, "was": attempt.asked, "site": attempt.site, "id": attempt.id}
    return conn.execute(ASKED, values).rowcount == 1


def close(conn: Connection, attempt: Attempt, entered: int | None, via: str, refused: Refused | None, now: int) -> bool:
    """Somebody has come in, or has not. False when it was closed before; what the method knew is forgotten."""
    values = {
        "outcome": refused.code if refused else "done",
        "said": sentence.kept(refused.sentence) if refused else "",
        "entered": entered,
        "via": via,
        "until": now + (HANDED if attempt.opener and not refused else KEPT),
        "site": attempt.site,
        "id": attempt.id,
    }
    return conn.execute(CLOSE, values).rowcount == 1


def handed_over(conn: Connection, site: int, attempt: int, browser: str) -> str:
    """A code for the window to hand to the page that opened it; once. Raises Refused attempt_unknown."""
    code = tokens.drawn()
    values = {"code": tokens.hashed(code), "site": site, "id": attempt, "browser": tokens.hashed(browser)}
    if conn.execute(CODE, values).rowcount != 1:
        raise unknown()
    return code


def redeem(conn: Connection, site: int, opener: str, verifier: str, code: str, now: int) -> Attempt:
    """What came of the attempt that the page `opener` keeps the verifier of: open, or done for the first time.

    `code` is what the window handed over, or '' for who only asks again and again because the window could not. Raises
    Refused attempt_unknown, and what the attempt was refused with.
    """
    row = conn.execute(FINISHED, {"site": site, "challenge": tokens.challenge(verifier)}).one_or_none()
    if row is None or row.opener != opener or row.outcome == "redeemed":
        raise unknown()
    *columns, kept = row
    attempt = Attempt(*columns)
    if attempt.outcome in ("open", "used"):
        return _in_time(attempt, now)
    if attempt.outcome != "done":
        raise Refused(attempt.outcome, attempt.why)
    if code and (kept is None or not hmac.compare_digest(bytes(kept), tokens.hashed(code))):
        raise unknown()
    if conn.execute(REDEEM, {"site": site, "id": attempt.id, "now": now}).rowcount != 1:
        raise unknown()
    return attempt


def of_browser(conn: Connection, site: int, attempt: int, browser: str, now: int) -> Attempt | None:
    """An attempt that began in this browser, for what was typed before; None when it is not there any more."""
    row = conn.execute(OF_BROWSER, {"site": site, "id": attempt, "browser": tokens.hashed(browser)}).one_or_none()
    return None if row is None or row.until < now else Attempt(*row)


def numbered(conn: Connection, attempt: Attempt) -> Attempt | None:
    """The attempt as it is now; None when it is not there any more."""
    row = conn.execute(NUMBERED, {"site": attempt.site, "id": attempt.id}).one_or_none()
    return None if row is None else Attempt(*row)
