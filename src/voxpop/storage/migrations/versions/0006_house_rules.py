"""House rules in their order; appeals; who hears of a report; a heated conversation; digests; answers by time."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("site", sa.Column("screens", sa.Text(), nullable=False, server_default=""))
    op.add_column("thread", sa.Column("heated", sa.BigInteger(), nullable=True))
    op.add_column("report", sa.Column("email", sa.Text(), nullable=True))
    op.add_column("report", sa.Column("told", sa.BigInteger(), nullable=True))
    op.add_column("report", sa.Column("name", sa.Text(), nullable=True))
    op.add_column("report", sa.Column("weight", sa.Integer(), nullable=False, server_default="100"))
    op.add_column("report", sa.Column("was", sa.BigInteger(), nullable=True))
    op.add_column("staff", sa.Column("email", sa.Text(), nullable=True))
    op.add_column("staff", sa.Column("digest", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("staff", sa.Column("digested", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("staff", sa.Column("digest_key", sa.LargeBinary(), nullable=True))
    op.create_table(
        "appeal",
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("act_id", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("decided", sa.BigInteger(), nullable=True),
        sa.Column("decider", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "id"),
        sa.UniqueConstraint("site_id", "comment_id", name="appeal_once"),
    )
    open_ = sa.text("outcome = 'open'")
    op.create_index("appeal_open", "appeal", ["site_id", "id"], sqlite_where=open_, postgresql_where=open_)
    # By time too, so that the first answers of one comment need no walk through the site.
    answers = sa.text("parent_id IS NOT NULL")
    op.drop_index("comment_answers", "comment")
    columns = ["site_id", "parent_id", "id"]
    op.create_index("comment_answers", "comment", columns, sqlite_where=answers, postgresql_where=answers)
    heated = sa.text("heated IS NOT NULL")
    op.create_index("thread_heated", "thread", ["site_id", "heated"], sqlite_where=heated, postgresql_where=heated)
