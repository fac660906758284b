"""The doors of risk."""

from isms.risk.views import (
    acceptance,
    assessed,
    assessments,
    bulk,
    criteria,
    difference,
    heat,
    lifecycle,
    overview,
    references,
    registers,
    scenarios,
    starting,
    workbook,
)
from isms.risk.views.blueprint import blueprint

DOORS = (
    registers,
    heat,
    difference,
    overview,
    bulk,
    assessments,
    scenarios,
    criteria,
    starting,
    references,
    lifecycle,
    acceptance,
    workbook,
    assessed,
)

__all__ = ["DOORS", "blueprint"]
