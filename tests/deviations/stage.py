"""A deviation of Eksempelfjord brought to any stage by the services, for tests of what follows."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from isms.actions.vocabulary import Effect
from isms.deviations import service
from isms.deviations.models import Deviation
from isms.deviations.vocabulary import Cause, DeviationCategory, DeviationKind, Severity, Stage, Surely
from isms.organisation.models import Unit
from isms.portfolio.models import System
from isms.risk.vocabulary import Consequence
from tests.cast import Cast
from tests.risk.stage import TODAY, get

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
WHY: dict[str, Any] = {
    "cause_kind": Cause.ROUTINE_MISSING,
    "cause": "Gammel liste",
    "corrective_action": "Listen hentes fra register",
}
CONSEQUENCE = {
    Severity.MINOR: Consequence.INSIGNIFICANT,
    Severity.MODERATE: Consequence.MODERATE,
    Severity.SERIOUS: Consequence.VERY_SERIOUS,
}


def reported(session: Session, cast: Cast, systems: list[System] | None = None, **fields: Any) -> Deviation:
    """Report a deviation as the employee."""
    said: dict[str, Any] = {
        "title": "Liste sendt til feil adresse",
        "severity": Severity.SERIOUS,
        "discovered_at": NOW - timedelta(hours=2),
        **fields,
    }
    by = said.pop("reported_by_id", cast.employee)
    unit = get(session, Unit, cast.home_care_north)
    return service.report(session, unit, by, now=NOW, systems=systems or [], **said)


def triage(session: Session, deviation: Deviation, cast: Cast, **judged: Any) -> None:
    """Judge a deviation as the officer; the area owner is responsible."""
    severity = judged.pop("of_severity", Severity.MODERATE)
    said: dict[str, Any] = {
        "kind": DeviationKind.DEVIATION,
        "category": DeviationCategory.INFORMATION_SECURITY,
        "personal_data": Surely.NO,
        "hits_confidentiality": severity == Severity.MODERATE,
        "hits_integrity": False,
        "hits_availability": False,
        "consequence": CONSEQUENCE[severity],
        "severity": None,
        "severity_reason": None,
        "aware_at": deviation.aware_at,
        "responsible_id": cast.hem_owner,
        "due_on": None,
        **judged,
    }
    service.triage(session, deviation, triaged_by_id=cast.officer, now=NOW, **said)


def bring(
    session: Session, deviation: Deviation, cast: Cast, stage: Stage, severity: Severity = Severity.MODERATE
) -> Deviation:
    """Bring a deviation that has been reported to a stage: the employee corrects, the officer does the rest."""
    if stage == Stage.REJECTED:
        service.reject(session, deviation, "Var meldt som øvelse", rejected_by_id=cast.officer, today=TODAY)
    elif stage == Stage.MERGED:
        into = reported(session, cast, title="Det samme")
        service.merge(session, deviation, into, merged_by_id=cast.officer, today=TODAY)
    elif stage != Stage.REPORTED:
        triage(session, deviation, cast, of_severity=severity)
        steps = list(Stage)[2 : list(Stage).index(stage) + 1]
        for step in steps:
            ADVANCE[step](session, deviation, cast)
    return deviation


def start(session: Session, deviation: Deviation, cast: Cast) -> None:
    """Begin the work as the employee."""
    service.start(session, deviation, immediate_action="Ba om sletting", started_by_id=cast.employee, today=TODAY)


def correct(session: Session, deviation: Deviation, cast: Cast) -> None:
    """Correct as the employee."""
    said: dict[str, Any] = {**WHY, "exists_elsewhere": Surely.NO}
    service.correct(
        session, deviation, effect_due_on=date(2026, 12, 22), corrected_by_id=cast.employee, today=TODAY, **said
    )


def check(session: Session, deviation: Deviation, cast: Cast, effect: Effect = Effect.GOOD) -> None:
    """Check the effect as the officer."""
    service.check_effect(
        session, deviation, effect=effect, effect_reason="Ingen feil siden", judge_id=cast.officer, today=TODAY
    )


def close(session: Session, deviation: Deviation, cast: Cast, **said: Any) -> None:
    """Close as the officer."""
    told: dict[str, Any] = {"learning": "Hent fra register", **said}
    service.close(session, deviation, closed_by_id=cast.officer, now=NOW, **told)


ADVANCE = {Stage.IN_PROGRESS: start, Stage.CORRECTED: correct, Stage.VERIFIED: check, Stage.CLOSED: close}
