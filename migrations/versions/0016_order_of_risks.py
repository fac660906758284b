"""Indexes in the order of the register of risks, as it stands and as it stood."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ASCENDING = "ix_scenario_rank_code_key_id"
TABLES = ("scenario", "scenario_history")


def upgrade() -> None:
    op.drop_index(ASCENDING, "scenario")
    for table in TABLES:
        op.create_index(f"ix_{table}_worst_first", table, [sa.text("rank DESC"), "code_key", "id"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_index(f"ix_{table}_worst_first", table)
    op.create_index(ASCENDING, "scenario", ["rank", "code_key", "id"])
