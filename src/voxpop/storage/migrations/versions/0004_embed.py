"""Reactions, pinned and picked comments, whom a reader has muted; and an index of the words of live comments."""

import sqlite3
from collections.abc import Callable

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Connection

revision = "0004"
down_revision = "0003"

BATCH = 5_000  # comments
LONG = 20_000  # comments from which on it takes so long that an operator is told how far it is

LIVE = "CREATE VIEW comment_live AS SELECT id, thread_id, text FROM comment WHERE state = 'live'"
# The thread is a word of each comment, so that a search goes through what both have and not through the whole site.
WORDS = """
    CREATE VIRTUAL TABLE comment_words USING fts5 (
        thread_id, text,
        content = 'comment_live', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', columnsize = 0
    )
"""
ENTER = "INSERT INTO comment_words (rowid, thread_id, text) VALUES (new.id, new.thread_id, new.text)"
LEAVE = """
    INSERT INTO comment_words (comment_words, rowid, thread_id, text) VALUES ('delete', old.id, old.thread_id, old.text)
"""
TRIGGERS = {
    "comment_words_came": ("INSERT", "new.state = 'live'", (ENTER,)),
    "comment_words_shown": ("UPDATE OF state", "new.state = 'live' AND old.state <> 'live'", (ENTER,)),
    "comment_words_hidden": ("UPDATE OF state", "old.state = 'live' AND new.state <> 'live'", (LEAVE,)),
    "comment_words_changed": (
        "UPDATE OF text",
        "old.state = 'live' AND new.state = 'live' AND old.text <> new.text",
        (LEAVE, ENTER),
    ),
    "comment_words_gone": ("DELETE", "old.state = 'live'", (LEAVE,)),
}
FILL = sa.text("""
    INSERT INTO comment_words (rowid, thread_id, text)
    SELECT id, thread_id, text FROM comment WHERE id > :after AND id <= :last AND state = 'live' ORDER BY id
""")
LAST = sa.text("SELECT MAX(id) FROM (SELECT id FROM comment WHERE id > :after ORDER BY id LIMIT :batch) batch")
COUNT = sa.text("SELECT COUNT(*) FROM comment")
# Merging is put off a little: each post then writes less. Where it can be, deleted words leave the file at once.
SECURE = {"secure-delete": 1} if sqlite3.sqlite_version_info >= (3, 42) else {}
OPTIONS = {"automerge": 16, "crisismerge": 64} | SECURE

# The same on PostgreSQL, where letters lose their accents (NFD) and what is no letter or digit becomes a space.
INDEX = r"""
    CREATE INDEX comment_words ON comment USING gin (
        to_tsvector(CAST('simple' AS regconfig), 'thread' || CAST(thread_id AS TEXT) || ' ' || regexp_replace(
            regexp_replace(normalize(text, NFD), '[\u0300-\u036f]+', '', 'g'),
            '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]+', ' ', 'g'
        ))
    ) WHERE state = 'live'
"""


def upgrade() -> None:
    op.add_column("thread", sa.Column("pinned", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("comment", sa.Column("reactions", sa.Text(), nullable=True))
    op.add_column("comment", sa.Column("pinned", sa.BigInteger(), nullable=True))
    op.add_column("comment", sa.Column("picked", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(
        "comment_pinned",
        "comment",
        ["site_id", "thread_id", "pinned"],
        unique=False,
        sqlite_where=sa.text("pinned IS NOT NULL"),
        postgresql_where=sa.text("pinned IS NOT NULL"),
    )
    op.create_table(
        "reaction",
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("guest", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "comment_id", "guest", "kind"),
    )
    op.create_index("reaction_guest", "reaction", ["site_id", "guest", "comment_id", "kind"], unique=False)
    op.create_table(
        "muting",
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("guest", sa.LargeBinary(), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("whom", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "guest", "comment_id"),
    )
    conn = op.get_bind()
    if conn.dialect.name == "sqlite":
        _words(conn)
    else:
        conn.exec_driver_sql(INDEX)


def _words(conn: Connection) -> None:
    conn.exec_driver_sql(LIVE)
    conn.exec_driver_sql(WORDS)
    for name, value in OPTIONS.items():
        conn.exec_driver_sql("INSERT INTO comment_words (comment_words, rank) VALUES (?, ?)", (name, value))
    _fill(conn)
    for name, (event, when, acts) in TRIGGERS.items():
        body = "; ".join(acts)
        conn.exec_driver_sql(f"CREATE TRIGGER {name} AFTER {event} ON comment WHEN {when} BEGIN {body}; END")


def _fill(conn: Connection) -> None:
    """Put in the words of the comments that are there."""
    total = int(conn.execute(COUNT).scalar_one())
    if total < LONG:
        _fill_all(conn, lambda _: None)
        return
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("indexing the words of comments", total=total)
        _fill_all(conn, lambda done: bar.advance(task, done))


def _fill_all(conn: Connection, advance: Callable[[int], None]) -> None:
    after = -1
    while (last := conn.execute(LAST, {"after": after, "batch": BATCH}).scalar()) is not None:
        conn.execute(FILL, {"after": after, "last": last})
        advance(BATCH)
        after = last
