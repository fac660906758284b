"""What may happen to the rows of each register, drawn at random; a new register is a list of operations and a line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.kernel.access import CONSOLE
from isms.kernel.imports import Context
from isms.kernel.sheets.table import Row, Sheet
from isms.organisation import service
from isms.organisation.imports import UNITS
from isms.organisation.models import Person, Unit
from isms.organisation.vocabulary import UnitKind
from isms.portfolio.models import System
from isms.portfolio.service import ratings, systems
from isms.portfolio.vocabulary import Lifecycle

T = TypeVar("T")

AWKWARD = "aåøæÅØÆ ;\"'=+-@%_\\\n"
TEXTS = st.text(AWKWARD, max_size=12).map(lambda text: f"x{text}")


@dataclass(frozen=True)
class Chance:
    """Draws what an operation needs: among rows, words, texts and days."""

    session: Session
    draw: Callable[[st.SearchStrategy[Any]], Any]
    today: date

    def row(self, model: type[T]) -> T | None:
        """Return one of the rows there are, or None when there is none."""
        table: Any = model
        ids = list(self.session.scalars(select(table.id).order_by(table.id)))
        return self.session.get(model, self.draw(st.sampled_from(ids))) if ids else None

    def some(self, model: type[T]) -> T:
        """Return one of the rows; raises LookupError when there is none."""
        row = self.row(model)
        if row is None:
            raise LookupError(model.__name__)
        return row

    def text(self) -> str:
        """Return a name that is hard to write and to order."""
        return str(self.draw(TEXTS))

    def fresh(self, model: type[Any]) -> int:
        """Return a number that no row of a model has had."""
        return len(self.session.scalars(select(model.id)).all()) + 1


Operation = Callable[[Chance], object]


def establish(chance: Chance) -> None:
    kinds = list(UnitKind)
    parent = chance.row(Unit)
    below = {None: 0, UnitKind.GROUP: 1, UnitKind.MUNICIPALITY: 2, UnitKind.SERVICE_AREA: 3, UnitKind.UNIT: 3}
    kind = kinds[below[parent.kind if parent else None]] if parent else UnitKind.MUNICIPALITY
    service.establish(chance.session, code=f"E{chance.fresh(Unit)}", name=chance.text(), kind=kind, parent=parent)


def change_unit(chance: Chance) -> None:
    unit, leader = chance.some(Unit), chance.row(Person)
    service.change_unit(
        chance.session,
        unit,
        code=unit.code,
        name=chance.text(),
        leader_id=leader.id if leader else None,
        valid_from=chance.today,
        note=chance.text(),
    )


def import_units(chance: Chance) -> None:
    """A sheet renames some units at once, as a person would send it."""
    named = {unit.code: unit for unit in (chance.some(Unit), chance.some(Unit)) if unit.tenant_id}
    lines = [(code, chance.text(), unit.kind.value) for code, unit in named.items()]
    parents = {unit.id: unit.code for unit in chance.session.scalars(select(Unit))}
    rows = [
        Row(number, (*line, parents.get(named[line[0]].parent_id or 0, "")))
        for number, line in enumerate(lines, start=2)
    ]
    sheet = Sheet(("code", "name", "kind", "parent_code"), tuple(rows))
    for tenant_id in {unit.tenant_id for unit in named.values()}:
        UNITS.carry_out(chance.session, sheet, Context(CONSOLE, tenant_id, chance.today))


def move_unit(chance: Chance) -> None:
    service.move(chance.session, chance.some(Unit), chance.some(Unit))


def withdraw_unit(chance: Chance) -> None:
    unit = chance.some(Unit)
    unit.withdrawn_on, unit.withdrawn_because = chance.today, "Slått sammen"


def register_person(chance: Chance) -> None:
    email = f"p{chance.fresh(Person)}@example.no"
    service.register_person(chance.session, email=email, name=chance.text(), unit=chance.some(Unit))


def change_person(chance: Chance) -> None:
    person = chance.some(Person)
    unit, name, title = chance.some(Unit), chance.text(), chance.text()
    service.change_person(chance.session, person, email=person.email, name=name, unit=unit, title=title)


def deactivate_person(chance: Chance) -> None:
    service.deactivate(chance.session, chance.some(Person), chance.today)


def register_system(chance: Chance) -> None:
    lifecycle = chance.draw(st.sampled_from([Lifecycle.PLANNED, Lifecycle.PILOT]))
    systems.register(chance.session, chance.some(Unit), name=chance.text(), lifecycle=lifecycle)


def change_system(chance: Chance) -> None:
    systems.change(chance.session, chance.some(System), aliases=chance.text(), purpose=chance.text())


def withdraw_system(chance: Chance) -> None:
    systems.withdraw(chance.session, chance.some(System), because="Erstattet", today=chance.today)


def rate_system(chance: Chance) -> None:
    levels = {letter: chance.draw(st.integers(1, 4)) for letter in "kit"}
    reasons = {f"{letter}_reason": "Som før" for letter in "kit"}
    rated_by = chance.some(Person)
    values: Any = {**levels, **reasons}
    ratings.rate(chance.session, chance.some(System), rated_by_id=rated_by.id, today=chance.today, **values)


OPERATIONS: Sequence[tuple[str, Sequence[Operation]]] = (
    ("units", (establish, establish, change_unit, import_units, move_unit, withdraw_unit)),
    ("people", (register_person, change_person, deactivate_person)),
    ("systems", (register_system, change_system, withdraw_system, rate_system)),
)
"""Register → what may happen to its rows."""
