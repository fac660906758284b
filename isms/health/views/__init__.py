"""The doors of health."""

from isms.health.views import areas, exempting, models
from isms.health.views.blueprint import blueprint

DOORS = (areas, exempting, models)

__all__ = ["DOORS", "blueprint"]
