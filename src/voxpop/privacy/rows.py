"""What is kept of somebody, as it is told: for each file of the zip (privacy/export) the rows that are in it.

Where they may not have been the one who wrote it, network address, browser and what is worked out from those are left
out (privacy/subject); what that was stands in the row.
"""

import base64
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, text

from voxpop.akismet import kept
from voxpop.discussion import appeals
from voxpop.discussion.state import State
from voxpop.lib.email import spelt
from voxpop.lib.sentence import said
from voxpop.lib.templates import iso
from voxpop.lib.words import told
from voxpop.moderation import public_log
from voxpop.privacy import theirs
from voxpop.privacy.subject import Subject
from voxpop.sites.site import Site
from voxpop.sites.speech import Speech, speech
from voxpop.spam import marks, records
from voxpop.spam.submission import Verdict

PIECE = 500  # comments that are in memory together
URL = text("""
    SELECT t.url FROM comment c JOIN thread t ON t.site_id = c.site_id AND t.id = c.thread_id
    WHERE c.site_id = :site AND c.id = :id
""")
UNSURE = said("It is not certain that it was you.")
ROLES = text("SELECT role FROM staff WHERE name = :name")

Rows = Iterator[dict[str, Any]]


class Asked(NamedTuple):
    """Who is meant, on which site, now (microseconds since 1970), and the folder that pictures are in.

    `lang` is the language that is asked for, '' for the site's.
    """

    who: Subject
    site: Site
    now: int
    data: Path
    lang: str = ""

    @property
    def spoken(self) -> Speech:
        return speech(self.site.rules, self.lang)


def _iso(at: int | None) -> str | None:
    return iso(at) if at else None


def comments(conn: Connection, asked: Asked) -> Rows:
    """What they wrote, in order, with the words that stood there before."""
    for ids in _pieces(conn, asked.who):
        at = {"site": asked.who.site, "ids": ids}
        earlier: dict[int, list[dict[str, Any]]] = {}
        for row in conn.execute(theirs.VERSIONS, at):
            earlier.setdefault(row.comment_id, []).append({"until": iso(row.until), "text": row.text})
        for row in conn.execute(theirs.COMMENTS, at):
            yield _comment(row, asked) | {"earlier": earlier.get(row.id, [])}


def _pieces(conn: Connection, who: Subject) -> Iterator[list[int]]:
    after = -1
    while ids := theirs.piece(conn, who, after, PIECE):
        yield ids
        after = ids[-1]


def _comment(row: Any, asked: Asked) -> dict[str, Any]:
    shown_ = {name: getattr(row, name) for name in ("id", "kind", "state", "name", "website", "text", "html", "role")}
    kept_of = {name: getattr(row, name) for name in ("email", "address", "agent", "rule", "consent")}
    told_of = {
        **shown_,
        "written": iso(row.id),
        "page": _address(row.url, asked.site),
        "answers": row.parent_id,
        "edited": _iso(row.edited),
        "badges": (row.badges or "").splitlines(),
        "picture": row.picture,
        "likes": row.likes,
        "reactions": _json(row.reactions),
        "pinned": _iso(row.pinned),
        "picked": bool(row.picked),
        "risk": row.risk,
        **kept_of,
        "judged": _verdict(row.verdict),
        "akismet": _akismet(row.asked),
    }
    mark, mail = (bytes(one) if one is not None else None for one in (row.guest, row.mail))
    if asked.who.wrote(mark, mail):
        return told_of
    proved = spelt(row.email) in asked.who.addresses
    return _without(told_of, ("address", "agent", "judged", "akismet") + (() if proved else ("email",)), asked)


def _without(row: dict[str, Any], names: Iterable[str], asked: Asked) -> dict[str, Any]:
    """The row without what may be somebody else's, and what that is."""
    missing = [name for name in names if row[name]]
    if not missing:
        return row
    because = told(UNSURE, asked.spoken.language)
    return row | dict.fromkeys(missing) | {"left_out": missing, "left_out_because": because}


