"""The words of the portfolio, and who may do what with systems, suppliers and ratings."""

from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.vocabulary import Term, Tone
from isms.organisation.vocabulary import READERS, Role


class Lifecycle(Term):
    PLANNED = "planned"
    PROCURING = "procuring"
    PILOT = "pilot"
    IN_USE = "in_use"
    PHASING_OUT = "phasing_out"
    ENDED = "ended"


class Hosting(Term):
    OWN = "own"
    SUPPLIER = "supplier"
    CLOUD = "cloud"
    SHARED = "shared"


class Exposure(Term):
    INTERNAL = "internal"
    PARTNER = "partner"
    INTERNET = "internet"


class ProcessorAgreement(Term):
    SIGNED = "signed"
    IN_PROGRESS = "in_progress", Tone.WARNING, "half-disc"
    MISSING = "missing", Tone.DANGER, "octagon-x"
    NOT_NEEDED = "not_needed"


class PersonalData(Term):
    """Kinds of personal data; special ones are those of GDPR article 9, criminal ones those of article 10."""

    ORDINARY = "ordinary"
    SPECIAL = "special"
    CRIMINAL = "criminal"
    CHILDREN = "children"
    HIDDEN_ADDRESS = "hidden_address"
    EMPLOYEES = "employees"


class Dpia(Term):
    NOT_ASSESSED = "not_assessed"
    NOT_NEEDED = "not_needed"
    IN_PROGRESS = "in_progress"
    DONE = "done"


class ArchiveDuty(Term):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class DataFlow(Term):
    """Where data flows, seen from the system that depends on the other."""

    IN = "in"
    OUT = "out"
    BOTH = "both"
    NONE = "none"


class Criticality(Term):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Quality(Term):
    """What is rated: confidentiality (K), integrity (I) and availability (T, tilgjengelighet)."""

    K = "k"
    I = "i"  # noqa: E741
    T = "t"


class ConfidentialityLevel(Term):
    ONE = "1"
    TWO = "2"
    THREE = "3"
    FOUR = "4"


class IntegrityLevel(Term):
    ONE = "1"
    TWO = "2"
    THREE = "3"
    FOUR = "4"


class AvailabilityLevel(Term):
    ONE = "1"
    TWO = "2"
    THREE = "3"
    FOUR = "4"


class RatingState(Term):
    """Whether a system's need has been rated, and still is in force on a day."""

    VALID = "valid"
    EXPIRED = "expired", Tone.WARNING, "half-disc"
    MISSING = "missing", Tone.DANGER, "octagon-x"


class DemandState(Term):
    """What has become of a demand that goes beyond a system's own level."""

    OPEN = "open", Tone.WARNING, "half-disc"
    SET_ASIDE = "set_aside"
    UNRATED = "unrated", Tone.WARNING, "half-disc"


class Finding(Term):
    """What is the matter with a system's facts, the gravest first."""

    NO_RATING = "no_rating", Tone.DANGER, "octagon-x"
    NO_OWNER = "no_owner", Tone.DANGER, "octagon-x"
    OWNER_LEFT = "owner_left", Tone.DANGER, "octagon-x"
    NO_PROCESSOR_AGREEMENT = "no_processor_agreement", Tone.DANGER, "octagon-x"
    RATING_EXPIRED = "rating_expired", Tone.WARNING, "half-disc"
    AGREEMENT_EXPIRED = "agreement_expired", Tone.WARNING, "half-disc"
    SUPPORT_ENDED = "support_ended", Tone.WARNING, "half-disc"
    DPIA_NOT_ASSESSED = "dpia_not_assessed", Tone.WARNING, "half-disc"
    MISMATCH = "mismatch", Tone.WARNING, "half-disc"
    NO_ADMINISTRATOR = "no_administrator", Tone.WARNING, "half-disc"


class Permission(KernelPermission):
    SYSTEM_READ = "system:read"
    SYSTEM_REGISTER = "system:register"
    SYSTEM_CHANGE = "system:change"
    SYSTEM_RATE = "system:rate"
    SYSTEM_WITHDRAW = "system:withdraw"
    SUPPLIER_READ = "supplier:read"
    SUPPLIER_REGISTER = "supplier:register"
    SUPPLIER_CHANGE = "supplier:change"
    SUPPLIER_WITHDRAW = "supplier:withdraw"


OFFICER = frozenset({Role.SECURITY_OFFICER})
OFFICER_AND_AREA_OWNER = frozenset({Role.SECURITY_OFFICER, Role.AREA_OWNER})

GRANTS: dict[KernelPermission, frozenset[Role]] = {
    Permission.SYSTEM_READ: READERS,
    Permission.SYSTEM_REGISTER: OFFICER_AND_AREA_OWNER,
    Permission.SYSTEM_CHANGE: OFFICER_AND_AREA_OWNER,
    Permission.SYSTEM_RATE: OFFICER_AND_AREA_OWNER,
    Permission.SYSTEM_WITHDRAW: OFFICER,
    Permission.SUPPLIER_READ: READERS,
    Permission.SUPPLIER_REGISTER: OFFICER_AND_AREA_OWNER,
    Permission.SUPPLIER_CHANGE: OFFICER,
    Permission.SUPPLIER_WITHDRAW: OFFICER,
}
