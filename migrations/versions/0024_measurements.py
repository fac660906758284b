"""Dated technical facts of systems."""

import sqlalchemy as sa
from alembic import op

from isms.kernel.seal import protection

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "measurement_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("system_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "restore_test",
                "access_review",
                "strong_sign_in",
                "patching",
                "logging",
                "fallback",
                "zero_report",
                name="measurementkind",
                native_enum=False,
                length=40,
            ),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("measured_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("passed", sa.Boolean(), autoincrement=False, nullable=True),
        sa.Column("hours", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("removed", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("days", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("supported", sa.Boolean(), autoincrement=False, nullable=True),
        sa.Column(
            "sign_in",
            sa.Enum(
                "everybody", "administrators_and_remote", "nobody", name="signinstrength", native_enum=False, length=40
            ),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column(
            "log_state",
            sa.Enum("reviewed", "not_reviewed", "off", name="logstate", native_enum=False, length=40),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column(
            "fallback",
            sa.Enum("practised", "planned", "none", name="fallbackstate", native_enum=False, length=40),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("by_supplier", sa.Boolean(), autoincrement=False, nullable=True),
        sa.Column(
            "result",
            sa.Enum(
                "restored",
                "not_restored",
                "leavers_removed",
                "leavers_left",
                "strong_for_all",
                "strong_for_some",
                "password_only",
                "patched",
                "vulnerable",
                "unsupported",
                "log_reviewed",
                "log_not_reviewed",
                "log_off",
                "practised",
                "not_practised",
                "no_plan",
                "nothing_happened",
                name="measurementresult",
                native_enum=False,
                length=40,
            ),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("evidence", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("note", sa.Text(), autoincrement=False, nullable=True),
        sa.Column(
            "source",
            sa.Enum("form", "imported", "attested", name="measurementsource", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("recorded_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("recorded_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_measurement_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_measurement_history_id"),
        "measurement_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "measurement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("system_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "restore_test",
                "access_review",
                "strong_sign_in",
                "patching",
                "logging",
                "fallback",
                "zero_report",
                name="measurement_kind_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("removed", sa.Integer(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("supported", sa.Boolean(), nullable=True),
        sa.Column(
            "sign_in",
            sa.Enum(
                "everybody",
                "administrators_and_remote",
                "nobody",
                name="sign_in_strength_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "log_state",
            sa.Enum(
                "reviewed",
                "not_reviewed",
                "off",
                name="log_state_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "fallback",
            sa.Enum(
                "practised",
                "planned",
                "none",
                name="fallback_state_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("by_supplier", sa.Boolean(), nullable=True),
        sa.Column(
            "result",
            sa.Enum(
                "restored",
                "not_restored",
                "leavers_removed",
                "leavers_left",
                "strong_for_all",
                "strong_for_some",
                "password_only",
                "patched",
                "vulnerable",
                "unsupported",
                "log_reviewed",
                "log_not_reviewed",
                "log_off",
                "practised",
                "not_practised",
                "no_plan",
                "nothing_happened",
                name="measurement_result_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column(
            "source",
            sa.Enum(
                "form",
                "imported",
                "attested",
                name="measurement_source_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.CheckConstraint("days IS NULL OR days >= 0", name=op.f("ck_measurement_days_is_not_negative")),
        sa.CheckConstraint("hours IS NULL OR hours >= 0", name=op.f("ck_measurement_hours_is_not_negative")),
        sa.CheckConstraint("measured_on <= recorded_on", name=op.f("ck_measurement_is_not_of_the_future")),
        sa.CheckConstraint("removed IS NULL OR removed >= 0", name=op.f("ck_measurement_removed_is_not_negative")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_measurement_recorded_by_id_person")),
        sa.ForeignKeyConstraint(["system_id"], ["system.id"], name=op.f("fk_measurement_system_id_system")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measurement")),
    )
    op.create_index(op.f("ix_measurement_recorded_by_id"), "measurement", ["recorded_by_id"], unique=False)
    op.create_index(op.f("ix_measurement_system_id"), "measurement", ["system_id"], unique=False)
    op.create_index(op.f("ix_measurement_tenant_id"), "measurement", ["tenant_id"], unique=False)
    protection.protect_history(op.get_bind(), "measurement")


def downgrade() -> None:
    op.drop_index(op.f("ix_measurement_tenant_id"), table_name="measurement")
    op.drop_index(op.f("ix_measurement_system_id"), table_name="measurement")
    op.drop_index(op.f("ix_measurement_recorded_by_id"), table_name="measurement")
    op.drop_table("measurement")
    op.drop_index(
        op.f("ix_measurement_history_id"),
        table_name="measurement_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("measurement_history")
