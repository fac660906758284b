"""Reads the figures of a review through history: as they were at the end of the period's last day."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, func, or_, select
from sqlalchemy.orm import Session

from isms.actions.models import Action
from isms.deviations.models import Deviation
from isms.kernel.access import within
from isms.kernel.register.columns import Source
from isms.organisation.models import Unit
from isms.portfolio.models import System
from isms.portfolio.vocabulary import Lifecycle
from isms.reviews.rules import Standing
from isms.reviews.vocabulary import Fault
from isms.risk.models import AssessedSystem, Assessment, Scenario
from isms.risk.queries.standing import risk_counts, unit_of_risk
from isms.risk.vocabulary import AssessmentStatus, RiskLevel

RISK_RANK = {RiskLevel.LOW: 1, RiskLevel.MEDIUM: 2, RiskLevel.HIGH: 3}


ENDS_SOON = timedelta(days=365)
"""How long before its end an agreement is told of."""


@dataclass(frozen=True)
class Place:
    """The unit under review, as it lay that day."""

    id: int
    code: str
    name: str
    path: str


@dataclass(frozen=True)
class Row:
    """One system under review, with what the figures need of it."""

    area_id: int | None
    lifecycle: str
    agreement_until: date | None
    standing: Standing


def figures(session: Session, source: Source, place: Place, since: date) -> dict[str, Any]:
    """Return the figures of a unit at a position, ready to be frozen as JSON; what happened is counted since a day."""
    systems = _systems(session, source, place)
    standings = {row.standing.code: row.standing for row in systems}
    return {
        "unit": {"code": place.code, "name": place.name},
        "systems": len(systems),
        "classes": _classes(systems),
        "lifecycle": dict(sorted(Counter(row.lifecycle for row in systems).items())),
        "faults": _faults(systems),
        "agreements": _agreements(systems, source.today),
        "risks": _risk_counts(session, source, place),
        "actions": _actions(session, source, place),
        "deviations": _deviations(session, source, place, since),
        "areas": _areas(session, source, place, systems),
        "portfolio": {code: asdict(standing) for code, standing in sorted(standings.items())},
    }


def standings(frozen: dict[str, Any]) -> dict[str, Standing]:
    """Return how each system stood, from frozen figures."""
    return {
        code: Standing(**{**standing, "faults": tuple(standing["faults"])})
        for code, standing in frozen["portfolio"].items()
    }


def headline(frozen: dict[str, Any]) -> dict[str, int]:
    """Return the four figures a review opens with, from frozen figures."""
    faults = frozen["faults"]
    return {
        "systems": frozen["systems"],
        "rated": frozen["systems"] - faults["rating_missing"] - faults["rating_expired"],
        "high_risks": frozen["risks"]["high"],
        "overdue_actions": frozen["actions"]["overdue"],
    }


def canonical(content: dict[str, Any]) -> str:
    """Return figures as the one text that is kept."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _lies_in(place: Place, unit: FromClause) -> ColumnElement[bool]:
    return within((place.path,), unit.c.path)


def _systems(session: Session, source: Source, place: Place) -> list[Row]:
    system, unit = source(System), source(Unit)
    rows = session.execute(
        select(system, unit.c.area_id)
        .join(unit, unit.c.id == system.c.unit_id)
        .where(_lies_in(place, unit), system.c.withdrawn_on.is_(None), system.c.lifecycle != Lifecycle.ENDED)
        .order_by(system.c.name_key, system.c.id)
    ).all()
    risks = _highest_risks(session, source, place)
    assessed = _assessed_until(session, source, place)
    found = []
    for row in rows:
        faults = tuple(_faults_of(row, risks.get(row.id, 0), assessed, source.today))
        standing = Standing(row.id, row.code, row.name, row.system_class, risks.get(row.id, 0), faults)
        found.append(Row(row.area_id, str(row.lifecycle), row.agreement_until, standing))
    return found


def _faults_of(row: Any, risk: int, assessed: dict[int, date], today: date) -> Iterable[str]:
    if risk == RISK_RANK[RiskLevel.HIGH]:
        yield Fault.HIGH_RISK
    if row.owner_id is None:
        yield Fault.OWNERLESS
    if row.system_class is None:
        yield Fault.RATING_MISSING
    elif row.rating_valid_until < today:
        yield Fault.RATING_EXPIRED
    until = assessed.get(row.id)
    if until is None:
        yield Fault.ASSESSMENT_MISSING
    elif until < today:
        yield Fault.ASSESSMENT_EXPIRED


def _scenarios(source: Source, place: Place) -> Any:
    """Return the tables of the risks of systems under review, joined, and the conditions that they stand."""
    scenario, assessment = source(Scenario), source(Assessment)
    system, unit = source(System), source(Unit)
    joined = (
        scenario.join(assessment, assessment.c.id == scenario.c.assessment_id)
        .outerjoin(system, system.c.id == scenario.c.system_id)
        .join(unit, unit.c.id == unit_of_risk(assessment, system))
    )
    standing = and_(
        scenario.c.withdrawn_on.is_(None),
        risk_counts(assessment, system),
        or_(system.c.id.is_(None), system.c.lifecycle != Lifecycle.ENDED),
        _lies_in(place, unit),
    )
    return scenario, joined, standing


