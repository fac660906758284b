"""The annual wheel of a municipality, and the calendar feeds of people."""

import sqlalchemy as sa
from alembic import op

from isms.kernel.seal import protection

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_feed_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("made_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("generation", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revoked_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("revoked_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_calendar_feed_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_calendar_feed_history_id"),
        "calendar_feed_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "wheel_activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("shipped_key", sa.Text(), nullable=True),
        sa.Column("title_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.CheckConstraint("month BETWEEN 1 AND 12", name=op.f("ck_wheel_activity_lies_in_a_month")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wheel_activity")),
        sa.UniqueConstraint("tenant_id", "shipped_key", name=op.f("uq_wheel_activity_tenant_id_shipped_key")),
        info={"immutable": False},
    )
    op.create_index(op.f("ix_wheel_activity_tenant_id"), "wheel_activity", ["tenant_id"], unique=False)
    op.create_table(
        "wheel_activity_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("description", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("link", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("shipped_key", sa.Text(), autoincrement=False, nullable=True),
        sa.Column(
            "title_key",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_wheel_activity_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_wheel_activity_history_id"),
        "wheel_activity_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("revoked_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_calendar_feed_person_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_calendar_feed_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        info={"immutable": False},
    )
    op.create_index(op.f("ix_calendar_feed_person_id"), "calendar_feed", ["person_id"], unique=False)
    op.create_index(op.f("ix_calendar_feed_tenant_id"), "calendar_feed", ["tenant_id"], unique=False)
    op.create_index(op.f("ix_calendar_feed_unit_id"), "calendar_feed", ["unit_id"], unique=False)
    protection.protect_history(op.get_bind(), "wheel_activity", "calendar_feed")


def downgrade() -> None:
    op.drop_index(op.f("ix_calendar_feed_unit_id"), table_name="calendar_feed")
    op.drop_index(op.f("ix_calendar_feed_tenant_id"), table_name="calendar_feed")
    op.drop_index(op.f("ix_calendar_feed_person_id"), table_name="calendar_feed")
    op.drop_table("calendar_feed")
    op.drop_index(
        op.f("ix_wheel_activity_history_id"),
        table_name="wheel_activity_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("wheel_activity_history")
    op.drop_index(op.f("ix_wheel_activity_tenant_id"), table_name="wheel_activity")
    op.drop_table("wheel_activity")
    op.drop_index(
        op.f("ix_calendar_feed_history_id"),
        table_name="calendar_feed_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("calendar_feed_history")
