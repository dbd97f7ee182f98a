"""Accounts, sessions, invitations and wrong guesses: secrets, as hashes, and what ends by itself.

What an account is (name, role, unit) stands in records of the kind ``akun`` and so in the history;
these tables hold only what must be able to change or vanish without a trace of its value.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the four tables."""
    op.create_table(
        "account",
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("login", sa.Text, nullable=False),
        sa.Column("password", sa.Text),
        sa.PrimaryKeyConstraint("record", name="pk_account"),
        sa.ForeignKeyConstraint(["record"], ["record.id"], name="fk_account_record"),
        sa.UniqueConstraint("login", name="uq_account_login"),
    )
    op.create_table(
        "session",
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("until", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_session"),
        sa.ForeignKeyConstraint(["account"], ["account.record"], name="fk_session_account"),
    )
    op.create_index("ix_session_account", "session", ["account"])
    op.create_table(
        "invitation",
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("until", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_invitation"),
        sa.ForeignKeyConstraint(["account"], ["account.record"], name="fk_invitation_account"),
        sa.UniqueConstraint("code", name="uq_invitation_code"),
        sa.UniqueConstraint("account", name="uq_invitation_account"),
    )
    op.create_table(
        "login_failure",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), autoincrement=True, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_login_failure"),
    )
    op.create_index("ix_login_failure_key_at", "login_failure", ["key", "at"])
    op.create_index("ix_login_failure_at", "login_failure", ["at"])


def downgrade() -> None:
    """There is no way back: sessions and passwords would be lost."""
    raise NotImplementedError
