"""The doors of the portfolio."""

from isms.portfolio.views import dependencies, ratings, suppliers, systems
from isms.portfolio.views.blueprint import blueprint

DOORS = (systems, ratings, dependencies, suppliers)

__all__ = ["DOORS", "blueprint"]
