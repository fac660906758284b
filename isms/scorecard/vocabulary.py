"""The words of the scorecard: what an indicator is measured in, where its results come from, bands and trends."""

from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.vocabulary import Term, Tone
from isms.organisation.vocabulary import READERS, Role


class MeasuredIn(Term):
    NUMBER = "number"
    PERCENT = "percent"
    STATE = "state"


class WantedDirection(Term):
    """Whether a higher or a lower number is better."""

    HIGHER = "higher"
    LOWER = "lower"


class Feed(Term):
    """What the program itself can tell; everything else is typed in."""

    VALID_ASSESSMENTS = "valid_assessments"
    ATTESTED_SYSTEMS = "attested_systems"
    CLOCKS_KEPT = "clocks_kept"
    TRAINING_DONE = "training_done"
    ACTIONS_IN_TIME = "actions_in_time"


class Band(Term):
    WANTED = "wanted", Tone.SUCCESS, "check-disc"
    ACCEPTABLE = "acceptable", Tone.WARNING, "half-disc"
    UNACCEPTABLE = "unacceptable", Tone.DANGER, "octagon-x"
    NOT_MEASURED = "not_measured", Tone.NEUTRAL, "ring-question"


class ScoreTrend(Term):
    BETTER = "better", Tone.NEUTRAL, "trend-up"
    SAME = "same", Tone.NEUTRAL, "trend-same"
    WORSE = "worse", Tone.NEUTRAL, "trend-down"
    UNKNOWN = "unknown"


class Permission(KernelPermission):
    SCORECARD_READ = "scorecard:read"
    SCORECARD_PLAN = "scorecard:plan"
    SCORECARD_RECORD = "scorecard:record"


GRANTS: dict[KernelPermission, frozenset[Role]] = {
    Permission.SCORECARD_READ: READERS,
    Permission.SCORECARD_PLAN: frozenset({Role.SECURITY_OFFICER}),
    Permission.SCORECARD_RECORD: frozenset({Role.SECURITY_OFFICER}),
}
