"""Health: versions of its model, what is not relevant, and how each system came out."""

import sqlalchemy as sa
from alembic import op

from isms.kernel import tables
from isms.kernel.seal import protection

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "health_model_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("valid_from", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("basis", sa.Text(), autoincrement=False, nullable=True),
        sa.Column(
            "state",
            sa.Enum("draft", "decided", name="healthmodelstate", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("decided_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("decided_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column(
            "code_key",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_health_model_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_health_model_history_id"),
        "health_model_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "health_model_value_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("model_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_health_model_value_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_health_model_value_history_id"),
        "health_model_value_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "not_relevant_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("system_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "indicator",
            sa.Enum(
                "ownership",
                "rating",
                "assessment",
                "residual_risk",
                "overdue_actions",
                "deviations",
                "support",
                "agreement",
                "processor_agreement",
                "dpia",
                "restore_test",
                "access_review",
                "strong_sign_in",
                "patching",
                "logging",
                "fallback",
                name="indicator",
                native_enum=False,
                length=40,
            ),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("decided_by_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("decided_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_not_relevant_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_not_relevant_history_id"),
        "not_relevant_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "system_health_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("system_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("model", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("is_counted", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "wanted",
                "acceptable",
                "unacceptable",
                "not_assessed",
                name="healthstatus",
                native_enum=False,
                length=40,
            ),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("points", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("coverage", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("flags", tables.WordList(), autoincrement=False, nullable=False),
        sa.Column("results", tables.WordList(), autoincrement=False, nullable=False),
        sa.Column(
            "best",
            sa.Enum(
                "ownership",
                "rating",
                "assessment",
                "residual_risk",
                "overdue_actions",
                "deviations",
                "support",
                "agreement",
                "processor_agreement",
                "dpia",
                "restore_test",
                "access_review",
                "strong_sign_in",
                "patching",
                "logging",
                "fallback",
                name="indicator",
                native_enum=False,
                length=40,
            ),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("gain", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("rows", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("changed_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_system_health_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_system_health_history_id"),
        "system_health_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "health_model",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "decided",
                name="health_model_state_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("code_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(state = 'decided') = (decided_on IS NOT NULL) AND (decided_on IS NULL) = (decided_by_id IS NULL)",
            name=op.f("ck_health_model_decision_has_a_person_and_a_day"),
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_health_model_decided_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_model")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_health_model_tenant_id_code")),
    )
    op.create_index(op.f("ix_health_model_decided_by_id"), "health_model", ["decided_by_id"], unique=False)
    op.create_index(op.f("ix_health_model_tenant_id"), "health_model", ["tenant_id"], unique=False)
    op.create_table(
        "health_model_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 0", name=op.f("ck_health_model_value_is_not_negative")),
        sa.ForeignKeyConstraint(
            ["model_id"], ["health_model.id"], name=op.f("fk_health_model_value_model_id_health_model")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_model_value")),
        sa.UniqueConstraint("model_id", "name", name=op.f("uq_health_model_value_model_id_name")),
    )
    op.create_index(op.f("ix_health_model_value_model_id"), "health_model_value", ["model_id"], unique=False)
    op.create_index(op.f("ix_health_model_value_tenant_id"), "health_model_value", ["tenant_id"], unique=False)
    op.create_table(
        "not_relevant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("system_id", sa.Integer(), nullable=False),
        sa.Column(
            "indicator",
            sa.Enum(
                "ownership",
                "rating",
                "assessment",
                "residual_risk",
                "overdue_actions",
                "deviations",
                "support",
                "agreement",
                "processor_agreement",
                "dpia",
                "restore_test",
                "access_review",
                "strong_sign_in",
                "patching",
                "logging",
                "fallback",
                name="indicator_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_not_relevant_decided_by_id_person")),
        sa.ForeignKeyConstraint(["system_id"], ["system.id"], name=op.f("fk_not_relevant_system_id_system")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_not_relevant")),
    )
    op.create_index(op.f("ix_not_relevant_decided_by_id"), "not_relevant", ["decided_by_id"], unique=False)
    op.create_index(op.f("ix_not_relevant_system_id"), "not_relevant", ["system_id"], unique=False)
    op.create_index(
        op.f("ix_not_relevant_system_id_indicator"),
        "not_relevant",
        ["system_id", "indicator"],
        unique=True,
        sqlite_where=sa.text("withdrawn_on IS NULL"),
        postgresql_where=sa.text("withdrawn_on IS NULL"),
    )
    op.create_index(op.f("ix_not_relevant_tenant_id"), "not_relevant", ["tenant_id"], unique=False)
    op.create_table(
        "system_health",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("system_id", sa.Integer(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("is_counted", sa.Boolean(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "wanted",
                "acceptable",
                "unacceptable",
                "not_assessed",
                name="health_status_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("coverage", sa.Integer(), nullable=False),
        sa.Column("flags", tables.WordList(), nullable=False),
        sa.Column("results", tables.WordList(), nullable=False),
        sa.Column(
            "best",
            sa.Enum(
                "ownership",
                "rating",
                "assessment",
                "residual_risk",
                "overdue_actions",
                "deviations",
                "support",
                "agreement",
                "processor_agreement",
                "dpia",
                "restore_test",
                "access_review",
                "strong_sign_in",
                "patching",
                "logging",
                "fallback",
                name="indicator_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("gain", sa.Integer(), nullable=True),
        sa.Column("rows", sa.Text(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["system_id"], ["system.id"], name=op.f("fk_system_health_system_id_system")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_system_health")),
        sa.UniqueConstraint("system_id", name=op.f("uq_system_health_system_id")),
    )
    op.create_index(op.f("ix_system_health_tenant_id"), "system_health", ["tenant_id"], unique=False)
    protection.protect_history(op.get_bind(), "health_model", "health_model_value", "not_relevant", "system_health")


def downgrade() -> None:
    op.drop_index(op.f("ix_system_health_tenant_id"), table_name="system_health")
    op.drop_table("system_health")
    op.drop_index(op.f("ix_not_relevant_tenant_id"), table_name="not_relevant")
    op.drop_index(
        op.f("ix_not_relevant_system_id_indicator"),
        table_name="not_relevant",
        sqlite_where=sa.text("withdrawn_on IS NULL"),
        postgresql_where=sa.text("withdrawn_on IS NULL"),
    )
    op.drop_index(op.f("ix_not_relevant_system_id"), table_name="not_relevant")
    op.drop_index(op.f("ix_not_relevant_decided_by_id"), table_name="not_relevant")
    op.drop_table("not_relevant")
    op.drop_index(op.f("ix_health_model_value_tenant_id"), table_name="health_model_value")
    op.drop_index(op.f("ix_health_model_value_model_id"), table_name="health_model_value")
    op.drop_table("health_model_value")
    op.drop_index(op.f("ix_health_model_tenant_id"), table_name="health_model")
    op.drop_index(op.f("ix_health_model_decided_by_id"), table_name="health_model")
    op.drop_table("health_model")
    op.drop_index(
        op.f("ix_system_health_history_id"),
        table_name="system_health_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("system_health_history")
    op.drop_index(
        op.f("ix_not_relevant_history_id"),
        table_name="not_relevant_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("not_relevant_history")
    op.drop_index(
        op.f("ix_health_model_value_history_id"),
        table_name="health_model_value_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("health_model_value_history")
    op.drop_index(
        op.f("ix_health_model_history_id"),
        table_name="health_model_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("health_model_history")
