"""What the organisation has decided about health: a plain value of facts goes in, a reasoned outcome comes out."""

from isms.health.rules.flags import NUMBER, Raised
from isms.health.rules.indicators import MAY_BE_EXEMPT, exemption_refusals, outcome
from isms.health.rules.model import (
    BY_CLASS,
    CLASSES,
    INTERVALS,
    KEY_INDICATORS,
    SHIPPED,
    UNRATED_AS,
    Model,
    from_values,
)
from isms.health.rules.outcome import Outcome, Raw, Said, Value
from isms.health.rules.score import POINTS, Gain, Health, assess, tenths

__all__ = [
    "BY_CLASS",
    "CLASSES",
    "INTERVALS",
    "KEY_INDICATORS",
    "MAY_BE_EXEMPT",
    "NUMBER",
    "POINTS",
    "SHIPPED",
    "UNRATED_AS",
    "Gain",
    "Health",
    "Model",
    "Outcome",
    "Raised",
    "Raw",
    "Said",
    "Value",
    "assess",
    "exemption_refusals",
    "from_values",
    "outcome",
    "tenths",
]
