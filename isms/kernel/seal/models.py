"""The rows of the logs: what was changed, by transaction, record and value, and what was looked at or taken away."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from isms.kernel.tables import Base, choice
from isms.kernel.vocabulary import Term

WITHOUT_ROWID = {"sqlite_with_rowid": False}
"""On SQLite a hidden row number would be a second key, by which REPLACE could go round the triggers."""


class Sealing(Base):
    """One changing transaction: its position, when it was sealed, who did what, and the chain's head after it."""

    __tablename__ = "sealing"
    __table_args__ = WITHOUT_ROWID

    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    sealed_at: Mapped[datetime]
    actor_kind: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(80))
    why_digest: Mapped[str | None] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


class AuditEntry(Base):
    """One changed record within a sealing; `fields` holds the digest of each changed field as JSON text."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        ForeignKeyConstraint(["position"], ["sealing.position"]),
        Index(None, "entity", "entity_id", "position"),
        WITHOUT_ROWID,
    )

    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    ordinal: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    tenant_id: Mapped[int | None] = mapped_column(index=True)
    entity: Mapped[str] = mapped_column(String(60))
    entity_id: Mapped[int]
    change: Mapped[str] = mapped_column(String(10))
    fields: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))


class AuditValue(Base):
    """What one field was changed from and to, with the salt of its digest; ordinal 0 holds the reason given."""

    __tablename__ = "audit_value"
    __table_args__ = (ForeignKeyConstraint(["position"], ["sealing.position"]), WITHOUT_ROWID)

    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    ordinal: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    field: Mapped[str] = mapped_column(String(60), primary_key=True)
    salt: Mapped[str | None] = mapped_column(String(32))
    old: Mapped[str | None] = mapped_column(Text)
    new: Mapped[str | None] = mapped_column(Text)


class AccessKind(Term):
    PAGE = "page"
    EXPORT = "export"


class AccessEntry(Base):
    """A look at something protected, or an export: by whom, when, where and of what.

    The chain links the digest of what is told, so that what is told can be left out or erased. asked: the filters
    and choices of the address; as_of: the moment that was read, when it was not the present; sha256: of the file
    that was handed over, when it was whole before it left.
    """

    __tablename__ = "access_entry"
    __table_args__ = (Index(None, "tenant_id", "id"), WITHOUT_ROWID)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    read_at: Mapped[datetime]
    tenant_id: Mapped[int | None]
    actor_kind: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[str] = mapped_column(String(80))
    kind: Mapped[AccessKind] = mapped_column(choice(AccessKind))
    path: Mapped[str] = mapped_column(Text)
    register: Mapped[str | None] = mapped_column(String(60))
    asked: Mapped[str | None] = mapped_column(Text)
    as_of: Mapped[str | None] = mapped_column(String(40))
    format: Mapped[str | None] = mapped_column(String(40))
    sha256: Mapped[str | None] = mapped_column(String(64))
    salt: Mapped[str | None] = mapped_column(String(32))
    content_digest: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


LOG_TABLES = tuple(model.__table__ for model in (Sealing, AuditEntry, AuditValue))
ACCESS_TABLES = (AccessEntry.__table__,)
