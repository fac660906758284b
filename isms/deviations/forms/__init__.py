"""What a person may type about deviations."""

from isms.deviations.forms.handling import CloseForm, DeviationForm, ReasonForm
from isms.deviations.forms.reporting import ReportForm

__all__ = ["CloseForm", "DeviationForm", "ReasonForm", "ReportForm"]
