"""The doors of reviews."""

from isms.reviews.views import periods
from isms.reviews.views.blueprint import blueprint

DOORS = (periods,)

__all__ = ["DOORS", "blueprint"]
