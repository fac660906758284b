"""The decisions about deviations; each is named by its verb and leaves the commit to its door."""

from isms.deviations.service.attachments import attach, withdraw_attachment
from isms.deviations.service.fields import DeviationFields
from isms.deviations.service.handling import change, close, mend, reopen, withdraw
from isms.deviations.service.open_form import AskedToWait, renew, report_openly, switch
from isms.deviations.service.reporting import ReportFields, report

__all__ = [
    "AskedToWait",
    "DeviationFields",
    "ReportFields",
    "attach",
    "change",
    "close",
    "mend",
    "renew",
    "reopen",
    "report",
    "report_openly",
    "switch",
    "withdraw",
    "withdraw_attachment",
]
