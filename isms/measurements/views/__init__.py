"""The doors of measurements, for people and for programs."""

from isms.measurements.views import api, pages
from isms.measurements.views.blueprint import blueprint

DOORS = (pages, api)

__all__ = ["DOORS", "blueprint"]
