"""What health asks of a system and nobody had a place for, and when a person was last trained."""

import sqlalchemy as sa
from alembic import op

from isms.kernel.seal import protection

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

ADDED = {
    "system": {
        "agreement_rolling": sa.Boolean(),
        "renewal_begun_on": sa.Date(),
        "supplier_met_on": sa.Date(),
        "subprocessors_listed": sa.Boolean(),
        "support_promised": sa.Boolean(),
        "dpia_due_on": sa.Date(),
    },
    "person": {"trained_on": sa.Date()},
}


def upgrade() -> None:
    for table, columns in ADDED.items():
        with op.batch_alter_table(f"{table}_history", table_kwargs={"sqlite_with_rowid": False}) as batch:
            for name, kind in columns.items():
                batch.add_column(sa.Column(name, kind, nullable=True))
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind, nullable=True))
    protection.protect_history(op.get_bind(), *ADDED)


def downgrade() -> None:
    for table, columns in ADDED.items():
        for name in columns:
            op.drop_column(table, name)
        with op.batch_alter_table(f"{table}_history", table_kwargs={"sqlite_with_rowid": False}) as batch:
            for name in columns:
                batch.drop_column(name)
    protection.protect_history(op.get_bind(), *ADDED)
