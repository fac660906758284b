"""The doors of the calendar."""

from isms.calendar.views import due, feeds, wheel
from isms.calendar.views.blueprint import blueprint

DOORS = (wheel, due, feeds)

__all__ = ["DOORS", "blueprint"]
