"""The decisions about deviations; each is named by its verb and leaves the commit to its door."""

from isms.deviations.service.attachments import attach, withdraw_attachment
from isms.deviations.service.ending import close, merge, reject, reopen, withdraw
from isms.deviations.service.fields import DeviationFields
from isms.deviations.service.handling import answer, change, check_effect, correct, explain, mend, start, triage
from isms.deviations.service.links import link
from isms.deviations.service.open_form import AskedToWait, renew, report_openly, switch
from isms.deviations.service.raising import raise_risk, register_finding
from isms.deviations.service.reporting import report

__all__ = [
    "AskedToWait",
    "DeviationFields",
    "answer",
    "attach",
    "change",
    "check_effect",
    "close",
    "correct",
    "explain",
    "link",
    "mend",
    "merge",
    "raise_risk",
    "register_finding",
    "reject",
    "renew",
    "reopen",
    "report",
    "report_openly",
    "start",
    "switch",
    "triage",
    "withdraw",
    "withdraw_attachment",
]
