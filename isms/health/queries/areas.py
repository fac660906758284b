"""Reads how systems stand together: of each service area, in a snapshot to be frozen, and since another."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, FromClause, literal, select
from sqlalchemy.orm import Session

from isms.health.models import SystemHealth
from isms.health.queries.models import model_called
from isms.health.rules import SHIPPED, Model
from isms.health.rules.areas import Area, Member, area_of
from isms.health.rules.facts import Facts, Ref, from_json
from isms.health.rules.trend import Change, Frozen, change, movements
from isms.health.vocabulary import HealthStatus, HealthTrend, RedFlag
from isms.kernel.access import within
from isms.kernel.register.columns import Source
from isms.organisation.models import Person, Unit
from isms.portfolio.models import System

Within = Callable[[FromClause], ColumnElement[bool]]
"""The predicate of the units that are read of."""


@dataclass(frozen=True)
class Stood:
    """How a system that counts is kept to stand, where it lies and who owns it; points and coverage are tenths."""

    member: Member
    name: str
    area: tuple[str, str] | None
    owner: str | None
    tenant_id: int | None
    model: str
    coverage: int
    flags: tuple[RedFlag, ...]
    facts: str


def below(path: str) -> Within:
    """Return the predicate of a unit and all below it."""
    return lambda unit: within((path,), unit.c.path)


def stood(session: Session, source: Source, lies_in: Within, *, with_facts: bool = True) -> list[Stood]:
    """Return how the systems of some units stand, or stood, by name; one statement.

    The facts are the bulk of what is read; without them `facts` is empty.
    """
    health, system, unit = source(SystemHealth), source(System), source(Unit)
    area, owner = source(Unit, "area"), source(Person)
    rows = session.execute(
        select(system.c.id, system.c.code, system.c.name, system.c.system_class, health.c.tenant_id, health.c.model)
        .add_columns(health.c.status, health.c.points, health.c.coverage, health.c.flags)
        .add_columns(health.c.rows if with_facts else literal("").label("rows"))
        .add_columns(area.c.code.label("area_code"), area.c.name.label("area_name"), owner.c.name.label("owner"))
        .select_from(health)
        .join(system, system.c.id == health.c.system_id)
        .join(unit, unit.c.id == system.c.unit_id)
        .outerjoin(area, area.c.id == unit.c.area_id)
        .outerjoin(owner, owner.c.id == system.c.owner_id)
        .where(health.c.is_counted, lies_in(unit))
        .order_by(system.c.name_key, system.c.id)
    )
    return [_stood(row) for row in rows]


def facts_of(session: Session, system_ids: Iterable[int]) -> dict[int, str]:
    """Return what the health of some systems was worked out from, by id; one statement."""
    rows = session.execute(
        select(SystemHealth.system_id, SystemHealth.rows).where(SystemHealth.system_id.in_(list(system_ids)))
    )
    return {row.system_id: row.rows for row in rows}


def _stood(row: Any) -> Stood:
    ref = Ref("system", row.id, row.code)
    return Stood(
        member=Member(ref, row.system_class, HealthStatus(row.status), row.points),
        name=row.name,
        area=(row.area_code, row.area_name) if row.area_code else None,
        owner=row.owner,
        tenant_id=row.tenant_id,
        model=row.model,
        coverage=row.coverage,
        flags=tuple(RedFlag(flag) for flag in row.flags),
        facts=row.rows,
    )


def model_of(session: Session, systems: Sequence[Stood]) -> Model:
    """Return the model by which systems of one municipality have been worked out, the newest if it has just changed."""
    found = {(each.tenant_id, each.model) for each in systems}
    codes = sorted(found - {(tenant, SHIPPED.code) for tenant, _ in found}, key=str)
    return (model_called(session, *codes[-1]) if codes else None) or SHIPPED


def by_area(systems: Iterable[Stood]) -> dict[tuple[str, str] | None, list[Stood]]:
    """Return systems by code and name of their service area, by name; those that lie in none come last."""
    found: dict[tuple[str, str] | None, list[Stood]] = defaultdict(list)
    for each in systems:
        found[each.area].append(each)
    named = sorted((area for area in found if area), key=lambda area: area[1])
    return {area: found[area] for area in [*named, *([None] if None in found else [])]}


def areas(session: Session, source: Source, path: str) -> dict[str, Any]:
    """Return how a unit and its service areas stand, ready to be frozen as JSON; points are tenths.

    Of few systems only the counts are told: mean and status are None.
    """
    systems = stood(session, source, below(path))
    model = model_of(session, systems)
    names = {each.member.ref.code: each.name for each in systems}
    return {
        "model": model.code,
        "total": _told(area_of([each.member for each in systems], model), names),
        "areas": [
            {
                "code": area[0] if area else "",
                "name": area[1] if area else "",
                **_told(area_of([each.member for each in some], model), names),
            }
            for area, some in by_area(systems).items()
        ],
        "flagged": [_flagged(each) for each in worst_first(systems) if each.flags],
    }


def worst_first(systems: Iterable[Stood]) -> list[Stood]:
    """Return systems by how critical they are, then by their points, the worst first."""
    return sorted(systems, key=lambda each: (-(each.member.system_class or 0), each.member.points, each.name))


def _told(area: Area, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "systems": area.total,
        "counts": {str(status): number for status, number in area.counts.items()},
        "mean": round(area.mean) if area.mean is not None else None,
        "status": _word(area.status),
        "critical": [
            {"code": m.ref.code, "name": names[m.ref.code], "status": str(m.status), "points": m.points}
            for m in area.critical
        ],
    }


def _flagged(each: Stood) -> dict[str, Any]:
    return {
        "id": each.member.ref.id,
        "code": each.member.ref.code,
        "name": each.name,
        "system_class": each.member.system_class,
        "owner": each.owner,
        "area": each.area[1] if each.area else "",
        "flags": [str(flag) for flag in each.flags],
    }


def snapshot(session: Session, source: Source, path: str) -> dict[str, Any]:
    """Return how each system of a unit stands, with its facts and its model's code, to be frozen: the same for ever.

    Points are tenths; `compare` reads two of them.
    """
    return snapshot_of(stood(session, source, below(path)), source.today)


def snapshot_of(systems: Iterable[Stood], day: date) -> dict[str, Any]:
    """Return how systems stand on a day as a snapshot says it."""
    return {
        "day": day.isoformat(),
        "systems": {
            each.member.ref.code: {
                "model": each.model,
                "status": str(each.member.status),
                "points": each.member.points,
                "facts": json.loads(each.facts),
            }
            for each in systems
        },
    }


def compare(then: Mapping[str, Any] | None, now: Mapping[str, Any], model_now: Model) -> dict[str, Any]:
    """Return which way systems went between two snapshots, by code, and how many moved between statuses.

    Where the model has changed in between, what was is worked out anew under `model_now` from the facts of then.
    Without an earlier snapshot nothing compares.
    """
    before = _frozen(then, model_now) if then else {}
    after = now["systems"]
    changes = {code: change(before.get(code), said["points"], model_now) for code, said in after.items()}
    return {"systems": {code: _changed(each) for code, each in changes.items()}, **_counted(before, after, changes)}


def _frozen(then: Mapping[str, Any], model_now: Model) -> dict[str, Frozen]:
    """Return how systems stood; their facts, which are slow to read, only where they are worked out anew."""
    day = date.fromisoformat(then["day"])
    found = {}
    for code, said in then["systems"].items():
        facts = _facts(said.get("facts")) if said["model"] != model_now.code else None
        found[code] = Frozen(day, said["model"], HealthStatus(said["status"]), said["points"], facts)
    return found


def _facts(said: Any) -> Facts | None:
    return from_json(json.dumps(said)) if said else None


def _changed(each: Change) -> dict[str, Any]:
    return {
        "trend": str(each.trend),
        "before": each.before,
        "was": _word(each.was),
        "is_recomputed": each.is_recomputed,
    }


def _counted(before: Mapping[str, Frozen], after: Mapping[str, Any], changes: Mapping[str, Change]) -> dict[str, Any]:
    was = {code: changes[code].was if code in changes else frozen.status for code, frozen in before.items()}
    moved = movements(
        {code: status for code, status in was.items() if status is not None},
        {code: HealthStatus(said["status"]) for code, said in after.items()} if before else {},
    )
    return {
        "trends": {str(trend): sum(each.trend == trend for each in changes.values()) for trend in HealthTrend},
        "movements": [
            {
                "before": str(m.before) if m.before else None,
                "after": str(m.after) if m.after else None,
                "number": m.number,
            }
            for m in moved
        ],
    }


def _word(status: HealthStatus | None) -> str | None:
    return str(status) if status else None
