"""The rows of deviations, what they have to do with, their clocks, and how they come in."""

from isms.deviations.models.breaches import Breach, BreachReport, DeviationClock
from isms.deviations.models.deviations import Deviation
from isms.deviations.models.links import (
    AffectedSystem,
    Attachment,
    DeviationAction,
    DeviationControl,
    DeviationRisk,
    DeviationSupplier,
)
from isms.deviations.models.reporting import OpenForm, OpenReport, Receipt

__all__ = [
    "AffectedSystem",
    "Attachment",
    "Breach",
    "BreachReport",
    "Deviation",
    "DeviationAction",
    "DeviationClock",
    "DeviationControl",
    "DeviationRisk",
    "DeviationSupplier",
    "OpenForm",
    "OpenReport",
    "Receipt",
]
