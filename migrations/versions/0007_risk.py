"""Risk: assessments, the systems they cover, scenarios and the actions against them."""

import sqlalchemy as sa
from alembic import op

from isms.kernel import tables
from isms.kernel.seal import protection

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assessed_system_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("assessment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("system_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_assessed_system_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_assessed_system_history_id"),
        "assessed_system_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "assessment_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("method", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("model_version", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("assessed_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("responsible_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("participants", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("valid_until", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("summary", sa.Text(), autoincrement=False, nullable=True),
        sa.Column(
            "status",
            sa.Enum("draft", "approved", name="assessmentstatus", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("approved_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("approved_on", sa.Date(), autoincrement=False, nullable=True),
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
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_assessment_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_assessment_history_id"),
        "assessment_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "scenario_action_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scenario_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("action_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_scenario_action_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_scenario_action_history_id"),
        "scenario_action_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "scenario_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("assessment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("system_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("description", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("cause", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("vulnerability", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("properties", tables.WordList(), autoincrement=False, nullable=False),
        sa.Column("existing_controls", sa.Text(), autoincrement=False, nullable=True),
        sa.Column(
            "likelihood_before",
            sa.Enum("1", "2", "3", "4", name="likelihood", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "consequence_before",
            sa.Enum("1", "2", "3", "4", name="consequence", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "likelihood_after",
            sa.Enum("1", "2", "3", "4", name="likelihood", native_enum=False, length=40),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column(
            "consequence_after",
            sa.Enum("1", "2", "3", "4", name="consequence", native_enum=False, length=40),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column(
            "treatment",
            sa.Enum("avoid", "share", "reduce", "accept", name="treatment", native_enum=False, length=40),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("owner_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column(
            "level_before",
            sa.Enum("low", "medium", "high", name="risklevel", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "level_after",
            sa.Enum("low", "medium", "high", name="risklevel", native_enum=False, length=40),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column(
            "residual_level",
            sa.Enum("low", "medium", "high", name="risklevel", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("rank", sa.Integer(), autoincrement=False, nullable=False),
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
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_scenario_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_scenario_history_id"),
        "scenario_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("model_version", sa.Text(), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("responsible_id", sa.Integer(), nullable=False),
        sa.Column("participants", sa.Text(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "approved",
                name="assessment_status_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("code_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("title_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(status = 'approved') = (approved_on IS NOT NULL) AND (approved_on IS NULL) = (approved_by_id IS NULL)",
            name=op.f("ck_assessment_approval_has_a_person_and_a_day"),
        ),
        sa.CheckConstraint("valid_until >= assessed_on", name=op.f("ck_assessment_ends_after_it_is_made")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["person.id"], name=op.f("fk_assessment_approved_by_id_person")),
        sa.ForeignKeyConstraint(["responsible_id"], ["person.id"], name=op.f("fk_assessment_responsible_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_assessment_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_assessment_tenant_id_code")),
    )
    op.create_index(op.f("ix_assessment_approved_by_id"), "assessment", ["approved_by_id"], unique=False)
    op.create_index(op.f("ix_assessment_responsible_id"), "assessment", ["responsible_id"], unique=False)
    op.create_index(op.f("ix_assessment_tenant_id"), "assessment", ["tenant_id"], unique=False)
    op.create_index(op.f("ix_assessment_unit_id"), "assessment", ["unit_id"], unique=False)
    op.create_table(
        "assessed_system",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("system_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_assessed_system_assessment_id_assessment")
        ),
        sa.ForeignKeyConstraint(["system_id"], ["system.id"], name=op.f("fk_assessed_system_system_id_system")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessed_system")),
        sa.UniqueConstraint("assessment_id", "system_id", name=op.f("uq_assessed_system_assessment_id_system_id")),
    )
    op.create_index(op.f("ix_assessed_system_assessment_id"), "assessed_system", ["assessment_id"], unique=False)
    op.create_index(op.f("ix_assessed_system_system_id"), "assessed_system", ["system_id"], unique=False)
    op.create_index(op.f("ix_assessed_system_tenant_id"), "assessed_system", ["tenant_id"], unique=False)
    op.create_table(
        "scenario",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("system_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("vulnerability", sa.Text(), nullable=True),
        sa.Column("properties", tables.WordList(), nullable=False),
        sa.Column("existing_controls", sa.Text(), nullable=True),
        sa.Column(
            "likelihood_before",
            sa.Enum(
                "1",
                "2",
                "3",
                "4",
                name="likelihood_before_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "consequence_before",
            sa.Enum(
                "1",
                "2",
                "3",
                "4",
                name="consequence_before_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "likelihood_after",
            sa.Enum(
                "1",
                "2",
                "3",
                "4",
                name="likelihood_after_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "consequence_after",
            sa.Enum(
                "1",
                "2",
                "3",
                "4",
                name="consequence_after_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "treatment",
            sa.Enum(
                "avoid",
                "share",
                "reduce",
                "accept",
                name="treatment_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column(
            "level_before",
            sa.Enum(
                "low",
                "medium",
                "high",
                name="level_before_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "level_after",
            sa.Enum(
                "low",
                "medium",
                "high",
                name="level_after_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "residual_level",
            sa.Enum(
                "low",
                "medium",
                "high",
                name="residual_level_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("code_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("title_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(likelihood_after IS NULL) = (consequence_after IS NULL)",
            name=op.f("ck_scenario_after_has_both_or_neither"),
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_scenario_assessment_id_assessment")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_scenario_owner_id_person")),
        sa.ForeignKeyConstraint(["system_id"], ["system.id"], name=op.f("fk_scenario_system_id_system")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenario")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_scenario_tenant_id_code")),
    )
    op.create_index(op.f("ix_scenario_assessment_id"), "scenario", ["assessment_id"], unique=False)
    op.create_index(op.f("ix_scenario_owner_id"), "scenario", ["owner_id"], unique=False)
    op.create_index(op.f("ix_scenario_rank_code_key_id"), "scenario", ["rank", "code_key", "id"], unique=False)
    op.create_index(op.f("ix_scenario_system_id"), "scenario", ["system_id"], unique=False)
    op.create_index(op.f("ix_scenario_tenant_id"), "scenario", ["tenant_id"], unique=False)
    op.create_table(
        "scenario_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_scenario_action_action_id_action")),
        sa.ForeignKeyConstraint(["scenario_id"], ["scenario.id"], name=op.f("fk_scenario_action_scenario_id_scenario")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenario_action")),
        sa.UniqueConstraint("scenario_id", "action_id", name=op.f("uq_scenario_action_scenario_id_action_id")),
    )
    op.create_index(op.f("ix_scenario_action_action_id"), "scenario_action", ["action_id"], unique=False)
    op.create_index(op.f("ix_scenario_action_scenario_id"), "scenario_action", ["scenario_id"], unique=False)
    op.create_index(op.f("ix_scenario_action_tenant_id"), "scenario_action", ["tenant_id"], unique=False)
    protection.protect_history(op.get_bind(), "assessment", "assessed_system", "scenario", "scenario_action")


def downgrade() -> None:
    op.drop_index(op.f("ix_scenario_action_tenant_id"), table_name="scenario_action")
    op.drop_index(op.f("ix_scenario_action_scenario_id"), table_name="scenario_action")
    op.drop_index(op.f("ix_scenario_action_action_id"), table_name="scenario_action")
    op.drop_table("scenario_action")
    op.drop_index(op.f("ix_scenario_tenant_id"), table_name="scenario")
    op.drop_index(op.f("ix_scenario_system_id"), table_name="scenario")
    op.drop_index(op.f("ix_scenario_rank_code_key_id"), table_name="scenario")
    op.drop_index(op.f("ix_scenario_owner_id"), table_name="scenario")
    op.drop_index(op.f("ix_scenario_assessment_id"), table_name="scenario")
    op.drop_table("scenario")
    op.drop_index(op.f("ix_assessed_system_tenant_id"), table_name="assessed_system")
    op.drop_index(op.f("ix_assessed_system_system_id"), table_name="assessed_system")
    op.drop_index(op.f("ix_assessed_system_assessment_id"), table_name="assessed_system")
    op.drop_table("assessed_system")
    op.drop_index(op.f("ix_assessment_unit_id"), table_name="assessment")
    op.drop_index(op.f("ix_assessment_tenant_id"), table_name="assessment")
    op.drop_index(op.f("ix_assessment_responsible_id"), table_name="assessment")
    op.drop_index(op.f("ix_assessment_approved_by_id"), table_name="assessment")
    op.drop_table("assessment")
    op.drop_index(
        op.f("ix_scenario_history_id"),
        table_name="scenario_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("scenario_history")
    op.drop_index(
        op.f("ix_scenario_action_history_id"),
        table_name="scenario_action_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("scenario_action_history")
    op.drop_index(
        op.f("ix_assessment_history_id"),
        table_name="assessment_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("assessment_history")
    op.drop_index(
        op.f("ix_assessed_system_history_id"),
        table_name="assessed_system_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("assessed_system_history")
