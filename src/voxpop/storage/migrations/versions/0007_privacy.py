"""What is kept of readers: hashes of e-mail addresses, consent, what the page on privacy said, who is forgotten."""

import hashlib
import secrets
from collections.abc import Callable

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Connection

revision = "0007"
down_revision = "0006"

BATCH = 5_000  # comments
LONG = 20_000  # comments from which on it takes so long that an operator is told how far it is

SITES = sa.text("SELECT DISTINCT site_id FROM sender WHERE email <> ''")
SECRET = sa.text("SELECT secret FROM judge WHERE site_id = :site")
JUDGE = sa.text("""
    INSERT INTO judge (site_id, secret, spam, honest, changes, tried, fitting, refused, refused_quality)
    VALUES (:site, :secret, 0, 0, 0, 0, 0, 0, 0)
""")
COUNT = sa.text("SELECT COUNT(*) FROM sender WHERE site_id = :site AND email <> ''")
# Of who signed in the account is known; an address is what a guest is known by.
GIVEN = sa.text("""
    SELECT s.comment_id, s.email FROM sender s
    WHERE s.site_id = :site AND s.comment_id > :after AND s.email <> ''
      AND NOT EXISTS (SELECT 1 FROM person p WHERE p.site_id = s.site_id AND p.mark = s.guest)
    ORDER BY s.comment_id LIMIT :batch
""")
REPORTERS = sa.text("SELECT site_id, id, email FROM report WHERE email IS NOT NULL")
REPORTER = sa.text("UPDATE report SET email = :email WHERE site_id = :site AND id = :id")
KNOWN_BY = sa.text("UPDATE sender SET mail = :mail WHERE site_id = :site AND comment_id = :comment")
AGENTS = {
    table: (
        key,
        sa.text(f"SELECT {key}, agent FROM {table} WHERE agent <> ''"),
        sa.text(f"UPDATE {table} SET agent = :agent WHERE {' AND '.join(f'{n} = :{n}' for n in key.split(', '))}"),
    )
    for table, key in {"session": "site_id, id", "staff_session": "id"}.items()
}
BROWSERS = {
    "SamsungBrowser/": "Samsung Internet",
    "Edg": "Edge",
    "OPR/": "Opera",
    "Vivaldi/": "Vivaldi",
    "FxiOS/": "Firefox",
    "Firefox/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "CrOS": "ChromeOS",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


def upgrade() -> None:
    op.add_column("sender", sa.Column("mail", sa.LargeBinary(), nullable=True))
    op.add_column("sender", sa.Column("consent", sa.Text(), nullable=True))
    _known_by_mail(op.get_bind())
    for key, rows, change in AGENTS.values():
        _browsers(op.get_bind(), key, rows, change)
    op.drop_index("sender_email", "sender")
    known = sa.text("mail IS NOT NULL")
    columns = ["site_id", "mail", "comment_id"]
    op.create_index("sender_mail", "sender", columns, sqlite_where=known, postgresql_where=known)
    left = sa.text("email <> '' OR fingerprint IS NOT NULL")
    op.create_index("sender_untold", "sender", ["site_id", "comment_id"], sqlite_where=left, postgresql_where=left)
    op.drop_index("attempt_until", "attempt")
    op.create_index("muting_whom", "muting", ["site_id", "whom"])
    _reporters(op.get_bind())
    given = sa.text("email IS NOT NULL")
    op.create_index("report_email", "report", ["site_id", "email"], sqlite_where=given, postgresql_where=given)
    op.create_table(
        "notice",
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "id"),
    )
    op.create_table(
        "keeping",
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("upto", sa.BigInteger(), nullable=False),
        sa.Column("addresses", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site_id"),
    )
    op.create_table(
        "erasure",
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("extent", sa.Text(), nullable=False),
        sa.Column("whose", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "id"),
    )
    op.create_index("erasure_due", "erasure", ["due"], unique=False)
    op.create_table(
        "erased",
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("extent", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "hash", "id"),
    )


def _known_by_mail(conn: Connection) -> None:
    for site in conn.execute(SITES).scalars().all():
        total = int(conn.execute(COUNT, {"site": site}).scalar_one())
        secret = _secret(conn, site)
        if total < LONG:
            _hash_all(conn, site, secret, lambda _: None)
            continue
        from rich.console import Console
        from rich.progress import Progress

        console = Console(stderr=True)
        with Progress(console=console, disable=not console.is_terminal) as bar:
            task = bar.add_task("hashing e-mail addresses", total=total)
            _hash_all(conn, site, secret, lambda done, task=task, bar=bar: bar.advance(task, done))  # type: ignore[misc]


def _secret(conn: Connection, site: int) -> bytes:
    kept = conn.execute(SECRET, {"site": site}).scalar()
    if kept is not None:
        return bytes(kept)
    made = secrets.token_bytes(16)
    conn.execute(JUDGE, {"site": site, "secret": made})
    return made


def _hash_all(conn: Connection, site: int, secret: bytes, advance: Callable[[int], None]) -> None:
    after = -1
    while rows := conn.execute(GIVEN, {"site": site, "after": after, "batch": BATCH}).all():
        conn.execute(
            KNOWN_BY, [{"site": site, "comment": number, "mail": _mail(secret, email)} for number, email in rows]
        )
        advance(len(rows))
        after = rows[-1].comment_id


def _mail(secret: bytes, email: str) -> bytes:
    return b"@" + hashlib.blake2b(_spelt(email).encode(), digest_size=16, key=secret, person=b"voxpop mail").digest()


def _spelt(email: str) -> str:
    """Capitals of ASCII are no difference, and a domain is its ASCII form."""
    local, at, domain = email.rpartition("@")
    labels = (one if one.isascii() else f"xn--{one.encode('punycode').decode()}" for one in domain.lower().split("."))
    return "".join(one.lower() if one.isascii() else one for one in local) + at + ".".join(labels)


def _reporters(conn: Connection) -> None:
    """An address in a report is found by its one spelling."""
    for site, number, email in conn.execute(REPORTERS).all():
        conn.execute(REPORTER, {"site": site, "id": number, "email": _spelt(email)})


def _browsers(conn: Connection, key: str, rows: sa.TextClause, change: sa.TextClause) -> None:
    """Of the name that a browser sends, what it is called is left."""
    names = (*key.split(", "), "agent")
    changes = [dict(zip(names, (*row[:-1], _called(row[-1])), strict=True)) for row in conn.execute(rows)]
    if changes:
        conn.execute(change, changes)


def _called(agent: str) -> str:
    found = (next((name for mark, name in names.items() if mark in agent), "") for names in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, found))
