"""What the doors of the scorecard share: the blueprint, the loaders, and how a saved form is told of."""

from flask import Blueprint, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.vocabulary import Tone
from isms.kernel.web.doors import flash, found, me
from isms.organisation.models import Unit
from isms.scorecard import queries
from isms.scorecard.models import Objective, ScoreIndicator
from isms.scorecard.vocabulary import Permission

blueprint = Blueprint("scorecard", __name__)

Answer = str | Response | tuple[str, int]


def municipality(session: Session, permission: KernelPermission = Permission.SCORECARD_PLAN) -> Unit:
    """Return the municipality of who asks, or answer that there is none whose card is theirs to change."""
    return found(queries.municipality_of(session, me().access, me().tenant_id, permission))


def objective_of(session: Session, objective_id: int) -> Objective:
    """Return an objective to plan, or answer that there is none."""
    return found(queries.objective_for(session, me().access, objective_id))


def indicator_of(
    session: Session, indicator_id: int, permission: KernelPermission = Permission.SCORECARD_PLAN
) -> ScoreIndicator:
    """Return an indicator on which the person holds a permission, or answer that there is none."""
    return found(queries.indicator_for(session, me().access, indicator_id, permission))


def card_page() -> str:
    """Return the address of the card."""
    return url_for("scorecard.scorecard")


def told(answer: Answer, key: str, **values: object) -> Answer:
    """Return a form's answer, and when it has been saved say so on the next page."""
    if isinstance(answer, Response) and answer.status_code == 303:
        flash(key, Tone.SUCCESS, **values)
    return answer
