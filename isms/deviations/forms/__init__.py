"""What a person may type about deviations."""

from isms.deviations.forms.handling import (
    AnswerForm,
    CheckEffectForm,
    CloseForm,
    CorrectForm,
    DeviationForm,
    ExplainForm,
    FindingFactsForm,
    LinkForm,
    MergeForm,
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
    "LinkForm",
    "MergeForm",
    "OpenFormForm",
    "OpenReportForm",
    "ReasonForm",
    "RenewForm",
    "ReportForm",
    "StartForm",
    "TriageForm",
]
