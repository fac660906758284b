"""The worst rows of the register of risks, each with its three estimates side by side."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from isms.kernel.access import Access
from isms.kernel.register.columns import Column, Expression, Register, Source
from isms.kernel.register.kinds import choice
from isms.kernel.register.query import Wish, rows
from isms.risk.models import Scenario
from isms.risk.register.cells import CELLS
from isms.risk.register.heat import LEVELS
from isms.risk.vocabulary import RatedAs, RiskLevel


@dataclass(frozen=True)
class Worst:
    """A risk and, per estimate that is made, its cell and level."""

    scenario_id: int
    code: str
    title: str
    system: str | None
    owner: str | None
    estimates: Sequence[tuple[RatedAs, str, RiskLevel]]


def worst_risks(
    session: Session, register: Register, source: Source, access: Access, wish: Wish, number: int
) -> list[Worst]:
    """Return the worst of the risks that a wish finds; one statement."""
    names = ("code", "title", "system", "owner")
    columns = [replace(register.column(key), href=None) for key in (*names, *CELLS.values())]
    columns += [Column(f"level_of_{rated}", "scenario.level", _level(rated), choice(RiskLevel)) for rated in RatedAs]
    found = session.execute(rows(register, source, access, wish, columns).limit(number))
    return [
        Worst(
            row.record_id,
            **{name: row._mapping[name] for name in names},
            estimates=[
                (rated, row._mapping[CELLS[rated]], RiskLevel(level))
                for rated in RatedAs
                if (level := row._mapping[f"level_of_{rated}"])
            ],
        )
        for row in found
    ]


def _level(rated: RatedAs) -> Expression:
    return lambda s: s(Scenario).c[LEVELS[rated]]
