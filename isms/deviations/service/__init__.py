"""The decisions about deviations; each is named by its verb and leaves the commit to its door."""

from isms.deviations.service.fields import DeviationFields
from isms.deviations.service.handling import change, close, mend, reopen, withdraw
from isms.deviations.service.reporting import report

__all__ = ["DeviationFields", "change", "close", "mend", "reopen", "report", "withdraw"]
