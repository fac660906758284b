"""The words of clocks: how a length is counted, and who is told as a deadline comes near."""

from isms.kernel.vocabulary import Term


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
