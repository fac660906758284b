"""The doors of units, people and their roles."""

from isms.organisation.views import handover, people, units
from isms.organisation.views.blueprint import blueprint

__all__ = ["blueprint", "handover", "people", "units"]
