"""Which cell of the matrix a risk lies in: inherent, as it is today, and by what remains."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, String, case, cast, func, type_coerce
from sqlalchemy.orm import Session

from isms.kernel.access import Access
from isms.kernel.register.columns import Column, Options, Source
from isms.kernel.register.kinds import CODE, INTEGER
from isms.kernel.words import Words
from isms.risk.models import Assessment, RiskModel, Scenario
from isms.risk.rules import SHIPPED
from isms.risk.vocabulary import Consequence, Likelihood, RatedAs

TIMES = " × "

CELLS: Mapping[RatedAs, str] = {
    RatedAs.INHERENT: "cell_inherent",
    RatedAs.CURRENT: "cell_before",
    RatedAs.RESIDUAL: "cell",
}
"""The column of the register of risks that holds the cell of each estimate."""


def cell_of(likelihood: Likelihood, consequence: Consequence) -> str:
    """Return a cell of the matrix as it is written: likelihood first."""
    return f"{likelihood.value}{TIMES}{consequence.value}"


def every_cell(_session: Session, _access: Access, _words: Words) -> list[tuple[str, str]]:
    """Return every cell a model may have, as a filter offers them."""
    cells = [cell_of(likelihood, consequence) for likelihood in Likelihood for consequence in Consequence]
    return [(cell, cell) for cell in cells]


def residual_cell(s: Source) -> ColumnElement[str]:
    """Return the cell after treatment, or before it when there is none."""
    return _residual(s, "likelihood") + TIMES + _residual(s, "consequence")


def model_size(s: Source) -> ColumnElement[int | None]:
    """Return how many steps the model has that a risk was assessed under."""
    shipped = case(
        *((s(Assessment).c.model_version == code, model.size) for code, model in SHIPPED.items()), else_=None
    )
    return func.coalesce(s(RiskModel).c.size, shipped)


def _residual(s: Source, what: str) -> ColumnElement[str]:
    scenario = s(Scenario)
    after, before = scenario.c[f"{what}_after"], scenario.c[f"{what}_before"]
    return func.coalesce(type_coerce(after, String), type_coerce(before, String))


def _cell(s: Source, when: str) -> ColumnElement[str]:
    scenario = s(Scenario)
    likelihood, consequence = scenario.c[f"likelihood_{when}"], scenario.c[f"consequence_{when}"]
    return type_coerce(likelihood, String) + TIMES + type_coerce(consequence, String)


NARROWING = (
    Column(
        CELLS[RatedAs.INHERENT],
        "scenario.cell_inherent",
        lambda s: _cell(s, "inherent"),
        CODE,
        filter=True,
        options=Options(every_cell),
    ),
    Column(
        CELLS[RatedAs.CURRENT],
        "scenario.cell_before",
        lambda s: _cell(s, "before"),
        CODE,
        filter=True,
        options=Options(every_cell),
    ),
    Column(
        "model_size",
        "assessment.model_size",
        model_size,
        INTEGER,
        needs=("assessment", "model"),
        filter=True,
        options=Options(lambda *_: [(str(size), str(size)) for size in sorted({m.size for m in SHIPPED.values()})]),
        matches=lambda s, value: cast(model_size(s), String) == value,
    ),
)
"""What the heat map narrows the register by, beside the columns it shows."""
