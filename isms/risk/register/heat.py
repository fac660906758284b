"""The rows of the register of risks counted per cell of the matrix and per service area."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from isms.kernel.access import Access
from isms.kernel.register.columns import Column, Register, Source
from isms.kernel.register.kinds import CODE, TEXT, choice
from isms.kernel.register.query import Wish, rows
from isms.kernel.remembering import remembered
from isms.organisation.models import Unit
from isms.risk.models import Scenario
from isms.risk.register.cells import CELLS, cell_of
from isms.risk.vocabulary import Consequence, Likelihood, RatedAs, RiskLevel

LEVELS: Mapping[RatedAs, str] = {
    RatedAs.INHERENT: "level_inherent",
    RatedAs.CURRENT: "level_before",
    RatedAs.RESIDUAL: "residual_level",
}

Cell = tuple[Likelihood, Consequence]


@dataclass(frozen=True)
class Area:
    """How many risks of each level a service area has; code and name are empty above all areas."""

    code: str
    name: str
    levels: Mapping[RiskLevel, int]


@dataclass(frozen=True)
class Heat:
    """Risks per cell of a matrix of some size, per area, and those that no cell holds.

    elsewhere: by number of steps, the risks assessed under a model of another size. unrated: those of this
    size without the estimate asked for.
    """

    cells: Mapping[Cell, int]
    areas: Sequence[Area]
    elsewhere: Mapping[int, int]
    unrated: int


def heat_map(
    session: Session, register: Register, source: Source, access: Access, wish: Wish, rated: RatedAs, size: int
) -> Heat:
    """Return where the risks that a wish finds lie, by one of their estimates; counted once until somebody writes."""
    narrowing = replace(wish, sort=None, descending=False)

    def read(_places: list[int]) -> list[Sequence[Sequence[Any]]]:
        return [_counted(session, register, source, access, narrowing, rated)]

    question = ("heat", register, source.position, narrowing, rated)
    counted = remembered(session, source.today, access, [question], read)[0]
    areas: dict[tuple[str, str, str], Counter[str]] = {}
    cells, elsewhere, unrated = Counter[str](), Counter[int](), 0
    for number, cell, its_size, code, key, name, level in counted:
        of_area = areas.setdefault((key or "", code or "", name or ""), Counter())
        of_area[level] += number
        if its_size != size:
            elsewhere[its_size] += number
        elif cell is None:
            unrated += number
        else:
            cells[cell] += number
    return Heat(
        {(x, y): cells[cell_of(x, y)] for x in Likelihood for y in Consequence},
        [Area(key[1], key[2], {level: areas[key][level] for level in RiskLevel}) for key in sorted(areas)],
        dict(sorted(elsewhere.items())),
        unrated,
    )


def _counted(
    session: Session, register: Register, source: Source, access: Access, wish: Wish, rated: RatedAs
) -> Sequence[Sequence[Any]]:
    """Return how many risks there are of each cell, model size, area and level, in that order; one statement."""
    columns = (
        register.column(CELLS[rated]),
        register.column("model_size"),
        Column("area_code", "unit.code", lambda s: s(Unit, "area").c.code, CODE, needs=("area",)),
        Column("area_key", "unit.name", lambda s: s(Unit, "area").c.name_key, TEXT, needs=("area",)),
        Column("area_name", "unit.name", lambda s: s(Unit, "area").c.name, TEXT, needs=("area",)),
        Column("level", "scenario.level", lambda s: s(Scenario).c[LEVELS[rated]], choice(RiskLevel)),
    )
    found = rows(register, source, access, wish, columns).order_by(None).subquery()
    groups = [found.c[column.key] for column in columns]
    return session.execute(select(func.count(), *groups).group_by(*groups)).all()
