"""Projects, their decisions, gates and benefits, and the ending of systems."""

import sqlalchemy as sa
from alembic import op

from isms.kernel.seal import protection

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "decision_taken_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("project_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "point",
            sa.Enum("bp1", "bp2", "bp3", "bp4", "bp5", "bp6", name="decisionpoint", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum("approved", "sent_back", "stopped", name="outcome", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("decided_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("decided_by_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_decision_taken_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_decision_taken_history_id"),
        "decision_taken_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "project_benefit_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("project_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "dimension",
            sa.Enum(
                "quality",
                "economy",
                "climate",
                "information_security",
                "time",
                name="benefitdimension",
                native_enum=False,
                length=40,
            ),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("text", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("owner_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("due_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("realised", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("realised_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_project_benefit_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_project_benefit_history_id"),
        "project_benefit_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "project_gate_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("project_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "gate",
            sa.Enum(
                "preliminary_rating",
                "dpia_need",
                "first_assessment",
                "requirements",
                "processor_agreement",
                "second_assessment",
                "access_model",
                "restore_test",
                "owner_named",
                "in_use",
                "owner_attested",
                "benefits",
                name="securitygate",
                native_enum=False,
                length=40,
            ),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("met_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("evidence", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("waived_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("waived_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("settled_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_project_gate_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_project_gate_history_id"),
        "project_gate_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "project_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("description", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("owner_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("manager_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("begun_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("planned_end_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("reference", sa.Text(), autoincrement=False, nullable=True),
        sa.Column(
            "phase",
            sa.Enum(
                "idea",
                "concept",
                "planning",
                "execution",
                "closing",
                "realisation",
                name="phase",
                native_enum=False,
                length=40,
            ),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("moved_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("stopped_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("ended_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column(
            "code_key",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "name_key",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("search_text", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_project_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_project_history_id"),
        "project_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "project_system_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("project_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("system_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "part",
            sa.Enum("introduces", "changes", "replaces", name="projectpart", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_project_system_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_project_system_history_id"),
        "project_system_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "system_ending_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("system_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("begun_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("responsible_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("archive_done_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("archive_evidence", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("archive_not_needed_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("deletion_done_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("deletion_evidence", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("deletion_not_needed_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("access_done_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("access_evidence", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("access_not_needed_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_system_ending_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_system_ending_history_id"),
        "system_ending_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("manager_id", sa.Integer(), nullable=True),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.Column("planned_end_on", sa.Date(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column(
            "phase",
            sa.Enum(
                "idea",
                "concept",
                "planning",
                "execution",
                "closing",
                "realisation",
                name="phase_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("code_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("name_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "planned_end_on IS NULL OR planned_end_on >= begun_on", name=op.f("ck_project_ends_after_it_begins")
        ),
        sa.ForeignKeyConstraint(["manager_id"], ["person.id"], name=op.f("fk_project_manager_id_person")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_project_owner_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_project_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_project_tenant_id_code")),
    )
    op.create_index(op.f("ix_project_manager_id"), "project", ["manager_id"], unique=False)
    op.create_index(op.f("ix_project_owner_id"), "project", ["owner_id"], unique=False)
    op.create_index(op.f("ix_project_tenant_id"), "project", ["tenant_id"], unique=False)
    op.create_index(op.f("ix_project_unit_id"), "project", ["unit_id"], unique=False)
    op.create_table(
        "decision_taken",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column(
            "point",
            sa.Enum(
                "bp1",
                "bp2",
                "bp3",
                "bp4",
                "bp5",
                "bp6",
                name="decision_point_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "approved",
                "sent_back",
                "stopped",
                name="outcome_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "outcome = 'approved' OR reason IS NOT NULL", name=op.f("ck_decision_taken_has_a_reason_unless_approved")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_decision_taken_decided_by_id_person")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_decision_taken_project_id_project")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_taken")),
    )
    op.create_index(op.f("ix_decision_taken_decided_by_id"), "decision_taken", ["decided_by_id"], unique=False)
    op.create_index(op.f("ix_decision_taken_project_id"), "decision_taken", ["project_id"], unique=False)
    op.create_index(op.f("ix_decision_taken_tenant_id"), "decision_taken", ["tenant_id"], unique=False)
    op.create_table(
        "project_benefit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column(
            "dimension",
            sa.Enum(
                "quality",
                "economy",
                "climate",
                "information_security",
                "time",
                name="benefit_dimension_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("realised", sa.Text(), nullable=True),
        sa.Column("realised_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(realised IS NULL) = (realised_on IS NULL)", name=op.f("ck_project_benefit_realised_has_a_day")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_project_benefit_owner_id_person")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_benefit_project_id_project")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_benefit")),
    )
    op.create_index(op.f("ix_project_benefit_owner_id"), "project_benefit", ["owner_id"], unique=False)
    op.create_index(op.f("ix_project_benefit_project_id"), "project_benefit", ["project_id"], unique=False)
    op.create_index(op.f("ix_project_benefit_tenant_id"), "project_benefit", ["tenant_id"], unique=False)
    op.create_table(
        "project_gate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column(
            "gate",
            sa.Enum(
                "preliminary_rating",
                "dpia_need",
                "first_assessment",
                "requirements",
                "processor_agreement",
                "second_assessment",
                "access_model",
                "restore_test",
                "owner_named",
                "in_use",
                "owner_attested",
                "benefits",
                name="security_gate_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("waived_on", sa.Date(), nullable=True),
        sa.Column("waived_because", sa.Text(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(waived_on IS NULL) = (waived_because IS NULL)", name=op.f("ck_project_gate_waived_has_a_reason")
        ),
        sa.CheckConstraint("met_on IS NULL OR waived_on IS NULL", name=op.f("ck_project_gate_is_met_or_waived")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_gate_project_id_project")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["person.id"], name=op.f("fk_project_gate_settled_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_gate")),
        sa.UniqueConstraint("project_id", "gate", name=op.f("uq_project_gate_project_id_gate")),
    )
    op.create_index(op.f("ix_project_gate_project_id"), "project_gate", ["project_id"], unique=False)
    op.create_index(op.f("ix_project_gate_settled_by_id"), "project_gate", ["settled_by_id"], unique=False)
    op.create_index(op.f("ix_project_gate_tenant_id"), "project_gate", ["tenant_id"], unique=False)
    op.create_table(
        "project_system",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("system_id", sa.Integer(), nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                "introduces",
                "changes",
                "replaces",
                name="project_part_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_system_project_id_project")),
        sa.ForeignKeyConstraint(["system_id"], ["system.id"], name=op.f("fk_project_system_system_id_system")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_system")),
    )
    op.create_index(op.f("ix_project_system_project_id"), "project_system", ["project_id"], unique=False)
    op.create_index(
        op.f("ix_project_system_project_id_system_id"),
        "project_system",
        ["project_id", "system_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_on IS NULL"),
        postgresql_where=sa.text("withdrawn_on IS NULL"),
    )
    op.create_index(op.f("ix_project_system_system_id"), "project_system", ["system_id"], unique=False)
    op.create_index(op.f("ix_project_system_tenant_id"), "project_system", ["tenant_id"], unique=False)
    op.create_table(
        "system_ending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("system_id", sa.Integer(), nullable=False),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.Column("responsible_id", sa.Integer(), nullable=True),
        sa.Column("archive_done_on", sa.Date(), nullable=True),
        sa.Column("archive_evidence", sa.Text(), nullable=True),
        sa.Column("archive_not_needed_because", sa.Text(), nullable=True),
        sa.Column("deletion_done_on", sa.Date(), nullable=True),
        sa.Column("deletion_evidence", sa.Text(), nullable=True),
        sa.Column("deletion_not_needed_because", sa.Text(), nullable=True),
        sa.Column("access_done_on", sa.Date(), nullable=True),
        sa.Column("access_evidence", sa.Text(), nullable=True),
        sa.Column("access_not_needed_because", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "access_done_on IS NULL OR access_not_needed_because IS NULL",
            name=op.f("ck_system_ending_access_is_done_or_not_needed"),
        ),
        sa.CheckConstraint(
            "archive_done_on IS NULL OR archive_not_needed_because IS NULL",
            name=op.f("ck_system_ending_archive_is_done_or_not_needed"),
        ),
        sa.CheckConstraint(
            "deletion_done_on IS NULL OR deletion_not_needed_because IS NULL",
            name=op.f("ck_system_ending_deletion_is_done_or_not_needed"),
        ),
        sa.ForeignKeyConstraint(["responsible_id"], ["person.id"], name=op.f("fk_system_ending_responsible_id_person")),
        sa.ForeignKeyConstraint(["system_id"], ["system.id"], name=op.f("fk_system_ending_system_id_system")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_system_ending")),
        sa.UniqueConstraint("system_id", name=op.f("uq_system_ending_system_id")),
    )
    op.create_index(op.f("ix_system_ending_responsible_id"), "system_ending", ["responsible_id"], unique=False)
    op.create_index(op.f("ix_system_ending_tenant_id"), "system_ending", ["tenant_id"], unique=False)
    protection.protect_history(
        op.get_bind(), "project", "decision_taken", "project_benefit", "project_gate", "project_system", "system_ending"
    )
    protection.protect_rows(op.get_bind(), "decision_taken")


def downgrade() -> None:
    op.drop_index(op.f("ix_system_ending_tenant_id"), table_name="system_ending")
    op.drop_index(op.f("ix_system_ending_responsible_id"), table_name="system_ending")
    op.drop_table("system_ending")
    op.drop_index(op.f("ix_project_system_tenant_id"), table_name="project_system")
    op.drop_index(op.f("ix_project_system_system_id"), table_name="project_system")
    op.drop_index(
        op.f("ix_project_system_project_id_system_id"),
        table_name="project_system",
        sqlite_where=sa.text("withdrawn_on IS NULL"),
        postgresql_where=sa.text("withdrawn_on IS NULL"),
    )
    op.drop_index(op.f("ix_project_system_project_id"), table_name="project_system")
    op.drop_table("project_system")
    op.drop_index(op.f("ix_project_gate_tenant_id"), table_name="project_gate")
    op.drop_index(op.f("ix_project_gate_settled_by_id"), table_name="project_gate")
    op.drop_index(op.f("ix_project_gate_project_id"), table_name="project_gate")
    op.drop_table("project_gate")
    op.drop_index(op.f("ix_project_benefit_tenant_id"), table_name="project_benefit")
    op.drop_index(op.f("ix_project_benefit_project_id"), table_name="project_benefit")
    op.drop_index(op.f("ix_project_benefit_owner_id"), table_name="project_benefit")
    op.drop_table("project_benefit")
    op.drop_index(op.f("ix_decision_taken_tenant_id"), table_name="decision_taken")
    op.drop_index(op.f("ix_decision_taken_project_id"), table_name="decision_taken")
    op.drop_index(op.f("ix_decision_taken_decided_by_id"), table_name="decision_taken")
    op.drop_table("decision_taken")
    op.drop_index(op.f("ix_project_unit_id"), table_name="project")
    op.drop_index(op.f("ix_project_tenant_id"), table_name="project")
    op.drop_index(op.f("ix_project_owner_id"), table_name="project")
    op.drop_index(op.f("ix_project_manager_id"), table_name="project")
    op.drop_table("project")
    op.drop_index(
        op.f("ix_system_ending_history_id"),
        table_name="system_ending_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("system_ending_history")
    op.drop_index(
        op.f("ix_project_system_history_id"),
        table_name="project_system_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("project_system_history")
    op.drop_index(
        op.f("ix_project_history_id"),
        table_name="project_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("project_history")
    op.drop_index(
        op.f("ix_project_gate_history_id"),
        table_name="project_gate_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("project_gate_history")
    op.drop_index(
        op.f("ix_project_benefit_history_id"),
        table_name="project_benefit_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("project_benefit_history")
    op.drop_index(
        op.f("ix_decision_taken_history_id"),
        table_name="decision_taken_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("decision_taken_history")
