"""Systems, suppliers, ratings and dependencies."""

import sqlalchemy as sa
from alembic import op

from isms.kernel import tables
from isms.kernel.seal import protection

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dependency_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("system_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("depends_on_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("what", sa.Text(), autoincrement=False, nullable=False),
        sa.Column(
            "direction",
            sa.Enum("in", "out", "both", "none", name="dataflow", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "criticality",
            sa.Enum("low", "medium", "high", name="criticality", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("note", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_dependency_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_dependency_history_id"),
        "dependency_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "rating_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("system_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rated_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("rated_by_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("k", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("k_reason", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("i", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("i_reason", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("t", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("t_reason", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("valid_until", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("override_reason", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_rating_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_rating_history_id"),
        "rating_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "supplier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("contact_name", sa.Text(), nullable=True),
        sa.Column("contact_email", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("organisation_number", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("name_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("name_folded", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.CheckConstraint("country IS NULL OR length(country) = 2", name=op.f("ck_supplier_country_has_two_letters")),
        sa.CheckConstraint(
            "organisation_number IS NULL OR length(organisation_number) = 9",
            name=op.f("ck_supplier_organisation_number_has_nine_digits"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_supplier_tenant_id_code")),
    )
    op.create_index(op.f("ix_supplier_tenant_id"), "supplier", ["tenant_id"], unique=False)
    op.create_index(
        op.f("ix_supplier_tenant_id_name_folded"),
        "supplier",
        ["tenant_id", "name_folded"],
        unique=True,
        sqlite_where=sa.text("withdrawn_on IS NULL"),
        postgresql_where=sa.text("withdrawn_on IS NULL"),
    )
    op.create_table(
        "supplier_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("contact_name", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("contact_email", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("country", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("organisation_number", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("note", sa.Text(), autoincrement=False, nullable=True),
        sa.Column(
            "name_key",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("name_folded", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("search_text", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_supplier_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_supplier_history_id"),
        "supplier_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "system_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("aliases", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("purpose", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("description", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("owner_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("administrator_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("deputy_owner_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("deputy_administrator_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("supplier_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("agreement_reference", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("agreement_from", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("agreement_until", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("notice_months", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("exit_plan_approved_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column(
            "processor_agreement",
            sa.Enum(
                "signed",
                "in_progress",
                "missing",
                "not_needed",
                name="processoragreement",
                native_enum=False,
                length=40,
            ),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("processor_agreement_reviewed_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column(
            "hosting",
            sa.Enum("own", "supplier", "cloud", "shared", name="hosting", native_enum=False, length=40),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("hosting_country", sa.Text(), autoincrement=False, nullable=True),
        sa.Column(
            "exposure",
            sa.Enum("internal", "partner", "internet", name="exposure", native_enum=False, length=40),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column(
            "lifecycle",
            sa.Enum(
                "planned",
                "procuring",
                "pilot",
                "in_use",
                "phasing_out",
                "ended",
                name="lifecycle",
                native_enum=False,
                length=40,
            ),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("in_use_from", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("phase_out_from", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("ended_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("data_went_to", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("end_of_support_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("replaces_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("personal_data", tables.WordList(), autoincrement=False, nullable=False),
        sa.Column("processing_reference", sa.Text(), autoincrement=False, nullable=True),
        sa.Column(
            "dpia",
            sa.Enum("not_assessed", "not_needed", "in_progress", "done", name="dpia", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("dpia_done_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column(
            "archive_duty",
            sa.Enum("yes", "no", "unknown", name="archiveduty", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("users", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("rto_hours", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("rpo_hours", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("critical_periods", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("round_the_clock", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("master_data", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("evidence_links", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("k", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("i", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("t", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("system_class", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("rated_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("rating_valid_until", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("warning_count", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "name_key",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("name_folded", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("search_text", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_system_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_system_history_id"),
        "system_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "system",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("administrator_id", sa.Integer(), nullable=True),
        sa.Column("deputy_owner_id", sa.Integer(), nullable=True),
        sa.Column("deputy_administrator_id", sa.Integer(), nullable=True),
        sa.Column("supplier_id", sa.Integer(), nullable=True),
        sa.Column("agreement_reference", sa.Text(), nullable=True),
        sa.Column("agreement_from", sa.Date(), nullable=True),
        sa.Column("agreement_until", sa.Date(), nullable=True),
        sa.Column("notice_months", sa.Integer(), nullable=True),
        sa.Column("exit_plan_approved_on", sa.Date(), nullable=True),
        sa.Column(
            "processor_agreement",
            sa.Enum(
                "signed",
                "in_progress",
                "missing",
                "not_needed",
                name="processor_agreement_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("processor_agreement_reviewed_on", sa.Date(), nullable=True),
        sa.Column(
            "hosting",
            sa.Enum(
                "own",
                "supplier",
                "cloud",
                "shared",
                name="hosting_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("hosting_country", sa.Text(), nullable=True),
        sa.Column(
            "exposure",
            sa.Enum(
                "internal",
                "partner",
                "internet",
                name="exposure_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "lifecycle",
            sa.Enum(
                "planned",
                "procuring",
                "pilot",
                "in_use",
                "phasing_out",
                "ended",
                name="lifecycle_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("in_use_from", sa.Date(), nullable=True),
        sa.Column("phase_out_from", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("data_went_to", sa.Text(), nullable=True),
        sa.Column("end_of_support_on", sa.Date(), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("personal_data", tables.WordList(), nullable=False),
        sa.Column("processing_reference", sa.Text(), nullable=True),
        sa.Column(
            "dpia",
            sa.Enum(
                "not_assessed",
                "not_needed",
                "in_progress",
                "done",
                name="dpia_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("dpia_done_on", sa.Date(), nullable=True),
        sa.Column(
            "archive_duty",
            sa.Enum(
                "yes",
                "no",
                "unknown",
                name="archive_duty_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("users", sa.Integer(), nullable=True),
        sa.Column("rto_hours", sa.Integer(), nullable=True),
        sa.Column("rpo_hours", sa.Integer(), nullable=True),
        sa.Column("critical_periods", sa.Text(), nullable=True),
        sa.Column("round_the_clock", sa.Boolean(), nullable=False),
        sa.Column("master_data", sa.Boolean(), nullable=False),
        sa.Column("evidence_links", sa.Text(), nullable=True),
        sa.Column("k", sa.Integer(), nullable=True),
        sa.Column("i", sa.Integer(), nullable=True),
        sa.Column("t", sa.Integer(), nullable=True),
        sa.Column("system_class", sa.Integer(), nullable=True),
        sa.Column("rated_on", sa.Date(), nullable=True),
        sa.Column("rating_valid_until", sa.Date(), nullable=True),
        sa.Column("warning_count", sa.Integer(), nullable=False),
        sa.Column("name_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("name_folded", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "dpia = 'done' OR dpia_done_on IS NULL", name=op.f("ck_system_dpia_date_belongs_to_a_done_one")
        ),
        sa.CheckConstraint(
            "lifecycle != 'ended' OR (ended_on IS NOT NULL AND data_went_to IS NOT NULL)",
            name=op.f("ck_system_ended_says_when_and_where_data_went"),
        ),
        sa.CheckConstraint(
            "agreement_from IS NULL OR agreement_until IS NULL OR agreement_until >= agreement_from",
            name=op.f("ck_system_agreement_ends_after_it_begins"),
        ),
        sa.CheckConstraint(
            "hosting_country IS NULL OR length(hosting_country) = 2",
            name=op.f("ck_system_hosting_country_has_two_letters"),
        ),
        sa.CheckConstraint(
            "in_use_from IS NULL OR ended_on IS NULL OR ended_on >= in_use_from",
            name=op.f("ck_system_end_follows_use"),
        ),
        sa.CheckConstraint(
            "in_use_from IS NULL OR phase_out_from IS NULL OR phase_out_from >= in_use_from",
            name=op.f("ck_system_phase_out_follows_use"),
        ),
        sa.CheckConstraint(
            "notice_months IS NULL OR notice_months >= 0",
            name=op.f("ck_system_notice_months_is_not_negative"),
        ),
        sa.CheckConstraint("replaces_id IS NULL OR replaces_id != id", name=op.f("ck_system_replaces_another")),
        sa.CheckConstraint("rpo_hours IS NULL OR rpo_hours >= 0", name=op.f("ck_system_rpo_hours_is_not_negative")),
        sa.CheckConstraint("rto_hours IS NULL OR rto_hours >= 0", name=op.f("ck_system_rto_hours_is_not_negative")),
        sa.CheckConstraint("users IS NULL OR users >= 0", name=op.f("ck_system_users_is_not_negative")),
        sa.ForeignKeyConstraint(["administrator_id"], ["person.id"], name=op.f("fk_system_administrator_id_person")),
        sa.ForeignKeyConstraint(
            ["deputy_administrator_id"], ["person.id"], name=op.f("fk_system_deputy_administrator_id_person")
        ),
        sa.ForeignKeyConstraint(["deputy_owner_id"], ["person.id"], name=op.f("fk_system_deputy_owner_id_person")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_system_owner_id_person")),
        sa.ForeignKeyConstraint(["replaces_id"], ["system.id"], name=op.f("fk_system_replaces_id_system")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_system_supplier_id_supplier")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_system_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_system")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_system_tenant_id_code")),
    )
    op.create_index(op.f("ix_system_administrator_id"), "system", ["administrator_id"], unique=False)
    op.create_index(op.f("ix_system_deputy_administrator_id"), "system", ["deputy_administrator_id"], unique=False)
    op.create_index(op.f("ix_system_deputy_owner_id"), "system", ["deputy_owner_id"], unique=False)
    op.create_index(op.f("ix_system_name_key_id"), "system", ["name_key", "id"], unique=False)
    op.create_index(op.f("ix_system_owner_id"), "system", ["owner_id"], unique=False)
    op.create_index(op.f("ix_system_replaces_id"), "system", ["replaces_id"], unique=False)
    op.create_index(op.f("ix_system_supplier_id"), "system", ["supplier_id"], unique=False)
    op.create_index(op.f("ix_system_tenant_id"), "system", ["tenant_id"], unique=False)
    op.create_index(
        op.f("ix_system_tenant_id_name_folded"),
        "system",
        ["tenant_id", "name_folded"],
        unique=True,
        sqlite_where=sa.text("withdrawn_on IS NULL"),
        postgresql_where=sa.text("withdrawn_on IS NULL"),
    )
    op.create_index(op.f("ix_system_unit_id"), "system", ["unit_id"], unique=False)
    op.create_table(
        "dependency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("system_id", sa.Integer(), nullable=False),
        sa.Column("depends_on_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column(
            "direction",
            sa.Enum(
                "in",
                "out",
                "both",
                "none",
                name="data_flow_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "criticality",
            sa.Enum(
                "low",
                "medium",
                "high",
                name="criticality_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.CheckConstraint("system_id != depends_on_id", name=op.f("ck_dependency_depends_on_another")),
        sa.ForeignKeyConstraint(["depends_on_id"], ["system.id"], name=op.f("fk_dependency_depends_on_id_system")),
        sa.ForeignKeyConstraint(["system_id"], ["system.id"], name=op.f("fk_dependency_system_id_system")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dependency")),
    )
    op.create_index(op.f("ix_dependency_depends_on_id"), "dependency", ["depends_on_id"], unique=False)
    op.create_index(op.f("ix_dependency_system_id"), "dependency", ["system_id"], unique=False)
    op.create_index(
        op.f("ix_dependency_system_id_depends_on_id"),
        "dependency",
        ["system_id", "depends_on_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_on IS NULL"),
        postgresql_where=sa.text("withdrawn_on IS NULL"),
    )
    op.create_index(op.f("ix_dependency_tenant_id"), "dependency", ["tenant_id"], unique=False)
    op.create_table(
        "rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("system_id", sa.Integer(), nullable=False),
        sa.Column("rated_on", sa.Date(), nullable=False),
        sa.Column("rated_by_id", sa.Integer(), nullable=False),
        sa.Column("k", sa.Integer(), nullable=False),
        sa.Column("k_reason", sa.Text(), nullable=False),
        sa.Column("i", sa.Integer(), nullable=False),
        sa.Column("i_reason", sa.Text(), nullable=False),
        sa.Column("t", sa.Integer(), nullable=False),
        sa.Column("t_reason", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("override_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("i BETWEEN 1 AND 4", name=op.f("ck_rating_i_is_a_level")),
        sa.CheckConstraint("k BETWEEN 1 AND 4", name=op.f("ck_rating_k_is_a_level")),
        sa.CheckConstraint("t BETWEEN 1 AND 4", name=op.f("ck_rating_t_is_a_level")),
        sa.CheckConstraint("valid_until >= rated_on", name=op.f("ck_rating_validity_follows_the_rating")),
        sa.ForeignKeyConstraint(["rated_by_id"], ["person.id"], name=op.f("fk_rating_rated_by_id_person")),
        sa.ForeignKeyConstraint(["system_id"], ["system.id"], name=op.f("fk_rating_system_id_system")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
    )
    op.create_index(op.f("ix_rating_rated_by_id"), "rating", ["rated_by_id"], unique=False)
    op.create_index(op.f("ix_rating_system_id"), "rating", ["system_id"], unique=False)
    op.create_index(op.f("ix_rating_tenant_id"), "rating", ["tenant_id"], unique=False)
    protection.protect_history(op.get_bind(), "supplier", "system", "dependency", "rating")


def downgrade() -> None:
    op.drop_index(op.f("ix_rating_tenant_id"), table_name="rating")
    op.drop_index(op.f("ix_rating_system_id"), table_name="rating")
    op.drop_index(op.f("ix_rating_rated_by_id"), table_name="rating")
    op.drop_table("rating")
    op.drop_index(op.f("ix_dependency_tenant_id"), table_name="dependency")
    op.drop_index(
        op.f("ix_dependency_system_id_depends_on_id"),
        table_name="dependency",
        sqlite_where=sa.text("withdrawn_on IS NULL"),
        postgresql_where=sa.text("withdrawn_on IS NULL"),
    )
    op.drop_index(op.f("ix_dependency_system_id"), table_name="dependency")
    op.drop_index(op.f("ix_dependency_depends_on_id"), table_name="dependency")
    op.drop_table("dependency")
    op.drop_index(op.f("ix_system_unit_id"), table_name="system")
    op.drop_index(
        op.f("ix_system_tenant_id_name_folded"),
        table_name="system",
        sqlite_where=sa.text("withdrawn_on IS NULL"),
        postgresql_where=sa.text("withdrawn_on IS NULL"),
    )
    op.drop_index(op.f("ix_system_tenant_id"), table_name="system")
    op.drop_index(op.f("ix_system_supplier_id"), table_name="system")
    op.drop_index(op.f("ix_system_replaces_id"), table_name="system")
    op.drop_index(op.f("ix_system_owner_id"), table_name="system")
    op.drop_index(op.f("ix_system_name_key_id"), table_name="system")
    op.drop_index(op.f("ix_system_deputy_owner_id"), table_name="system")
    op.drop_index(op.f("ix_system_deputy_administrator_id"), table_name="system")
    op.drop_index(op.f("ix_system_administrator_id"), table_name="system")
    op.drop_table("system")
    op.drop_index(
        op.f("ix_system_history_id"),
        table_name="system_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("system_history")
    op.drop_index(
        op.f("ix_supplier_history_id"),
        table_name="supplier_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("supplier_history")
    op.drop_index(
        op.f("ix_supplier_tenant_id_name_folded"),
        table_name="supplier",
        sqlite_where=sa.text("withdrawn_on IS NULL"),
        postgresql_where=sa.text("withdrawn_on IS NULL"),
    )
    op.drop_index(op.f("ix_supplier_tenant_id"), table_name="supplier")
    op.drop_table("supplier")
    op.drop_index(
        op.f("ix_rating_history_id"),
        table_name="rating_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("rating_history")
    op.drop_index(
        op.f("ix_dependency_history_id"),
        table_name="dependency_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("dependency_history")
