"""What risk shows on the pages of systems and actions."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from isms.actions.models import Action
from isms.kernel.web.doors import Me
from isms.kernel.web.panels import Panel
from isms.portfolio.models import System
from isms.risk import queries
from isms.risk.rules import assessment_state
from isms.risk.vocabulary import AssessmentState, AssessmentStatus, Permission, RiskLevel


def _risks(session: Session, me: Me, system: System, today: date) -> Mapping[str, Any]:
    """Return a system's risks, worst first; high ones are counted in the section list."""
    risks = queries.of_system(session, system.id)
    high = sum(risk.residual_level == RiskLevel.HIGH for risk in risks)
    return {"risks": risks, "mark": high or None, "tone": "danger" if high else None}


def _assessments(session: Session, me: Me, system: System, today: date) -> Mapping[str, Any]:
    """Return a system's assessments, newest first, and how it stands with them."""
    assessments = queries.assessments_of_system(session, system.id)
    approved = [a.valid_until for a in assessments if a.status == AssessmentStatus.APPROVED]
    state = assessment_state(max(approved, default=None), today)
    lacking = state != AssessmentState.VALID
    return {
        "assessments": assessments,
        "state": state,
        "system_id": system.id,
        "may_assess": system.withdrawn_on is None and queries.may_assess(me.access, system),
        "mark": "!" if lacking else None,
        "tone": "warning" if lacking else None,
    }


def _treated(session: Session, me: Me, action: Action, today: date) -> Mapping[str, Any] | None:
    """Return the risks an action is meant to treat, as far as the reader may see them."""
    risks = queries.treated_by(session, me.access, action.id)
    return {"risks": risks} if risks else None


PANELS: Mapping[str, Sequence[Panel]] = {
    "system": [
        Panel("risks", "risk.panel", Permission.RISK_READ, "risk/panels/risks.html", _risks),
        Panel(
            "assessments",
            "assessment.panel",
            Permission.RISK_READ,
            "risk/panels/assessments.html",
            _assessments,
        ),
    ],
    "action": [Panel("treated", "risk.treated_panel", Permission.RISK_READ, "risk/panels/treated.html", _treated)],
}
