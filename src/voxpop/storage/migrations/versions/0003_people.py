"""People who sign in: who they are, by which accounts, their sessions, and what of it their comments show."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    for name in ("role", "badges", "picture"):
        op.add_column("comment", sa.Column(name, sa.Text(), nullable=True))
    # One spelling of an address everywhere, as lib/email has it: who proves it finds what was left with it.
    op.execute("UPDATE sender SET email = LOWER(email) WHERE email <> LOWER(email)")
    op.create_table(
        "person",
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("skeleton", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("picture", sa.Text(), nullable=True),
        sa.Column("pictured", sa.Boolean(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("badges", sa.Text(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.Column("banned", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("mark", name="person_mark"),
    )
    op.create_index("person_skeleton", "person", ["site_id", "skeleton"], unique=False)
    op.create_table(
        "account",
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("made", sa.BigInteger(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "issuer", "subject"),
    )
    op.create_index("account_person", "account", ["site_id", "person_id"], unique=False)
    op.create_table(
        "session",
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("hash", name="session_hash"),
    )
    op.create_index("session_person", "session", ["site_id", "person_id", "id"], unique=False)
    op.create_index("session_until", "session", ["until"], unique=False)
    op.create_table(
        "attempt",
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("browser", sa.LargeBinary(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("opener", sa.Text(), nullable=False),
        sa.Column("challenge", sa.Text(), nullable=False),
        sa.Column("back", sa.Text(), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("entered", sa.BigInteger(), nullable=True),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=True),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("state", name="attempt_state"),
    )
    op.create_index(
        "attempt_challenge",
        "attempt",
        ["site_id", "challenge"],
        unique=False,
        sqlite_where=sa.text("challenge <> ''"),
        postgresql_where=sa.text("challenge <> ''"),
    )
    op.create_index("attempt_until", "attempt", ["until"], unique=False)
    op.create_table(
        "passkey",
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "credential", name="passkey_credential"),
    )
    op.create_index("passkey_person", "passkey", ["site_id", "person_id"], unique=False)
    op.create_table(
        "client",
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("redirect", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("made", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "issuer", "redirect"),
    )
    op.create_index("client_made", "client", ["made"], unique=False)
