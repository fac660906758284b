"""Decides whose records a pack holds: everybody's, those of whole tenants, or those at places within one."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, ForeignKey, MetaData, Select, Table, or_, select
from sqlalchemy.orm import Session

from isms.kernel.tables import audited_tables

IDS_AT_A_TIME = 5_000


@dataclass(frozen=True)
class Scope:
    """Whose records: `tenants` is None for everybody's.

    tree, within: the table of places, and which of its rows the scope is; None when whole tenants are meant.
    """

    tenants: tuple[int, ...] | None = None
    tree: Table | None = None
    within: ColumnElement[bool] | None = None

    @property
    def is_whole(self) -> bool:
        """Whether all records of every tenant in it are in it."""
        return self.tree is None

    def tells_access_of(self, tenant_id: int | None) -> bool:
        """Say whether a line of the access log is told in full; what an operator took was everybody's."""
        return self.tenants is None or tenant_id is None or (self.is_whole and tenant_id in self.tenants)


EVERYTHING = Scope()


class Held:
    """Which records are in a scope, by where they lie today, or last lay; a bit for each."""

    def __init__(self, session: Session, metadata: MetaData, scope: Scope) -> None:
        self.everything = scope.tenants is None
        self._tenants = frozenset(scope.tenants or ()) if scope.is_whole else frozenset()
        self._bits: dict[str, bytearray] = {}
        if self.everything:
            return
        for table in audited_tables(metadata):
            self._bits[table.name] = _bits(session, _ids(table, scope, ()))

    def change(self, entity: str, number: int, tenant_id: int | None) -> bool:
        """Say whether a change is told in full: of a record in the scope, or made while it was a tenant's in it."""
        return tenant_id in self._tenants or self.record(entity, number)

    def record(self, entity: str, number: int) -> bool:
        """Say whether a record is in the scope."""
        if self.everything:
            return True
        bits = self._bits.get(entity, b"")
        return number >> 3 < len(bits) and bool(bits[number >> 3] & 1 << (number & 7))


def _bits(session: Session, ids: Select[int]) -> bytearray:
    bits = bytearray()
    for number in session.scalars(ids.execution_options(yield_per=IDS_AT_A_TIME)):
        if number >> 3 >= len(bits):
            bits.extend(bytes((number >> 3) + 1 - len(bits) + len(bits) // 2))
        bits[number >> 3] |= 1 << (number & 7)
    return bits


def _ids(table: Table, scope: Scope, seen: Sequence[Table]) -> Select[int]:
    """Return the select of the ids of a table's rows that are in a scope.

    A row lies at the place it names, or where the first record lies that it cannot do without and that lies
    somewhere; what belongs to no place is read in the whole tenant.
    """
    if scope.tree is None or scope.within is None:
        return select(table.c.id).where(_of_tenants(table, scope))
    if table is scope.tree:
        return select(table.c.id).where(scope.within)
    key = _belongs_by(table, scope.tree, seen)
    if key is None:
        return select(table.c.id).where(or_(_of_tenants(table, scope), table.c.tenant_id.is_(None)))
    return select(table.c.id).where(key.parent.in_(_ids(key.column.table, scope, (*seen, table))))


def _belongs_by(table: Table, tree: Table, seen: Sequence[Table]) -> ForeignKey | None:
    """Return the key by which a table's rows lie at places, or None."""
    keys = [key for column in table.columns for key in column.foreign_keys if key.column.table not in (table, *seen)]
    to_tree = [key for key in keys if key.column.table is tree]
    others = [key for key in keys if not key.parent.nullable]
    further = (*seen, table)
    return next(
        (key for key in (*to_tree, *others) if key in to_tree or _belongs_by(key.column.table, tree, further)), None
    )


def _of_tenants(table: Table, scope: Scope) -> ColumnElement[bool]:
    return table.c.tenant_id.in_(scope.tenants or ())
