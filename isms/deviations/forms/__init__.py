"""What a person may type about deviations."""

from isms.deviations.forms.handling import (
    AnswerForm,
    CheckEffectForm,
    CloseForm,
    CorrectForm,
    DeviationForm,
    ExplainForm,
    FindingFactsForm,
    FindingForm,
    LinkForm,
    MergeForm,
    RaiseForm,
    ReasonForm,
    StartForm,
    TriageForm,
)
from isms.deviations.forms.reporting import AttachForm, OpenFormForm, OpenReportForm, RenewForm, ReportForm

__all__ = [
    "AnswerForm",
    "AttachForm",
    "CheckEffectForm",
    "CloseForm",
    "CorrectForm",
    "DeviationForm",
    "ExplainForm",
    "FindingFactsForm",
    "FindingForm",
    "LinkForm",
    "MergeForm",
    "OpenFormForm",
    "OpenReportForm",
    "RaiseForm",
    "ReasonForm",
    "RenewForm",
    "ReportForm",
    "StartForm",
    "TriageForm",
]
