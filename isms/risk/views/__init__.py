"""The doors of risk."""

from isms.risk.views import (
    acceptance,
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
)

__all__ = ["DOORS", "blueprint"]
