"""What municipalities have decided about the rules of clocks."""

import sqlalchemy as sa
from alembic import op

from isms.kernel import tables
from isms.kernel.seal import protection

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clock_rule_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("active", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("length", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("steps", tables.WordList(), autoincrement=False, nullable=False),
        sa.Column("basis", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("note", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("decided_by_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("decided_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_clock_rule_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_clock_rule_history_id"),
        "clock_rule_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "clock_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=True),
        sa.Column("steps", tables.WordList(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "length IS NULL OR length >= 1", name=op.f("ck_clock_rule_length_is_a_number_above_nothing")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_clock_rule_decided_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_rule")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_clock_rule_tenant_id_key")),
        info={"immutable": False},
    )
    op.create_index(op.f("ix_clock_rule_decided_by_id"), "clock_rule", ["decided_by_id"], unique=False)
    op.create_index(op.f("ix_clock_rule_tenant_id"), "clock_rule", ["tenant_id"], unique=False)
    protection.protect_history(op.get_bind(), "clock_rule")


def downgrade() -> None:
    op.drop_index(op.f("ix_clock_rule_tenant_id"), table_name="clock_rule")
    op.drop_index(op.f("ix_clock_rule_decided_by_id"), table_name="clock_rule")
    op.drop_table("clock_rule")
    op.drop_index(
        op.f("ix_clock_rule_history_id"),
        table_name="clock_rule_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("clock_rule_history")
