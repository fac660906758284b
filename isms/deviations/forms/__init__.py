"""What a person may type about deviations."""

from isms.deviations.forms.handling import CloseForm, DeviationForm, ReasonForm
from isms.deviations.forms.reporting import AttachForm, OpenFormForm, OpenReportForm, RenewForm, ReportForm

__all__ = [
    "AttachForm",
    "CloseForm",
    "DeviationForm",
    "OpenFormForm",
    "OpenReportForm",
    "ReasonForm",
    "RenewForm",
    "ReportForm",
]
