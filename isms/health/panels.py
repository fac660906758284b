"""What health shows on the page of a system: how it stands, what it takes, and the sixteen rows behind it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from isms.health.queries.kept import health_of
from isms.health.queries.models import model_called
from isms.health.rules import assess, tenths
from isms.health.rules.facts import Ref, from_json
from isms.health.rules.lines import parts_of
from isms.health.rules.model import UNRATED_AS
from isms.health.rules.wording import flag_text, text, value_text
from isms.health.vocabulary import Indicator, Permission
from isms.kernel.web.doors import Me, words
from isms.kernel.web.panels import Panel
from isms.measurements.queries import held_on
from isms.measurements.vocabulary import MeasurementKind
from isms.measurements.vocabulary import Permission as MeasurementPermission
from isms.portfolio.models import System

PAGES = {
    "scenario": "/risks/",
    "assessment": "/assessments/",
    "action": "/actions/",
    "deviation": "/deviations/",
    "attestation": "/attestations/",
}
"""Where the records are shown that facts stand in; the others are shown on the page of the system itself."""


MEASURED = {Indicator.DEVIATIONS: MeasurementKind.ZERO_REPORT} | {
    Indicator(kind): kind for kind in MeasurementKind if kind != MeasurementKind.ZERO_REPORT
}
"""The kind of measurement that an indicator is known by, or partly known by."""


def _of_system(session: Session, me: Me, system: System, today: date) -> Mapping[str, Any] | None:
    """Return how a system stands today, from the facts that are kept: ages are reckoned when it is shown."""
    row = health_of(session, system.id)
    model = model_called(session, row.tenant_id, row.model) if row is not None else None
    held = held_on(me.access, system)
    measures = {
        "system_id": system.id,
        "may_see": MeasurementPermission.MEASUREMENT_READ in held,
        "may_record": MeasurementPermission.MEASUREMENT_RECORD in held and system.withdrawn_on is None,
    }
    if row is None or model is None or not row.is_counted:
        return measures if measures["may_see"] else None
    facts = from_json(row.rows)
    health = assess(facts, model, today)
    said = words()
    advice = {outcome.indicator: [text(each, said) for each in outcome.advice] for outcome in health.outcomes}
    parts = parts_of(health, model)
    return {
        **measures,
        "health": health,
        "measured": MEASURED,
        "points": tenths(health.points),
        "coverage": tenths(health.coverage),
        "model": row.model,
        "unrated_as": UNRATED_AS if facts.system_class is None else None,
        "flags": [flag_text(raised, said) for raised in health.flags],
        "gains": [(gain.indicator, tenths(gain.points), advice[gain.indicator]) for gain in health.gains],
        "parts": parts,
        "advice": advice,
        "raw": {
            outcome.indicator: [(said(raw.key), value_text(raw.value, said)) for raw in outcome.raw]
            for outcome in health.outcomes
        },
        "source": {outcome.indicator: _source(outcome.ref) for outcome in health.outcomes},
        "unknown": [line.outcome.indicator for part in parts for line in part.lines if not line.is_known],
        "exempt": facts.exempt,
        "may_exempt": me.access.allows_at(Permission.HEALTH_EXEMPT, system.unit.path),
        "mark": len(health.flags) or None,
        "tone": "danger" if health.flags else None,
    }


def _source(ref: Ref | None) -> tuple[str, str] | None:
    """Return what a fact's record is called and where it is shown, or None when that is this page."""
    return (ref.code, f"{PAGES[ref.kind]}{ref.id}") if ref is not None and ref.kind in PAGES else None


PANELS: Mapping[str, Sequence[Panel]] = {
    "system": [
        Panel(
            "health",
            "health.panel",
            Permission.HEALTH_READ,
            "health/panels/system.html",
            _of_system,
            by_relation=True,
            leads=True,
        ),
    ],
}
