"""The doors of the annual review."""

from isms.attestations.views import attesting, campaigns, filling, lists, several
from isms.attestations.views.blueprint import blueprint

__all__ = ["attesting", "blueprint", "campaigns", "filling", "lists", "several"]
