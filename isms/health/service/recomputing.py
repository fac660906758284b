"""Keeps on each system how its health came out; what has not changed is not written."""

from collections.abc import Collection, Iterable, Mapping, Set
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from isms.health.models import SystemHealth
from isms.health.queries.facts import Gathered, gather_all, gather_anew, in_parts
from isms.health.queries.facts.reading import Columns
from isms.health.queries.models import model_in_force
from isms.health.rules import Model, assess, tenths
from isms.health.rules.facts import from_json, to_json
from isms.kernel.register.columns import Source

_KEPT = select(SystemHealth).where(SystemHealth.system_id.in_(bindparam("some", expanding=True)))


def recompute(session: Session, system_ids: Iterable[int], today: date) -> int:
    """Work out from all rows how some systems stand on a day, keep what differs, and return of how many it did."""
    changed = 0
    for ids in in_parts(system_ids):
        changed += _keep(session, gather_all(session, Source(today), ids), _kept_rows(session, ids), today)
    return changed


def recompute_written(session: Session, system_ids: Set[int], new: Set[int], today: date, written: Columns) -> None:
    """Work out how some systems stand of which some columns of some tables were written, and keep what differs.

    What stands elsewhere is as the kept facts say; `new` are the systems that this transaction has made.
    """
    for ids in in_parts(system_ids):
        rows = _kept_rows(session, [id_ for id_ in ids if id_ not in new])
        known = {id_: Gathered(from_json(row.rows), row.tenant_id, row.is_counted) for id_, row in rows.items()}
        unknown = [id_ for id_ in ids if id_ not in known and id_ not in new]
        source = Source(today)
        found = gather_anew(session, source, {id_: known.get(id_) for id_ in ids if id_ not in unknown}, written)
        if unknown:
            found |= gather_all(session, source, unknown)
        _keep(session, found, rows, today)


def _keep(session: Session, gathered: Mapping[int, Gathered], standing: Mapping[int, SystemHealth], today: date) -> int:
    models: dict[int | None, Model] = {}
    changed = 0
    for id_, found in gathered.items():
        if found.tenant_id not in models:
            models[found.tenant_id] = model_in_force(session, found.tenant_id, today)
        values = _values(found, models[found.tenant_id], today)
        row = standing.get(id_)
        if row is None:
            session.add(SystemHealth(system_id=id_, tenant_id=found.tenant_id, changed_on=today, **values))
            changed += 1
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in {**values, "changed_on": today}.items():
                setattr(row, name, value)
            changed += 1
    session.flush()
    return changed


def _kept_rows(session: Session, ids: Collection[int]) -> dict[int, SystemHealth]:
    if not ids:
        return {}
    rows = session.scalars(_KEPT, {"some": list(ids)})
    return {row.system_id: row for row in rows}


def _values(found: Gathered, model: Model, today: date) -> dict[str, Any]:
    """Return what is kept of how a system stands, by the names of the columns."""
    health = assess(found.facts, model, today)
    best = health.gains[0] if health.gains else None
    return {
        "model": model.code,
        "is_counted": found.is_counted,
        "status": health.status,
        "points": tenths(health.points),
        "coverage": tenths(health.coverage),
        "flags": tuple(str(raised.flag) for raised in health.flags),
        "results": tuple(str(outcome.result) for outcome in health.outcomes),
        "best": best.indicator if best else None,
        "gain": tenths(best.points) if best else None,
        "rows": to_json(found.facts),
    }
