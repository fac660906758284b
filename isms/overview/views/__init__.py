"""The doors of the overview."""

from isms.overview.views import home, packs
from isms.overview.views.blueprint import blueprint

DOORS = (home, packs)

__all__ = ["DOORS", "blueprint"]
