"""What risk shows on the pages of systems and actions."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from isms.actions.models import Action
from isms.controls.models import Control
from isms.kernel.web.doors import Me
from isms.kernel.web.panels import Panel
from isms.portfolio.models import System
from isms.risk import queries
from isms.risk.queries.references import kept_down_by
from isms.risk.rules import assessment_state
from isms.risk.vocabulary import AssessmentStatus, Permission, RiskLevel


def _of_system(session: Session, me: Me, system: System, today: date) -> Mapping[str, Any]:
    """Return a system's risks and assessments, and how it stands with them; high risks are counted."""
    assessments, risks, questioned = queries.of_system(session, system.id)
    approved = [a.valid_until for a in assessments if a.status == AssessmentStatus.APPROVED]
    high = sum(risk.residual_level == RiskLevel.HIGH for risk in risks)
    return {
        "risks": risks,
        "assessments": assessments,
        "questioned": questioned,
        "state": assessment_state(max(approved, default=None), today),
        "system_id": system.id,
        "may_assess": system.withdrawn_on is None and queries.may_assess(me.access, system),
        "mark": high or None,
        "tone": "danger" if high else None,
    }


def _treated(session: Session, me: Me, action: Action, today: date) -> Mapping[str, Any] | None:
    """Return the risks an action is meant to treat, as far as the reader may see them."""
    risks = queries.treated_by(session, me.access, action.id)
    return {"risks": risks} if risks else None


def _kept_down(session: Session, me: Me, control: Control, today: date) -> Mapping[str, Any]:
    """Return the risks a control keeps down, as far as the reader may see them; high ones are counted."""
    risks = kept_down_by(session, me.access, control.id)
    high = sum(risk.residual_level == RiskLevel.HIGH for risk in risks)
    return {"risks": risks, "mark": high or None, "tone": "danger" if high else None}


PANELS: Mapping[str, Sequence[Panel]] = {
    "system": [Panel("risks", "risk.panel", Permission.RISK_READ, "risk/panels/system.html", _of_system)],
    "control": [Panel("risks", "risk.kept_down_panel", Permission.RISK_READ, "risk/panels/kept_down.html", _kept_down)],
    "action": [Panel("treated", "risk.treated_panel", Permission.RISK_READ, "risk/panels/treated.html", _treated)],
}
