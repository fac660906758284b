"""Reads of the annual review that other rooms may ask for."""

from isms.attestations.queries.asking import last_attested
from isms.attestations.queries.campaigns import Coverage, coverage, newest_campaigns
from isms.attestations.queries.reviews import deadlines
from isms.attestations.queries.wishes import Wish, wishes

__all__ = ["Coverage", "Wish", "coverage", "deadlines", "last_attested", "newest_campaigns", "wishes"]
