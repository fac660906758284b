"""The words of clocks: what sets one off, where it starts and stops, how it is counted, and who is told."""

from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.vocabulary import Term
from isms.organisation.vocabulary import READERS, Role


class LengthUnit(Term):
    """Hours are clock hours, weekends and holidays included; days and months are whole days of the calendar in Oslo."""

    HOURS = "hours"
    DAYS = "days"
    MONTHS = "months"


class Told(Term):
    """Who is told: those who answer for the record, the leader of their unit, or who holds a role at its place."""

    OWNER = "owner"
    LEADER = "leader"
    SECURITY_OFFICER = "security_officer"
    PRIVACY_OFFICER = "privacy_officer"
    AREA_OWNER = "area_owner"
    CHIEF_EXECUTIVE = "chief_executive"


class ClockTrigger(Term):
    """What sets a clock off."""

    BREACH = "breach"
    PROCESSOR_BREACH = "processor_breach"
    DIGITAL_SECURITY_INCIDENT = "digital_security_incident"
    NIS2_INCIDENT = "nis2_incident"
    DEVIATION = "deviation"
    DEVIATION_CORRECTED = "deviation_corrected"
    FINDING = "finding"
    ACTION = "action"
    ASSESSMENT = "assessment"
    ACCEPTANCE = "acceptance"
    AGREEMENT = "agreement"
    SUPPORT = "support"
    CONTROL = "control"
    LEFT = "left"
    REVIEW_OPENED = "review_opened"
    MEETING_COLLECTS = "meeting_collects"
    MINUTES_LAID = "minutes_laid"
    PROJECT = "project"
    BENEFIT = "benefit"


class ClockStart(Term):
    """From when a clock counts; a record that names its day has nothing to count."""

    AWARE = "aware"
    RECEIVED = "received"
    NAMED = "named"


class ClockStop(Term):
    """What stops a clock."""

    REPORTED_OR_DECIDED = "reported_or_decided"
    REPORTED = "reported"
    CLOSED = "closed"
    CHECKED = "checked"
    ANSWERED = "answered"
    DONE = "done"
    ASSESSED_ANEW = "assessed_anew"
    DECIDED_ANEW = "decided_anew"
    RENEWED = "renewed"
    REVIEWED = "reviewed"
    HANDED_OVER = "handed_over"
    ATTESTED = "attested"
    STATED = "stated"
    SIGNED = "signed"
    ENDED = "ended"
    MEASURED = "measured"


class Side(Term):
    """On which side of a deadline somebody is told."""

    BEFORE = "before"
    AFTER = "after"


class Permission(KernelPermission):
    CLOCK_RULE_READ = "clock_rule:read"
    CLOCK_RULE_DECIDE = "clock_rule:decide"


GRANTS: dict[KernelPermission, frozenset[Role]] = {
    Permission.CLOCK_RULE_READ: READERS,
    Permission.CLOCK_RULE_DECIDE: frozenset({Role.SECURITY_OFFICER}),
}
