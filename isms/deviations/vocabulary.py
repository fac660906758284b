"""The words of deviations: kinds, causes, steps and decisions, and who may do what with them."""

from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.vocabulary import Term, Tone
from isms.organisation.vocabulary import READERS, Role


class Severity(Term):
    MINOR = "minor", Tone.NEUTRAL, "triangle"
    MODERATE = "moderate", Tone.WARNING, "triangle"
    SERIOUS = "serious", Tone.DANGER, "triangle"


class DeviationKind(Term):
    DEVIATION = "deviation"
    INCIDENT = "incident"
    NONCONFORMITY = "nonconformity"
    AUDIT_FINDING = "audit_finding"
    SUPERVISION_FINDING = "supervision_finding"


class About(Term):
    """What somebody wants to tell: only the first belongs here, the others have channels of their own."""

    DEVIATION = "deviation"
    WHISTLEBLOWING = "whistleblowing"
    CLASSIFIED = "classified"


class Progress(Term):
    """What somebody without an account is told of their report, and nothing more."""

    RECEIVED = "received"
    HANDLED = "handled"
    ENDED = "ended"


class DeviationCategory(Term):
    """What a deviation is about: three that municipalities sort by already, and the two this program is for."""

    HMS = "hms"
    ORGANISATION = "organisation"
    SERVICE = "service"
    INFORMATION_SECURITY = "information_security"
    PRIVACY = "privacy"


class Cause(Term):
    """A short catalogue of causes, so that they can be counted."""

    ROUTINE_MISSING = "routine_missing"
    ROUTINE_NOT_FOLLOWED = "routine_not_followed"
    COMPETENCE = "competence"
    CAPACITY = "capacity"
    ACCESS = "access"
    CHANGE = "change"
    TECHNICAL = "technical"
    SUPPLIER = "supplier"
    ATTACK = "attack"
    OTHER = "other"


class Surely(Term):
    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class DeviationStatus(Term):
    """Whether a deviation still asks something of somebody; its stage tells what."""

    OPEN = "open"
    CLOSED = "closed"


class Stage(Term):
    """Where the handling of a deviation stands."""

    REPORTED = "reported"
    TRIAGED = "triaged"
    IN_PROGRESS = "in_progress"
    CORRECTED = "corrected"
    VERIFIED = "verified"
    CLOSED = "closed"
    REJECTED = "rejected"
    MERGED = "merged"


class HandlingStep(Term):
    """What somebody does with a deviation; `rules.handling.WAYS` says when, and who may."""

    CHANGE = "change"
    TRIAGE = "triage"
    START = "start"
    EXPLAIN = "explain"
    CORRECT = "correct"
    CHECK_EFFECT = "check_effect"
    CLOSE = "close"
    REJECT = "reject"
    MERGE = "merge"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"


class StopCause(Term):
    """What has stopped a clock."""

    REPORTED = "reported"
    NOT_NOTIFIABLE = "not_notifiable"
    DONE = "done"
    NO_LONGER_APPLIES = "no_longer_applies"


class ClockState(Term):
    """Where a clock stands: it runs, or how it was stopped."""

    RUNNING = "running", Tone.WARNING, "clock"
    PASSED = "passed", Tone.DANGER, "octagon-x"
    KEPT = "kept", Tone.SUCCESS, "check-disc"
    LATE = "late", Tone.DANGER, "clock"
    NOT_NOTIFIABLE = "not_notifiable", Tone.NEUTRAL, "info"
    NO_LONGER_APPLIES = "no_longer_applies"


class Notifiability(Term):
    NOTIFIABLE = "notifiable"
    NOT_NOTIFIABLE = "not_notifiable"


class PersonsInformed(Term):
    INFORMED = "informed"
    NOT_NEEDED = "not_needed"
    NOT_YET = "not_yet"


class BreachPhase(Term):
    """Which of the messages about a breach this is (GDPR article 33(4))."""

    FIRST = "first"
    SUPPLEMENT = "supplement"
    LAST = "last"


class Permission(KernelPermission):
    DEVIATION_REPORT = "deviation:report"
    DEVIATION_READ = "deviation:read"
    DEVIATION_HANDLE = "deviation:handle"
    DEVIATION_TRIAGE = "deviation:triage"
    DEVIATION_CLOSE = "deviation:close"
    BREACH_HANDLE = "breach:handle"
    OPEN_FORM_MANAGE = "open_form:manage"


GRANTS: dict[KernelPermission, frozenset[Role]] = {
    Permission.DEVIATION_REPORT: frozenset(Role),
    Permission.DEVIATION_READ: READERS,
    Permission.DEVIATION_HANDLE: frozenset({Role.SECURITY_OFFICER, Role.AREA_OWNER}),
    Permission.DEVIATION_TRIAGE: frozenset({Role.SECURITY_OFFICER, Role.AREA_OWNER, Role.PRIVACY_OFFICER}),
    Permission.DEVIATION_CLOSE: frozenset({Role.SECURITY_OFFICER, Role.AREA_OWNER}),
    Permission.BREACH_HANDLE: frozenset(
        {Role.SECURITY_OFFICER, Role.PRIVACY_OFFICER, Role.AREA_OWNER, Role.CHIEF_EXECUTIVE}
    ),
    Permission.OPEN_FORM_MANAGE: frozenset({Role.SECURITY_OFFICER}),
}

RELATED = (
    Permission.DEVIATION_REPORT,
    Permission.DEVIATION_READ,
    Permission.DEVIATION_HANDLE,
    Permission.BREACH_HANDLE,
)
"""Everybody may report; having reported, being responsible or owning an affected system opens the rest.

Of a breach, whoever handles the deviation may fill in what is known.
"""
