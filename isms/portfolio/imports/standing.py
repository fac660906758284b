"""Reads what a sheet of systems meets: the municipality's systems, units, people and suppliers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from isms.kernel.imports import Context, ImportColumn
from isms.kernel.refusal import Refusal, Refused
from isms.kernel.sheets.cells import Reader
from isms.kernel.text import folded
from isms.organisation import queries as organisation
from isms.organisation.models import Person, Unit
from isms.portfolio import queries
from isms.portfolio.imports.cells import COLUMNS, value_of
from isms.portfolio.models import Supplier, System
from isms.portfolio.service.fields import FIELDS, FieldKind
from isms.portfolio.vocabulary import Permission

LINKS = {FieldKind.CODE, FieldKind.UNIT, FieldKind.PERSON, FieldKind.SUPPLIER, FieldKind.SYSTEM}
PLAIN = tuple(field for field in FIELDS if field.kind not in LINKS)
"""The facts that a cell says in full; the others name another record."""
RELATIONS = tuple(field for field in FIELDS if field.kind == FieldKind.PERSON)
PEOPLE = tuple(column for column in COLUMNS if column.key in {field.key for field in RELATIONS})


@dataclass
class Standing:
    """What the municipality has, as a person may see it; systems and units by code, the rest by folded name.

    `systems` holds all of them, withdrawn ones too; `readable` those that stand and may be read.
    """

    tenant_id: int
    systems: Mapping[str, System]
    readable: Mapping[str, System]
    changeable: set[int]
    units: Mapping[str, Unit]
    people: Mapping[str, Person]
    suppliers: dict[str, Supplier]

    @classmethod
    def of(cls, session: Session, context: Context) -> "Standing":
        """Read it, a statement for each kind; raises Refused when no municipality is meant."""
        tenant_id = context.tenant_id or organisation.only_municipality(session)
        if tenant_id is None:
            raise Refused(Refusal("import.no_municipality"))
        systems = {system.code: system for system in queries.every_system(session, tenant_id)}
        may_read = queries.ids_within(session, context.access, tenant_id, Permission.SYSTEM_READ)
        return cls(
            tenant_id,
            systems,
            {code: s for code, s in systems.items() if s.id in may_read and s.withdrawn_on is None},
            queries.ids_within(session, context.access, tenant_id, Permission.SYSTEM_CHANGE),
            organisation.units_of(session, tenant_id),
            organisation.people_of(session, tenant_id),
            {supplier.name_folded: supplier for supplier in queries.suppliers_of(session, tenant_id)},
        )

    def __post_init__(self) -> None:
        self.active = {email for email, person in self.people.items() if person.deactivated_on is None}
        self._names = {s.name_folded: s for s in self.systems.values() if s.withdrawn_on is None}
        self._units = {unit.id: unit.code for unit in self.units.values()}
        self._emails = {person.id: person.email for person in self.people.values()}
        self._suppliers = {supplier.id: supplier.name for supplier in self.suppliers.values()}
        self._codes = {system.id: code for code, system in self.systems.items()}

    def meant(self, values: Mapping[str, Any]) -> System | None:
        """Return the system whose code a row gives, if it is there."""
        return self.readable.get(values.get("code") or "")

    def may_change(self, system: System) -> bool:
        """Return whether the person may change a system."""
        return system.id in self.changeable

    def named(self, name: str, system: System | None) -> System | None:
        """Return the other system that has a name, if any."""
        other = self._names.get(folded(name))
        return None if other is system else other

    def cells(self, system: System) -> dict[str, Any]:
        """Return what a sheet would say of a system, by column."""
        return {
            **{field.key: value_of(system, field) for field in PLAIN},
            **{field.key: self._emails.get(getattr(system, field.attribute) or 0) for field in RELATIONS},
            "code": system.code,
            "unit_code": self._units.get(system.unit_id),
            "supplier": self._suppliers.get(system.supplier_id or 0),
            "replaces": self._codes.get(system.replaces_id or 0),
        }

    def reader(self, column: ImportColumn) -> Reader:
        """Return how a column is read here: suppliers as they are registered, systems by code."""
        if column.key == "supplier":
            return lambda text: self._supplier(column.read(text))
        if column.key == "replaces":
            return lambda text: self._system(column.read(text))
        return column.read

    def _supplier(self, name: str | None) -> str | None:
        known = self.suppliers.get(folded(name))
        return known.name if known else name

    def _system(self, said: str | None) -> str | None:
        code = (said or "").upper()
        known = self._names.get(folded(said))
        return code if code in self.systems else known.code if known else said

    def fields(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a row says as the services take it, but for the unit and what is replaced."""
        said: dict[str, Any] = {field.attribute: values[field.key] for field in PLAIN if field.key in values}
        if "personal_data" in said:
            said["personal_data"] = tuple(word.value for word in said["personal_data"])
        for field in RELATIONS:
            if field.key in values:
                email = values[field.key]
                said[field.attribute] = self.people[email].id if email else None
        if "supplier" in values:
            name = values["supplier"]
            said["supplier_id"] = self.suppliers[folded(name)].id if name else None
        return said
