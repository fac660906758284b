"""Packages of meetings: what was frozen, printed, signed and corrected."""

import sqlalchemy as sa
from alembic import op

from isms.kernel import tables
from isms.kernel.seal import protection

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erratum_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("meeting_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                "front",
                "agenda",
                "summary",
                "follow_up",
                "changes",
                "expectations",
                "areas",
                "scorecard",
                "risks",
                "actions",
                "deviations",
                "audits",
                "suppliers",
                "feedback",
                "improvements",
                "projects",
                "proposals",
                "signing",
                "appendix",
                name="packagepart",
                native_enum=False,
                length=40,
            ),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("text", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("written_by_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("written_on", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_erratum_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_erratum_history_id"),
        "erratum_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "meeting_package_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("meeting_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=64), autoincrement=False, nullable=False),
        sa.Column("models", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("frozen_at", tables.Instant(timezone=True), autoincrement=False, nullable=False),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_meeting_package_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_meeting_package_history_id"),
        "meeting_package_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "meeting_paper_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("meeting_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "package_pdf",
                "annex_xlsx",
                "snapshot_json",
                "minutes_docx",
                "minutes_pdf",
                "message_docx",
                "message_pdf",
                "tertial_html",
                name="paperkind",
                native_enum=False,
                length=40,
            ),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("language", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.String(length=64), autoincrement=False, nullable=False),
        sa.Column("made_at", tables.Instant(timezone=True), autoincrement=False, nullable=False),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_meeting_paper_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_meeting_paper_history_id"),
        "meeting_paper_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "signature_history",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("meeting_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "signed_as",
            sa.Enum("chair", "secretary", "member", "guest", name="takespartas", native_enum=False, length=40),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("signed_at", tables.Instant(timezone=True), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=64), autoincrement=False, nullable=False),
        sa.Column("from_position", sa.Integer(), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_position", name=op.f("pk_signature_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_signature_history_id"),
        "signature_history",
        ["id"],
        unique=True,
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.create_table(
        "erratum",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                "front",
                "agenda",
                "summary",
                "follow_up",
                "changes",
                "expectations",
                "areas",
                "scorecard",
                "risks",
                "actions",
                "deviations",
                "audits",
                "suppliers",
                "feedback",
                "improvements",
                "projects",
                "proposals",
                "signing",
                "appendix",
                name="package_part_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_erratum_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["written_by_id"], ["person.id"], name=op.f("fk_erratum_written_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erratum")),
    )
    op.create_index(op.f("ix_erratum_meeting_id"), "erratum", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_erratum_tenant_id"), "erratum", ["tenant_id"], unique=False)
    op.create_index(op.f("ix_erratum_written_by_id"), "erratum", ["written_by_id"], unique=False)
    op.create_table(
        "meeting_package",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("models", sa.Text(), nullable=False),
        sa.Column("frozen_at", tables.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_package_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_package")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_meeting_package_meeting_id")),
    )
    op.create_index(op.f("ix_meeting_package_tenant_id"), "meeting_package", ["tenant_id"], unique=False)
    op.create_table(
        "meeting_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "package_pdf",
                "annex_xlsx",
                "snapshot_json",
                "minutes_docx",
                "minutes_pdf",
                "message_docx",
                "message_pdf",
                "tertial_html",
                name="paper_kind_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", tables.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_paper_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["sha256"], ["blob.sha256"], name=op.f("fk_meeting_paper_sha256_blob")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_paper")),
        sa.UniqueConstraint("meeting_id", "kind", "language", name=op.f("uq_meeting_paper_meeting_id_kind_language")),
    )
    op.create_index(op.f("ix_meeting_paper_meeting_id"), "meeting_paper", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_meeting_paper_sha256"), "meeting_paper", ["sha256"], unique=False)
    op.create_index(op.f("ix_meeting_paper_tenant_id"), "meeting_paper", ["tenant_id"], unique=False)
    op.create_table(
        "signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "signed_as",
            sa.Enum(
                "chair",
                "secretary",
                "member",
                "guest",
                name="takes_part_as_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("signed_at", tables.Instant(timezone=True), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_signature_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_signature_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sa.UniqueConstraint("meeting_id", "signed_as", name=op.f("uq_signature_meeting_id_signed_as")),
    )
    op.create_index(op.f("ix_signature_meeting_id"), "signature", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_signature_person_id"), "signature", ["person_id"], unique=False)
    op.create_index(op.f("ix_signature_tenant_id"), "signature", ["tenant_id"], unique=False)
    protection.protect_history(op.get_bind(), "erratum", "meeting_package", "meeting_paper", "signature")
    protection.protect_rows(op.get_bind(), "erratum", "meeting_package", "meeting_paper", "signature")


def downgrade() -> None:
    op.drop_index(op.f("ix_signature_tenant_id"), table_name="signature")
    op.drop_index(op.f("ix_signature_person_id"), table_name="signature")
    op.drop_index(op.f("ix_signature_meeting_id"), table_name="signature")
    op.drop_table("signature")
    op.drop_index(op.f("ix_meeting_paper_tenant_id"), table_name="meeting_paper")
    op.drop_index(op.f("ix_meeting_paper_sha256"), table_name="meeting_paper")
    op.drop_index(op.f("ix_meeting_paper_meeting_id"), table_name="meeting_paper")
    op.drop_table("meeting_paper")
    op.drop_index(op.f("ix_meeting_package_tenant_id"), table_name="meeting_package")
    op.drop_table("meeting_package")
    op.drop_index(op.f("ix_erratum_written_by_id"), table_name="erratum")
    op.drop_index(op.f("ix_erratum_tenant_id"), table_name="erratum")
    op.drop_index(op.f("ix_erratum_meeting_id"), table_name="erratum")
    op.drop_table("erratum")
    op.drop_index(
        op.f("ix_signature_history_id"),
        table_name="signature_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("signature_history")
    op.drop_index(
        op.f("ix_meeting_paper_history_id"),
        table_name="meeting_paper_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("meeting_paper_history")
    op.drop_index(
        op.f("ix_meeting_package_history_id"),
        table_name="meeting_package_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("meeting_package_history")
    op.drop_index(
        op.f("ix_erratum_history_id"),
        table_name="erratum_history",
        sqlite_where=sa.text("to_position IS NULL"),
        postgresql_where=sa.text("to_position IS NULL"),
    )
    op.drop_table("erratum_history")
