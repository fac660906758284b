"""The doors of reviews."""

from isms.reviews.views import deciding, meetings, papers, periods, writing
from isms.reviews.views.blueprint import blueprint

DOORS = (deciding, meetings, papers, periods, writing)

__all__ = ["DOORS", "blueprint"]
