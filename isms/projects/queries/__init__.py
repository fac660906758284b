"""Reads of projects and of systems whose life ends, for those who may see them."""

from isms.projects.queries.attached import Attached, attached_for, systems_of
from isms.projects.queries.deciding import (
    decision_for,
    decisions_of,
    decisions_taken,
    gate_of,
    gates_at,
    gates_with,
    passed_gates,
    said_of,
    standing_of,
)
from isms.projects.queries.endings import ending_for, ending_of, ends, parts_of, reads_ending
from isms.projects.queries.picture import phases, pictured, replacement_phase
from isms.projects.queries.projects import (
    Beside,
    SystemProject,
    benefit_for,
    benefits_of,
    beside_system,
    held_on,
    owners,
    project_for,
    project_of_benefit,
    project_scope,
    records_of,
)

__all__ = [
    "Attached",
    "Beside",
    "SystemProject",
    "attached_for",
    "benefit_for",
    "benefits_of",
    "beside_system",
    "decision_for",
    "decisions_of",
    "decisions_taken",
    "ending_for",
    "ending_of",
    "ends",
    "gate_of",
    "gates_at",
    "gates_with",
    "held_on",
    "owners",
    "parts_of",
    "passed_gates",
    "phases",
    "pictured",
    "project_for",
    "project_of_benefit",
    "project_scope",
    "reads_ending",
    "records_of",
    "replacement_phase",
    "said_of",
    "standing_of",
    "systems_of",
]
