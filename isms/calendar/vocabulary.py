"""The words of the calendar: what kind of deadline falls on a day, and who reads and edits the annual wheel."""

from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.vocabulary import Term
from isms.organisation.vocabulary import READERS, Role


class DeadlineKind(Term):
    """What falls due; a duty to report is told as one kind, whatever law it follows and whatever happened."""

    ACTION = "action"
    DEVIATION = "deviation"
    DEVIATION_EFFECT = "deviation_effect"
    FINDING_ANSWER = "finding_answer"
    ASSESSMENT = "assessment"
    ACCEPTANCE = "acceptance"
    AGREEMENT = "agreement"
    SUPPORT = "support"
    CONTROL_REVIEW = "control_review"
    ATTESTATION = "attestation"
    AREA_STATEMENT = "area_statement"
    MINUTES = "minutes"
    PROJECT_END = "project_end"
    BENEFIT = "benefit"
    HANDOVER = "handover"
    REPORT = "report"
    FURTHER = "further"


class Permission(KernelPermission):
    CALENDAR_READ = "calendar:read"
    CALENDAR_EDIT = "calendar:edit"


GRANTS: dict[KernelPermission, frozenset[Role]] = {
    Permission.CALENDAR_READ: READERS,
    Permission.CALENDAR_EDIT: frozenset({Role.SECURITY_OFFICER}),
}
