"""For each table that holds something of somebody, the statement that finds it, by an index.

Two kinds of values say who it is: `marks` (of a person, or of a guest's cookie) and `mails` (keyed hashes of
addresses). What has a mail's hash and another person's mark is that person's. Every table of the schema stands in one
of the two lists; a test sees to it.
"""

from typing import Any

import msgspec
from sqlalchemy import Connection, LargeBinary, Text, TextClause, bindparam, text

from voxpop.lib.email import spelt
from voxpop.lib.ids import LARGEST
from voxpop.privacy.subject import Subject
from voxpop.spam.submission import Submission

NOT_A_PERSONS = "(s.guest IS NULL OR NOT EXISTS (SELECT 1 FROM person p WHERE p.mark = s.guest))"
# What they sent, in order: by their marks up to :until, by their addresses up to :before. Each half ends with as many
# as are wanted, so that who wrote a hundred thousand is not sorted anew for each piece.
SENT = f"""
    SELECT comment_id FROM (
        SELECT s.comment_id FROM sender s
        WHERE s.site_id = :site AND s.guest IN :marks AND s.comment_id > :after AND s.comment_id <= :until
        ORDER BY s.comment_id LIMIT :limit
    ) theirs
    UNION
    SELECT comment_id FROM (
        SELECT s.comment_id FROM sender s
        WHERE s.site_id = :site AND s.mail IN :mails AND s.comment_id > :after AND s.comment_id <= :before
          AND {NOT_A_PERSONS}
        ORDER BY s.comment_id LIMIT :limit
    ) theirs
"""
ALL = (
    """
    SELECT s.comment_id FROM sender s WHERE s.site_id = :site AND s.guest IN :marks
    UNION
    SELECT s.comment_id FROM sender s WHERE s.site_id = :site AND s.mail IN :mails AND
"""
    + NOT_A_PERSONS
)


KINDS: dict[str, Any] = {"marks": LargeBinary(), "mails": LargeBinary(), "whom": LargeBinary(), "emails": Text()}


def asking(sql: str, *lists: str) -> TextClause:
    """A statement with lists of these among its values; what is in them is named, for one may be empty."""
    return text(sql).bindparams(*(bindparam(name, expanding=True, type_=KINDS[name]) for name in lists))


def _about(columns: str, table: str, order: str) -> TextClause:
    """Rows of a table about comments of theirs."""
    return asking(
        f"SELECT {columns} FROM ({ALL}) theirs CROSS JOIN {table} x "
        f"WHERE x.site_id = :site AND x.comment_id = theirs.comment_id ORDER BY {order}",
        *("marks", "mails"),
    )


def _by_mark(columns: str, table: str, order: str) -> TextClause:
    sql = f"SELECT {columns} FROM {table} x WHERE x.site_id = :site AND x.guest IN :marks ORDER BY {order}"
    return asking(sql, "marks")


PIECE = asking(f"{SENT} ORDER BY 1 LIMIT :limit", "marks", "mails")
COMMENTS = text("""
    SELECT c.id, c.kind, c.state, c.name, c.website, c.text, c.html, c.edited, c.parent_id, c.role, c.badges, c.picture,
           c.likes, c.reactions, c.pinned, c.picked, c.risk, t.url, s.email, s.address, s.agent, s.verdict, s.asked,
           s.rule, s.consent, s.guest, s.mail
    FROM comment c
    JOIN thread t ON t.site_id = c.site_id AND t.id = c.thread_id
    JOIN sender s ON s.site_id = c.site_id AND s.comment_id = c.id
    WHERE c.site_id = :site AND c.id IN :ids ORDER BY c.id
""").bindparams(bindparam("ids", expanding=True))
VERSIONS = text("""
    SELECT comment_id, until, text FROM version WHERE site_id = :site AND comment_id IN :ids ORDER BY comment_id, until
""").bindparams(bindparam("ids", expanding=True))

BEGUN_HERE = text("""
    SELECT id, method, back, draft, outcome, until FROM attempt WHERE site_id = :site AND browser = :browser ORDER BY id
""")
# A proof is not told of: whoever looks has just made it.
BEGUN = text("""
    SELECT COUNT(*) FROM attempt
    WHERE site_id = :site AND method <> 'proof' AND (person_id = :person OR entered = :person OR browser = :browser)
""")

