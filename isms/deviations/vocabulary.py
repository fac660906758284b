"""The words of deviations: how serious they are, where they stand, and who may do what with them."""

from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.vocabulary import Term, Tone
from isms.organisation.vocabulary import READERS, Role


class Severity(Term):
    MINOR = "minor", Tone.NEUTRAL, "triangle"
    MODERATE = "moderate", Tone.WARNING, "triangle"
    SERIOUS = "serious", Tone.DANGER, "triangle"


class DeviationStatus(Term):
    OPEN = "open"
    CLOSED = "closed"


class Permission(KernelPermission):
    DEVIATION_REPORT = "deviation:report"
    DEVIATION_READ = "deviation:read"
    DEVIATION_HANDLE = "deviation:handle"


GRANTS: dict[KernelPermission, frozenset[Role]] = {
    Permission.DEVIATION_REPORT: frozenset(Role),
    Permission.DEVIATION_READ: READERS,
    Permission.DEVIATION_HANDLE: frozenset({Role.SECURITY_OFFICER, Role.AREA_OWNER}),
}

RELATED = (Permission.DEVIATION_REPORT, Permission.DEVIATION_READ, Permission.DEVIATION_HANDLE)
"""Everybody may report; having reported, being responsible or owning an affected system opens the rest."""
