"""The words of risk: likelihood, consequence, level and treatment, and who may assess and approve."""

from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.vocabulary import Term, Tone
from isms.organisation.vocabulary import READERS, Role


class Likelihood(Term):
    """How often an event is expected, least first; the value is the number of the step."""

    UNLIKELY = "1"
    POSSIBLE = "2"
    LIKELY = "3"
    VERY_LIKELY = "4"


class Consequence(Term):
    """How bad an event is, least first; the value is the number of the step."""

    INSIGNIFICANT = "1"
    MODERATE = "2"
    SERIOUS = "3"
    VERY_SERIOUS = "4"


class RiskLevel(Term):
    LOW = "low", Tone.SUCCESS, "risk-1"
    MEDIUM = "medium", Tone.WARNING, "risk-2"
    HIGH = "high", Tone.DANGER, "risk-3"


class Treatment(Term):
    AVOID = "avoid"
    SHARE = "share"
    REDUCE = "reduce"
    ACCEPT = "accept"


class AffectedProperty(Term):
    CONFIDENTIALITY = "confidentiality"
    INTEGRITY = "integrity"
    AVAILABILITY = "availability"


class AssessmentStatus(Term):
    DRAFT = "draft"
    APPROVED = "approved"


class AssessmentState(Term):
    """How a system stands with its assessments on a day; only approved ones count."""

    VALID = "valid"
    EXPIRED = "expired", Tone.DANGER, "clock"
    MISSING = "missing", Tone.WARNING, "clock"


class ActionNeed(Term):
    """How a risk stands with its actions on a day."""

    OVERDUE = "overdue", Tone.DANGER, "clock"
    PLANNED = "planned"
    NONE = "none"


class Permission(KernelPermission):
    RISK_READ = "risk:read"
    RISK_ASSESS = "risk:assess"
    ASSESSMENT_APPROVE = "assessment:approve"


GRANTS: dict[KernelPermission, frozenset[Role]] = {
    Permission.RISK_READ: READERS,
    Permission.RISK_ASSESS: frozenset({Role.SECURITY_OFFICER, Role.AREA_OWNER}),
    Permission.ASSESSMENT_APPROVE: frozenset({Role.SECURITY_OFFICER, Role.AREA_OWNER, Role.CHIEF_EXECUTIVE}),
}

RELATED = (Permission.RISK_READ, Permission.RISK_ASSESS, Permission.ASSESSMENT_APPROVE)
"""What a system's owner and administrator, and the owner of a risk, may have opened to them."""
