"""The doors of the portfolio."""

from isms.portfolio.views import dependencies, overrides, ratings, suppliers, systems
from isms.portfolio.views.blueprint import blueprint

DOORS = (systems, ratings, dependencies, overrides, suppliers)

__all__ = ["DOORS", "blueprint"]
