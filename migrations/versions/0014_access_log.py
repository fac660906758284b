"""Who looked at what, and what was taken away."""

import sqlalchemy as sa
from alembic import op

from isms.kernel import tables
from isms.kernel.seal import protection

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_entry",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("read_at", tables.Instant(timezone=True), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("actor_kind", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.String(length=80), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "page", "export", name="access_kind_is_known", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("register", sa.String(length=60), nullable=True),
        sa.Column("asked", sa.Text(), nullable=True),
        sa.Column("as_of", sa.String(length=40), nullable=True),
        sa.Column("format", sa.String(length=40), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("salt", sa.String(length=32), nullable=True),
        sa.Column("content_digest", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_entry")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_access_entry_tenant_id_id"), "access_entry", ["tenant_id", "id"], unique=False)
    protection.protect_access_log(op.get_bind())


def downgrade() -> None:
    op.drop_index(op.f("ix_access_entry_tenant_id_id"), table_name="access_entry")
    op.drop_table("access_entry")
