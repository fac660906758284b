"""Deviations, the systems they touch and the actions they lead to."""

import sqlalchemy as sa
from alembic import op

from isms.kernel import tables
from isms.kernel.seal import protection

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "affected_system_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("deviation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("system_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_affected_system_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_affected_system_history_id"),
        "affected_system_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "deviation_action_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("deviation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("action_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_deviation_action_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_deviation_action_history_id"),
        "deviation_action_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "deviation_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("description", sa.Text(), autoincrement=False, nullable=True),
        sa.Column(
            "severity",
            sa.Enum("minor", "moderate", "serious", name="severity", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("discovered_at", tables.Instant(timezone=True), autoincrement=False, nullable=False),
        sa.Column("aware_at", tables.Instant(timezone=True), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reported_by_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reported_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("responsible_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("due_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("immediate_action", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("cause", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("learning", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("closed_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("closed_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column(
            "status",
            sa.Enum("open", "closed", name="deviationstatus", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "code_key",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "title_key",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("search_text", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_deviation_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_deviation_history_id"),
        "deviation_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "deviation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column(
            "severity",
            sa.Enum(
                "minor",
                "moderate",
                "serious",
                name="severity_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("discovered_at", tables.Instant(timezone=True), nullable=False),
        sa.Column("aware_at", tables.Instant(timezone=True), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("reported_by_id", sa.Integer(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("responsible_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("immediate_action", sa.Text(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("learning", sa.Text(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "closed",
                name="deviation_status_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("code_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("title_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.CheckConstraint("aware_at >= discovered_at", name=op.f("ck_deviation_is_known_after_it_was_discovered")),
        sa.CheckConstraint("closed_on IS NULL OR cause IS NOT NULL", name=op.f("ck_deviation_closed_has_a_cause")),
        sa.CheckConstraint("due_on >= reported_on", name=op.f("ck_deviation_is_due_after_it_was_reported")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["person.id"], name=op.f("fk_deviation_closed_by_id_person")),
        sa.ForeignKeyConstraint(["reported_by_id"], ["person.id"], name=op.f("fk_deviation_reported_by_id_person")),
        sa.ForeignKeyConstraint(["responsible_id"], ["person.id"], name=op.f("fk_deviation_responsible_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_deviation_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deviation")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_deviation_tenant_id_code")),
    )
    op.create_index(op.f("ix_deviation_closed_by_id"), "deviation", ["closed_by_id"], unique=False)
    op.create_index(op.f("ix_deviation_due_on"), "deviation", ["due_on"], unique=False)
    op.create_index(op.f("ix_deviation_reported_by_id"), "deviation", ["reported_by_id"], unique=False)
    op.create_index(op.f("ix_deviation_responsible_id"), "deviation", ["responsible_id"], unique=False)
    op.create_index(
        op.f("ix_deviation_status_due_on_code_key_id"),
        "deviation",
        ["status", "due_on", "code_key", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_deviation_tenant_id"), "deviation", ["tenant_id"], unique=False)
    op.create_index(op.f("ix_deviation_unit_id"), "deviation", ["unit_id"], unique=False)
    op.create_table(
        "affected_system",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deviation_id", sa.Integer(), nullable=False),
        sa.Column("system_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["deviation_id"], ["deviation.id"], name=op.f("fk_affected_system_deviation_id_deviation")
        ),
        sa.ForeignKeyConstraint(["system_id"], ["system.id"], name=op.f("fk_affected_system_system_id_system")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affected_system")),
        sa.UniqueConstraint("deviation_id", "system_id", name=op.f("uq_affected_system_deviation_id_system_id")),
    )
    op.create_index(op.f("ix_affected_system_deviation_id"), "affected_system", ["deviation_id"], unique=False)
    op.create_index(op.f("ix_affected_system_system_id"), "affected_system", ["system_id"], unique=False)
    op.create_index(op.f("ix_affected_system_tenant_id"), "affected_system", ["tenant_id"], unique=False)
    op.create_table(
        "deviation_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deviation_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_deviation_action_action_id_action")),
        sa.ForeignKeyConstraint(
            ["deviation_id"], ["deviation.id"], name=op.f("fk_deviation_action_deviation_id_deviation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deviation_action")),
        sa.UniqueConstraint("deviation_id", "action_id", name=op.f("uq_deviation_action_deviation_id_action_id")),
    )
    op.create_index(op.f("ix_deviation_action_action_id"), "deviation_action", ["action_id"], unique=False)
    op.create_index(op.f("ix_deviation_action_deviation_id"), "deviation_action", ["deviation_id"], unique=False)
    op.create_index(op.f("ix_deviation_action_tenant_id"), "deviation_action", ["tenant_id"], unique=False)
    protection.protect_history(op.get_bind(), "deviation", "affected_system", "deviation_action")


def downgrade() -> None:
    op.drop_index(op.f("ix_deviation_action_tenant_id"), table_name="deviation_action")
    op.drop_index(op.f("ix_deviation_action_deviation_id"), table_name="deviation_action")
    op.drop_index(op.f("ix_deviation_action_action_id"), table_name="deviation_action")
    op.drop_table("deviation_action")
    op.drop_index(op.f("ix_affected_system_tenant_id"), table_name="affected_system")
    op.drop_index(op.f("ix_affected_system_system_id"), table_name="affected_system")
    op.drop_index(op.f("ix_affected_system_deviation_id"), table_name="affected_system")
    op.drop_table("affected_system")
    op.drop_index(op.f("ix_deviation_unit_id"), table_name="deviation")
    op.drop_index(op.f("ix_deviation_tenant_id"), table_name="deviation")
    op.drop_index(op.f("ix_deviation_status_due_on_code_key_id"), table_name="deviation")
    op.drop_index(op.f("ix_deviation_responsible_id"), table_name="deviation")
    op.drop_index(op.f("ix_deviation_reported_by_id"), table_name="deviation")
    op.drop_index(op.f("ix_deviation_due_on"), table_name="deviation")
    op.drop_index(op.f("ix_deviation_closed_by_id"), table_name="deviation")
    op.drop_table("deviation")
    op.drop_index(
        op.f("ix_deviation_history_id"),
        table_name="deviation_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("deviation_history")
    op.drop_index(
        op.f("ix_deviation_action_history_id"),
        table_name="deviation_action_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("deviation_action_history")
    op.drop_index(
        op.f("ix_affected_system_history_id"),
        table_name="affected_system_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("affected_system_history")
