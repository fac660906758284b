"""The words of measurements: what is measured, how it may turn out, and who may record it."""

from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.vocabulary import Term, Tone
from isms.organisation.vocabulary import READERS, Role


class MeasurementKind(Term):
    """What is known of a system only because somebody has tested, gone through or looked."""

    RESTORE_TEST = "restore_test"
    ACCESS_REVIEW = "access_review"
    STRONG_SIGN_IN = "strong_sign_in"
    PATCHING = "patching"
    LOGGING = "logging"
    FALLBACK = "fallback"
    ZERO_REPORT = "zero_report"


class SignInStrength(Term):
    """Who signs in with more than a password (NSM grunnprinsipper 2.6)."""

    EVERYBODY = "everybody"
    ADMINISTRATORS_AND_REMOTE = "administrators_and_remote", Tone.WARNING, "half-disc"
    NOBODY = "nobody", Tone.DANGER, "octagon-x"


class LogState(Term):
    """Whether events are logged, and whether anybody looks (NSM grunnprinsipper 3.2)."""

    REVIEWED = "reviewed"
    NOT_REVIEWED = "not_reviewed", Tone.WARNING, "half-disc"
    OFF = "off", Tone.DANGER, "octagon-x"


class FallbackState(Term):
    """How far one has come with what is done when the system is away (ISO/IEC 27001:2022 A.5.30)."""

    PRACTISED = "practised"
    PLANNED = "planned", Tone.WARNING, "half-disc"
    NONE = "none", Tone.DANGER, "octagon-x"


class MeasurementResult(Term):
    """What a measurement found, in one word; how old it is and what that is worth is not said here."""

    RESTORED = "restored"
    NOT_RESTORED = "not_restored", Tone.DANGER, "octagon-x"
    LEAVERS_REMOVED = "leavers_removed"
    LEAVERS_LEFT = "leavers_left", Tone.DANGER, "octagon-x"
    STRONG_FOR_ALL = "strong_for_all"
    STRONG_FOR_SOME = "strong_for_some", Tone.WARNING, "half-disc"
    PASSWORD_ONLY = "password_only", Tone.DANGER, "octagon-x"
    PATCHED = "patched"
    VULNERABLE = "vulnerable", Tone.WARNING, "half-disc"
    UNSUPPORTED = "unsupported", Tone.DANGER, "octagon-x"
    LOG_REVIEWED = "log_reviewed"
    LOG_NOT_REVIEWED = "log_not_reviewed", Tone.WARNING, "half-disc"
    LOG_OFF = "log_off", Tone.DANGER, "octagon-x"
    PRACTISED = "practised"
    NOT_PRACTISED = "not_practised", Tone.WARNING, "half-disc"
    NO_PLAN = "no_plan", Tone.DANGER, "octagon-x"
    NOTHING_HAPPENED = "nothing_happened"


class MeasurementSource(Term):
    """The way a measurement came in."""

    FORM = "form"
    IMPORTED = "imported"
    ATTESTED = "attested"
    API = "api"


class Permission(KernelPermission):
    MEASUREMENT_READ = "measurement:read"
    MEASUREMENT_RECORD = "measurement:record"
    MEASUREMENT_WITHDRAW = "measurement:withdraw"


GRANTS: dict[KernelPermission, frozenset[Role]] = {
    Permission.MEASUREMENT_READ: READERS,
    Permission.MEASUREMENT_RECORD: frozenset({Role.SECURITY_OFFICER, Role.AREA_OWNER}),
    Permission.MEASUREMENT_WITHDRAW: frozenset({Role.SECURITY_OFFICER}),
}

RELATED = tuple(Permission)
"""What owning or administering a system, or standing in for who does, opens."""