# Of each table: what of it is theirs, in an order that stays.
FINDS: dict[str, TextClause] = {
    "comment": _about("x.id, x.state", "(SELECT site_id, id, id AS comment_id, state FROM comment)", "1"),
    "sender": _about("x.comment_id", "sender", "1"),
    "version": _about("x.comment_id, x.until, x.text", "version", "1, 2"),
    "note": _about("x.comment_id, x.id", "note", "1, 2"),  # found to be removed: it is a colleague's
    "lesson": _about("x.id, x.comment_id, x.spam, x.source, x.day, x.cluster, x.features, x.undone", "lesson", "1"),
    "appeal": _about("x.id, x.comment_id, x.act_id, x.words, x.outcome, x.decided, x.answer", "appeal", "1"),
    "liking": _by_mark("x.comment_id, x.guest", "liking", "1, 2"),
    "reaction": _by_mark("x.comment_id, x.kind, x.guest", "reaction", "1, 2, 3"),
    "muting": _by_mark("x.comment_id, x.guest", "muting", "1, 2"),
    "report": asking(
        """
        SELECT id, comment_id, guest, reason, words, outcome, decided, email, name, told, weight FROM report
        WHERE site_id = :site AND guest IN :marks
        UNION
        SELECT r.id, r.comment_id, r.guest, r.reason, r.words, r.outcome, r.decided, r.email, r.name, r.told, r.weight
        FROM report r
        WHERE r.site_id = :site AND r.email IN :emails AND r.email IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM person p WHERE p.mark = r.guest AND p.id <> :person)
        ORDER BY 1
        """,
        *("marks", "emails"),
    ),
    "act": asking(
        f"""
        SELECT a.id, a.comment_id, a.act, a.actor, a.why, a.before, a.after FROM ({ALL}) theirs CROSS JOIN act a
        WHERE a.site_id = :site AND a.comment_id = theirs.comment_id
        UNION
        SELECT a.id, NULL, a.act, a.actor, a.why, a.before, a.after FROM act a
        WHERE a.site_id = :site AND a.whom IN :whom AND a.whom IS NOT NULL AND a.comment_id IS NULL
        ORDER BY 1
        """,
        *("marks", "mails", "whom"),
    ),
    "standing": asking(
        "SELECT kind, until, why, since FROM standing WHERE site_id = :site AND whom IN :whom ORDER BY since, kind",
        "whom",
    ),
    "person": text("""
        SELECT id, name, email, page, source, picture, pictured, role, badges, seen, banned FROM person
        WHERE site_id = :site AND id = :person
    """),
    "account": text("""
        SELECT issuer, subject, method, via, label, made, used FROM account
        WHERE site_id = :site AND person_id = :person ORDER BY made, issuer, subject
    """),
    "passkey": text("""
        SELECT id, label, used, counter FROM passkey WHERE site_id = :site AND person_id = :person ORDER BY id
    """),
    "session": text("""
        SELECT id, via, agent, place, seen, until FROM session WHERE site_id = :site AND person_id = :person ORDER BY id
    """),
    "attempt": text("""
        SELECT id, method, back, draft, outcome, until FROM attempt
        WHERE site_id = :site AND (person_id = :person OR entered = :person) ORDER BY id
    """),
    "outbox": asking(
        """
        SELECT id, channel, target, body, due FROM outbox
        WHERE site_id = :site AND channel = 'mail' AND target IN :emails
        UNION
        SELECT id, channel, target, body, due FROM outbox
        WHERE site_id = :site AND channel = 'picture' AND target = CAST(:person AS TEXT)
        ORDER BY 1
        """,
        "emails",
    ),
    "akismet_check": text("SELECT id, submission FROM akismet_check WHERE site_id = :site ORDER BY id"),
}

LISTS = ("marks", "mails", "emails", "whom")
COUNTS = {
    table: asking(f"SELECT COUNT(*) FROM ({one.text}) counted", *(name for name in LISTS if f"IN :{name}" in one.text))
    for table, one in FINDS.items()
    if table not in ("sender", "akismet_check")  # one for each comment; and what has to be read
}

# What tells nothing of anybody who reads or writes, or nothing that could be said to be one person's.
APART: dict[str, str] = {
    "site": "what the owner chose; an address in a house rule is not found by whose it is",
    "origin": "the owner's addresses",
    "thread": "an article's address and counters",
    "story": "what the owner publishes",
    "client": "how this server is known to others",
    "ledger": "the end of the chain of acts",
    "staff": "colleagues, who see it at the desk",
    "staff_site": "colleagues",
    "staff_key": "colleagues",
    "staff_session": "colleagues",
    "staff_challenge": "colleagues",
    "invitation": "colleagues",
    "imported": "what another blog calls a comment: a number",
    "record": "counts under a keyed hash: a person's are told (privacy/rows), those of a network or domain are of many",
    "judge": "how many lessons there are, and the key",
    "model": "weights made of all lessons together",
    "akismet_key": "keys of other software",
    "akismet_use": "how often a key was used",
    "akismet_seen": "hashes that cannot be looked up by who it is",
    "advice": "how often another filter was right",
    "notice": "what the page on privacy said",
    "keeping": "when it is next looked for what is old",
    "erasure": "what is being forgotten",
    "erased": "what is forgotten, by keyed hashes",
}


def asked(who: Subject) -> dict[str, object]:
    """The values of every statement here."""
    return who.values() | {"whom": [*who.marks, *who.mails]}


def piece(
    conn: Connection, who: Subject, after: int, limit: int, upto: tuple[int, int] = (LARGEST, LARGEST)
) -> list[int]:
    """Comments of theirs after one, in order. `upto`: the last by their marks, and by their addresses."""
    until, before = upto
    values = who.values() | {"after": after, "limit": limit, "until": until, "before": before}
    return list(conn.execute(PIECE, values).scalars())


def counts(conn: Connection, who: Subject) -> dict[str, int]:
    """How many rows of each table are theirs; without tables that hold none."""
    found = {table: int(conn.execute(statement, asked(who)).scalar_one()) for table, statement in COUNTS.items()}
    found["akismet_check"] = len(checks(conn, who))
    return {table: number for table, number in found.items() if number}


def shown(conn: Connection, who: Subject) -> dict[str, int]:
    """`counts` as readers are told: with all that began in this browser, and without the proof by which they ask."""
    begun = conn.execute(BEGUN, {"site": who.site, "person": who.person or 0, "browser": who.browser}).scalar_one()
    return {table: number for table, number in (counts(conn, who) | {"attempt": begun}).items() if number}


def checks(conn: Connection, who: Subject) -> dict[int, Submission]:
    """What others had checked here by Akismet's protocol with an address of theirs, and is looked at again."""
    addresses = who.addresses
    if not addresses:
        return {}
    rows = conn.execute(FINDS["akismet_check"], {"site": who.site}).all()
    sent = {row.id: msgspec.json.decode(row.submission, type=Submission) for row in rows}
    return {number: one for number, one in sent.items() if spelt(one.email) in addresses}
