"""Risk criteria in versions, acceptances, significant changes, and what a risk is told by."""

from contextlib import AbstractContextManager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

from isms.kernel import tables
from isms.kernel.seal import protection

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


WORD = sa.String(length=40)

ADDED = {
    "assessed_system": {
        "basis_k": sa.Integer(),
        "basis_i": sa.Integer(),
        "basis_t": sa.Integer(),
        "basis_supplier_id": sa.Integer(),
    },
    "assessment": {
        "model_id": sa.Integer(),
        "subject": sa.Text(),
        "previous_id": sa.Integer(),
        "exempt_basis": sa.Text(),
    },
    "scenario": {
        "intent": WORD,
        "privacy_affected": sa.Boolean(),
        "likelihood_inherent": WORD,
        "consequence_inherent": WORD,
        "likelihood_reason": sa.Text(),
        "consequence_reason": sa.Text(),
        "driving_category": sa.Text(),
        "knowledge": WORD,
        "after_reason": sa.Text(),
        "plan_approved_by_id": sa.Integer(),
        "plan_approved_on": sa.Date(),
        "legal_requirement": sa.Text(),
        "breaks_law": sa.Boolean(),
        "previous_id": sa.Integer(),
        "since_last": WORD,
        "level_inherent": WORD,
        "rating_version": sa.Integer(),
        "acceptance_id": sa.Integer(),
    },
}
POINTERS = {
    "assessed_system": {"basis_supplier_id": "supplier"},
    "assessment": {"model_id": "risk_model", "previous_id": "assessment"},
    "scenario": {"plan_approved_by_id": "person", "previous_id": "scenario"},
}
STEPS = ("1", "2", "3", "4")
WORDS = {
    "intent": ("intended", "unintended"),
    "likelihood_inherent": (*STEPS, "5"),
    "consequence_inherent": (*STEPS, "5"),
    "knowledge": ("strong", "moderate", "weak"),
    "since_last": ("unchanged", "modified", "new", "dropped"),
    "level_inherent": ("low", "medium", "high"),
}
ESTIMATES = ("likelihood_before", "consequence_before", "likelihood_after", "consequence_after")
APPROVAL = "(status {}) = (approved_on IS NOT NULL) AND (approved_on IS NULL) = (approved_by_id IS NULL)"


def _known(batch: BatchOperations, table: str, column: str, words: tuple[str, ...], name: str | None = None) -> None:
    listed = ", ".join(f"'{word}'" for word in words)
    batch.create_check_constraint(op.f(f"ck_{table}_{name or column}_is_known"), f"{column} IN ({listed})")


def _rebuilt(table: str) -> AbstractContextManager[BatchOperations]:
    """Open a table for change; SQLite, which cannot change one, gets it anew without its triggers."""
    kept = {"sqlite_with_rowid": False} if table.endswith("_history") else {}
    return op.batch_alter_table(table, recreate="auto", table_kwargs=kept)


def _add(table: str, batch: BatchOperations) -> None:
    for name, kind in ADDED[table].items():
        batch.add_column(sa.Column(name, kind, nullable=True))
    for name, other in POINTERS[table].items():
        batch.create_foreign_key(op.f(f"fk_{table}_{name}_{other}"), other, [name], ["id"])
        batch.create_index(op.f(f"ix_{table}_{name}"), [name])


def _take_away(table: str, batch: BatchOperations) -> None:
    for name, other in POINTERS[table].items():
        batch.drop_index(op.f(f"ix_{table}_{name}"))
        batch.drop_constraint(op.f(f"fk_{table}_{name}_{other}"), type_="foreignkey")
    for name in ADDED[table]:
        batch.drop_column(name)


def _widen_assessment(batch: BatchOperations, statuses: tuple[str, ...], approved: str) -> None:
    for name in ("assessment_status_is_known", "approval_has_a_person_and_a_day"):
        batch.drop_constraint(op.f(f"ck_assessment_{name}"), type_="check")
    _known(batch, "assessment", "status", statuses, "assessment_status")
    batch.create_check_constraint(op.f("ck_assessment_approval_has_a_person_and_a_day"), APPROVAL.format(approved))


def _widen_estimates(batch: BatchOperations, steps: tuple[str, ...]) -> None:
    for name in ESTIMATES:
        batch.drop_constraint(op.f(f"ck_scenario_{name}_is_known"), type_="check")
        _known(batch, "scenario", name, steps)


