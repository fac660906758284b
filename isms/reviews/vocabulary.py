"""The words of reviews: the terms of a year, how a system has moved, and who may do what."""

from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.vocabulary import Term, Tone
from isms.organisation.vocabulary import READERS, Role


class Movement(Term):
    NEW = "new"
    GONE = "gone"
    WORSE = "worse", Tone.NEUTRAL, "trend-down"
    BETTER = "better", Tone.NEUTRAL, "trend-up"


class RowChange(Term):
    """What has become of a row of a package since the review before."""

    NEW = "new", Tone.NEUTRAL, "plus"
    GONE = "gone", Tone.NEUTRAL, "close"
    WORSE = "worse", Tone.NEUTRAL, "trend-down"
    BETTER = "better", Tone.NEUTRAL, "trend-up"
    OVERDUE = "overdue", Tone.NEUTRAL, "clock"


class FigureTrend(Term):
    """Which way a figure of a package has gone, for better or worse."""

    BETTER = "better", Tone.NEUTRAL, "trend-up"
    SAME = "same", Tone.NEUTRAL, "trend-same"
    WORSE = "worse", Tone.NEUTRAL, "trend-down"


class Fault(Term):
    """What is the matter with a system in a review; ended systems have none."""

    HIGH_RISK = "high_risk", Tone.DANGER, "risk-3"
    OWNERLESS = "ownerless", Tone.DANGER, "octagon-x"
    RATING_MISSING = "rating_missing", Tone.DANGER, "octagon-x"
    RATING_EXPIRED = "rating_expired", Tone.WARNING, "half-disc"
    ASSESSMENT_MISSING = "assessment_missing", Tone.WARNING, "half-disc"
    ASSESSMENT_EXPIRED = "assessment_expired", Tone.WARNING, "half-disc"


class MeetingKind(Term):
    """The main review of a year, the short one between, and a quarter's few pages for the council of security."""

    MAIN = "main"
    SHORT = "short"
    QUARTERLY = "quarterly"


class MeetingState(Term):
    PLANNED = "planned"
    COLLECTING = "collecting"
    FROZEN = "frozen"
    SENT = "sent"
    HELD = "held"
    MINUTES = "minutes"
    APPROVED = "approved"


class MeetingStep(Term):
    """What brings a meeting from one state to the next, in their order."""

    COLLECT = "collect"
    FREEZE = "freeze"
    SEND = "send"
    HOLD = "hold"
    MINUTE = "minute"
    APPROVE = "approve"


class PackagePart(Term):
    """The parts of a package, in the order they are printed."""

    FRONT = "front"
    AGENDA = "agenda"
    SUMMARY = "summary"
    FOLLOW_UP = "follow_up"
    CHANGES = "changes"
    EXPECTATIONS = "expectations"
    AREAS = "areas"
    SCORECARD = "scorecard"
    RISKS = "risks"
    ACTIONS = "actions"
    DEVIATIONS = "deviations"
    AUDITS = "audits"
    SUPPLIERS = "suppliers"
    FEEDBACK = "feedback"
    IMPROVEMENTS = "improvements"
    PROJECTS = "projects"
    PROPOSALS = "proposals"
    SIGNING = "signing"
    APPENDIX = "appendix"


class TakesPartAs(Term):
    CHAIR = "chair"
    SECRETARY = "secretary"
    MEMBER = "member"
    GUEST = "guest"


class PaperKind(Term):
    """What is printed of a meeting, each in a format of its own."""

    PACKAGE_PDF = "package_pdf"
    ANNEX_XLSX = "annex_xlsx"
    SNAPSHOT_JSON = "snapshot_json"
    MINUTES_DOCX = "minutes_docx"
    MINUTES_PDF = "minutes_pdf"
    MESSAGE_DOCX = "message_docx"
    MESSAGE_PDF = "message_pdf"
    TERTIAL_HTML = "tertial_html"


class Permission(KernelPermission):
    MEETING_READ = "meeting:read"
    MEETING_PLAN = "meeting:plan"
    MEETING_WRITE = "meeting:write"
    MEETING_STATE = "meeting:state"
    MEETING_SIGN = "meeting:sign"
    REVIEW_READ = "review:read"
    REVIEW_COMMENT = "review:comment"
    REVIEW_PLAN = "review:plan"


GRANTS: dict[KernelPermission, frozenset[Role]] = {
    Permission.MEETING_READ: READERS,
    Permission.MEETING_PLAN: frozenset({Role.SECURITY_OFFICER}),
    Permission.MEETING_WRITE: frozenset({Role.SECURITY_OFFICER}),
    Permission.MEETING_STATE: frozenset({Role.SECURITY_OFFICER, Role.AREA_OWNER}),
    Permission.MEETING_SIGN: frozenset({Role.SECURITY_OFFICER, Role.CHIEF_EXECUTIVE, Role.AREA_OWNER}),
    Permission.REVIEW_READ: READERS,
    Permission.REVIEW_COMMENT: frozenset({Role.SECURITY_OFFICER}),
    Permission.REVIEW_PLAN: frozenset({Role.SECURITY_OFFICER}),
}

RELATED = (Permission.MEETING_READ,)
"""What taking part in a meeting opens, whatever roles one holds."""
