"""Records, their newest answers, the chained history and its head.

The triggers are a guard rail against a slip of the hand in a database tool. They prove nothing:
who may drop them may change what they guard, and then only ``Store.verify`` tells.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

GENESIS = "0" * 64
REFUSAL = "Riwayat klik_kit tidak dapat diubah atau dihapus."


def upgrade() -> None:
    """Make the four tables, the first head and the triggers."""
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "record",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("unit", sa.Text),
        sa.Column("parent", sa.Text),
        sa.Column("edition", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_record"),
        sa.ForeignKeyConstraint(
            ["parent"], ["record.id"], name="fk_record_parent", deferrable=True, initially="DEFERRED"
        ),
    )
    op.create_index("ix_record_kind_unit", "record", ["kind", "unit"])
    op.create_index("ix_record_parent", "record", ["parent"])
    op.create_table(
        "answer",
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("value", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("record", "field", name="pk_answer"),
        sa.ForeignKeyConstraint(["record"], ["record.id"], name="fk_answer_record"),
        sa.CheckConstraint("version >= 1", name="ck_answer_version"),
    )
    op.create_table(
        "history",
        sa.Column("number", number, autoincrement=False, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("value", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_history"),
        sa.ForeignKeyConstraint(["record"], ["record.id"], name="fk_history_record"),
        sa.UniqueConstraint("record", "field", "version", name="uq_history_record_field_version"),
    )
    head = op.create_table(
        "history_head",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("count", number, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_history_head"),
        sa.CheckConstraint("id = 1", name="ck_history_head_single"),
    )
    op.bulk_insert(head, [{"id": 1, "count": 0, "hash": GENESIS}])
    for statement in _GUARDS[op.get_context().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """There is no way back from the first revision."""
    raise NotImplementedError


_GUARDS = {
    "sqlite": [
        f"CREATE TRIGGER history_no_{verb.lower()} BEFORE {verb} ON history BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for verb in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        f"""CREATE FUNCTION history_refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$""",
        """CREATE TRIGGER history_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON history
           FOR EACH STATEMENT EXECUTE FUNCTION history_refuse()""",
    ],
}
