"""The doors of risk."""

from isms.risk.views import assessments, criteria, lifecycle, references, registers, scenarios, starting
from isms.risk.views.blueprint import blueprint

DOORS = (registers, assessments, scenarios, criteria, starting, references, lifecycle)

__all__ = ["DOORS", "blueprint"]
