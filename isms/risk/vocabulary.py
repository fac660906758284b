"""The words of risk: likelihood, consequence, level and treatment, and who may assess and approve."""

from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.vocabulary import Term, Tone
from isms.organisation.vocabulary import READERS, Role


class Likelihood(Term):
    """How often an event is expected, least first; the value is the number of the step, and a model names it."""

    UNLIKELY = "1"
    POSSIBLE = "2"
    LIKELY = "3"
    VERY_LIKELY = "4"
    ALMOST_CERTAIN = "5"


class Consequence(Term):
    """How bad an event is, least first; the value is the number of the step, and a model names it."""

    INSIGNIFICANT = "1"
    MODERATE = "2"
    SERIOUS = "3"
    VERY_SERIOUS = "4"
    DISASTROUS = "5"


class RiskLevel(Term):
    LOW = "low", Tone.SUCCESS, "risk-1"
    MEDIUM = "medium", Tone.WARNING, "risk-2"
    HIGH = "high", Tone.DANGER, "risk-3"


class RatedAs(Term):
    """Which of the three estimates of a risk is looked at."""

    INHERENT = "inherent"
    CURRENT = "current"
    RESIDUAL = "residual"


class Treatment(Term):
    AVOID = "avoid"
    SHARE = "share"
    REDUCE = "reduce"
    ACCEPT = "accept"


class AffectedProperty(Term):
    CONFIDENTIALITY = "confidentiality"
    INTEGRITY = "integrity"
    AVAILABILITY = "availability"


class Intent(Term):
    """Whether somebody wants the event to happen."""

    INTENDED = "intended"
    UNINTENDED = "unintended"


class Knowledge(Term):
    """How much an estimate rests on."""

    STRONG = "strong"
    MODERATE = "moderate"
    WEAK = "weak"


class SinceLast(Term):
    """How a risk stands beside the one it was copied from."""

    UNCHANGED = "unchanged"
    MODIFIED = "modified"
    NEW = "new"
    DROPPED = "dropped"


class AssessmentStatus(Term):
    """How far an assessment has come; that an approved one has expired follows from the day."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    REPLACED = "replaced"


class ModelStatus(Term):
    DRAFT = "draft"
    APPROVED = "approved"


class Authority(Term):
    """Who in the line holds which level, lowest first."""

    SYSTEM_OWNER = "system_owner"
    AREA_OWNER = "area_owner"
    CHIEF_EXECUTIVE = "chief_executive"


class AcceptanceKind(Term):
    """What an acceptance record says; a revocation is a record of its own."""

    ACCEPTED = "accepted"
    REVOKED = "revoked"


class AcceptanceState(Term):
    """How a risk, or one record of acceptance, stands on a day."""

    UNLAWFUL = "unlawful", Tone.DANGER, "warning"
    OPEN = "open"
    LAPSED = "lapsed", Tone.DANGER, "clock"
    STALE = "stale", Tone.WARNING, "warning"
    REVOKED = "revoked", Tone.WARNING, "warning"
    EXPIRING = "expiring", Tone.WARNING, "clock"
    ACCEPTED = "accepted"
    NOT_YET = "not_yet"
    SUPERSEDED = "superseded"


class ChangeKind(Term):
    """What makes an approved assessment questionable."""

    RATING_RAISED = "rating_raised"
    DEPENDENCY_ADDED = "dependency_added"
    SUPPLIER_CHANGED = "supplier_changed"
    SERIOUS_DEVIATION = "serious_deviation"


class ChangeAnswer(Term):
    """What somebody has said of a significant change."""

    STILL_HOLDS = "still_holds"
    REASSESS = "reassess"


class Questioned(Term):
    """Whether something significant has happened since an assessment was approved that nobody has answered."""

    OPEN = "open", Tone.WARNING, "warning"
    NONE = "none"


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


class Difference(Term):
    """What may have become of a risk between two moments."""

    NEW = "new"
    CLOSED = "closed"
    WORSE = "worse"
    BETTER = "better"
    OWNED_OTHERWISE = "owned_otherwise"
    ACCEPTED_OTHERWISE = "accepted_otherwise"


class Pace(Term):
    """How far apart the points of a trend lie."""

    MONTH = "month"
    QUARTER = "quarter"
    TERTIAL = "tertial"


class Closed(Term):
    """Why a risk that stood does not any more."""

    WITHDRAWN = "withdrawn"
    ASSESSMENT_WITHDRAWN = "assessment_withdrawn"
    SYSTEM_WITHDRAWN = "system_withdrawn"
    DROPPED = "dropped"


class Permission(KernelPermission):
    RISK_READ = "risk:read"
    RISK_ASSESS = "risk:assess"
    RISK_ACCEPT = "risk:accept"
    ASSESSMENT_APPROVE = "assessment:approve"
    MODEL_READ = "risk_model:read"
    MODEL_EDIT = "risk_model:edit"
    MODEL_APPROVE = "risk_model:approve"


GRANTS: dict[KernelPermission, frozenset[Role]] = {
    Permission.RISK_READ: READERS,
    Permission.RISK_ASSESS: frozenset({Role.SECURITY_OFFICER, Role.AREA_OWNER}),
    Permission.RISK_ACCEPT: frozenset({Role.AREA_OWNER, Role.CHIEF_EXECUTIVE}),
    Permission.ASSESSMENT_APPROVE: frozenset({Role.SECURITY_OFFICER, Role.AREA_OWNER, Role.CHIEF_EXECUTIVE}),
    Permission.MODEL_READ: READERS,
    Permission.MODEL_EDIT: frozenset({Role.SECURITY_OFFICER}),
    Permission.MODEL_APPROVE: frozenset({Role.CHIEF_EXECUTIVE}),
}

RELATED = (Permission.RISK_READ, Permission.RISK_ASSESS, Permission.RISK_ACCEPT, Permission.ASSESSMENT_APPROVE)
"""What a system's owner and administrator, and the owner of a risk, may have opened to them."""
