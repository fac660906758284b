"""Reads the systems of the register of health for the workbook that works their health out."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from isms.health.queries.models import model_called
from isms.health.register.formulas import Kept
from isms.health.rules import Model
from isms.health.vocabulary import HealthStatus, IndicatorResult
from isms.kernel.access import Access
from isms.kernel.register.columns import Register, Source
from isms.kernel.register.query import Wish, rows

COLUMNS = ("code", "name", "system_class", "health", "health_points", "health_flags", "model", "ownership")
"""The last of them is read as all sixteen results."""


def formula_book(
    session: Session, register: Register, source: Source, access: Access, wish: Wish, tenant_id: int | None
) -> tuple[list[Kept], Mapping[str, Model]]:
    """Return the systems that a wish finds, and the models by which they have been worked out, by code."""
    chosen = [register.column(key) for key in COLUMNS]
    found = session.execute(rows(register, source, access, wish, chosen, linked=False))
    systems = [
        Kept(code, name, level, model, HealthStatus(status), points, _number(flags), _results(results))
        for code, name, level, status, points, flags, model, results in found
    ]
    models = {code: model_called(session, tenant_id, code) for code in sorted({each.model for each in systems})}
    return systems, {code: model for code, model in models.items() if model}


def _number(flags: str) -> int:
    return len(flags.split(",")) if flags else 0


def _results(text: str) -> list[IndicatorResult]:
    return [IndicatorResult(word) for word in text.split(",")]
