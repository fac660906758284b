"""The doors of risk."""

from isms.risk.views import assessments, registers, scenarios
from isms.risk.views.blueprint import blueprint

DOORS = (registers, assessments, scenarios)

__all__ = ["DOORS", "blueprint"]
