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
    ATTESTED = "attested"


class CampaignState(Term):
    PLANNED = "planned"
    RUNNING = "running"
    ENDED = "ended"


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
    CAMPAIGN_MANAGE = "campaign:manage"


GRANTS: dict[KernelPermission, frozenset[Role]] = {
    Permission.ATTESTATION_READ: READERS,
    Permission.ATTESTATION_FILL: frozenset({Role.SECURITY_OFFICER, Role.AREA_OWNER}),
    Permission.ATTESTATION_ATTEST: frozenset({Role.AREA_OWNER}),
    Permission.ATTESTATION_DELEGATE: frozenset({Role.SECURITY_OFFICER, Role.AREA_OWNER}),
    Permission.CAMPAIGN_MANAGE: frozenset({Role.SECURITY_OFFICER}),
}
