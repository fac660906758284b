"""The scorecard: objectives, indicators and results."""

import sqlalchemy as sa
from alembic import op

from isms.kernel.seal import protection

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "objective_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_objective_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_objective_history_id"),
        "objective_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "score_indicator_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("objective_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "measured_in",
            sa.Enum("number", "percent", "state", name="measuredin", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "direction",
            sa.Enum("higher", "lower", name="wanteddirection", native_enum=False, length=40),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("wanted", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("acceptable", sa.Text(), autoincrement=False, nullable=True),
        sa.Column(
            "feed",
            sa.Enum(
                "valid_assessments",
                "attested_systems",
                "clocks_kept",
                "training_done",
                "actions_in_time",
                name="feed",
                native_enum=False,
                length=40,
            ),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_score_indicator_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_score_indicator_history_id"),
        "score_indicator_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "score_result_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("indicator_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("note", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("recorded_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_score_result_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_score_result_history_id"),
        "score_result_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "objective",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_objective_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objective")),
    )
    op.create_index(op.f("ix_objective_tenant_id"), "objective", ["tenant_id"], unique=False)
    op.create_index(op.f("ix_objective_unit_id"), "objective", ["unit_id"], unique=False)
    op.create_table(
        "score_indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("objective_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "measured_in",
            sa.Enum(
                "number",
                "percent",
                "state",
                name="measured_in_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "direction",
            sa.Enum(
                "higher",
                "lower",
                name="wanted_direction_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("acceptable", sa.Text(), nullable=True),
        sa.Column(
            "feed",
            sa.Enum(
                "valid_assessments",
                "attested_systems",
                "clocks_kept",
                "training_done",
                "actions_in_time",
                name="feed_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(measured_in = 'state') = (direction IS NULL)",
            name=op.f("ck_score_indicator_numbers_have_a_direction"),
        ),
        sa.CheckConstraint(
            "feed IS NULL OR (measured_in = 'percent' AND direction = 'higher')",
            name=op.f("ck_score_indicator_what_is_fed_is_a_share"),
        ),
        sa.ForeignKeyConstraint(
            ["objective_id"], ["objective.id"], name=op.f("fk_score_indicator_objective_id_objective")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_indicator")),
    )
    op.create_index(op.f("ix_score_indicator_objective_id"), "score_indicator", ["objective_id"], unique=False)
    op.create_index(op.f("ix_score_indicator_tenant_id"), "score_indicator", ["tenant_id"], unique=False)
    op.create_table(
        "score_result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("year BETWEEN 2000 AND 2100", name=op.f("ck_score_result_year_is_a_year")),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["score_indicator.id"], name=op.f("fk_score_result_indicator_id_score_indicator")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_score_result_recorded_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_result")),
        sa.UniqueConstraint("indicator_id", "year", name=op.f("uq_score_result_indicator_id_year")),
    )
    op.create_index(op.f("ix_score_result_indicator_id"), "score_result", ["indicator_id"], unique=False)
    op.create_index(op.f("ix_score_result_recorded_by_id"), "score_result", ["recorded_by_id"], unique=False)
    op.create_index(op.f("ix_score_result_tenant_id"), "score_result", ["tenant_id"], unique=False)
    protection.protect_history(op.get_bind(), "objective", "score_indicator", "score_result")


def downgrade() -> None:
    op.drop_index(op.f("ix_score_result_tenant_id"), table_name="score_result")
    op.drop_index(op.f("ix_score_result_recorded_by_id"), table_name="score_result")
    op.drop_index(op.f("ix_score_result_indicator_id"), table_name="score_result")
    op.drop_table("score_result")
    op.drop_index(op.f("ix_score_indicator_tenant_id"), table_name="score_indicator")
    op.drop_index(op.f("ix_score_indicator_objective_id"), table_name="score_indicator")
    op.drop_table("score_indicator")
    op.drop_index(op.f("ix_objective_unit_id"), table_name="objective")
    op.drop_index(op.f("ix_objective_tenant_id"), table_name="objective")
    op.drop_table("objective")
    op.drop_index(
        op.f("ix_score_result_history_id"),
        table_name="score_result_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("score_result_history")
    op.drop_index(
        op.f("ix_score_indicator_history_id"),
        table_name="score_indicator_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("score_indicator_history")
    op.drop_index(
        op.f("ix_objective_history_id"),
        table_name="objective_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("objective_history")
