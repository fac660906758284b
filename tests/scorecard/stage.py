"""A scorecard of Eksempelfjord, made by the services."""

from typing import Any

from sqlalchemy.orm import Session

from isms.kernel.words import CATALOGUE
from isms.organisation.models import Unit
from isms.scorecard import service
from isms.scorecard.models import Objective, ScoreIndicator
from isms.scorecard.vocabulary import MeasuredIn, WantedDirection
from tests.cast import Cast
from tests.risk.stage import TODAY, get


def started(session: Session, cast: Cast) -> dict[str, ScoreIndicator]:
    """Start with the five, and return their indicators by what feeds them."""
    made = service.start(session, get(session, Unit, cast.municipality), CATALOGUE.words("nb"))
    return {str(indicator.feed): indicator for indicator in made}


def an_objective(session: Session, cast: Cast, title: str = "Effektive arbeidsprosesser") -> Objective:
    """Add an objective."""
    return service.add_objective(session, get(session, Unit, cast.municipality), title=title)


def an_indicator(session: Session, objective: Objective, title: str = "Samhandling", **fields: Any) -> ScoreIndicator:
    """Add an indicator of which three is wanted and two is acceptable."""
    said: dict[str, Any] = {
        "measured_in": MeasuredIn.NUMBER,
        "direction": WantedDirection.HIGHER,
        "wanted": "3",
        "acceptable": "2",
        "feed": None,
        **fields,
    }
    return service.add_indicator(session, objective, title=title, **said)


def a_result(session: Session, indicator: ScoreIndicator, year: int, value: str | None, **fields: Any) -> None:
    """Record a result today, or that there is none since the survey was put off."""
    said: dict[str, Any] = {
        "value": value,
        "not_measured": value is None,
        "note": None if value else "Undersøkelsen ble utsatt",
        "recorded_by_id": None,
        "today": TODAY,
        **fields,
    }
    service.record(session, indicator, year, **said)
