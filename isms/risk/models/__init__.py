"""The rows of risk."""

from isms.risk.models.assessments import AssessedSystem, Assessment, SignificantChange
from isms.risk.models.criteria import ConsequenceCategory, RiskModel
from isms.risk.models.references import ScenarioControl
from isms.risk.models.scenarios import Acceptance, Scenario, ScenarioAction

__all__ = [
    "Acceptance",
    "AssessedSystem",
    "Assessment",
    "ConsequenceCategory",
    "RiskModel",
    "Scenario",
    "ScenarioAction",
    "ScenarioControl",
    "SignificantChange",
]
