"""The log, its triggers, and the kernel's own counters."""

import sqlalchemy as sa
from alembic import op

from isms.kernel import tables
from isms.kernel.seal import protection

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "code_counter",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "prefix", name=op.f("pk_code_counter")),
    )
    op.create_table(
        "sealing",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed_at", tables.Instant(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("why_digest", sa.String(length=64), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_sealing")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "submission",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("submitted_at", tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_submission")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("entity", sa.String(length=60), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("change", sa.String(length=10), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["position"], ["sealing.position"], name=op.f("fk_audit_entry_position_sealing")),
        sa.PrimaryKeyConstraint("position", "ordinal", name=op.f("pk_audit_entry")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_audit_entry_entity_entity_id_position"),
        "audit_entry",
        ["entity", "entity_id", "position"],
        unique=False,
    )
    op.create_index(op.f("ix_audit_entry_tenant_id"), "audit_entry", ["tenant_id"], unique=False)
    op.create_table(
        "audit_value",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=True),
        sa.Column("old", sa.Text(), nullable=True),
        sa.Column("new", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["position"], ["sealing.position"], name=op.f("fk_audit_value_position_sealing")),
        sa.PrimaryKeyConstraint("position", "ordinal", "field", name=op.f("pk_audit_value")),
        sqlite_with_rowid=False,
    )
    protection.protect_log(op.get_bind())


def downgrade() -> None:
    op.drop_table("audit_value")
    op.drop_index(op.f("ix_audit_entry_tenant_id"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_entity_entity_id_position"), table_name="audit_entry")
    op.drop_table("audit_entry")
    op.drop_table("submission")
    op.drop_table("sealing")
    op.drop_table("code_counter")
    for function in ("refuse_change", "only_close_version"):
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP FUNCTION {function}")
