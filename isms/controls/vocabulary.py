"""The words of controls: whether one applies, how far it has come, and who may do what with it."""

from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.vocabulary import Term, Tone
from isms.organisation.vocabulary import READERS, Role


class Applicability(Term):
    """Whether a control applies to the municipality; what nobody has decided is said to be so."""

    UNDECIDED = "undecided", Tone.WARNING, "ring-question"
    APPLIES = "applies"
    EXCLUDED = "excluded"


class ControlStatus(Term):
    """How far a control that applies has come."""

    NOT_STARTED = "not_started", Tone.DANGER, "octagon-x"
    PARTLY = "partly", Tone.WARNING, "half-disc"
    IN_PLACE = "in_place", Tone.SUCCESS, "check-disc"


class EvidenceState(Term):
    """How a control stands with its evidence on a day: one piece in force is enough."""

    VALID = "valid"
    EXPIRED = "expired", Tone.WARNING, "clock"
    NONE = "none"


class Permission(KernelPermission):
    CONTROL_READ = "control:read"
    CONTROL_REVIEW = "control:review"
    CONTROL_MANAGE = "control:manage"


GRANTS: dict[KernelPermission, frozenset[Role]] = {
    Permission.CONTROL_READ: READERS,
    Permission.CONTROL_REVIEW: frozenset({Role.SECURITY_OFFICER}),
    Permission.CONTROL_MANAGE: frozenset({Role.SECURITY_OFFICER}),
}

RELATED = (Permission.CONTROL_READ, Permission.CONTROL_REVIEW)
"""What owning a control opens, whatever roles one holds."""
