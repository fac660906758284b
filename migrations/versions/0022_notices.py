"""Notices and who wants them how, webhooks and their deliveries, and more of how a mail has fared."""

import sqlalchemy as sa
from alembic import op

from isms.kernel import tables
from isms.kernel.seal import protection

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

MAIL = (
    ("put_at", tables.Instant(timezone=True)),
    ("choices_url", sa.Text()),
    ("failed_at", tables.Instant(timezone=True)),
)


def upgrade() -> None:
    op.create_table(
        "notice_choice_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "language",
            sa.Enum("nb", "nn", "en", name="maillanguage", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("muted", tables.WordList(), autoincrement=False, nullable=False),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_notice_choice_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_notice_choice_history_id"),
        "notice_choice_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "webhook",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("events", tables.WordList(), nullable=False),
        sa.Column("secret_since", tables.Instant(timezone=True), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
        info={"immutable": False},
    )
    op.create_index(op.f("ix_webhook_tenant_id"), "webhook", ["tenant_id"], unique=False)
    op.create_table(
        "webhook_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("label", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("url", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("events", tables.WordList(), autoincrement=False, nullable=False),
        sa.Column("secret_since", tables.Instant(timezone=True), autoincrement=False, nullable=False),
        sa.Column("salt", sa.String(length=64), autoincrement=False, nullable=False),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_webhook_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_webhook_history_id"),
        "webhook_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "webhook_delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("webhook_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("about", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("happened_at", tables.Instant(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", tables.Instant(timezone=True), nullable=False),
        sa.Column("delivered_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("failed_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "delivered_at IS NULL OR failed_at IS NULL",
            name=op.f("ck_webhook_delivery_is_not_both_delivered_and_failed"),
        ),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhook.id"], name=op.f("fk_webhook_delivery_webhook_id_webhook")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_delivery")),
        sa.UniqueConstraint(
            "webhook_id", "event", "about", "key", name=op.f("uq_webhook_delivery_webhook_id_event_about_key")
        ),
    )
    op.create_index(op.f("ix_webhook_delivery_next_attempt_at"), "webhook_delivery", ["next_attempt_at"], unique=False)
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("about", sa.String(length=120), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column(
            "told",
            sa.Enum(
                "owner",
                "leader",
                "security_officer",
                "privacy_officer",
                "area_owner",
                "chief_executive",
                name="told_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("path", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("created_at", tables.Instant(timezone=True), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.Column(
            "withheld",
            sa.Enum(
                "muted",
                "inactive",
                "settled",
                name="withheld_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.CheckConstraint("mail_id IS NULL OR withheld IS NULL", name=op.f("ck_notice_is_not_both_sent_and_withheld")),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name=op.f("fk_notice_mail_id_mail")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_person_id_person")),
        sa.ForeignKeyConstraint(["tenant_id"], ["unit.id"], name=op.f("fk_notice_tenant_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("kind", "about", "person_id", "on_day", name=op.f("uq_notice_kind_about_person_id_on_day")),
    )
    op.create_index(op.f("ix_notice_about"), "notice", ["about"], unique=False)
    op.create_index(op.f("ix_notice_path"), "notice", ["path"], unique=False)
    op.create_index(op.f("ix_notice_mail_id"), "notice", ["mail_id"], unique=False)
    op.create_index(
        op.f("ix_notice_person_id"),
        "notice",
        ["person_id"],
        unique=False,
        sqlite_where=sa.text("mail_id IS NULL AND withheld IS NULL"),
        postgresql_where=sa.text("mail_id IS NULL AND withheld IS NULL"),
    )
    op.create_table(
        "notice_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "language",
            sa.Enum(
                "nb", "nn", "en", name="mail_language_is_known", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("muted", tables.WordList(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_choice_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_choice")),
        sa.UniqueConstraint("person_id", name=op.f("uq_notice_choice_person_id")),
        info={"immutable": False},
    )
    op.create_index(op.f("ix_notice_choice_tenant_id"), "notice_choice", ["tenant_id"], unique=False)
    for name, kind in MAIL:
        op.add_column("mail", sa.Column(name, kind, nullable=True))
    protection.protect_history(op.get_bind(), "webhook", "notice_choice")


def downgrade() -> None:
    with op.batch_alter_table("mail") as batch:
        for name, _ in MAIL:
            batch.drop_column(name)
    op.drop_index(op.f("ix_notice_choice_tenant_id"), table_name="notice_choice")
    op.drop_table("notice_choice")
    op.drop_index(
        op.f("ix_notice_person_id"),
        table_name="notice",
        sqlite_where=sa.text("mail_id IS NULL AND withheld IS NULL"),
        postgresql_where=sa.text("mail_id IS NULL AND withheld IS NULL"),
    )
    op.drop_index(op.f("ix_notice_path"), table_name="notice")
    op.drop_index(op.f("ix_notice_mail_id"), table_name="notice")
    op.drop_index(op.f("ix_notice_about"), table_name="notice")
    op.drop_table("notice")
    op.drop_index(op.f("ix_webhook_delivery_next_attempt_at"), table_name="webhook_delivery")
    op.drop_table("webhook_delivery")
    op.drop_index(
        op.f("ix_webhook_history_id"),
        table_name="webhook_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("webhook_history")
    op.drop_index(op.f("ix_webhook_tenant_id"), table_name="webhook")
    op.drop_table("webhook")
    op.drop_index(
        op.f("ix_notice_choice_history_id"),
        table_name="notice_choice_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("notice_choice_history")
