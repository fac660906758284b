"""The words of reviews: the terms of a year, how a system has moved, and who may do what."""

from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.vocabulary import Term, Tone
from isms.organisation.vocabulary import READERS, Role


class Movement(Term):
    NEW = "new"
    GONE = "gone"
    WORSE = "worse", Tone.NEUTRAL, "trend-down"
    BETTER = "better", Tone.NEUTRAL, "trend-up"


class Fault(Term):
    """What is the matter with a system in a review; ended systems have none."""

    HIGH_RISK = "high_risk", Tone.DANGER, "risk-3"
    OWNERLESS = "ownerless", Tone.DANGER, "octagon-x"
    RATING_MISSING = "rating_missing", Tone.DANGER, "octagon-x"
    RATING_EXPIRED = "rating_expired", Tone.WARNING, "half-disc"
    ASSESSMENT_MISSING = "assessment_missing", Tone.WARNING, "half-disc"
    ASSESSMENT_EXPIRED = "assessment_expired", Tone.WARNING, "half-disc"


class Permission(KernelPermission):
    REVIEW_READ = "review:read"
    REVIEW_COMMENT = "review:comment"
    REVIEW_DECIDE = "review:decide"
    REVIEW_PLAN = "review:plan"


GRANTS: dict[KernelPermission, frozenset[Role]] = {
    Permission.REVIEW_READ: READERS,
    Permission.REVIEW_COMMENT: frozenset({Role.SECURITY_OFFICER}),
    Permission.REVIEW_DECIDE: frozenset({Role.SECURITY_OFFICER, Role.CHIEF_EXECUTIVE}),
    Permission.REVIEW_PLAN: frozenset({Role.SECURITY_OFFICER}),
}