def _address(url: str, site: Site) -> str:
    return f"{site.home}{url}" if url.startswith("/") else url


def _json(written: str | None) -> Any:
    return msgspec.json.decode(written) if written else None


def _verdict(written: str) -> Any:
    if not written:
        return None
    verdict = msgspec.json.decode(written, type=Verdict)
    return verdict._asdict() | {"reasons": [reason._asdict() for reason in verdict.reasons]}


def _akismet(written: str | None) -> Any:
    return msgspec.json.decode(written, type=kept.Kept)._asdict() if written else None


def _of(table: str, conn: Connection, asked: Asked) -> Iterator[Any]:
    """The rows of a table that are theirs, some hundred in memory at a time."""
    result = conn.execute(theirs.FINDS[table], theirs.asked(asked.who), execution_options={"yield_per": PIECE})
    yield from result


def _at(conn: Connection, asked: Asked, comment: int) -> dict[str, Any]:
    url = conn.execute(URL, {"site": asked.who.site, "id": comment}).scalar()
    return {"comment": comment, "page": _address(url, asked.site) if url else None}


def likes(conn: Connection, asked: Asked) -> Rows:
    for row in _of("liking", conn, asked):
        yield _at(conn, asked, row.comment_id)


def reactions(conn: Connection, asked: Asked) -> Rows:
    for row in _of("reaction", conn, asked):
        yield _at(conn, asked, row.comment_id) | {"reaction": row.kind}


def mutes(conn: Connection, asked: Asked) -> Rows:
    """At which comments; who wrote those is not told."""
    for row in _of("muting", conn, asked):
        yield _at(conn, asked, row.comment_id)


def reports(conn: Connection, asked: Asked) -> Rows:
    for row in _of("report", conn, asked):
        times = {"made": iso(row.id), "decided": _iso(row.decided), "told": _iso(row.told)}
        words = {name: getattr(row, name) for name in ("reason", "words", "outcome", "email", "name", "weight")}
        found = _at(conn, asked, row.comment_id) | times | words
        yield _without(found, _unsure_of_report(row, asked.who), asked)


def _unsure_of_report(row: Any, who: Subject) -> tuple[str, ...]:
    if who.reported(bytes(row.guest), row.email):
        return ()
    if bytes(row.guest) not in who.marks:
        return "words", "name"
    return () if spelt(row.email or "") in who.addresses else ("email", "name")


def appeals_made(conn: Connection, asked: Asked) -> Rows:
    for row in _of("appeal", conn, asked):
        words = {name: getattr(row, name) for name in ("words", "outcome", "answer")}
        yield {"made": iso(row.id), "comment": row.comment_id, "decided": _iso(row.decided), **words}


def account(conn: Connection, asked: Asked) -> Rows:
    """The person, if they sign in; the accounts and passkeys they do it with; and sign-ins that are under way."""
    for row in _of("person", conn, asked):
        yield {
            **row._asdict(),
            "kind": "person",
            "since": iso(row.id),
            "seen": iso(row.seen),
            "banned": _iso(row.banned),
        }
    for row in _of("account", conn, asked):
        yield {**row._asdict(), "kind": "account", "made": iso(row.made), "used": iso(row.used)}
    for row in _of("passkey", conn, asked):
        yield {
            "kind": "passkey",
            "label": row.label,
            "made": iso(row.id),
            "used": iso(row.used),
            "counter": row.counter,
        }
    yield from _attempts(conn, asked)
    if asked.who.person is None and asked.who.emails:
        yield {"kind": "guest", "email": asked.who.email}


def _attempts(conn: Connection, asked: Asked) -> Rows:
    """Theirs, and what began in this browser."""
    who, shown_ = asked.who, set()
    for row in _of("attempt", conn, asked):
        shown_.add(row.id)
        yield _attempt(row) | {"typed": _json(row.draft)}
    here = conn.execute(theirs.BEGUN_HERE, {"site": who.site, "browser": who.browser}) if who.browser else ()
    for row in here:
        typed = _json(row.draft) or {}
        if spelt(typed.get("email", "")) not in who.addresses:
            typed = _without({"email": None} | typed, ("email",), asked)
        if row.id not in shown_:
            yield _attempt(row) | {"typed": typed}


