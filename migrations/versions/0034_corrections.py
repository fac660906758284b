"""Decisions that can be withdrawn, webhooks that can rest, and a municipality's own directions beside its open form."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from isms.kernel.seal import protection

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

SUBJECTS = ("whistleblowing", "classified")
ADDED: Mapping[str, Mapping[str, Any]] = {
    "decision_taken": {"withdrawn_on": sa.Date(), "withdrawn_because": sa.Text()},
    "webhook": {"resting_since": sa.Date()},
    "open_form": {
        f"{subject}_{part}": sa.Text() for subject in SUBJECTS for part in ("text", "phone", "email", "link")
    },
}


def upgrade() -> None:
    protection.release_rows(op.get_bind(), "decision_taken")
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
    protection.protect_rows(op.get_bind(), "decision_taken")
