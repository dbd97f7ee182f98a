"""Salted names in the seals of the history, and the redactions that a deleted account leaves.

The guard lets a link change where a redaction of it is noted first, and then only its person, value and cover.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

REFUSAL = "Riwayat klik_kit tidak dapat diubah atau dihapus."
FIXED = ("number", "record", "field", "version", "at", "hash")


def upgrade() -> None:
    """Add the column, the table and the narrower guard."""
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.add_column("history", sa.Column("cover", sa.Text))
    op.create_table(
        "redaction",
        sa.Column("number", number, autoincrement=False, nullable=False),
        sa.Column("erasure", number, autoincrement=False, nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
        sa.Column("salt", sa.Text),
        sa.PrimaryKeyConstraint("number", "erasure", name="pk_redaction"),
        sa.ForeignKeyConstraint(["number"], ["history.number"], name="fk_redaction_number"),
        sa.ForeignKeyConstraint(["erasure"], ["history.number"], name="fk_redaction_erasure"),
    )
    op.create_index("ix_redaction_erasure", "redaction", ["erasure"])
    for statement in _GUARDS[op.get_context().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """There is no way back: covered names could not be proven any more."""
    raise NotImplementedError


_ALLOWED = " AND ".join(
    ["EXISTS (SELECT 1 FROM redaction WHERE number = OLD.number)", *(f"NEW.{name} = OLD.{name}" for name in FIXED)]
)
_GUARDS = {
    "sqlite": [
        "DROP TRIGGER history_no_update",
        f"""CREATE TRIGGER history_no_update BEFORE UPDATE ON history WHEN NOT ({_ALLOWED})
            BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    ],
    "postgresql": [
        f"""CREATE FUNCTION history_refuse_row() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN IF {_ALLOWED} THEN RETURN NEW; END IF; RAISE EXCEPTION '{REFUSAL}'; END $$""",
        "DROP TRIGGER history_guard ON history",
        """CREATE TRIGGER history_guard BEFORE DELETE OR TRUNCATE ON history
           FOR EACH STATEMENT EXECUTE FUNCTION history_refuse()""",
        """CREATE TRIGGER history_guard_row BEFORE UPDATE ON history
           FOR EACH ROW EXECUTE FUNCTION history_refuse_row()""",
    ],
}