def _attempt(row: Any) -> dict[str, Any]:
    begun = {"begun": iso(row.id), "method": row.method, "outcome": row.outcome, "until": iso(row.until)}
    return {"kind": "sign-in", **begun, "back": row.back}


def sessions(conn: Connection, asked: Asked) -> Rows:
    for row in _of("session", conn, asked):
        times = {"opened": iso(row.id), "seen": iso(row.seen), "until": iso(row.until)}
        yield {"via": row.via, "agent": row.agent, "place": row.place, **times}


def notices(conn: Connection, asked: Asked) -> Rows:
    """Letters that wait to be sent, what stands against them, and what they are told of comments that are not shown."""
    for row in _of("outbox", conn, asked):
        body = _json(row.body) if row.channel == "mail" else row.body
        yield {"kind": "letter", "channel": row.channel, "written": iso(row.id), "due": iso(row.due), "letter": body}
    for row in _of("standing", conn, asked):
        yield {"kind": row.kind, "until": _iso(row.until), "why": row.why, "since": iso(row.since)}
    for number, sent in theirs.checks(conn, asked.who).items():
        fields = {name: getattr(sent, name) for name in ("text", "name", "email", "website", "address", "agent")}
        waits = {"kind": "waits to be judged again", "came": iso(number), **fields}
        yield _without(waits, ("address", "agent"), asked)  # other software sent it: no mark says who wrote it
    for ids in _pieces(conn, asked.who):
        rows = conn.execute(theirs.COMMENTS, {"site": asked.who.site, "ids": ids})
        states = {row.id: State(row.state) for row in rows if row.state not in (State.LIVE, State.GONE)}
        for one in appeals.statements(conn, asked.who.site, states, asked.now).values():
            what = "waiting" if one.what == "spam" and one.automatic else one.what
            yield {
                "kind": "statement",
                "comment": one.comment,
                "what": what,
                "why": one.why,
                "automatic": one.automatic,
            }


def lessons(conn: Connection, asked: Asked) -> Rows:
    """What the judge was taught by their comments: who said so is not told, but whether a person did."""
    for row in _of("lesson", conn, asked):
        taught = {"comment": row.comment_id, "spam": bool(row.spam), "by": str(row.source).partition(":")[0]}
        numbers = {"cluster": row.cluster, "features": base64.b64encode(bytes(row.features)).decode()}
        yield {"taught": iso(row.id), **taught, "in_force": row.undone is None, **numbers}


def counted(conn: Connection, asked: Asked) -> Rows:
    """What became of their comments, in numbers by which later ones are judged."""
    secret = records.secret(conn, asked.who.site)
    own = [marks.of_person(one.hex(), secret) for one in asked.who.marks] if secret else []
    for record in records.read(conn, asked.who.site, own).values():
        yield record._asdict() | {"first": iso(record.first)}


def acts(conn: Connection, asked: Asked) -> Rows:
    """What was done with their comments and to them: the actor as the public log has it, the reason as they hear it."""
    for row in _of("act", conn, asked):
        role = conn.execute(ROLES, {"name": row.actor}).scalar()
        heard = row.act in appeals.PUT_AWAY or row.comment_id is None
        why = row.why if heard else public_log.public(row.why, asked.site.rules.reject_reasons)
        yield {
            "at": iso(row.id),
            "comment": row.comment_id,
            "act": row.act,
            "by": public_log.by(row.actor, role),
            "why": why,
            "before": row.before,
            "after": row.after,
        }


def pictures(conn: Connection, asked: Asked) -> Iterable[str]:
    """The files of their picture, by name alone."""
    people = (row.picture for row in _of("person", conn, asked))
    return sorted({Path(name).name for name in people if name})
