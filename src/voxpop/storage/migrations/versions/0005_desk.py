"""The desk: who moderates and how they sign in; a log that is a chain; reports, notes, what stands against somebody."""

import hashlib
import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

ACTS = sa.text("""
    SELECT site_id, id, comment_id, act, actor, why, before, after FROM act ORDER BY site_id, id
""")
LINK = sa.text("UPDATE act SET seq = :seq, chain = :chain WHERE site_id = :site AND id = :id")
LAST = sa.text("INSERT INTO ledger (site_id, seq, chain) VALUES (:site, :seq, :chain)")
# The judge's probability, which until now stood in the verdict's words alone.
RISK = {
    "sqlite": """
        UPDATE comment SET risk = COALESCE((
            SELECT CAST(ROUND(100 * json_extract(s.verdict, '$[0]')) AS INTEGER) FROM sender s
            WHERE s.site_id = comment.site_id AND s.comment_id = comment.id AND s.verdict <> ''
        ), 0) WHERE state <> 'live'
    """,
    "postgresql": """
        UPDATE comment SET risk = COALESCE((
            SELECT CAST(ROUND(100 * CAST(CAST(s.verdict AS JSONB) ->> 0 AS NUMERIC)) AS INTEGER)
            FROM sender s
            WHERE s.site_id = comment.site_id AND s.comment_id = comment.id AND s.verdict <> ''
        ), 0) WHERE state <> 'live'
    """,
}


def upgrade() -> None:
    op.add_column("thread", sa.Column("slow", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("comment", sa.Column("risk", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("sender", sa.Column("rule", sa.Text(), nullable=True))
    op.execute(RISK[op.get_bind().dialect.name])
    _partial("comment_risk", "comment", ["site_id", "state", "risk", "id"], "state <> 'live'")
    _partial("comment_site_newest", "comment", ["site_id", "id"], "state = 'live'")
    _log()
    _people()
    _staff()


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, unique=False, sqlite_where=condition, postgresql_where=condition)


def _log() -> None:
    """Each act that is there becomes a link of its site's chain."""
    op.create_table(
        "ledger",
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("site_id"),
    )
    for column in (
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("whom", sa.LargeBinary(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("chain", sa.LargeBinary(), nullable=True),
    ):
        op.add_column("act", column)
    conn = op.get_bind()
    last: dict[int, tuple[int, bytes]] = {}
    for row in conn.execute(ACTS).all():
        seq, before = last.get(row.site_id, (0, b""))
        chain = _linked(before, seq + 1, row)
        conn.execute(LINK, {"seq": seq + 1, "chain": chain, "site": row.site_id, "id": row.id})
        last[row.site_id] = seq + 1, chain
    for site, (seq, chain) in last.items():
        conn.execute(LAST, {"site": site, "seq": seq, "chain": chain})
    with op.batch_alter_table("act") as batch:
        batch.alter_column("comment_id", existing_type=sa.BigInteger(), nullable=True)
        batch.alter_column("seq", existing_type=sa.BigInteger(), nullable=False)
        batch.alter_column("chain", existing_type=sa.LargeBinary(), nullable=False)
        batch.create_unique_constraint("act_seq", ["site_id", "seq"])
    _partial("act_whom", "act", ["site_id", "whom", "id"], "whom IS NOT NULL")
    _partial("act_thread", "act", ["site_id", "thread_id", "id"], "thread_id IS NOT NULL")


def _linked(before: bytes, seq: int, row: Any) -> bytes:
    """As moderation/ledger made them when this was written."""
    said = [seq, row.id, row.comment_id, None, "", row.act, row.actor, row.why, row.before, row.after]
    return hashlib.sha256(before + json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).digest()


def _people() -> None:
    op.create_table(
        "note",
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "id"),
    )
    op.create_index("note_comment", "note", ["site_id", "comment_id", "id"], unique=False)
    op.create_table(
        "report",
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("guest", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("decided", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "comment_id", "guest", name="report_once"),
    )
    _partial("report_open", "report", ["site_id", "comment_id"], "outcome = 'open'")
    op.create_index("report_guest", "report", ["site_id", "guest", "id"], unique=False)
    op.create_table(
        "standing",
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("whom", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "whom", "kind"),
    )


def _staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("totp", sa.LargeBinary(), nullable=True),
        sa.Column("totp_step", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name", name="staff_name"),
    )
    op.create_table(
        "staff_site",
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("staff_id", "site_id"),
    )
    op.create_table(
        "staff_key",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("credential", name="staff_key_credential"),
    )
    op.create_index("staff_key_staff", "staff_key", ["staff_id"], unique=False)
    op.create_table(
        "staff_session",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("proved", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("hash", name="staff_session_hash"),
    )
    op.create_index("staff_session_staff", "staff_session", ["staff_id"], unique=False)
    op.create_table(
        "staff_challenge",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("browser", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_index("staff_challenge_until", "staff_challenge", ["until"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("sites", sa.Text(), nullable=False),
        sa.Column("maker", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
