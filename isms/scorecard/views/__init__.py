"""The doors of the scorecard."""

from isms.scorecard.views import card, indicators, objectives
from isms.scorecard.views.blueprint import blueprint

__all__ = ["blueprint", "card", "indicators", "objectives"]
