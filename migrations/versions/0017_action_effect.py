"""What actions cost, how far they have come, and what they have led to."""

import sqlalchemy as sa
from alembic import op

from isms.kernel.seal import protection

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ADDED = {
    "cost": sa.Integer(),
    "progress": sa.Integer(),
    "effect": sa.String(length=40),
    "effect_reason": sa.Text(),
    "effect_judged_by_id": sa.Integer(),
    "effect_judged_on": sa.Date(),
}
CHECKS = {
    "effect_is_known": "effect IN ('good', 'partly', 'none')",
    "costs_nothing_or_more": "cost IS NULL OR cost >= 0",
    "progress_is_a_share": "progress IS NULL OR progress BETWEEN 0 AND 100",
    "effect_is_judged_when_done": (
        "(effect IS NULL) = (effect_judged_on IS NULL) AND (effect IS NULL) = (effect_judged_by_id IS NULL)"
        " AND (effect IS NULL OR done_on IS NOT NULL)"
    ),
}


def upgrade() -> None:
    with op.batch_alter_table("action_history", table_kwargs={"sqlite_with_rowid": False}) as batch:
        for name, kind in ADDED.items():
            batch.add_column(sa.Column(name, kind, nullable=True))
    with op.batch_alter_table("action") as batch:
        for name, kind in ADDED.items():
            batch.add_column(sa.Column(name, kind, nullable=True))
        for name, rule in CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_action_{name}"), rule)
        batch.create_foreign_key(
            op.f("fk_action_effect_judged_by_id_person"), "person", ["effect_judged_by_id"], ["id"]
        )
        batch.create_index(op.f("ix_action_effect_judged_by_id"), ["effect_judged_by_id"])
    protection.protect_history(op.get_bind(), "action")


def downgrade() -> None:
    with op.batch_alter_table("action") as batch:
        batch.drop_index(op.f("ix_action_effect_judged_by_id"))
        batch.drop_constraint(op.f("fk_action_effect_judged_by_id_person"), type_="foreignkey")
        for name in CHECKS:
            batch.drop_constraint(op.f(f"ck_action_{name}"), type_="check")
        for name in ADDED:
            batch.drop_column(name)
    with op.batch_alter_table("action_history", table_kwargs={"sqlite_with_rowid": False}) as batch:
        for name in ADDED:
            batch.drop_column(name)
    protection.protect_history(op.get_bind(), "action")
