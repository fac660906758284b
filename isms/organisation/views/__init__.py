"""The doors of units, people and their roles."""

from isms.organisation.views import people, units
from isms.organisation.views.blueprint import blueprint

__all__ = ["blueprint", "people", "units"]
