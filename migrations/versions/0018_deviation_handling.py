"""How a deviation is told, weighed, handled step by step and ended."""

import sqlalchemy as sa
from alembic import op

from isms.kernel.seal import protection

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

WORD = sa.String(length=40)
POINTERS = {
    "triaged_by_id": "person",
    "started_by_id": "person",
    "corrected_by_id": "person",
    "effect_checked_by_id": "person",
    "rejected_by_id": "person",
    "merged_by_id": "person",
    "merged_into_id": "deviation",
}
ADDED = {
    "kind": WORD,
    "category": WORD,
    "place": sa.Text(),
    "personal_data": WORD,
    "hits_confidentiality": sa.Boolean(),
    "hits_integrity": sa.Boolean(),
    "hits_availability": sa.Boolean(),
    "consequence": WORD,
    "severity_reason": sa.Text(),
    "triaged_on": sa.Date(),
    "triaged_by_id": sa.Integer(),
    "started_on": sa.Date(),
    "started_by_id": sa.Integer(),
    "cause_kind": WORD,
    "corrective_action": sa.Text(),
    "exists_elsewhere": WORD,
    "elsewhere": sa.Text(),
    "corrected_on": sa.Date(),
    "corrected_by_id": sa.Integer(),
    "effect_due_on": sa.Date(),
    "effect": WORD,
    "effect_reason": sa.Text(),
    "effect_checked_on": sa.Date(),
    "effect_checked_by_id": sa.Integer(),
    "rejected_on": sa.Date(),
    "rejected_by_id": sa.Integer(),
    "rejected_because": sa.Text(),
    "merged_on": sa.Date(),
    "merged_by_id": sa.Integer(),
    "merged_into_id": sa.Integer(),
    "external_reference": sa.Text(),
    "external_link": sa.Text(),
    "found_by": sa.Text(),
    "source_document": sa.Text(),
    "source_link": sa.Text(),
    "recommendation": sa.Text(),
    "answer": sa.Text(),
    "answer_due_on": sa.Date(),
    "answered_on": sa.Date(),
    "follow_up": sa.Text(),
}
CAUSES = (
    "'routine_missing', 'routine_not_followed', 'competence', 'capacity', 'access', 'change', 'technical',"
    " 'supplier', 'attack', 'other'"
)
CHECKS = {
    "deviation_kind_is_known": (
        "kind IN ('deviation', 'incident', 'nonconformity', 'audit_finding', 'supervision_finding')"
    ),
    "deviation_category_is_known": "category IN ('hms', 'organisation', 'service', 'information_security', 'privacy')",
    "personal_data_is_known": "personal_data IN ('yes', 'no', 'unsure')",
    "exists_elsewhere_is_known": "exists_elsewhere IN ('yes', 'no', 'unsure')",
    "consequence_is_known": "consequence IN ('1', '2', '3', '4', '5')",
    "cause_is_known": f"cause_kind IN ({CAUSES})",
    "effect_is_known": "effect IN ('good', 'partly', 'none')",
    "effect_is_checked_when_corrected": (
        "(effect IS NULL) = (effect_checked_on IS NULL) AND (effect IS NULL) = (effect_checked_by_id IS NULL)"
        " AND (effect IS NULL OR corrected_on IS NOT NULL)"
    ),
    "effect_is_checked_by_another": "effect_checked_by_id <> corrected_by_id",
    "rejected_has_a_reason": "(rejected_on IS NULL) = (rejected_because IS NULL)",
    "merged_into_another": (
        "(merged_on IS NULL) = (merged_into_id IS NULL) AND (merged_into_id IS NULL OR merged_into_id <> id)"
    ),
    "ends_in_one_way": (
        "(closed_on IS NULL OR rejected_on IS NULL) AND (closed_on IS NULL OR merged_on IS NULL)"
        " AND (rejected_on IS NULL OR merged_on IS NULL)"
    ),
    "finding_has_a_source": (
        "kind IS NULL OR kind NOT IN ('audit_finding', 'supervision_finding') OR source_document IS NOT NULL"
    ),
}


def upgrade() -> None:
    with op.batch_alter_table("deviation_history", table_kwargs={"sqlite_with_rowid": False}) as batch:
        batch.alter_column("reported_by_id", existing_type=sa.Integer(), nullable=True)
        for name, kind in ADDED.items():
            batch.add_column(sa.Column(name, kind, nullable=True))
    with op.batch_alter_table("deviation") as batch:
        batch.alter_column("reported_by_id", existing_type=sa.Integer(), nullable=True)
        for name, kind in ADDED.items():
            batch.add_column(sa.Column(name, kind, nullable=True))
        for name, rule in CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_deviation_{name}"), rule)
        for name, other in POINTERS.items():
            batch.create_foreign_key(op.f(f"fk_deviation_{name}_{other}"), other, [name], ["id"])
            batch.create_index(op.f(f"ix_deviation_{name}"), [name])
    protection.protect_history(op.get_bind(), "deviation")


def downgrade() -> None:
    with op.batch_alter_table("deviation") as batch:
        for name, other in POINTERS.items():
            batch.drop_index(op.f(f"ix_deviation_{name}"))
            batch.drop_constraint(op.f(f"fk_deviation_{name}_{other}"), type_="foreignkey")
        for name in CHECKS:
            batch.drop_constraint(op.f(f"ck_deviation_{name}"), type_="check")
        for name in ADDED:
            batch.drop_column(name)
        batch.alter_column("reported_by_id", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("deviation_history", table_kwargs={"sqlite_with_rowid": False}) as batch:
        for name in ADDED:
            batch.drop_column(name)
        batch.alter_column("reported_by_id", existing_type=sa.Integer(), nullable=False)
    protection.protect_history(op.get_bind(), "deviation")
