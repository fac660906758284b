"""The rows of the annual review."""

from isms.attestations.models.attestations import Attestation, AttestationAnswer, AttestationRecord
from isms.attestations.models.campaigns import Campaign, CampaignPlan
from isms.attestations.models.fitness import Fitness

__all__ = ["Attestation", "AttestationAnswer", "AttestationRecord", "Campaign", "CampaignPlan", "Fitness"]
