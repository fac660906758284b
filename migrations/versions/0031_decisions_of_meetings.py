"""Decisions belong to a meeting, or to the period review they were once taken in."""

import sqlalchemy as sa
from alembic import op

from isms.kernel.seal import protection

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


POINTERS = {"meeting_id": "meeting", "proposal_id": "proposal"}
BELONGS = "belongs_to_a_review_or_a_meeting"


def upgrade() -> None:
    with op.batch_alter_table("decision_history", table_kwargs={"sqlite_with_rowid": False}) as batch:
        for name in ("review_id", "action_id"):
            batch.alter_column(name, existing_type=sa.Integer(), nullable=True)
        for name in (*POINTERS, "number"):
            batch.add_column(sa.Column(name, sa.Integer(), nullable=True))
    with op.batch_alter_table("decision") as batch:
        for name in ("review_id", "action_id"):
            batch.alter_column(name, existing_type=sa.Integer(), nullable=True)
        for name in (*POINTERS, "number"):
            batch.add_column(sa.Column(name, sa.Integer(), nullable=True))
        for name, other in POINTERS.items():
            batch.create_foreign_key(op.f(f"fk_decision_{name}_{other}"), other, [name], ["id"])
            batch.create_index(op.f(f"ix_decision_{name}"), [name])
        batch.create_check_constraint(op.f(f"ck_decision_{BELONGS}"), "(review_id IS NULL) <> (meeting_id IS NULL)")
        batch.create_unique_constraint(op.f("uq_decision_proposal_id"), ["proposal_id"])
    protection.protect_history(op.get_bind(), "decision")


def downgrade() -> None:
    with op.batch_alter_table("decision") as batch:
        batch.drop_constraint(op.f("uq_decision_proposal_id"), type_="unique")
        batch.drop_constraint(op.f(f"ck_decision_{BELONGS}"), type_="check")
        for name, other in POINTERS.items():
            batch.drop_index(op.f(f"ix_decision_{name}"))
            batch.drop_constraint(op.f(f"fk_decision_{name}_{other}"), type_="foreignkey")
        for name in (*POINTERS, "number"):
            batch.drop_column(name)
        for name in ("review_id", "action_id"):
            batch.alter_column(name, existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("decision_history", table_kwargs={"sqlite_with_rowid": False}) as batch:
        for name in (*POINTERS, "number"):
            batch.drop_column(name)
        for name in ("review_id", "action_id"):
            batch.alter_column(name, existing_type=sa.Integer(), nullable=False)
    protection.protect_history(op.get_bind(), "decision")
