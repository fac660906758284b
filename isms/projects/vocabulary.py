"""The words of projects: phases, decision points, gates and benefits (Digdir's Prosjektveiviseren)."""

from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.vocabulary import Term, Tone
from isms.organisation.vocabulary import READERS, Role


class Phase(Term):
    """The six phases; the three in the middle belong to the project, the others to the line."""

    IDEA = "idea"
    CONCEPT = "concept"
    PLANNING = "planning"
    EXECUTION = "execution"
    CLOSING = "closing"
    REALISATION = "realisation"


class ProjectState(Term):
    """Whether a project goes on; one that was not approved further, or that has given its benefits, does not."""

    RUNNING = "running"
    STOPPED = "stopped"
    ENDED = "ended"


class DecisionPoint(Term):
    """Where the owner decides whether a project goes on into the next phase; the last one ends it."""

    BP1 = "bp1"
    BP2 = "bp2"
    BP3 = "bp3"
    BP4 = "bp4"
    BP5 = "bp5"
    BP6 = "bp6"


class Outcome(Term):
    APPROVED = "approved"
    SENT_BACK = "sent_back", Tone.WARNING, "half-disc"
    STOPPED = "stopped", Tone.DANGER, "octagon-x"


class ProjectPart(Term):
    """What a project does with a system."""

    INTRODUCES = "introduces"
    CHANGES = "changes"
    REPLACES = "replaces"


class SecurityGate(Term):
    """What must be in place before a project passes a decision point."""

    PRELIMINARY_RATING = "preliminary_rating"
    DPIA_NEED = "dpia_need"
    FIRST_ASSESSMENT = "first_assessment"
    REQUIREMENTS = "requirements"
    PROCESSOR_AGREEMENT = "processor_agreement"
    SECOND_ASSESSMENT = "second_assessment"
    ACCESS_MODEL = "access_model"
    RESTORE_TEST = "restore_test"
    OWNER_NAMED = "owner_named"
    IN_USE = "in_use"
    OWNER_ATTESTED = "owner_attested"
    BENEFITS = "benefits"


class EndingPart(Term):
    """What is to be done with a system that ends: deposit its archive, delete its data, close its access."""

    ARCHIVE = "archive"
    DELETION = "deletion"
    ACCESS = "access"


class GateState(Term):
    OPEN = "open", Tone.WARNING, "half-disc"
    MET = "met", Tone.SUCCESS, "check-disc"
    WAIVED = "waived"


class BenefitDimension(Term):
    QUALITY = "quality"
    ECONOMY = "economy"
    CLIMATE = "climate"
    INFORMATION_SECURITY = "information_security"
    TIME = "time"


class Permission(KernelPermission):
    PROJECT_READ = "project:read"
    PROJECT_REGISTER = "project:register"
    PROJECT_CHANGE = "project:change"
    PROJECT_DECIDE = "project:decide"
    SYSTEM_END = "system:end"


GRANTS: dict[KernelPermission, frozenset[Role]] = {
    Permission.PROJECT_READ: READERS,
    Permission.PROJECT_REGISTER: frozenset({Role.SECURITY_OFFICER, Role.AREA_OWNER}),
    Permission.PROJECT_CHANGE: frozenset({Role.SECURITY_OFFICER, Role.AREA_OWNER}),
    Permission.PROJECT_DECIDE: frozenset({Role.AREA_OWNER, Role.CHIEF_EXECUTIVE}),
    Permission.SYSTEM_END: frozenset({Role.SECURITY_OFFICER, Role.AREA_OWNER}),
}

RELATED = (
    Permission.PROJECT_READ,
    Permission.PROJECT_CHANGE,
    Permission.PROJECT_DECIDE,
    Permission.SYSTEM_END,
)
"""What owning or managing a project, owning a benefit, or owning a system opens, whatever roles one holds."""
