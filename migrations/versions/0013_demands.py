"""What systems demand of each other, and which of the demands are set aside."""

import sqlalchemy as sa
from alembic import op

from isms.kernel.seal import protection

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "demand_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("system_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "quality",
            sa.Enum("k", "i", "t", name="quality", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("own", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("from_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("via_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("path", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("override_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_demand_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_demand_history_id"),
        "demand_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "demand_override_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("system_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "quality",
            sa.Enum("k", "i", "t", name="quality", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("accepted", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("decided_by_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("decided_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("valid_until", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("lapsed_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_demand_override_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_demand_override_history_id"),
        "demand_override_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "demand_override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("system_id", sa.Integer(), nullable=False),
        sa.Column(
            "quality",
            sa.Enum("k", "i", "t", name="quality_is_known", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("lapsed_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "accepted >= 1 AND accepted < level", name=op.f("ck_demand_override_what_is_accepted_is_lower")
        ),
        sa.CheckConstraint("level BETWEEN 1 AND 4", name=op.f("ck_demand_override_level_is_a_level")),
        sa.CheckConstraint(
            "valid_until >= decided_on", name=op.f("ck_demand_override_override_ends_after_it_is_decided")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_demand_override_decided_by_id_person")),
        sa.ForeignKeyConstraint(["system_id"], ["system.id"], name=op.f("fk_demand_override_system_id_system")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_override")),
    )
    op.create_index(op.f("ix_demand_override_decided_by_id"), "demand_override", ["decided_by_id"], unique=False)
    op.create_index(op.f("ix_demand_override_system_id"), "demand_override", ["system_id"], unique=False)
    op.create_index(op.f("ix_demand_override_tenant_id"), "demand_override", ["tenant_id"], unique=False)
    op.create_table(
        "demand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("system_id", sa.Integer(), nullable=False),
        sa.Column(
            "quality",
            sa.Enum("k", "i", "t", name="quality_is_known", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("own", sa.Integer(), nullable=True),
        sa.Column("from_id", sa.Integer(), nullable=True),
        sa.Column("via_id", sa.Integer(), nullable=True),
        sa.Column("path", sa.Text(), nullable=True),
        sa.Column("override_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["from_id"], ["system.id"], name=op.f("fk_demand_from_id_system")),
        sa.ForeignKeyConstraint(
            ["override_id"], ["demand_override.id"], name=op.f("fk_demand_override_id_demand_override")
        ),
        sa.ForeignKeyConstraint(["system_id"], ["system.id"], name=op.f("fk_demand_system_id_system")),
        sa.ForeignKeyConstraint(["via_id"], ["system.id"], name=op.f("fk_demand_via_id_system")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand")),
        sa.UniqueConstraint("system_id", "quality", name=op.f("uq_demand_system_id_quality")),
    )
    op.create_index(op.f("ix_demand_override_id"), "demand", ["override_id"], unique=False)
    op.create_index(op.f("ix_demand_tenant_id"), "demand", ["tenant_id"], unique=False)
    op.create_index(op.f("ix_demand_via_id"), "demand", ["via_id"], unique=False)
    protection.protect_history(op.get_bind(), "demand_override", "demand")


def downgrade() -> None:
    op.drop_index(op.f("ix_demand_via_id"), table_name="demand")
    op.drop_index(op.f("ix_demand_tenant_id"), table_name="demand")
    op.drop_index(op.f("ix_demand_override_id"), table_name="demand")
    op.drop_table("demand")
    op.drop_index(op.f("ix_demand_override_tenant_id"), table_name="demand_override")
    op.drop_index(op.f("ix_demand_override_system_id"), table_name="demand_override")
    op.drop_index(op.f("ix_demand_override_decided_by_id"), table_name="demand_override")
    op.drop_table("demand_override")
    op.drop_index(
        op.f("ix_demand_override_history_id"),
        table_name="demand_override_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("demand_override_history")
    op.drop_index(
        op.f("ix_demand_history_id"),
        table_name="demand_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("demand_history")
