"""The decisions about risk; each is named by its verb and leaves the commit to its door."""

from isms.risk.service.acceptance import accept, approve_plan, revoke
from isms.risk.service.assessments import (
    AssessmentFields,
    approval_faults,
    approve,
    assess,
    change_assessment,
    entrust,
    give_back,
    send,
    withdraw_assessment,
)
from isms.risk.service.changes import answer, note_deviation
from isms.risk.service.copying import copy
from isms.risk.service.criteria import approve_model, change_model, draft_model, withdraw_model
from isms.risk.service.references import refer
from isms.risk.service.scenarios import (
    ESTIMATES,
    ScenarioFields,
    change_scenario,
    estimates_of,
    identify,
    treat,
    withdraw_scenario,
)

__all__ = [
    "ESTIMATES",
    "AssessmentFields",
    "ScenarioFields",
    "answer",
    "approval_faults",
    "accept",
    "approve",
    "approve_model",
    "approve_plan",
    "assess",
    "change_assessment",
    "change_model",
    "entrust",
    "change_scenario",
    "draft_model",
    "copy",
    "estimates_of",
    "give_back",
    "identify",
    "refer",
    "note_deviation",
    "send",
    "revoke",
    "treat",
    "withdraw_assessment",
    "withdraw_model",
    "withdraw_scenario",
]
