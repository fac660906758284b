"""What deviations have to do with, their clocks, breaches of personal data, files, and reports without an account."""

import sqlalchemy as sa
from alembic import op

from isms.kernel import tables
from isms.kernel.seal import protection

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachment_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("deviation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("media_type", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.String(length=64), autoincrement=False, nullable=False),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_attachment_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_attachment_history_id"),
        "attachment_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "blob",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blob")),
    )
    op.create_table(
        "breach_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("deviation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("nature", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("people_categories", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("people_count", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("record_categories", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("record_count", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("likely_consequences", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("measures", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("contact", sa.Text(), autoincrement=False, nullable=True),
        sa.Column(
            "notifiability",
            sa.Enum("notifiable", "not_notifiable", name="notifiability", native_enum=False, length=40),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("decision_reason", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("decided_at", tables.Instant(timezone=True), autoincrement=False, nullable=True),
        sa.Column("decided_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column(
            "persons_informed",
            sa.Enum("informed", "not_needed", "not_yet", name="personsinformed", native_enum=False, length=40),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("informed_at", tables.Instant(timezone=True), autoincrement=False, nullable=True),
        sa.Column("informed_how", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("not_informed_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_breach_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_breach_history_id"),
        "breach_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "breach_report_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("breach_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "phase",
            sa.Enum("first", "supplement", "last", name="breachphase", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("sent_at", tables.Instant(timezone=True), autoincrement=False, nullable=False),
        sa.Column("reference", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("told", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("sent_by_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_breach_report_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_breach_report_history_id"),
        "breach_report_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "deviation_clock_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("deviation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rule", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("basis", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("starts_at", tables.Instant(timezone=True), autoincrement=False, nullable=False),
        sa.Column("due_at", tables.Instant(timezone=True), autoincrement=False, nullable=False),
        sa.Column("stopped_at", tables.Instant(timezone=True), autoincrement=False, nullable=True),
        sa.Column(
            "stop_cause",
            sa.Enum(
                "reported",
                "not_notifiable",
                "done",
                "no_longer_applies",
                name="stopcause",
                native_enum=False,
                length=40,
            ),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("delay_reason", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_deviation_clock_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_deviation_clock_history_id"),
        "deviation_clock_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "deviation_control_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("deviation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("control_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_deviation_control_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_deviation_control_history_id"),
        "deviation_control_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "deviation_risk_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("deviation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scenario_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("raised", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_deviation_risk_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_deviation_risk_history_id"),
        "deviation_risk_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "deviation_supplier_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("deviation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("supplier_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_deviation_supplier_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_deviation_supplier_history_id"),
        "deviation_supplier_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "open_form_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_open", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("generation", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_open_form_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_open_form_history_id"),
        "open_form_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "open_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_open_form_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_form")),
        sa.UniqueConstraint("unit_id", name=op.f("uq_open_form_unit_id")),
        info={"immutable": False},
    )
    op.create_index(op.f("ix_open_form_tenant_id"), "open_form", ["tenant_id"], unique=False)
    op.create_table(
        "open_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("counted_as", sa.Text(), nullable=False),
        sa.Column("reported_at", tables.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_open_report_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_report")),
    )
    op.create_index(op.f("ix_open_report_reported_at"), "open_report", ["reported_at"], unique=False)
    op.create_index(op.f("ix_open_report_unit_id"), "open_report", ["unit_id"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deviation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["deviation_id"], ["deviation.id"], name=op.f("fk_attachment_deviation_id_deviation")),
        sa.ForeignKeyConstraint(["sha256"], ["blob.sha256"], name=op.f("fk_attachment_sha256_blob")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("deviation_id", "sha256", "name", name=op.f("uq_attachment_deviation_id_sha256_name")),
        info={"immutable": False},
    )
    op.create_index(op.f("ix_attachment_deviation_id"), "attachment", ["deviation_id"], unique=False)
    op.create_index(op.f("ix_attachment_tenant_id"), "attachment", ["tenant_id"], unique=False)
    op.create_table(
        "breach",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deviation_id", sa.Integer(), nullable=False),
        sa.Column("nature", sa.Text(), nullable=True),
        sa.Column("people_categories", sa.Text(), nullable=True),
        sa.Column("people_count", sa.Integer(), nullable=True),
        sa.Column("record_categories", sa.Text(), nullable=True),
        sa.Column("record_count", sa.Integer(), nullable=True),
        sa.Column("likely_consequences", sa.Text(), nullable=True),
        sa.Column("measures", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column(
            "notifiability",
            sa.Enum(
                "notifiable",
                "not_notifiable",
                name="notifiability_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("decided_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "persons_informed",
            sa.Enum(
                "informed",
                "not_needed",
                "not_yet",
                name="persons_informed_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("informed_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("informed_how", sa.Text(), nullable=True),
        sa.Column("not_informed_because", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "persons_informed IS NULL OR (persons_informed = 'informed' AND informed_at IS NOT NULL)"
            " OR (persons_informed <> 'informed' AND not_informed_because IS NOT NULL)",
            name=op.f("ck_breach_says_when_or_why_not_informed"),
        ),
        sa.CheckConstraint(
            "(notifiability IS NULL) = (decided_at IS NULL) AND (decided_at IS NULL) = (decided_by_id IS NULL)"
            " AND (notifiability IS NULL OR decision_reason IS NOT NULL)",
            name=op.f("ck_breach_decision_has_a_reason_and_a_decider"),
        ),
        sa.CheckConstraint(
            "people_count IS NULL OR people_count >= 0", name=op.f("ck_breach_concerns_no_people_or_more")
        ),
        sa.CheckConstraint(
            "record_count IS NULL OR record_count >= 0", name=op.f("ck_breach_concerns_no_records_or_more")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_breach_decided_by_id_person")),
        sa.ForeignKeyConstraint(["deviation_id"], ["deviation.id"], name=op.f("fk_breach_deviation_id_deviation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach")),
        sa.UniqueConstraint("deviation_id", name=op.f("uq_breach_deviation_id")),
        info={"immutable": False},
    )
    op.create_index(op.f("ix_breach_decided_by_id"), "breach", ["decided_by_id"], unique=False)
    op.create_index(op.f("ix_breach_tenant_id"), "breach", ["tenant_id"], unique=False)
    op.create_table(
        "deviation_clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deviation_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("starts_at", tables.Instant(timezone=True), nullable=False),
        sa.Column("due_at", tables.Instant(timezone=True), nullable=False),
        sa.Column("stopped_at", tables.Instant(timezone=True), nullable=True),
        sa.Column(
            "stop_cause",
            sa.Enum(
                "reported",
                "not_notifiable",
                "done",
                "no_longer_applies",
                name="stop_cause_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("delay_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "stop_cause IS NULL OR stop_cause <> 'reported' OR stopped_at <= due_at OR delay_reason IS NOT NULL",
            name=op.f("ck_deviation_clock_late_stop_has_a_reason"),
        ),
        sa.CheckConstraint(
            "(stopped_at IS NULL) = (stop_cause IS NULL)", name=op.f("ck_deviation_clock_stop_has_a_cause")
        ),
        sa.CheckConstraint("due_at > starts_at", name=op.f("ck_deviation_clock_has_a_length")),
        sa.ForeignKeyConstraint(
            ["deviation_id"], ["deviation.id"], name=op.f("fk_deviation_clock_deviation_id_deviation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deviation_clock")),
        sa.UniqueConstraint("deviation_id", "rule", name=op.f("uq_deviation_clock_deviation_id_rule")),
        info={"immutable": False},
    )
    op.create_index(op.f("ix_deviation_clock_deviation_id"), "deviation_clock", ["deviation_id"], unique=False)
    op.create_index(op.f("ix_deviation_clock_due_at"), "deviation_clock", ["due_at"], unique=False)
    op.create_index(op.f("ix_deviation_clock_tenant_id"), "deviation_clock", ["tenant_id"], unique=False)
    op.create_table(
        "deviation_control",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deviation_id", sa.Integer(), nullable=False),
        sa.Column("control_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["control_id"], ["control.id"], name=op.f("fk_deviation_control_control_id_control")),
        sa.ForeignKeyConstraint(
            ["deviation_id"], ["deviation.id"], name=op.f("fk_deviation_control_deviation_id_deviation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deviation_control")),
        sa.UniqueConstraint("deviation_id", "control_id", name=op.f("uq_deviation_control_deviation_id_control_id")),
        info={"immutable": False},
    )
    op.create_index(op.f("ix_deviation_control_control_id"), "deviation_control", ["control_id"], unique=False)
    op.create_index(op.f("ix_deviation_control_deviation_id"), "deviation_control", ["deviation_id"], unique=False)
    op.create_index(op.f("ix_deviation_control_tenant_id"), "deviation_control", ["tenant_id"], unique=False)
    op.create_table(
        "deviation_supplier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deviation_id", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["deviation_id"], ["deviation.id"], name=op.f("fk_deviation_supplier_deviation_id_deviation")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_deviation_supplier_supplier_id_supplier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deviation_supplier")),
        sa.UniqueConstraint("deviation_id", "supplier_id", name=op.f("uq_deviation_supplier_deviation_id_supplier_id")),
        info={"immutable": False},
    )
    op.create_index(op.f("ix_deviation_supplier_deviation_id"), "deviation_supplier", ["deviation_id"], unique=False)
    op.create_index(op.f("ix_deviation_supplier_supplier_id"), "deviation_supplier", ["supplier_id"], unique=False)
    op.create_index(op.f("ix_deviation_supplier_tenant_id"), "deviation_supplier", ["tenant_id"], unique=False)
    op.create_table(
        "receipt",
        sa.Column("deviation_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["deviation_id"], ["deviation.id"], name=op.f("fk_receipt_deviation_id_deviation")),
        sa.PrimaryKeyConstraint("deviation_id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_receipt_token_digest")),
    )
    op.create_table(
        "breach_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("breach_id", sa.Integer(), nullable=False),
        sa.Column(
            "phase",
            sa.Enum(
                "first",
                "supplement",
                "last",
                name="breach_phase_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("sent_at", tables.Instant(timezone=True), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("told", sa.Text(), nullable=True),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["breach_id"], ["breach.id"], name=op.f("fk_breach_report_breach_id_breach")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["person.id"], name=op.f("fk_breach_report_sent_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach_report")),
        info={"immutable": False},
    )
    op.create_index(op.f("ix_breach_report_breach_id"), "breach_report", ["breach_id"], unique=False)
    op.create_index(op.f("ix_breach_report_sent_by_id"), "breach_report", ["sent_by_id"], unique=False)
    op.create_index(op.f("ix_breach_report_tenant_id"), "breach_report", ["tenant_id"], unique=False)
    op.create_table(
        "deviation_risk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deviation_id", sa.Integer(), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("raised", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["deviation_id"], ["deviation.id"], name=op.f("fk_deviation_risk_deviation_id_deviation")
        ),
        sa.ForeignKeyConstraint(["scenario_id"], ["scenario.id"], name=op.f("fk_deviation_risk_scenario_id_scenario")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deviation_risk")),
        sa.UniqueConstraint("deviation_id", "scenario_id", name=op.f("uq_deviation_risk_deviation_id_scenario_id")),
        info={"immutable": False},
    )
    op.create_index(op.f("ix_deviation_risk_deviation_id"), "deviation_risk", ["deviation_id"], unique=False)
    op.create_index(op.f("ix_deviation_risk_scenario_id"), "deviation_risk", ["scenario_id"], unique=False)
    op.create_index(op.f("ix_deviation_risk_tenant_id"), "deviation_risk", ["tenant_id"], unique=False)
    protection.protect_history(
        op.get_bind(),
        "open_form",
        "attachment",
        "breach",
        "deviation_clock",
        "deviation_control",
        "deviation_supplier",
        "breach_report",
        "deviation_risk",
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_deviation_risk_tenant_id"), table_name="deviation_risk")
    op.drop_index(op.f("ix_deviation_risk_scenario_id"), table_name="deviation_risk")
    op.drop_index(op.f("ix_deviation_risk_deviation_id"), table_name="deviation_risk")
    op.drop_table("deviation_risk")
    op.drop_index(op.f("ix_breach_report_tenant_id"), table_name="breach_report")
    op.drop_index(op.f("ix_breach_report_sent_by_id"), table_name="breach_report")
    op.drop_index(op.f("ix_breach_report_breach_id"), table_name="breach_report")
    op.drop_table("breach_report")
    op.drop_table("receipt")
    op.drop_index(op.f("ix_deviation_supplier_tenant_id"), table_name="deviation_supplier")
    op.drop_index(op.f("ix_deviation_supplier_supplier_id"), table_name="deviation_supplier")
    op.drop_index(op.f("ix_deviation_supplier_deviation_id"), table_name="deviation_supplier")
    op.drop_table("deviation_supplier")
    op.drop_index(op.f("ix_deviation_control_tenant_id"), table_name="deviation_control")
    op.drop_index(op.f("ix_deviation_control_deviation_id"), table_name="deviation_control")
    op.drop_index(op.f("ix_deviation_control_control_id"), table_name="deviation_control")
    op.drop_table("deviation_control")
    op.drop_index(op.f("ix_deviation_clock_tenant_id"), table_name="deviation_clock")
    op.drop_index(op.f("ix_deviation_clock_due_at"), table_name="deviation_clock")
    op.drop_index(op.f("ix_deviation_clock_deviation_id"), table_name="deviation_clock")
    op.drop_table("deviation_clock")
    op.drop_index(op.f("ix_breach_tenant_id"), table_name="breach")
    op.drop_index(op.f("ix_breach_decided_by_id"), table_name="breach")
    op.drop_table("breach")
    op.drop_index(op.f("ix_attachment_tenant_id"), table_name="attachment")
    op.drop_index(op.f("ix_attachment_deviation_id"), table_name="attachment")
    op.drop_table("attachment")
    op.drop_index(op.f("ix_open_report_unit_id"), table_name="open_report")
    op.drop_index(op.f("ix_open_report_reported_at"), table_name="open_report")
    op.drop_table("open_report")
    op.drop_index(op.f("ix_open_form_tenant_id"), table_name="open_form")
    op.drop_table("open_form")
    op.drop_index(
        op.f("ix_open_form_history_id"),
        table_name="open_form_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("open_form_history")
    op.drop_index(
        op.f("ix_deviation_supplier_history_id"),
        table_name="deviation_supplier_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("deviation_supplier_history")
    op.drop_index(
        op.f("ix_deviation_risk_history_id"),
        table_name="deviation_risk_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("deviation_risk_history")
    op.drop_index(
        op.f("ix_deviation_control_history_id"),
        table_name="deviation_control_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("deviation_control_history")
    op.drop_index(
        op.f("ix_deviation_clock_history_id"),
        table_name="deviation_clock_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("deviation_clock_history")
    op.drop_index(
        op.f("ix_breach_report_history_id"),
        table_name="breach_report_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("breach_report_history")
    op.drop_index(
        op.f("ix_breach_history_id"),
        table_name="breach_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("breach_history")
    op.drop_table("blob")
    op.drop_index(
        op.f("ix_attachment_history_id"),
        table_name="attachment_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("attachment_history")
