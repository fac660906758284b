"""Units, people and the roles they hold."""

import sqlalchemy as sa
from alembic import op

from isms.kernel.seal import protection

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("email", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column(
            "language",
            sa.Enum("nb", "en", name="language", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("deactivated_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column(
            "name_key",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("search_text", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_person_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_person_history_id"),
        "person_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "role_holding_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "security_officer",
                "area_owner",
                "chief_executive",
                "leadership",
                "privacy_officer",
                "auditor",
                "employee",
                "operator",
                name="role",
                native_enum=False,
                length=40,
            ),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("valid_from", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("valid_until", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_role_holding_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_role_holding_history_id"),
        "role_holding_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "group",
                "municipality",
                "service_area",
                "unit",
                name="unit_kind_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("leader_id", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("path", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("name_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_from IS NULL OR valid_until >= valid_from",
            name=op.f("ck_unit_period_ends_after_it_begins"),
        ),
        sa.ForeignKeyConstraint(["area_id"], ["unit.id"], name=op.f("fk_unit_area_id_unit")),
        sa.ForeignKeyConstraint(["leader_id"], ["person.id"], name=op.f("fk_unit_leader_id_person"), use_alter=True),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_unit_tenant_id_code")),
    )
    op.create_index(op.f("ix_unit_area_id"), "unit", ["area_id"], unique=False)
    op.create_index(op.f("ix_unit_leader_id"), "unit", ["leader_id"], unique=False)
    op.create_index(op.f("ix_unit_parent_id"), "unit", ["parent_id"], unique=False)
    op.create_index(op.f("ix_unit_path"), "unit", ["path"], unique=False)
    op.create_index(op.f("ix_unit_tenant_id"), "unit", ["tenant_id"], unique=False)
    op.create_table(
        "unit_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.Enum("group", "municipality", "service_area", "unit", name="unitkind", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("parent_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("leader_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("valid_from", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("valid_until", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("note", sa.Text(), autoincrement=False, nullable=True),
        sa.Column(
            "path",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("area_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column(
            "name_key",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("search_text", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_unit_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_unit_history_id"),
        "unit_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column(
            "language",
            sa.Enum("nb", "en", name="language_is_known", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("deactivated_on", sa.Date(), nullable=True),
        sa.Column("name_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_person_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index(op.f("ix_person_email"), "person", ["email"], unique=True)
    op.create_index(op.f("ix_person_tenant_id"), "person", ["tenant_id"], unique=False)
    op.create_index(op.f("ix_person_unit_id"), "person", ["unit_id"], unique=False)
    op.create_table(
        "role_holding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "security_officer",
                "area_owner",
                "chief_executive",
                "leadership",
                "privacy_officer",
                "auditor",
                "employee",
                "operator",
                name="role_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "role != 'auditor' OR valid_until IS NOT NULL", name=op.f("ck_role_holding_auditor_has_an_end")
        ),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until >= valid_from",
            name=op.f("ck_role_holding_period_ends_after_it_begins"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_holding_person_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_role_holding_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_holding")),
    )
    op.create_index(op.f("ix_role_holding_person_id"), "role_holding", ["person_id"], unique=False)
    op.create_index(op.f("ix_role_holding_tenant_id"), "role_holding", ["tenant_id"], unique=False)
    op.create_index(op.f("ix_role_holding_unit_id"), "role_holding", ["unit_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        # A unit has a leader and a person has a unit: on SQLite the first table names the second ahead of time.
        op.create_foreign_key("fk_unit_leader_id_person", "unit", "person", ["leader_id"], ["id"])
    protection.protect_history(op.get_bind(), "unit", "person", "role_holding")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("fk_unit_leader_id_person", "unit", type_="foreignkey")
    op.drop_index(op.f("ix_role_holding_unit_id"), table_name="role_holding")
    op.drop_index(op.f("ix_role_holding_tenant_id"), table_name="role_holding")
    op.drop_index(op.f("ix_role_holding_person_id"), table_name="role_holding")
    op.drop_table("role_holding")
    op.drop_index(op.f("ix_person_unit_id"), table_name="person")
    op.drop_index(op.f("ix_person_tenant_id"), table_name="person")
    op.drop_index(op.f("ix_person_email"), table_name="person")
    op.drop_table("person")
    op.drop_index(
        op.f("ix_unit_history_id"),
        table_name="unit_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("unit_history")
    op.drop_index(op.f("ix_unit_tenant_id"), table_name="unit")
    op.drop_index(op.f("ix_unit_path"), table_name="unit")
    op.drop_index(op.f("ix_unit_parent_id"), table_name="unit")
    op.drop_index(op.f("ix_unit_leader_id"), table_name="unit")
    op.drop_index(op.f("ix_unit_area_id"), table_name="unit")
    op.drop_table("unit")
    op.drop_index(
        op.f("ix_role_holding_history_id"),
        table_name="role_holding_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("role_holding_history")
    op.drop_index(
        op.f("ix_person_history_id"),
        table_name="person_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("person_history")
