"""The doors of deviations."""

from isms.deviations.views import deviations, handling, reporting
from isms.deviations.views.blueprint import blueprint

DOORS = (deviations, reporting, handling)

__all__ = ["DOORS", "blueprint"]
