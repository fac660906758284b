"""The words of actions: where they come from, where they stand, and who may do what with them."""

from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.vocabulary import Term, Tone
from isms.organisation.vocabulary import READERS, Role


class SourceKind(Term):
    ASSESSMENT = "assessment"
    RISK = "risk"
    DEVIATION = "deviation"
    CONTROL = "control"
    REVIEW = "review"
    DECISION = "decision"
    ATTESTATION = "attestation"
    OWN = "own"


class ActionStatus(Term):
    OPEN = "open"
    DONE = "done"


class Priority(Term):
    """How much an action matters beside others; whoever plans it decides."""

    HIGH = "high", Tone.DANGER, "chevron-up"
    MEDIUM = "medium"
    LOW = "low"


class OverdueAge(Term):
    """For how long the deadline of an open action has been passed, in days."""

    NOT_OVERDUE = "not_overdue"
    UP_TO_30 = "up_to_30", Tone.WARNING, "clock"
    UP_TO_90 = "up_to_90", Tone.WARNING, "clock"
    OVER_90 = "over_90", Tone.DANGER, "clock"


class Effect(Term):
    """What a done action has led to, as somebody else than its owner judges it."""

    GOOD = "good"
    PARTLY = "partly", Tone.WARNING, "half"
    NONE = "none", Tone.DANGER, "octagon-x"


class Permission(KernelPermission):
    ACTION_READ = "action:read"
    ACTION_CHANGE = "action:change"


GRANTS: dict[KernelPermission, frozenset[Role]] = {
    Permission.ACTION_READ: READERS,
    Permission.ACTION_CHANGE: frozenset({Role.SECURITY_OFFICER, Role.AREA_OWNER}),
}

RELATED = (Permission.ACTION_READ, Permission.ACTION_CHANGE)
"""What owning an action opens, whatever roles one holds."""
