"""Acceptances are written once."""

from alembic import op

from isms.kernel.seal import protection

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    protection.protect_rows(op.get_bind(), "acceptance")


def downgrade() -> None:
    protection.release_rows(op.get_bind(), "acceptance")
