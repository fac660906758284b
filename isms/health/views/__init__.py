"""The doors of health."""

from types import ModuleType

from isms.health.views.blueprint import blueprint

DOORS: tuple[ModuleType, ...] = ()

__all__ = ["DOORS", "blueprint"]
