"""Passwords, the links that set them, sign-in sessions and attempts."""

import sqlalchemy as sa
from alembic import op

from isms.kernel import tables
from isms.kernel.seal import protection

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "credential_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("changed_at", tables.Instant(timezone=True), autoincrement=False, nullable=False),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_credential_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_credential_history_id"),
        "credential_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "password_link_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "purpose",
            sa.Enum("set", "reset", name="linkpurpose", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("expires_at", tables.Instant(timezone=True), autoincrement=False, nullable=False),
        sa.Column("used_at", tables.Instant(timezone=True), autoincrement=False, nullable=True),
        sa.Column("voided_at", tables.Instant(timezone=True), autoincrement=False, nullable=True),
        sa.Column("token_digest", sa.String(length=64), autoincrement=False, nullable=False),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_password_link_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_password_link_history_id"),
        "password_link_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("counted_as", sa.Text(), nullable=False),
        sa.Column("ip", sa.Text(), nullable=True),
        sa.Column("tried_at", tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index(
        op.f("ix_sign_in_attempt_account_counted_as"),
        "sign_in_attempt",
        ["account", "counted_as"],
        unique=False,
    )
    op.create_index(op.f("ix_sign_in_attempt_ip"), "sign_in_attempt", ["ip"], unique=False)
    op.create_index(op.f("ix_sign_in_attempt_tried_at"), "sign_in_attempt", ["tried_at"], unique=False)
    op.create_table(
        "sign_in_session_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("device", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("begun_at", tables.Instant(timezone=True), autoincrement=False, nullable=False),
        sa.Column("ended_at", tables.Instant(timezone=True), autoincrement=False, nullable=True),
        sa.Column(
            "ended_because",
            sa.Enum(
                "signed_out",
                "ended_by_owner",
                "password_changed",
                "lapsed",
                name="sessionend",
                native_enum=False,
                length=40,
            ),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_sign_in_session_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_sign_in_session_history_id"),
        "sign_in_session_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "credential",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", tables.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_credential_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential")),
        sa.UniqueConstraint("person_id", name=op.f("uq_credential_person_id")),
    )
    op.create_index(op.f("ix_credential_tenant_id"), "credential", ["tenant_id"], unique=False)
    op.create_table(
        "password_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "set",
                "reset",
                name="link_purpose_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("expires_at", tables.Instant(timezone=True), nullable=False),
        sa.Column("used_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("voided_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "used_at IS NULL OR voided_at IS NULL", name=op.f("ck_password_link_is_not_both_used_and_voided")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_password_link_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_link")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_password_link_token_digest")),
    )
    op.create_index(op.f("ix_password_link_person_id"), "password_link", ["person_id"], unique=False)
    op.create_index(op.f("ix_password_link_tenant_id"), "password_link", ["tenant_id"], unique=False)
    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("begun_at", tables.Instant(timezone=True), nullable=False),
        sa.Column("ended_at", tables.Instant(timezone=True), nullable=True),
        sa.Column(
            "ended_because",
            sa.Enum(
                "signed_out",
                "ended_by_owner",
                "password_changed",
                "lapsed",
                name="session_end_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_because IS NULL)", name=op.f("ck_sign_in_session_end_has_a_cause")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_session_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
    )
    op.create_index(op.f("ix_sign_in_session_person_id"), "sign_in_session", ["person_id"], unique=False)
    op.create_index(op.f("ix_sign_in_session_tenant_id"), "sign_in_session", ["tenant_id"], unique=False)
    op.create_table(
        "password_hash",
        sa.Column("credential_id", sa.Integer(), nullable=False),
        sa.Column("encoded", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["credential_id"], ["credential.id"], name=op.f("fk_password_hash_credential_id_credential")
        ),
        sa.PrimaryKeyConstraint("credential_id", name=op.f("pk_password_hash")),
    )
    op.create_table(
        "session_token",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("seen_at", tables.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sign_in_session.id"], name=op.f("fk_session_token_session_id_sign_in_session")
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_session_token")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_session_token_token_digest")),
    )
    protection.protect_history(op.get_bind(), "credential", "password_link", "sign_in_session")


def downgrade() -> None:
    op.drop_table("session_token")
    op.drop_table("password_hash")
    op.drop_index(op.f("ix_sign_in_session_tenant_id"), table_name="sign_in_session")
    op.drop_index(op.f("ix_sign_in_session_person_id"), table_name="sign_in_session")
    op.drop_table("sign_in_session")
    op.drop_index(op.f("ix_password_link_tenant_id"), table_name="password_link")
    op.drop_index(op.f("ix_password_link_person_id"), table_name="password_link")
    op.drop_table("password_link")
    op.drop_index(op.f("ix_credential_tenant_id"), table_name="credential")
    op.drop_table("credential")
    op.drop_index(
        op.f("ix_sign_in_session_history_id"),
        table_name="sign_in_session_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("sign_in_session_history")
    op.drop_index(op.f("ix_sign_in_attempt_tried_at"), table_name="sign_in_attempt")
    op.drop_index(op.f("ix_sign_in_attempt_ip"), table_name="sign_in_attempt")
    op.drop_index(op.f("ix_sign_in_attempt_account_counted_as"), table_name="sign_in_attempt")
    op.drop_table("sign_in_attempt")
    op.drop_index(
        op.f("ix_password_link_history_id"),
        table_name="password_link_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("password_link_history")
    op.drop_index(
        op.f("ix_credential_history_id"),
        table_name="credential_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("credential_history")