def _highest_risks(session: Session, source: Source, place: Place) -> dict[int, int]:
    scenario, joined, standing = _scenarios(source, place)
    rows = session.execute(
        select(scenario.c.system_id, scenario.c.residual_level).select_from(joined).where(standing).distinct()
    )
    highest: dict[int, int] = defaultdict(int)
    for row in rows:
        highest[row.system_id] = max(highest[row.system_id], RISK_RANK[row.residual_level])
    return highest


def _risk_counts(session: Session, source: Source, place: Place) -> dict[str, int]:
    scenario, joined, standing = _scenarios(source, place)
    rows = session.execute(
        select(scenario.c.residual_level, func.count())
        .select_from(joined)
        .where(standing)
        .group_by(scenario.c.residual_level)
    )
    counted = {str(level): number for level, number in rows}
    return {str(level): counted.get(str(level), 0) for level in RiskLevel}


def _assessed_until(session: Session, source: Source, place: Place) -> dict[int, date]:
    """Return until when each system is assessed, by the assessment that holds longest."""
    link, assessment = source(AssessedSystem), source(Assessment)
    system, unit = source(System), source(Unit)
    rows = session.execute(
        select(link.c.system_id, func.max(assessment.c.valid_until).label("until"))
        .join(assessment, assessment.c.id == link.c.assessment_id)
        .join(system, system.c.id == link.c.system_id)
        .join(unit, unit.c.id == system.c.unit_id)
        .where(
            link.c.withdrawn_on.is_(None),
            assessment.c.withdrawn_on.is_(None),
            assessment.c.status == AssessmentStatus.APPROVED,
            _lies_in(place, unit),
        )
        .group_by(link.c.system_id)
    )
    return {row.system_id: row.until for row in rows}


def _actions(session: Session, source: Source, place: Place) -> dict[str, int]:
    action, unit = source(Action), source(Unit)
    rows = session.execute(
        select(action.c.due_on)
        .join(unit, unit.c.id == action.c.unit_id)
        .where(_lies_in(place, unit), action.c.withdrawn_on.is_(None), action.c.done_on.is_(None))
    ).all()
    return {"open": len(rows), "overdue": sum(row.due_on < source.today for row in rows)}


def _deviations(session: Session, source: Source, place: Place, since: date) -> dict[str, int]:
    deviation, unit = source(Deviation), source(Unit)
    rows = session.execute(
        select(deviation.c.severity, deviation.c.reported_on, deviation.c.closed_on, deviation.c.due_on)
        .join(unit, unit.c.id == deviation.c.unit_id)
        .where(
            _lies_in(place, unit),
            deviation.c.withdrawn_on.is_(None),
            deviation.c.rejected_on.is_(None),
            deviation.c.merged_on.is_(None),
            or_(deviation.c.closed_on.is_(None), deviation.c.closed_on >= since),
        )
    ).all()
    still_open = [row for row in rows if row.closed_on is None]
    return {
        "open": len(still_open),
        "serious": sum(row.severity == "serious" for row in still_open),
        "overdue": sum(row.due_on < source.today for row in still_open),
        "reported": sum(row.reported_on >= since for row in rows),
        "closed": len(rows) - len(still_open),
    }


def _classes(systems: Sequence[Row]) -> dict[str, int]:
    counted = Counter(row.standing.system_class for row in systems)
    return {**{str(level): counted[level] for level in (4, 3, 2, 1)}, "none": counted[None]}


def _faults(systems: Sequence[Row]) -> dict[str, int]:
    counted = Counter(fault for row in systems for fault in row.standing.faults)
    return {str(fault): counted[fault] for fault in Fault}


def _agreements(systems: Sequence[Row], today: date) -> dict[str, int]:
    """Return how many agreements have ended, and how many end within a year."""
    ends = [row.agreement_until for row in systems if row.agreement_until]
    return {
        "ended": sum(end < today for end in ends),
        "ending": sum(today <= end <= today + ENDS_SOON for end in ends),
    }


def _areas(session: Session, source: Source, place: Place, systems: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the figures of each service area of that day, by name; what lies in none comes last."""
    unit = source(Unit)
    names = {
        row.id: (row.name_key, row.code, row.name)
        for row in session.execute(
            select(unit.c.id, unit.c.code, unit.c.name, unit.c.name_key).where(
                unit.c.kind == "service_area", _lies_in(place, unit)
            )
        )
    }
    by_area: dict[int | None, list[Row]] = defaultdict(list)
    for row in systems:
        by_area[row.area_id if row.area_id in names else None].append(row)
    found = []
    for area_id in sorted(names, key=lambda number: names[number][0]) + ([None] if by_area.get(None) else []):
        rows = by_area.get(area_id, [])
        _, code, name = names[area_id] if area_id is not None else ("", "", "")
        classes, faults = _classes(rows), _faults(rows)
        found.append({"code": code, "name": name, "systems": len(rows), "classes": classes, "faults": faults})
    return found
