"""The doors of risk."""

from isms.risk.views import assessments, criteria, registers, scenarios, starting
from isms.risk.views.blueprint import blueprint

DOORS = (registers, assessments, scenarios, criteria, starting)

__all__ = ["DOORS", "blueprint"]
