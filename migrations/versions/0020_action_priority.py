"""How much actions matter, and that decisions and attestations may raise them."""

import sqlalchemy as sa
from alembic import op

from isms.kernel.seal import protection

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

SOURCES = ("assessment", "risk", "deviation", "control", "review", "own")
WITH_DECISIONS = ("assessment", "risk", "deviation", "control", "review", "decision", "attestation", "own")
PRIORITIES = "priority IN ('high', 'medium', 'low')"


def _let_actions_come_from(sources: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{source}'" for source in sources)
    with op.batch_alter_table("action") as batch:
        batch.drop_constraint(op.f("ck_action_source_kind_is_known"), type_="check")
        batch.create_check_constraint(op.f("ck_action_source_kind_is_known"), f"source_kind IN ({listed})")


def upgrade() -> None:
    with op.batch_alter_table("action_history", table_kwargs={"sqlite_with_rowid": False}) as batch:
        batch.add_column(sa.Column("priority", sa.String(length=40), nullable=True))
    with op.batch_alter_table("action") as batch:
        batch.add_column(sa.Column("priority", sa.String(length=40), nullable=True))
        batch.create_check_constraint(op.f("ck_action_priority_is_known"), PRIORITIES)
    _let_actions_come_from(WITH_DECISIONS)
    protection.protect_history(op.get_bind(), "action")


def downgrade() -> None:
    _let_actions_come_from(SOURCES)
    with op.batch_alter_table("action") as batch:
        batch.drop_constraint(op.f("ck_action_priority_is_known"), type_="check")
        batch.drop_column("priority")
    with op.batch_alter_table("action_history", table_kwargs={"sqlite_with_rowid": False}) as batch:
        batch.drop_column("priority")
    protection.protect_history(op.get_bind(), "action")
