"""How rows are declared: column types alike on both databases, and what makes a row audited."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, ClassVar

from sqlalchemy import (
    Column,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy import Enum as EnumType
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import NullType, TypeDecorator, TypeEngine

from isms.kernel.refusal import Refusal
from isms.kernel.vocabulary import snake_case, terms

DERIVED = {"derived": True}
"""Marks a column that follows from others: kept in history, left out of the audit log."""

CALLED_BY = {"called_by": True}
"""Marks the vocabulary column by whose word a row without a name is called in sentences."""

IMMUTABLE = "immutable"
"""Marks, in the `info` of a table, that its rows are written once."""


class Instant(TypeDecorator[datetime]):
    """An aware instant, stored in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class WordList(TypeDecorator[tuple[str, ...]]):
    """A small set of words as a tuple, stored as comma-separated text; a tuple cannot be edited in place."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str:
        return ",".join(str(word) for word in value or ())

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...]:
        return tuple(value.split(",")) if value else ()


def sort_key_type() -> TypeEngine[str]:
    """Return the type of a stored sort key: compared byte by byte, so that no locale decides."""
    return String().with_variant(String(collation="C"), "postgresql")


def choice(vocabulary: type[Enum], name: str | None = None) -> EnumType:
    """Return the type of a column that holds one word of a vocabulary, guarded by a named CHECK."""
    return EnumType(
        vocabulary,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=terms,
        name=name or f"{snake_case(vocabulary.__name__)}_is_known",
    )


class Base(DeclarativeBase):
    """The one declarative base; constraints get names that both databases report."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Instant()}


def refusable(refusal: Refusal) -> dict[str, Refusal]:
    """Return the `info` of a constraint that answers with a refusal when a row breaks it."""
    return {"refusal": refusal}


def standing_unique(*columns: str, refusal: Refusal) -> Index:
    """Return a unique index over the records that are not withdrawn."""
    standing = text("withdrawn_on IS NULL")
    return Index(None, *columns, unique=True, sqlite_where=standing, postgresql_where=standing, info=refusable(refusal))


class Audited:
    """A row whose every change is recorded: it keeps all its versions and is never deleted.

    `derived` maps column names to functions of the row; they are computed before each flush.
    """

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-3)
    tenant_id: Mapped[int | None] = mapped_column(Integer, index=True, info=DERIVED, sort_order=-2)
    version: Mapped[int] = mapped_column(info=DERIVED, sort_order=-1)

    derived: ClassVar[Mapping[str, Callable[[Any], Any]]] = {}

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__dict__.get("version", cls.version)}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        table = getattr(cls, "__table__", None)
        if isinstance(table, Table):
            add_history(table)
            table.info[IMMUTABLE] = issubclass(cls, Immutable)


class Immutable:
    """A record that is written once: the session and the database refuse to change it."""


class Withdrawable:
    """A record that can be withdrawn with a reason; it then leaves lists and counts, but not history."""

    withdrawn_on: Mapped[date | None]
    withdrawn_because: Mapped[str | None] = mapped_column(Text)


def history_name(name: str) -> str:
    """Return the name of the history table of an audited table."""
    return f"{name}_history"


def add_history(table: Table) -> Table:
    """Declare the history table of an audited table: the same columns and the positions it held from and to."""
    columns = [Column(c.name, _plain(c.type), nullable=c.nullable, autoincrement=False) for c in table.columns]
    history = Table(
        history_name(table.name),
        table.metadata,
        *columns,
        Column("from_position", Integer, nullable=False),
        Column("to_position", Integer),
        PrimaryKeyConstraint("id", "from_position"),
        sqlite_with_rowid=False,
    )
    current = text("to_position IS NULL")
    Index(None, history.c.id, unique=True, sqlite_where=current, postgresql_where=current)
    return history


def _plain(type_: TypeEngine[Any]) -> TypeEngine[Any]:
    """Return the type without its CHECK: history keeps words that are no longer in use.

    A foreign key's type is not known before the table it points to; ours all point to ids.
    """
    if isinstance(type_, EnumType) and type_.enum_class:
        return EnumType(type_.enum_class, native_enum=False, length=type_.length, values_callable=type_.values_callable)
    return Integer() if isinstance(type_, NullType) else type_


def history_of(table: Table) -> Table:
    """Return the history table of an audited table."""
    return table.metadata.tables[history_name(table.name)]


def is_audited(table: Table) -> bool:
    """Say whether a table keeps its history."""
    return history_name(table.name) in table.metadata.tables


def immutable_tables(metadata: MetaData) -> list[Table]:
    """Return every audited table whose rows are written once."""
    return [table for table in audited_tables(metadata) if table.info.get(IMMUTABLE)]


def audited_tables(metadata: MetaData) -> list[Table]:
    """Return every audited table, in an order in which rows may be written."""
    return [table for table in metadata.sorted_tables if is_audited(table)]
