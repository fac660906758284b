"""The rows of reviews: what is frozen for each period, and the meetings that take it up."""

from isms.reviews.models.decisions import Decision, Proposal
from isms.reviews.models.meetings import (
    AreaStatement,
    Meeting,
    MeetingPlan,
    MeetingReview,
    MeetingText,
    Participant,
)
from isms.reviews.models.packages import Erratum, MeetingPackage, MeetingPaper, Signature
from isms.reviews.models.periods import Review, ReviewComment, ReviewPlan

__all__ = [
    "AreaStatement",
    "Decision",
    "Erratum",
    "Meeting",
    "MeetingPackage",
    "MeetingPaper",
    "MeetingPlan",
    "MeetingReview",
    "MeetingText",
    "Participant",
    "Proposal",
    "Review",
    "ReviewComment",
    "ReviewPlan",
    "Signature",
]
