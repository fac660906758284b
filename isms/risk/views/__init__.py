"""The doors of risk."""

from isms.risk.views import assessments, criteria, registers, scenarios
from isms.risk.views.blueprint import blueprint

DOORS = (registers, assessments, scenarios, criteria)

__all__ = ["DOORS", "blueprint"]
