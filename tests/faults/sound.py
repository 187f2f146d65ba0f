"""Is what a fault left in the database whole? Asked in SQL of its own, so that no error of the package can hide."""

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from tests.support.server import Server

WRONG = {
    "a thread's number of comments is not that of its rows": """
        SELECT t.id FROM thread t
        WHERE t.live <> (SELECT COUNT(*) FROM comment c
                         WHERE c.site_id = t.site_id AND c.thread_id = t.id AND c.state = 'live')
    """,
    "a comment's likes are not its votes": """
        SELECT c.id FROM comment c
        WHERE c.likes <> (SELECT COUNT(*) FROM liking l WHERE l.site_id = c.site_id AND l.comment_id = c.id)
    """,
    "a comment without a thread": """
        SELECT c.id FROM comment c LEFT JOIN thread t ON t.site_id = c.site_id AND t.id = c.thread_id
        WHERE t.id IS NULL
    """,
    "a comment without a sender": """
        SELECT c.id FROM comment c LEFT JOIN sender s ON s.site_id = c.site_id AND s.comment_id = c.id
        WHERE s.comment_id IS NULL
    """,
    "a sender without a comment": """
        SELECT s.comment_id FROM sender s LEFT JOIN comment c ON c.site_id = s.site_id AND c.id = s.comment_id
        WHERE c.id IS NULL
    """,
    "an answer to nothing": """
        SELECT c.id FROM comment c
        LEFT JOIN comment p ON p.site_id = c.site_id AND p.id = c.parent_id AND p.thread_id = c.thread_id
        WHERE c.parent_id IS NOT NULL AND (p.id IS NULL OR c.depth <> p.depth + 1 OR c.root_id <> p.root_id)
    """,
    "a comment that is there twice": """
        SELECT MIN(id) FROM comment WHERE state <> 'gone' GROUP BY text HAVING COUNT(*) > 1
    """,
}


def place(url: str, server: Server) -> str:
    """Where the comments are: in the PostgreSQL at `url`, or in the server's own folder."""
    return url or f"sqlite:///{server.data / 'voxpop.db'}"


def _engine(url: str) -> Engine:
    made = make_url(url)
    if made.drivername == "postgresql":
        made = made.set(drivername="postgresql+psycopg")
    return create_engine(made, poolclass=NullPool)


def comments(url: str) -> dict[str, int]:
    """text -> id of all there are."""
    engine = _engine(url)
    with engine.connect() as conn:
        return {row.text: row.id for row in conn.execute(text("SELECT id, text FROM comment ORDER BY id"))}


def number(url: str, sql: str) -> int:
    """What a statement counts."""
    with _engine(url).connect() as conn:
        return int(conn.execute(text(sql)).scalar_one())


def letters(url: str) -> int:
    """How many wait in the outbox."""
    return number(url, "SELECT COUNT(*) FROM outbox")


def faults(url: str) -> list[str]:
    """What is wrong, each with the first row that shows it; empty when all is well."""
    engine = _engine(url)
    with engine.connect() as conn:
        found = {what: conn.execute(text(rows)).first() for what, rows in WRONG.items()}
        said = conn.execute(text("PRAGMA integrity_check")).scalar() if engine.dialect.name == "sqlite" else "ok"
    return [f"{what}: {row[0]}" for what, row in found.items() if row] + ([] if said == "ok" else [str(said)])
