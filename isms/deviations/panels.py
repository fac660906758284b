"""What deviations show on the pages of systems, controls, suppliers and actions, and of their own."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from isms.actions.models import Action
from isms.controls.models import Control
from isms.deviations import queries
from isms.deviations.models import Deviation, DeviationAction, DeviationControl, DeviationRisk, DeviationSupplier
from isms.deviations.queries.clocks import clocks_of
from isms.deviations.queries.reporting import files_of, handles
from isms.deviations.rules.clocks import OF_BREACHES, countdown
from isms.deviations.rules.handling import stage_of
from isms.deviations.vocabulary import (
    ClockState,
    DeviationCategory,
    DeviationStatus,
    Permission,
    Severity,
    Surely,
)
from isms.kernel.deadlines import deadline_state
from isms.kernel.web.doors import Me, now
from isms.kernel.web.panels import Panel
from isms.portfolio.models import Supplier, System
from isms.risk.models import Assessment, Scenario


def _of_system(session: Session, me: Me, system: System, today: date) -> Mapping[str, Any]:
    """Return a system's newest deviations, open ones first; the open ones are counted in the section list."""
    deviations = queries.of_system(session, me.access, system.id)
    still_open = [d for d in deviations if d.status == DeviationStatus.OPEN]
    serious = any(d.severity == Severity.SERIOUS for d in still_open)
    return {
        "deviations": deviations,
        "states": {d.id: deadline_state(d.due_on, today) for d in still_open},
        "stages": {d.id: stage_of(d) for d in deviations},
        "system_id": system.id,
        "mark": len(still_open) or None,
        "tone": ("danger" if serious else "warning") if still_open else None,
    }


def _mended(session: Session, me: Me, action: Action, today: date) -> Mapping[str, Any] | None:
    """Return the deviations an action came of, as far as the reader may see them."""
    return _listed(queries.linked_to(session, me.access, DeviationAction, action.id), today)


def _of_control(session: Session, me: Me, control: Control, today: date) -> Mapping[str, Any] | None:
    """Return the deviations in which a control failed or was missing, as far as the reader may see them."""
    return _listed(queries.linked_to(session, me.access, DeviationControl, control.id), today)


def _of_supplier(session: Session, me: Me, supplier: Supplier, today: date) -> Mapping[str, Any] | None:
    """Return the deviations a supplier has to do with, as far as the reader may see them."""
    return _listed(queries.linked_to(session, me.access, DeviationSupplier, supplier.id), today)


def _of_risk(session: Session, me: Me, risk: Scenario, today: date) -> Mapping[str, Any] | None:
    """Return the deviations that have shown a risk or have to do with it, as far as the reader may see them."""
    return _marked(_listed(queries.linked_to(session, me.access, DeviationRisk, risk.id), today))


def _of_assessment(session: Session, me: Me, assessment: Assessment, today: date) -> Mapping[str, Any] | None:
    """Return the deviations that question an assessment or touch its risks, as far as the reader may see them."""
    return _marked(_listed(queries.about_assessment(session, me.access, assessment), today))


def _marked(listed: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Return a list with how many of its deviations are open, for the section list."""
    return listed and {**listed, "mark": len(listed["states"]) or None, "tone": "warning" if listed["states"] else None}


def _listed(deviations: Sequence[Deviation], today: date) -> Mapping[str, Any] | None:
    still_open = [d for d in deviations if d.status == DeviationStatus.OPEN]
    states = {d.id: deadline_state(d.due_on, today) for d in still_open}
    stages = {d.id: stage_of(d) for d in deviations}
    return {"deviations": deviations, "states": states, "stages": stages, "system_id": None} if deviations else None


def _attachments(session: Session, me: Me, deviation: Deviation, _today: date) -> Mapping[str, Any]:
    """Return the files that lie with a deviation, and whether the reader may add and withdraw some."""
    may_handle = deviation.withdrawn_on is None and handles(session, me.access, deviation)
    files = files_of(session, deviation.id)
    return {
        "files": files,
        "deviation_id": deviation.id,
        "may_add": may_handle and deviation.status == DeviationStatus.OPEN,
        "may_withdraw": may_handle,
        "mark": len(files) or None,
    }


def _clocks(session: Session, me: Me, deviation: Deviation, _today: date) -> Mapping[str, Any] | None:
    """Return the clocks that law has set off on a deviation, and the ways to set one off; None when neither is there.

    Whoever handles breaches there is asked whether it is one, and told when it says that it can concern personal data.
    """
    clocks = [countdown(clock, now()) for clock in clocks_of(session, deviation.id)]
    stands = deviation.status == DeviationStatus.OPEN and deviation.withdrawn_on is None
    may = stands and me.access.allows_at(Permission.BREACH_HANDLE, deviation.unit.path)
    if not clocks and not may:
        return None
    running = [clock for clock in clocks if clock.is_running]
    passed = any(clock.state == ClockState.PASSED for clock in running)
    breach = next((clock for clock in clocks if clock.clock.rule in OF_BREACHES), None)
    return {
        "breach": breach,
        "others": [clock for clock in clocks if clock is not breach],
        "can_be_a_breach": deviation.category == DeviationCategory.PRIVACY or deviation.personal_data == Surely.YES,
        "may_handle": may,
        "may_see": me.access.allows_at(Permission.DEVIATION_READ, deviation.unit.path)
        or handles(session, me.access, deviation),
        "deviation_id": deviation.id,
        "mark": len(running) or None,
        "tone": ("danger" if passed else "warning") if running else None,
    }


TEMPLATE = "deviations/panels/deviations.html"

PANELS: Mapping[str, Sequence[Panel]] = {
    "system": [
        Panel("deviations", "deviation.panel", Permission.DEVIATION_READ, TEMPLATE, _of_system),
    ],
    "deviation": [
        # Who has reported holds no role that reads; the page itself has asked who may.
        Panel("clocks", "clock.panel", Permission.DEVIATION_REPORT, "deviations/panels/clocks.html", _clocks),
        Panel(
            "attachments",
            "attachment.panel",
            Permission.DEVIATION_REPORT,
            "deviations/panels/attachments.html",
            _attachments,
        ),
    ],
    "scenario": [
        Panel("deviations", "deviation.panel", Permission.DEVIATION_READ, TEMPLATE, _of_risk, by_relation=True),
    ],
    "assessment": [
        Panel("deviations", "deviation.panel", Permission.DEVIATION_READ, TEMPLATE, _of_assessment, by_relation=True),
    ],
    "control": [
        Panel("deviations", "deviation.panel", Permission.DEVIATION_READ, TEMPLATE, _of_control),
    ],
    "supplier": [
        Panel("deviations", "deviation.panel", Permission.DEVIATION_READ, TEMPLATE, _of_supplier),
    ],
    "action": [
        Panel("mended", "deviation.mended_panel", Permission.DEVIATION_READ, TEMPLATE, _mended),
    ],
}
