"""Meetings of the management review: who takes part, what is said before it, what is proposed."""

import sqlalchemy as sa
from alembic import op

from isms.kernel import tables
from isms.kernel.seal import protection

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "area_statement_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("meeting_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("written_by_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("written_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_area_statement_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_area_statement_history_id"),
        "area_statement_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "meeting_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.Enum("main", "short", "quarterly", name="meetingkind", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("period", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("meets_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("collects_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("freezes_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("sends_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("case_number", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("journal_number", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("marking", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("summary", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("climate_considered", sa.Boolean(), autoincrement=False, nullable=True),
        sa.Column("collecting_at", tables.Instant(timezone=True), autoincrement=False, nullable=True),
        sa.Column("frozen_at", tables.Instant(timezone=True), autoincrement=False, nullable=True),
        sa.Column("sent_at", tables.Instant(timezone=True), autoincrement=False, nullable=True),
        sa.Column("held_at", tables.Instant(timezone=True), autoincrement=False, nullable=True),
        sa.Column("minuted_at", tables.Instant(timezone=True), autoincrement=False, nullable=True),
        sa.Column("approved_at", tables.Instant(timezone=True), autoincrement=False, nullable=True),
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
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_meeting_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_meeting_history_id"),
        "meeting_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "meeting_plan_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("main_month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("short_month", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("collect_days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("freeze_days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("send_days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_active", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_meeting_plan_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_meeting_plan_history_id"),
        "meeting_plan_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "meeting_review_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("meeting_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("review_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_meeting_review_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_meeting_review_history_id"),
        "meeting_review_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "meeting_text_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("meeting_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                "front",
                "agenda",
                "summary",
                "follow_up",
                "changes",
                "expectations",
                "areas",
                "scorecard",
                "risks",
                "actions",
                "deviations",
                "audits",
                "suppliers",
                "feedback",
                "improvements",
                "projects",
                "proposals",
                "signing",
                "appendix",
                name="packagepart",
                native_enum=False,
                length=40,
            ),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("text", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("nothing_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("written_by_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("written_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_meeting_text_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_meeting_text_history_id"),
        "meeting_text_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "participant_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("meeting_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "takes_part_as",
            sa.Enum("chair", "secretary", "member", "guest", name="takespartas", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("attended", sa.Boolean(), autoincrement=False, nullable=True),
        sa.Column("disqualified_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_participant_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_participant_history_id"),
        "participant_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "proposal_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("meeting_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("owner_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("due_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_proposal_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_proposal_history_id"),
        "proposal_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "main",
                "short",
                "quarterly",
                name="meeting_kind_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("meets_on", sa.Date(), nullable=False),
        sa.Column("collects_on", sa.Date(), nullable=False),
        sa.Column("freezes_on", sa.Date(), nullable=False),
        sa.Column("sends_on", sa.Date(), nullable=False),
        sa.Column("case_number", sa.Text(), nullable=True),
        sa.Column("journal_number", sa.Text(), nullable=True),
        sa.Column("marking", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("climate_considered", sa.Boolean(), nullable=True),
        sa.Column("collecting_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("frozen_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("sent_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("held_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("minuted_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("approved_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("code_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(frozen_at IS NULL OR collecting_at IS NOT NULL) AND (sent_at IS NULL OR frozen_at IS NOT NULL)"
            " AND (held_at IS NULL OR sent_at IS NOT NULL) AND (minuted_at IS NULL OR held_at IS NOT NULL)"
            " AND (approved_at IS NULL OR minuted_at IS NOT NULL)",
            name=op.f("ck_meeting_steps_follow_each_other"),
        ),
        sa.CheckConstraint(
            "collects_on <= freezes_on AND freezes_on <= sends_on AND sends_on <= meets_on",
            name=op.f("ck_meeting_days_follow_each_other"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_meeting_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_meeting_tenant_id_code")),
        sa.UniqueConstraint("unit_id", "meets_on", name=op.f("uq_meeting_unit_id_meets_on")),
    )
    op.create_index(op.f("ix_meeting_tenant_id"), "meeting", ["tenant_id"], unique=False)
    op.create_index(op.f("ix_meeting_unit_id"), "meeting", ["unit_id"], unique=False)
    op.create_table(
        "meeting_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("main_month", sa.Integer(), nullable=False),
        sa.Column("short_month", sa.Integer(), nullable=True),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("collect_days", sa.Integer(), nullable=False),
        sa.Column("freeze_days", sa.Integer(), nullable=False),
        sa.Column("send_days", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "collect_days >= freeze_days AND freeze_days >= send_days AND send_days >= 0",
            name=op.f("ck_meeting_plan_steps_come_in_order"),
        ),
        sa.CheckConstraint("day BETWEEN 1 AND 28", name=op.f("ck_meeting_plan_day_is_in_every_month")),
        sa.CheckConstraint("main_month BETWEEN 1 AND 12", name=op.f("ck_meeting_plan_main_month_is_a_month")),
        sa.CheckConstraint(
            "short_month IS NULL OR short_month BETWEEN 1 AND 12", name=op.f("ck_meeting_plan_short_month_is_a_month")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_meeting_plan_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_plan")),
        sa.UniqueConstraint("unit_id", name=op.f("uq_meeting_plan_unit_id")),
    )
    op.create_index(op.f("ix_meeting_plan_tenant_id"), "meeting_plan", ["tenant_id"], unique=False)
    op.create_table(
        "area_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_area_statement_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_area_statement_unit_id_unit")),
        sa.ForeignKeyConstraint(["written_by_id"], ["person.id"], name=op.f("fk_area_statement_written_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_statement")),
        sa.UniqueConstraint("meeting_id", "unit_id", name=op.f("uq_area_statement_meeting_id_unit_id")),
    )
    op.create_index(op.f("ix_area_statement_meeting_id"), "area_statement", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_area_statement_tenant_id"), "area_statement", ["tenant_id"], unique=False)
    op.create_index(op.f("ix_area_statement_unit_id"), "area_statement", ["unit_id"], unique=False)
    op.create_index(op.f("ix_area_statement_written_by_id"), "area_statement", ["written_by_id"], unique=False)
    op.create_table(
        "meeting_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_review_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_meeting_review_review_id_review")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_review")),
        sa.UniqueConstraint("meeting_id", "review_id", name=op.f("uq_meeting_review_meeting_id_review_id")),
    )
    op.create_index(op.f("ix_meeting_review_meeting_id"), "meeting_review", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_meeting_review_review_id"), "meeting_review", ["review_id"], unique=False)
    op.create_index(op.f("ix_meeting_review_tenant_id"), "meeting_review", ["tenant_id"], unique=False)
    op.create_table(
        "meeting_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                "front",
                "agenda",
                "summary",
                "follow_up",
                "changes",
                "expectations",
                "areas",
                "scorecard",
                "risks",
                "actions",
                "deviations",
                "audits",
                "suppliers",
                "feedback",
                "improvements",
                "projects",
                "proposals",
                "signing",
                "appendix",
                name="package_part_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("nothing_because", sa.Text(), nullable=True),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "text IS NULL OR nothing_because IS NULL", name=op.f("ck_meeting_text_has_a_text_or_a_reason")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_text_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["written_by_id"], ["person.id"], name=op.f("fk_meeting_text_written_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_text")),
        sa.UniqueConstraint("meeting_id", "part", name=op.f("uq_meeting_text_meeting_id_part")),
    )
    op.create_index(op.f("ix_meeting_text_meeting_id"), "meeting_text", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_meeting_text_tenant_id"), "meeting_text", ["tenant_id"], unique=False)
    op.create_index(op.f("ix_meeting_text_written_by_id"), "meeting_text", ["written_by_id"], unique=False)
    op.create_table(
        "participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "takes_part_as",
            sa.Enum(
                "chair",
                "secretary",
                "member",
                "guest",
                name="takes_part_as_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("attended", sa.Boolean(), nullable=True),
        sa.Column("disqualified_because", sa.Text(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_participant_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_participant_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant")),
        sa.UniqueConstraint("meeting_id", "person_id", name=op.f("uq_participant_meeting_id_person_id")),
    )
    op.create_index(op.f("ix_participant_meeting_id"), "participant", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_participant_person_id"), "participant", ["person_id"], unique=False)
    op.create_index(op.f("ix_participant_tenant_id"), "participant", ["tenant_id"], unique=False)
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_proposal_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_proposal_owner_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_proposal_meeting_id_number")),
    )
    op.create_index(op.f("ix_proposal_meeting_id"), "proposal", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_proposal_owner_id"), "proposal", ["owner_id"], unique=False)
    op.create_index(op.f("ix_proposal_tenant_id"), "proposal", ["tenant_id"], unique=False)
    protection.protect_history(
        op.get_bind(),
        "meeting",
        "meeting_plan",
        "area_statement",
        "meeting_review",
        "meeting_text",
        "participant",
        "proposal",
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_proposal_tenant_id"), table_name="proposal")
    op.drop_index(op.f("ix_proposal_owner_id"), table_name="proposal")
    op.drop_index(op.f("ix_proposal_meeting_id"), table_name="proposal")
    op.drop_table("proposal")
    op.drop_index(op.f("ix_participant_tenant_id"), table_name="participant")
    op.drop_index(op.f("ix_participant_person_id"), table_name="participant")
    op.drop_index(op.f("ix_participant_meeting_id"), table_name="participant")
    op.drop_table("participant")
    op.drop_index(op.f("ix_meeting_text_written_by_id"), table_name="meeting_text")
    op.drop_index(op.f("ix_meeting_text_tenant_id"), table_name="meeting_text")
    op.drop_index(op.f("ix_meeting_text_meeting_id"), table_name="meeting_text")
    op.drop_table("meeting_text")
    op.drop_index(op.f("ix_meeting_review_tenant_id"), table_name="meeting_review")
    op.drop_index(op.f("ix_meeting_review_review_id"), table_name="meeting_review")
    op.drop_index(op.f("ix_meeting_review_meeting_id"), table_name="meeting_review")
    op.drop_table("meeting_review")
    op.drop_index(op.f("ix_area_statement_written_by_id"), table_name="area_statement")
    op.drop_index(op.f("ix_area_statement_unit_id"), table_name="area_statement")
    op.drop_index(op.f("ix_area_statement_tenant_id"), table_name="area_statement")
    op.drop_index(op.f("ix_area_statement_meeting_id"), table_name="area_statement")
    op.drop_table("area_statement")
    op.drop_index(op.f("ix_meeting_plan_tenant_id"), table_name="meeting_plan")
    op.drop_table("meeting_plan")
    op.drop_index(op.f("ix_meeting_unit_id"), table_name="meeting")
    op.drop_index(op.f("ix_meeting_tenant_id"), table_name="meeting")
    op.drop_table("meeting")
    op.drop_index(
        op.f("ix_proposal_history_id"),
        table_name="proposal_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("proposal_history")
    op.drop_index(
        op.f("ix_participant_history_id"),
        table_name="participant_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("participant_history")
    op.drop_index(
        op.f("ix_meeting_text_history_id"),
        table_name="meeting_text_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("meeting_text_history")
    op.drop_index(
        op.f("ix_meeting_review_history_id"),
        table_name="meeting_review_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("meeting_review_history")
    op.drop_index(
        op.f("ix_meeting_plan_history_id"),
        table_name="meeting_plan_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("meeting_plan_history")
    op.drop_index(
        op.f("ix_meeting_history_id"),
        table_name="meeting_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("meeting_history")
    op.drop_index(
        op.f("ix_area_statement_history_id"),
        table_name="area_statement_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("area_statement_history")
