"""The annual review: campaigns, reviews of each system, what was attested, and fitness."""

import sqlalchemy as sa
from alembic import op

from isms.kernel import tables
from isms.kernel.seal import protection

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attestation_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("system_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("respondent_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("inherited", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("delegate_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("opened_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("due_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("begun_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("attested_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("attested_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column(
            "code_key",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("search_text", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_attestation_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_attestation_history_id"),
        "attestation_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "attestation_record_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("attestation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("attested_by_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("attested_as", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("attested_at", tables.Instant(timezone=True), autoincrement=False, nullable=False),
        sa.Column("content", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=64), autoincrement=False, nullable=False),
        sa.Column("receipt", sa.String(length=64), autoincrement=False, nullable=False),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_attestation_record_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_attestation_record_history_id"),
        "attestation_record_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "campaign_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opens_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("due_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("opened_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("ended_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_campaign_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_campaign_history_id"),
        "campaign_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "campaign_plan_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_active", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_campaign_plan_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_campaign_plan_history_id"),
        "campaign_plan_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "fitness_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("system_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("judged_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("judged_by_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("covers_needs", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("easy_to_use", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("training", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("service", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("availability", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("changeable", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("integrates", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("maintained", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("known_technique", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cost_in_hand", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "placement",
            sa.Enum("tolerate", "invest", "migrate", "eliminate", name="placement", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_fitness_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_fitness_history_id"),
        "fitness_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("due_on > opens_on", name=op.f("ck_campaign_is_due_after_it_opens")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_campaign_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_campaign_tenant_id_code")),
        sa.UniqueConstraint("unit_id", "opens_on", name=op.f("uq_campaign_unit_id_opens_on")),
    )
    op.create_index(op.f("ix_campaign_tenant_id"), "campaign", ["tenant_id"], unique=False)
    op.create_index(op.f("ix_campaign_unit_id"), "campaign", ["unit_id"], unique=False)
    op.create_table(
        "campaign_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("day BETWEEN 1 AND 28", name=op.f("ck_campaign_plan_day_is_in_every_month")),
        sa.CheckConstraint("days BETWEEN 7 AND 180", name=op.f("ck_campaign_plan_days_are_enough")),
        sa.CheckConstraint("month BETWEEN 1 AND 12", name=op.f("ck_campaign_plan_month_is_a_month")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_campaign_plan_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_plan")),
        sa.UniqueConstraint("unit_id", name=op.f("uq_campaign_plan_unit_id")),
    )
    op.create_index(op.f("ix_campaign_plan_tenant_id"), "campaign_plan", ["tenant_id"], unique=False)
    op.create_table(
        "attestation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("system_id", sa.Integer(), nullable=False),
        sa.Column("respondent_id", sa.Integer(), nullable=True),
        sa.Column("inherited", sa.Boolean(), nullable=False),
        sa.Column("delegate_id", sa.Integer(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("begun_on", sa.Date(), nullable=True),
        sa.Column("attested_on", sa.Date(), nullable=True),
        sa.Column("attested_by_id", sa.Integer(), nullable=True),
        sa.Column("code_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(attested_on IS NULL) = (attested_by_id IS NULL)",
            name=op.f("ck_attestation_attested_has_a_person_and_a_day"),
        ),
        sa.ForeignKeyConstraint(["attested_by_id"], ["person.id"], name=op.f("fk_attestation_attested_by_id_person")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_attestation_campaign_id_campaign")),
        sa.ForeignKeyConstraint(["delegate_id"], ["person.id"], name=op.f("fk_attestation_delegate_id_person")),
        sa.ForeignKeyConstraint(["respondent_id"], ["person.id"], name=op.f("fk_attestation_respondent_id_person")),
        sa.ForeignKeyConstraint(["system_id"], ["system.id"], name=op.f("fk_attestation_system_id_system")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attestation")),
        sa.UniqueConstraint("campaign_id", "system_id", name=op.f("uq_attestation_campaign_id_system_id")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_attestation_tenant_id_code")),
    )
    op.create_index(op.f("ix_attestation_attested_by_id"), "attestation", ["attested_by_id"], unique=False)
    op.create_index(op.f("ix_attestation_campaign_id"), "attestation", ["campaign_id"], unique=False)
    op.create_index(op.f("ix_attestation_delegate_id"), "attestation", ["delegate_id"], unique=False)
    op.create_index(op.f("ix_attestation_respondent_id"), "attestation", ["respondent_id"], unique=False)
    op.create_index(op.f("ix_attestation_system_id"), "attestation", ["system_id"], unique=False)
    op.create_index(op.f("ix_attestation_tenant_id"), "attestation", ["tenant_id"], unique=False)
    op.create_table(
        "fitness",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("system_id", sa.Integer(), nullable=False),
        sa.Column("judged_on", sa.Date(), nullable=False),
        sa.Column("judged_by_id", sa.Integer(), nullable=False),
        sa.Column("covers_needs", sa.Integer(), nullable=False),
        sa.Column("easy_to_use", sa.Integer(), nullable=False),
        sa.Column("training", sa.Integer(), nullable=False),
        sa.Column("service", sa.Integer(), nullable=False),
        sa.Column("availability", sa.Integer(), nullable=False),
        sa.Column("changeable", sa.Integer(), nullable=False),
        sa.Column("integrates", sa.Integer(), nullable=False),
        sa.Column("maintained", sa.Integer(), nullable=False),
        sa.Column("known_technique", sa.Integer(), nullable=False),
        sa.Column("cost_in_hand", sa.Integer(), nullable=False),
        sa.Column(
            "placement",
            sa.Enum(
                "tolerate",
                "invest",
                "migrate",
                "eliminate",
                name="placement_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("availability BETWEEN 1 AND 4", name=op.f("ck_fitness_availability_is_from_1_to_4")),
        sa.CheckConstraint("changeable BETWEEN 1 AND 4", name=op.f("ck_fitness_changeable_is_from_1_to_4")),
        sa.CheckConstraint("cost_in_hand BETWEEN 1 AND 4", name=op.f("ck_fitness_cost_in_hand_is_from_1_to_4")),
        sa.CheckConstraint("covers_needs BETWEEN 1 AND 4", name=op.f("ck_fitness_covers_needs_is_from_1_to_4")),
        sa.CheckConstraint("easy_to_use BETWEEN 1 AND 4", name=op.f("ck_fitness_easy_to_use_is_from_1_to_4")),
        sa.CheckConstraint("integrates BETWEEN 1 AND 4", name=op.f("ck_fitness_integrates_is_from_1_to_4")),
        sa.CheckConstraint("known_technique BETWEEN 1 AND 4", name=op.f("ck_fitness_known_technique_is_from_1_to_4")),
        sa.CheckConstraint("maintained BETWEEN 1 AND 4", name=op.f("ck_fitness_maintained_is_from_1_to_4")),
        sa.CheckConstraint("service BETWEEN 1 AND 4", name=op.f("ck_fitness_service_is_from_1_to_4")),
        sa.CheckConstraint("training BETWEEN 1 AND 4", name=op.f("ck_fitness_training_is_from_1_to_4")),
        sa.ForeignKeyConstraint(["judged_by_id"], ["person.id"], name=op.f("fk_fitness_judged_by_id_person")),
        sa.ForeignKeyConstraint(["system_id"], ["system.id"], name=op.f("fk_fitness_system_id_system")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fitness")),
    )
    op.create_index(op.f("ix_fitness_judged_by_id"), "fitness", ["judged_by_id"], unique=False)
    op.create_index(op.f("ix_fitness_system_id"), "fitness", ["system_id"], unique=False)
    op.create_index(op.f("ix_fitness_tenant_id"), "fitness", ["tenant_id"], unique=False)
    op.create_table(
        "attestation_answer",
        sa.Column("attestation_id", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "facts",
                "roles",
                "privacy",
                "rating",
                "assessment",
                "residual_risk",
                "actions",
                "deviations",
                "operation",
                "access",
                "agreement",
                "fitness",
                "wishes",
                name="attestation_step_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("unchanged", sa.Boolean(), nullable=True),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("saved_at", tables.Instant(timezone=True), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=False),
        sa.Column("saves", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attestation_id"], ["attestation.id"], name=op.f("fk_attestation_answer_attestation_id_attestation")
        ),
        sa.ForeignKeyConstraint(["saved_by_id"], ["person.id"], name=op.f("fk_attestation_answer_saved_by_id_person")),
        sa.PrimaryKeyConstraint("attestation_id", "step", name=op.f("pk_attestation_answer")),
    )
    op.create_table(
        "attestation_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("attestation_id", sa.Integer(), nullable=False),
        sa.Column("attested_by_id", sa.Integer(), nullable=False),
        sa.Column("attested_as", sa.Text(), nullable=False),
        sa.Column("attested_at", tables.Instant(timezone=True), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("receipt", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["attestation_id"], ["attestation.id"], name=op.f("fk_attestation_record_attestation_id_attestation")
        ),
        sa.ForeignKeyConstraint(
            ["attested_by_id"], ["person.id"], name=op.f("fk_attestation_record_attested_by_id_person")
        ),
        sa.ForeignKeyConstraint(["receipt"], ["blob.sha256"], name=op.f("fk_attestation_record_receipt_blob")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attestation_record")),
        sa.UniqueConstraint("attestation_id", name=op.f("uq_attestation_record_attestation_id")),
    )
    op.create_index(
        op.f("ix_attestation_record_attested_by_id"), "attestation_record", ["attested_by_id"], unique=False
    )
    op.create_index(op.f("ix_attestation_record_receipt"), "attestation_record", ["receipt"], unique=False)
    op.create_index(op.f("ix_attestation_record_tenant_id"), "attestation_record", ["tenant_id"], unique=False)
    protection.protect_history(
        op.get_bind(), "campaign", "campaign_plan", "attestation", "fitness", "attestation_record"
    )
    protection.protect_rows(op.get_bind(), "attestation_record", "fitness")


def downgrade() -> None:
    op.drop_index(op.f("ix_attestation_record_tenant_id"), table_name="attestation_record")
    op.drop_index(op.f("ix_attestation_record_receipt"), table_name="attestation_record")
    op.drop_index(op.f("ix_attestation_record_attested_by_id"), table_name="attestation_record")
    op.drop_table("attestation_record")
    op.drop_table("attestation_answer")
    op.drop_index(op.f("ix_fitness_tenant_id"), table_name="fitness")
    op.drop_index(op.f("ix_fitness_system_id"), table_name="fitness")
    op.drop_index(op.f("ix_fitness_judged_by_id"), table_name="fitness")
    op.drop_table("fitness")
    op.drop_index(op.f("ix_attestation_tenant_id"), table_name="attestation")
    op.drop_index(op.f("ix_attestation_system_id"), table_name="attestation")
    op.drop_index(op.f("ix_attestation_respondent_id"), table_name="attestation")
    op.drop_index(op.f("ix_attestation_delegate_id"), table_name="attestation")
    op.drop_index(op.f("ix_attestation_campaign_id"), table_name="attestation")
    op.drop_index(op.f("ix_attestation_attested_by_id"), table_name="attestation")
    op.drop_table("attestation")
    op.drop_index(op.f("ix_campaign_plan_tenant_id"), table_name="campaign_plan")
    op.drop_table("campaign_plan")
    op.drop_index(op.f("ix_campaign_unit_id"), table_name="campaign")
    op.drop_index(op.f("ix_campaign_tenant_id"), table_name="campaign")
    op.drop_table("campaign")
    op.drop_index(
        op.f("ix_fitness_history_id"),
        table_name="fitness_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("fitness_history")
    op.drop_index(
        op.f("ix_campaign_plan_history_id"),
        table_name="campaign_plan_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("campaign_plan_history")
    op.drop_index(
        op.f("ix_campaign_history_id"),
        table_name="campaign_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("campaign_history")
    op.drop_index(
        op.f("ix_attestation_record_history_id"),
        table_name="attestation_record_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("attestation_record_history")
    op.drop_index(
        op.f("ix_attestation_history_id"),
        table_name="attestation_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("attestation_history")
