"""Tokens by which programs act through the API, and that measurements may come by it."""

import sqlalchemy as sa
from alembic import op

from isms.kernel.seal import protection

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

SOURCES = ("form", "imported", "attested")
WITH_API = ("form", "imported", "attested", "api")


def _let_measurements_come_from(sources: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{source}'" for source in sources)
    with op.batch_alter_table("measurement") as batch:
        batch.drop_constraint(op.f("ck_measurement_measurement_source_is_known"), type_="check")
        batch.create_check_constraint(op.f("ck_measurement_measurement_source_is_known"), f"source IN ({listed})")


def upgrade() -> None:
    op.create_table(
        "api_token_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column(
            "scope",
            sa.Enum("measurements:write", name="tokenscope", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("made_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("last_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("token_digest", sa.String(length=64), autoincrement=False, nullable=False),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_api_token_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_api_token_history_id"),
        "api_token_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "scope",
            sa.Enum(
                "measurements:write",
                name="token_scope_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.CheckConstraint("last_on >= made_on", name=op.f("ck_api_token_lasts_for_a_day")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_api_token_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_api_token_token_digest")),
        info={"immutable": False},
    )
    op.create_index(op.f("ix_api_token_person_id"), "api_token", ["person_id"], unique=False)
    op.create_index(op.f("ix_api_token_tenant_id"), "api_token", ["tenant_id"], unique=False)
    op.create_table(
        "api_token_use",
        sa.Column("token_id", sa.Integer(), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=True),
        sa.Column("minute_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["token_id"], ["api_token.id"], name=op.f("fk_api_token_use_token_id_api_token")),
        sa.PrimaryKeyConstraint("token_id", name=op.f("pk_api_token_use")),
    )
    _let_measurements_come_from(WITH_API)
    protection.protect_history(op.get_bind(), "api_token", "measurement")


def downgrade() -> None:
    _let_measurements_come_from(SOURCES)
    op.drop_table("api_token_use")
    op.drop_index(op.f("ix_api_token_tenant_id"), table_name="api_token")
    op.drop_index(op.f("ix_api_token_person_id"), table_name="api_token")
    op.drop_table("api_token")
    op.drop_index(
        op.f("ix_api_token_history_id"),
        table_name="api_token_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("api_token_history")
    protection.protect_history(op.get_bind(), "measurement")
