"""Controls, their evidence, and the systems, actions and risks they have to do with."""

import sqlalchemy as sa
from alembic import op

from isms.kernel.seal import protection

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

SOURCES = ("assessment", "risk", "deviation", "review", "own")
WITH_CONTROLS = ("assessment", "risk", "deviation", "control", "review", "own")


def _let_actions_come_from(sources: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{source}'" for source in sources)
    with op.batch_alter_table("action") as batch:
        batch.drop_constraint(op.f("ck_action_source_kind_is_known"), type_="check")
        batch.create_check_constraint(op.f("ck_action_source_kind_is_known"), f"source_kind IN ({listed})")


def upgrade() -> None:
    op.create_table(
        "control_action_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("control_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("action_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_control_action_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_control_action_history_id"),
        "control_action_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "control_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("framework", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("framework_version", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column(
            "applicability",
            sa.Enum("undecided", "applies", "excluded", name="applicability", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("owner_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column(
            "status",
            sa.Enum("not_started", "partly", "in_place", name="controlstatus", native_enum=False, length=40),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("implementation", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("reviewed_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("next_review_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("theme", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("per_system", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column(
            "code_key",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("search_text", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_control_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_control_history_id"),
        "control_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "control_system_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("control_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("system_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_control_system_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_control_system_history_id"),
        "control_system_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "evidence_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("control_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("dated_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("valid_until", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("link", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("description", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_evidence_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_evidence_history_id"),
        "evidence_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "scenario_control_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scenario_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("control_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_scenario_control_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_scenario_control_history_id"),
        "scenario_control_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "control",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("framework", sa.Text(), nullable=False),
        sa.Column("framework_version", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column(
            "applicability",
            sa.Enum(
                "undecided",
                "applies",
                "excluded",
                name="applicability_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "not_started",
                "partly",
                "in_place",
                name="control_status_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("implementation", sa.Text(), nullable=True),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("next_review_on", sa.Date(), nullable=True),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("per_system", sa.Boolean(), nullable=False),
        sa.Column("code_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(applicability = 'applies') = (status IS NOT NULL)", name=op.f("ck_control_has_a_status_when_it_applies")
        ),
        sa.CheckConstraint(
            "applicability <> 'excluded' OR reason IS NOT NULL", name=op.f("ck_control_excluded_has_a_reason")
        ),
        sa.CheckConstraint("next_review_on > reviewed_on", name=op.f("ck_control_is_reviewed_again_later")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_control_owner_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_control")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_control_tenant_id_code")),
    )
    op.create_index(op.f("ix_control_owner_id"), "control", ["owner_id"], unique=False)
    op.create_index(op.f("ix_control_tenant_id"), "control", ["tenant_id"], unique=False)
    op.create_table(
        "control_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("control_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_control_action_action_id_action")),
        sa.ForeignKeyConstraint(["control_id"], ["control.id"], name=op.f("fk_control_action_control_id_control")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_control_action")),
        sa.UniqueConstraint("control_id", "action_id", name=op.f("uq_control_action_control_id_action_id")),
    )
    op.create_index(op.f("ix_control_action_action_id"), "control_action", ["action_id"], unique=False)
    op.create_index(op.f("ix_control_action_control_id"), "control_action", ["control_id"], unique=False)
    op.create_index(op.f("ix_control_action_tenant_id"), "control_action", ["tenant_id"], unique=False)
    op.create_table(
        "control_system",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("control_id", sa.Integer(), nullable=False),
        sa.Column("system_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["control_id"], ["control.id"], name=op.f("fk_control_system_control_id_control")),
        sa.ForeignKeyConstraint(["system_id"], ["system.id"], name=op.f("fk_control_system_system_id_system")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_control_system")),
        sa.UniqueConstraint("control_id", "system_id", name=op.f("uq_control_system_control_id_system_id")),
    )
    op.create_index(op.f("ix_control_system_control_id"), "control_system", ["control_id"], unique=False)
    op.create_index(op.f("ix_control_system_system_id"), "control_system", ["system_id"], unique=False)
    op.create_index(op.f("ix_control_system_tenant_id"), "control_system", ["tenant_id"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("control_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.CheckConstraint("link IS NOT NULL OR description IS NOT NULL", name=op.f("ck_evidence_says_something")),
        sa.CheckConstraint("valid_until >= dated_on", name=op.f("ck_evidence_expires_after_its_date")),
        sa.ForeignKeyConstraint(["control_id"], ["control.id"], name=op.f("fk_evidence_control_id_control")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_control_id"), "evidence", ["control_id"], unique=False)
    op.create_index(op.f("ix_evidence_tenant_id"), "evidence", ["tenant_id"], unique=False)
    op.create_table(
        "scenario_control",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("control_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["control_id"], ["control.id"], name=op.f("fk_scenario_control_control_id_control")),
        sa.ForeignKeyConstraint(
            ["scenario_id"], ["scenario.id"], name=op.f("fk_scenario_control_scenario_id_scenario")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenario_control")),
        sa.UniqueConstraint("scenario_id", "control_id", name=op.f("uq_scenario_control_scenario_id_control_id")),
    )
    op.create_index(op.f("ix_scenario_control_control_id"), "scenario_control", ["control_id"], unique=False)
    op.create_index(op.f("ix_scenario_control_scenario_id"), "scenario_control", ["scenario_id"], unique=False)
    op.create_index(op.f("ix_scenario_control_tenant_id"), "scenario_control", ["tenant_id"], unique=False)
    protection.protect_history(
        op.get_bind(), "control", "control_action", "control_system", "evidence", "scenario_control"
    )
    _let_actions_come_from(WITH_CONTROLS)


def downgrade() -> None:
    _let_actions_come_from(SOURCES)
    op.drop_index(op.f("ix_scenario_control_tenant_id"), table_name="scenario_control")
    op.drop_index(op.f("ix_scenario_control_scenario_id"), table_name="scenario_control")
    op.drop_index(op.f("ix_scenario_control_control_id"), table_name="scenario_control")
    op.drop_table("scenario_control")
    op.drop_index(op.f("ix_evidence_tenant_id"), table_name="evidence")
    op.drop_index(op.f("ix_evidence_control_id"), table_name="evidence")
    op.drop_table("evidence")
    op.drop_index(op.f("ix_control_system_tenant_id"), table_name="control_system")
    op.drop_index(op.f("ix_control_system_system_id"), table_name="control_system")
    op.drop_index(op.f("ix_control_system_control_id"), table_name="control_system")
    op.drop_table("control_system")
    op.drop_index(op.f("ix_control_action_tenant_id"), table_name="control_action")
    op.drop_index(op.f("ix_control_action_control_id"), table_name="control_action")
    op.drop_index(op.f("ix_control_action_action_id"), table_name="control_action")
    op.drop_table("control_action")
    op.drop_index(op.f("ix_control_tenant_id"), table_name="control")
    op.drop_index(op.f("ix_control_owner_id"), table_name="control")
    op.drop_table("control")
    op.drop_index(
        op.f("ix_scenario_control_history_id"),
        table_name="scenario_control_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("scenario_control_history")
    op.drop_index(
        op.f("ix_evidence_history_id"),
        table_name="evidence_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("evidence_history")
    op.drop_index(
        op.f("ix_control_system_history_id"),
        table_name="control_system_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("control_system_history")
    op.drop_index(
        op.f("ix_control_history_id"),
        table_name="control_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("control_history")
    op.drop_index(
        op.f("ix_control_action_history_id"),
        table_name="control_action_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("control_action_history")
