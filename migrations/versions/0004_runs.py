"""Slots of timed jobs, and the outbox of mail."""

import sqlalchemy as sa
from alembic import op

from isms.kernel import tables

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("about", sa.String(length=120), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", tables.Instant(timezone=True), nullable=False),
        sa.Column("sent_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("kind", "about", "recipient", "due_on", name=op.f("uq_mail_kind_about_recipient_due_on")),
    )
    op.create_index(op.f("ix_mail_next_attempt_at"), "mail", ["next_attempt_at"], unique=False)
    op.create_table(
        "run",
        sa.Column("job", sa.String(length=60), nullable=False),
        sa.Column("slot", sa.String(length=120), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "running", "done", name="run_status_is_known", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("lease_until", tables.Instant(timezone=True), nullable=False),
        sa.Column("done_at", tables.Instant(timezone=True), nullable=True),
        sa.CheckConstraint("(status = 'done') = (done_at IS NOT NULL)", name=op.f("ck_run_done_has_a_time")),
        sa.PrimaryKeyConstraint("job", "slot", name=op.f("pk_run")),
    )


def downgrade() -> None:
    op.drop_table("run")
    op.drop_index(op.f("ix_mail_next_attempt_at"), table_name="mail")
    op.drop_table("mail")
