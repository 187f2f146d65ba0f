"""The index of words: it holds each live comment under its thread, and nothing else.

On PostgreSQL it is an index like the others, and the database's to keep. On SQLite it is a table that triggers keep.
That they are there is looked at, then which comments it holds, then for the newest of them whether it has their words.
FTS5's own check would hold off all writers meanwhile.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, text

from voxpop.discussion import wanted
from voxpop.discussion.wanted import LETTERS, Phrase
from voxpop.verifying.finding import Finding

SAMPLE = 200  # comments whose words are looked up
FIRST = 80  # of their characters

PARTS = (
    *("comment_live", "comment_words", "comment_words_came", "comment_words_shown"),
    *("comment_words_hidden", "comment_words_changed", "comment_words_gone"),
)
THERE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type <> 'index'",
    "postgresql": "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()",
}
VOCABULARY = "CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, comment_words, instance)"
HELD = "CREATE TEMP TABLE held (id INTEGER PRIMARY KEY, thread TEXT NOT NULL)"
# Threads are words of digits: among those, and not among all words, they are looked for.
HOLD = """
    INSERT OR IGNORE INTO held (id, thread)
    SELECT doc, term FROM vocabulary WHERE term >= '0' AND term < ':' AND col = 'thread_id'
"""
FORGET = ("DROP TABLE temp.held", "DROP TABLE temp.vocabulary")
TOO_MANY = text("""
    SELECT h.id, h.thread, c.state, c.thread_id FROM held h LEFT JOIN comment c ON c.id = h.id
    WHERE c.id IS NULL OR c.state <> 'live' OR CAST(c.thread_id AS TEXT) <> h.thread
""")
TOO_FEW = text("""
    SELECT c.id FROM comment c LEFT JOIN held h ON h.id = c.id WHERE c.state = 'live' AND h.id IS NULL
""")
NEWEST = text("SELECT id, thread_id, text FROM comment WHERE state = 'live' ORDER BY id DESC LIMIT :limit")
HAS = text("SELECT 1 FROM comment_words WHERE comment_words MATCH :match AND rowid = :id")


def look(conn: Connection) -> Iterator[Finding]:
    lite = conn.dialect.name == "sqlite"
    there = set(conn.exec_driver_sql(THERE[conn.dialect.name]).scalars())
    missing = [part for part in PARTS if part not in there] if lite else sorted({"comment_words"} - there)
    for part in missing:
        yield Finding("words", f"{part}, a part of the index of words, is not there")
    if lite and not missing:
        yield from _held(conn)
        yield from _said(conn)


def _held(conn: Connection) -> Iterator[Finding]:
    conn.exec_driver_sql(VOCABULARY)
    conn.exec_driver_sql(HELD)
    conn.exec_driver_sql(HOLD)
    for row in conn.execute(TOO_MANY).all():
        is_ = "not there" if row.state is None else row.state
        where = "" if row.state != "live" else f" and in thread {row.thread_id}, not {row.thread}"
        yield Finding("words", f"comment {row.id}: the index of words holds it, and it is {is_}{where}")
    for number in conn.execute(TOO_FEW).scalars().all():
        yield Finding("words", f"comment {number}: it is live, and not in the index of words")
    for statement in FORGET:
        conn.exec_driver_sql(statement)


def _said(conn: Connection) -> Iterator[Finding]:
    for row in conn.execute(NEWEST, {"limit": SAMPLE}).all():
        first = row.text.replace('"', " ")[:FIRST]
        said = " ".join(first.split() if len(row.text) <= FIRST else first.split()[:-1])
        match = wanted.for_fts5((Phrase(said, begins=False),), row.thread_id)
        if LETTERS.search(said) and conn.execute(HAS, {"match": match, "id": row.id}).scalar() is None:
            yield Finding("words", f"comment {row.id}: the index holds other words than it does")