def upgrade() -> None:
    op.create_table(
        "acceptance_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("scenario_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.Enum("accepted", "revoked", name="acceptancekind", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "level",
            sa.Enum("low", "medium", "high", name="risklevel", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "likelihood",
            sa.Enum("1", "2", "3", "4", "5", name="likelihood", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "consequence",
            sa.Enum("1", "2", "3", "4", "5", name="consequence", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "authority",
            sa.Enum("system_owner", "area_owner", "chief_executive", name="authority", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("accepted_by_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("accepted_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("valid_until", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("reason", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("compensation", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("privacy_opinion", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("rating_version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("system_class", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column(
            "code_key",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_acceptance_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_acceptance_history_id"),
        "acceptance_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "consequence_category_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("model_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("texts", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_consequence_category_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_consequence_category_history_id"),
        "consequence_category_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "risk_model_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("valid_from", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("basis", sa.Text(), autoincrement=False, nullable=True),
        sa.Column(
            "status",
            sa.Enum("draft", "approved", name="modelstatus", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("approved_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("approved_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("cells", tables.WordList(), autoincrement=False, nullable=False),
        sa.Column("likelihood_names", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("likelihood_texts", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("ease_texts", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("consequence_names", sa.Text(), autoincrement=False, nullable=True),
        sa.Column(
            "low_accepted_by",
            sa.Enum("system_owner", "area_owner", "chief_executive", name="authority", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("low_months", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "medium_accepted_by",
            sa.Enum("system_owner", "area_owner", "chief_executive", name="authority", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("medium_months", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "high_accepted_by",
            sa.Enum("system_owner", "area_owner", "chief_executive", name="authority", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("high_months", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("class_1_months", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("class_2_months", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("class_3_months", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("class_4_months", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "code_key",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_risk_model_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_risk_model_history_id"),
        "risk_model_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "significant_change_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("assessment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("system_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "rating_raised",
                "dependency_added",
                "supplier_changed",
                "serious_deviation",
                name="changekind",
                native_enum=False,
                length=40,
            ),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("source", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("noted_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column(
            "answer",
            sa.Enum("still_holds", "reassess", name="changeanswer", native_enum=False, length=40),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("answer_reason", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("answered_by_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("answered_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_significant_change_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_significant_change_history_id"),
        "significant_change_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "risk_model",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "draft", "approved", name="model_status_is_known", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("cells", tables.WordList(), nullable=False),
        sa.Column("likelihood_names", sa.Text(), nullable=True),
        sa.Column("likelihood_texts", sa.Text(), nullable=True),
        sa.Column("ease_texts", sa.Text(), nullable=True),
        sa.Column("consequence_names", sa.Text(), nullable=True),
        sa.Column(
            "low_accepted_by",
            sa.Enum(
                "system_owner",
                "area_owner",
                "chief_executive",
                name="low_accepted_by_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("low_months", sa.Integer(), nullable=False),
        sa.Column(
            "medium_accepted_by",
            sa.Enum(
                "system_owner",
                "area_owner",
                "chief_executive",
                name="medium_accepted_by_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("medium_months", sa.Integer(), nullable=False),
        sa.Column(
            "high_accepted_by",
            sa.Enum(
                "system_owner",
                "area_owner",
                "chief_executive",
                name="high_accepted_by_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("high_months", sa.Integer(), nullable=False),
        sa.Column("class_1_months", sa.Integer(), nullable=False),
        sa.Column("class_2_months", sa.Integer(), nullable=False),
        sa.Column("class_3_months", sa.Integer(), nullable=False),
        sa.Column("class_4_months", sa.Integer(), nullable=False),
        sa.Column("code_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(status = 'approved') = (approved_on IS NOT NULL) AND (approved_on IS NULL) = (approved_by_id IS NULL)",
            name=op.f("ck_risk_model_approval_has_a_person_and_a_day"),
        ),
        sa.CheckConstraint(
            "class_1_months BETWEEN 1 AND 60 AND class_2_months BETWEEN 1 AND 60"
            " AND class_3_months BETWEEN 1 AND 60 AND class_4_months BETWEEN 1 AND 60",
            name=op.f("ck_risk_model_interval_is_one_to_sixty_months"),
        ),
        sa.CheckConstraint(
            "low_months BETWEEN 1 AND 60 AND medium_months BETWEEN 1 AND 60 AND high_months BETWEEN 1 AND 60",
            name=op.f("ck_risk_model_acceptance_lasts_one_to_sixty_months"),
        ),
        sa.CheckConstraint("size IN (4, 5)", name=op.f("ck_risk_model_has_four_or_five_steps")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["person.id"], name=op.f("fk_risk_model_approved_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_model")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_risk_model_tenant_id_code")),
    )
    op.create_index(op.f("ix_risk_model_approved_by_id"), "risk_model", ["approved_by_id"], unique=False)
    op.create_index(op.f("ix_risk_model_tenant_id"), "risk_model", ["tenant_id"], unique=False)
    op.create_table(
        "consequence_category",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("texts", sa.Text(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["model_id"], ["risk_model.id"], name=op.f("fk_consequence_category_model_id_risk_model")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consequence_category")),
    )
    op.create_index(op.f("ix_consequence_category_model_id"), "consequence_category", ["model_id"], unique=False)
    op.create_index(
        op.f("ix_consequence_category_model_id_name"),
        "consequence_category",
        ["model_id", "name"],
        unique=True,
        sqlite_where=sa.text("withdrawn_on IS NULL"),
        postgresql_where=sa.text("withdrawn_on IS NULL"),
    )
    op.create_index(op.f("ix_consequence_category_tenant_id"), "consequence_category", ["tenant_id"], unique=False)
    op.create_table(
        "significant_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("system_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "rating_raised",
                "dependency_added",
                "supplier_changed",
                "serious_deviation",
                name="change_kind_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "still_holds",
                "reassess",
                name="change_answer_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("answer_reason", sa.Text(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_on IS NULL) AND (answer IS NULL) = (answered_by_id IS NULL)"
            " AND (answer IS NULL) = (answer_reason IS NULL)",
            name=op.f("ck_significant_change_answer_is_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_significant_change_answered_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_significant_change_assessment_id_assessment")
        ),
        sa.ForeignKeyConstraint(["system_id"], ["system.id"], name=op.f("fk_significant_change_system_id_system")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_significant_change")),
    )
    op.create_index(
        op.f("ix_significant_change_answered_by_id"), "significant_change", ["answered_by_id"], unique=False
    )
    op.create_index(op.f("ix_significant_change_assessment_id"), "significant_change", ["assessment_id"], unique=False)
    op.create_index(op.f("ix_significant_change_system_id"), "significant_change", ["system_id"], unique=False)
    op.create_index(op.f("ix_significant_change_tenant_id"), "significant_change", ["tenant_id"], unique=False)
    op.create_table(
        "acceptance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "accepted",
                "revoked",
                name="acceptance_kind_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "level",
            sa.Enum(
                "low",
                "medium",
                "high",
                name="risk_level_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "likelihood",
            sa.Enum(
                "1",
                "2",
                "3",
                "4",
                "5",
                name="likelihood_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "consequence",
            sa.Enum(
                "1",
                "2",
                "3",
                "4",
                "5",
                name="consequence_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "authority",
            sa.Enum(
                "system_owner",
                "area_owner",
                "chief_executive",
                name="authority_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("accepted_by_id", sa.Integer(), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("compensation", sa.Text(), nullable=True),
        sa.Column("privacy_opinion", sa.Text(), nullable=True),
        sa.Column("rating_version", sa.Integer(), nullable=False),
        sa.Column("system_class", sa.Integer(), nullable=True),
        sa.Column("code_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.CheckConstraint(
            "(kind = 'accepted') = (valid_until IS NOT NULL)", name=op.f("ck_acceptance_acceptance_has_an_end")
        ),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until >= accepted_on", name=op.f("ck_acceptance_ends_after_it_is_given")
        ),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["person.id"], name=op.f("fk_acceptance_accepted_by_id_person")),
        sa.ForeignKeyConstraint(["scenario_id"], ["scenario.id"], name=op.f("fk_acceptance_scenario_id_scenario")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_acceptance_tenant_id_code")),
    )
    op.create_index(op.f("ix_acceptance_accepted_by_id"), "acceptance", ["accepted_by_id"], unique=False)
    op.create_index(op.f("ix_acceptance_scenario_id"), "acceptance", ["scenario_id"], unique=False)
    op.create_index(op.f("ix_acceptance_tenant_id"), "acceptance", ["tenant_id"], unique=False)
    for table, columns in ADDED.items():
        with _rebuilt(f"{table}_history") as batch:
            for name, kind in columns.items():
                batch.add_column(sa.Column(name, kind, nullable=True))
            if table == "scenario":
                batch.alter_column("system_id", existing_type=sa.Integer(), nullable=True)
    with _rebuilt("assessed_system") as batch:
        _add("assessed_system", batch)
    with _rebuilt("assessment") as batch:
        _add("assessment", batch)
        _widen_assessment(batch, ("draft", "in_review", "approved", "replaced"), "IN ('approved', 'replaced')")
    with _rebuilt("scenario") as batch:
        _add("scenario", batch)
        for name, words in WORDS.items():
            _known(batch, "scenario", name, words)
        _widen_estimates(batch, (*STEPS, "5"))
        batch.create_check_constraint(
            op.f("ck_scenario_inherent_has_both_or_neither"),
            "(likelihood_inherent IS NULL) = (consequence_inherent IS NULL)",
        )
        batch.create_check_constraint(
            op.f("ck_scenario_approved_plan_has_a_person_and_a_day"),
            "(plan_approved_by_id IS NULL) = (plan_approved_on IS NULL)",
        )
        batch.alter_column("system_id", existing_type=sa.Integer(), nullable=True)
        batch.drop_constraint(op.f("uq_scenario_tenant_id_code"), type_="unique")
        batch.create_unique_constraint(op.f("uq_scenario_assessment_id_code"), ["assessment_id", "code"])
        batch.create_index(op.f("ix_scenario_code"), ["code"])
    protection.protect_history(
        op.get_bind(),
        "risk_model",
        "consequence_category",
        "significant_change",
        "acceptance",
        *ADDED,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_acceptance_tenant_id"), table_name="acceptance")
    op.drop_index(op.f("ix_acceptance_scenario_id"), table_name="acceptance")
    op.drop_index(op.f("ix_acceptance_accepted_by_id"), table_name="acceptance")
    op.drop_table("acceptance")
    op.drop_index(op.f("ix_significant_change_tenant_id"), table_name="significant_change")
    op.drop_index(op.f("ix_significant_change_system_id"), table_name="significant_change")
    op.drop_index(op.f("ix_significant_change_assessment_id"), table_name="significant_change")
    op.drop_index(op.f("ix_significant_change_answered_by_id"), table_name="significant_change")
    op.drop_table("significant_change")
    with _rebuilt("scenario") as batch:
        batch.drop_index(op.f("ix_scenario_code"))
        batch.drop_constraint(op.f("uq_scenario_assessment_id_code"), type_="unique")
        batch.create_unique_constraint(op.f("uq_scenario_tenant_id_code"), ["tenant_id", "code"])
        batch.alter_column("system_id", existing_type=sa.Integer(), nullable=False)
        for name in ("inherent_has_both_or_neither", "approved_plan_has_a_person_and_a_day"):
            batch.drop_constraint(op.f(f"ck_scenario_{name}"), type_="check")
        _widen_estimates(batch, STEPS)
        for name in WORDS:
            batch.drop_constraint(op.f(f"ck_scenario_{name}_is_known"), type_="check")
        _take_away("scenario", batch)
    with _rebuilt("assessment") as batch:
        _widen_assessment(batch, ("draft", "approved"), "= 'approved'")
        _take_away("assessment", batch)
    with _rebuilt("assessed_system") as batch:
        _take_away("assessed_system", batch)
    for table, columns in ADDED.items():
        with _rebuilt(f"{table}_history") as batch:
            if table == "scenario":
                batch.alter_column("system_id", existing_type=sa.Integer(), nullable=False)
            for name in columns:
                batch.drop_column(name)
    protection.protect_history(op.get_bind(), *ADDED)
    op.drop_index(op.f("ix_consequence_category_tenant_id"), table_name="consequence_category")
    op.drop_index(
        op.f("ix_consequence_category_model_id_name"),
        table_name="consequence_category",
        sqlite_where=sa.text("withdrawn_on IS NULL"),
        postgresql_where=sa.text("withdrawn_on IS NULL"),
    )
    op.drop_index(op.f("ix_consequence_category_model_id"), table_name="consequence_category")
    op.drop_table("consequence_category")
    op.drop_index(op.f("ix_risk_model_tenant_id"), table_name="risk_model")
    op.drop_index(op.f("ix_risk_model_approved_by_id"), table_name="risk_model")
    op.drop_table("risk_model")
    op.drop_index(
        op.f("ix_significant_change_history_id"),
        table_name="significant_change_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("significant_change_history")
    op.drop_index(
        op.f("ix_risk_model_history_id"),
        table_name="risk_model_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("risk_model_history")
    op.drop_index(
        op.f("ix_consequence_category_history_id"),
        table_name="consequence_category_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("consequence_category_history")
    op.drop_index(
        op.f("ix_acceptance_history_id"),
        table_name="acceptance_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("acceptance_history")
