"""The words of the annual review: its steps, where each one stands, and who may do what."""

from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.vocabulary import Term, Tone
from isms.organisation.vocabulary import READERS, Role


class AttestationStep(Term):
    """The questions of the annual review of a system, in the order they are asked."""

    FACTS = "facts"
    ROLES = "roles"
    PRIVACY = "privacy"
    RATING = "rating"
    ASSESSMENT = "assessment"
    RESIDUAL_RISK = "residual_risk"
    ACTIONS = "actions"
    DEVIATIONS = "deviations"
    OPERATION = "operation"
    ACCESS = "access"
    AGREEMENT = "agreement"
    FITNESS = "fitness"
    WISHES = "wishes"


class AttestationState(Term):
    OPEN = "open"
    BEGUN = "begun"
    OVERDUE = "overdue", Tone.DANGER, "clock"
    ATTESTED = "attested", Tone.SUCCESS, "check-disc"
    MISSED = "missed", Tone.WARNING, "half-disc"


class Answer(Term):
    """What is said of a part: that it stands as it was last confirmed, or that something is to be corrected."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"


class AttestedAs(Term):
    """In which role somebody attests: as the owner, or as the owner of the area who has inherited the review."""

    OWNER = "owner"
    AREA_OWNER = "area_owner"


class Unsettling(Term):
    """What may have made an assessment of risk out of date (ISO/IEC 27001:2022 8.2)."""

    NEW_VERSION = "new_version"
    NEW_INTEGRATION = "new_integration"
    NEW_SUPPLIER = "new_supplier"
    INCIDENT = "incident"
    NEW_THREAT = "new_threat"
    NEW_LAW = "new_law"
    OTHER = "other"


class Grade(Term):
    """How far a claim of fitness holds, from 1 to 4."""

    ONE = "1"
    TWO = "2"
    THREE = "3"
    FOUR = "4"


class CampaignState(Term):
    RUNNING = "running"
    ENDED = "ended"


class OpensByItself(Term):
    """Whether a municipality's campaign opens each year without anybody doing it."""

    YES = "yes"
    NO = "no"


class Placement(Term):
    """What the technical and the functional fitness of a system together say: Gartner's TIME, in plain words."""

    TOLERATE = "tolerate"
    INVEST = "invest"
    MIGRATE = "migrate"
    ELIMINATE = "eliminate"


class Permission(KernelPermission):
    ATTESTATION_READ = "attestation:read"
    ATTESTATION_FILL = "attestation:fill"
    ATTESTATION_ATTEST = "attestation:attest"
    ATTESTATION_DELEGATE = "attestation:delegate"
    CAMPAIGN_READ = "campaign:read"
    CAMPAIGN_MANAGE = "campaign:manage"


GRANTS: dict[KernelPermission, frozenset[Role]] = {
    Permission.ATTESTATION_READ: READERS,
    Permission.ATTESTATION_FILL: frozenset({Role.SECURITY_OFFICER, Role.AREA_OWNER}),
    Permission.ATTESTATION_ATTEST: frozenset({Role.AREA_OWNER}),
    Permission.ATTESTATION_DELEGATE: frozenset({Role.SECURITY_OFFICER, Role.AREA_OWNER}),
    Permission.CAMPAIGN_READ: READERS,
    Permission.CAMPAIGN_MANAGE: frozenset({Role.SECURITY_OFFICER}),
}

RELATED = (
    Permission.ATTESTATION_READ,
    Permission.ATTESTATION_FILL,
    Permission.ATTESTATION_ATTEST,
    Permission.ATTESTATION_DELEGATE,
)
"""What owning a system, or filling in for its owner, opens, whatever roles one holds."""
