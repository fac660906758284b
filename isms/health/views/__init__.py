"""The doors of health."""

from isms.health.views import models
from isms.health.views.blueprint import blueprint

DOORS = (models,)

__all__ = ["DOORS", "blueprint"]
