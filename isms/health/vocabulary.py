"""The words of health: indicators, how each comes out, flags, statuses, and who may do what."""

from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.vocabulary import Term, Tone
from isms.organisation.vocabulary import READERS, Role


class Indicator(Term):
    """What health is made of, in the order it is shown: H1 to H16."""

    OWNERSHIP = "ownership"
    RATING = "rating"
    ASSESSMENT = "assessment"
    RESIDUAL_RISK = "residual_risk"
    OVERDUE_ACTIONS = "overdue_actions"
    DEVIATIONS = "deviations"
    SUPPORT = "support"
    AGREEMENT = "agreement"
    PROCESSOR_AGREEMENT = "processor_agreement"
    DPIA = "dpia"
    RESTORE_TEST = "restore_test"
    ACCESS_REVIEW = "access_review"
    STRONG_SIGN_IN = "strong_sign_in"
    PATCHING = "patching"
    LOGGING = "logging"
    FALLBACK = "fallback"


class HealthPart(Term):
    """The five parts the indicators are shown in."""

    GOVERNANCE = "governance"
    RISK = "risk"
    LIFE = "life"
    PRIVACY = "privacy"
    RESILIENCE = "resilience"


class IndicatorResult(Term):
    WANTED = "wanted", Tone.SUCCESS, "check-disc"
    ACCEPTABLE = "acceptable", Tone.WARNING, "half-disc"
    UNACCEPTABLE = "unacceptable", Tone.DANGER, "octagon-x"
    NOT_MEASURED = "not_measured", Tone.NEUTRAL, "ring-question"
    NOT_RELEVANT = "not_relevant"


class HealthStatus(Term):
    WANTED = "wanted", Tone.SUCCESS, "check-disc"
    ACCEPTABLE = "acceptable", Tone.WARNING, "half-disc"
    UNACCEPTABLE = "unacceptable", Tone.DANGER, "octagon-x"
    NOT_ASSESSED = "not_assessed", Tone.NEUTRAL, "ring-question"


class RedFlag(Term):
    """What alone makes a system unacceptable: V1 to V6."""

    RISK_WITHOUT_ACCEPTANCE = "risk_without_acceptance", Tone.DANGER, "flag"
    STATUTORY_DEADLINE = "statutory_deadline", Tone.DANGER, "flag"
    SUPPORT_ENDED = "support_ended", Tone.DANGER, "flag"
    OWNERLESS = "ownerless", Tone.DANGER, "flag"
    NO_RESTORE_TEST = "no_restore_test", Tone.DANGER, "flag"
    NO_PROCESSOR_AGREEMENT = "no_processor_agreement", Tone.DANGER, "flag"


class Limit(Term):
    """The numbers of a model that are neither weights nor intervals, in the order they are shown."""

    WANTED_POINTS = "wanted_points"
    WANTED_COVERAGE = "wanted_coverage"
    ACCEPTABLE_POINTS = "acceptable_points"
    LEAST_COVERAGE = "least_coverage"
    TOLERANCE_PERCENT = "tolerance_percent"
    PERIOD_MONTHS = "period_months"
    CHANGE_DAYS = "change_days"
    ACCEPTANCE_DAYS = "acceptance_days"
    OVERDUE_PERCENT = "overdue_percent"
    OVERDUE_DAYS = "overdue_days"
    DEVIATIONS_OVERDUE = "deviations_overdue"
    DEVIATION_DAYS = "deviation_days"
    SERIOUS_DAYS = "serious_days"
    SUPPORT_WANTED_MONTHS = "support_wanted_months"
    SUPPORT_ACCEPTABLE_MONTHS = "support_acceptable_months"
    AGREEMENT_WANTED_MONTHS = "agreement_wanted_months"
    AGREEMENT_ACCEPTABLE_MONTHS = "agreement_acceptable_months"
    RENEWAL_MONTHS = "renewal_months"
    SUPPLIER_MEETING_MONTHS = "supplier_meeting_months"
    RTO_PERCENT = "rto_percent"
    PATCHING_WANTED_DAYS = "patching_wanted_days"
    PATCHING_ACCEPTABLE_DAYS = "patching_acceptable_days"
    AREA_UNACCEPTABLE_PERCENT = "area_unacceptable_percent"
    AREA_WANTED_PERCENT = "area_wanted_percent"
    AREA_NOT_ASSESSED_PERCENT = "area_not_assessed_percent"
    AREA_LEAST_SYSTEMS = "area_least_systems"
    CLASS_1_WEIGHT = "class_1_weight"
    CLASS_2_WEIGHT = "class_2_weight"
    CLASS_3_WEIGHT = "class_3_weight"
    CLASS_4_WEIGHT = "class_4_weight"
    TREND_POINTS = "trend_points"


class HealthTrend(Term):
    BETTER = "better", Tone.NEUTRAL, "trend-up"
    SAME = "same", Tone.NEUTRAL, "trend-same"
    WORSE = "worse", Tone.NEUTRAL, "trend-down"
    NOT_COMPARABLE = "not_comparable"


class HealthModelState(Term):
    DRAFT = "draft"
    DECIDED = "decided"


class Permission(KernelPermission):
    HEALTH_READ = "health:read"
    HEALTH_EXEMPT = "health:exempt"
    HEALTH_MODEL_READ = "health_model:read"
    HEALTH_MODEL_DRAFT = "health_model:draft"
    HEALTH_MODEL_DECIDE = "health_model:decide"


GRANTS: dict[KernelPermission, frozenset[Role]] = {
    Permission.HEALTH_READ: READERS,
    Permission.HEALTH_EXEMPT: frozenset({Role.SECURITY_OFFICER}),
    Permission.HEALTH_MODEL_READ: READERS,
    Permission.HEALTH_MODEL_DRAFT: frozenset({Role.SECURITY_OFFICER}),
    Permission.HEALTH_MODEL_DECIDE: frozenset({Role.CHIEF_EXECUTIVE}),
}

RELATED = (Permission.HEALTH_READ,)
"""What a system's owner and administrator may have opened to them."""
