"""The decisions about deviations; each is named by its verb and leaves the commit to its door."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import TypedDict, Unpack

from sqlalchemy.orm import Session

from isms.actions import service as actions
from isms.actions.models import Action
from isms.actions.rules import reason_refusals
from isms.actions.vocabulary import SourceKind
from isms.deviations import queries, rules
from isms.deviations.models import AffectedSystem, Deviation, DeviationAction
from isms.deviations.vocabulary import Severity
from isms.kernel.clock import day_of
from isms.kernel.codes import next_code
from isms.kernel.links import link_exactly
from isms.kernel.refusal import Refusal, refuse
from isms.kernel.text import normalise
from isms.organisation.models import Unit
from isms.portfolio.models import System
from isms.risk.service import note_serious_deviation

PREFIX = "AV"


class DeviationFields(TypedDict, total=False):
    """What is said of a deviation; on change, what is not given stays."""

    title: str
    description: str | None
    severity: Severity
    discovered_at: datetime
    aware_at: datetime | None
    responsible_id: int | None
    due_on: date | None
    immediate_action: str | None


def report(
    session: Session,
    unit: Unit,
    reported_by_id: int,
    *,
    now: datetime,
    systems: Sequence[System] = (),
    **fields: Unpack[DeviationFields],
) -> Deviation:
    """Report a deviation and return it; raises Refused.

    `title`, `severity` and `discovered_at` must be among the fields. It lies at the first affected
    system's unit, or at `unit` when it touches none. Unless it is said when the municipality came to
    know of it, that is when it was discovered; without a deadline its severity decides one.
    """
    place = systems[0].unit if systems else unit
    tenant_id = actions.tenant_of(place)
    deviation = Deviation(
        tenant_id=tenant_id,
        unit_id=place.id,
        reported_by_id=reported_by_id,
        reported_on=day_of(now),
        **fields,
    )
    deviation.title = normalise(deviation.title)
    deviation.aware_at = fields.get("aware_at") or deviation.discovered_at
    deviation.due_on = fields.get("due_on") or rules.default_due_on(deviation.severity, deviation.reported_on)
    refuse(_refusals(deviation, systems, now))
    deviation.code = next_code(session, tenant_id, PREFIX)
    session.add(deviation)
    session.flush()
    new = _touch(session, deviation, systems, deviation.reported_on)
    _question(session, deviation, new, deviation.reported_on)
    return deviation


def change(
    session: Session,
    deviation: Deviation,
    systems: Sequence[System],
    *,
    now: datetime,
    **fields: Unpack[DeviationFields],
) -> None:
    """Change what is said of an open deviation and which systems it touches; raises Refused."""
    refuse(rules.handling_refusals(deviation.status))
    was_serious = rules.is_serious(deviation.severity)
    with session.no_autoflush:
        for name, value in fields.items():
            setattr(deviation, name, value)
        deviation.aware_at = deviation.aware_at or deviation.discovered_at
        deviation.title = normalise(deviation.title)
        refuse(_refusals(deviation, systems, now))
    new = _touch(session, deviation, systems, day_of(now))
    _question(session, deviation, new if was_serious else {system.id for system in systems}, day_of(now))
    session.flush()


def close(
    session: Session,
    deviation: Deviation,
    *,
    cause: str | None,
    learning: str | None,
    closed_by_id: int,
    today: date,
) -> None:
    """Close a deviation whose cause is known; raises Refused."""
    refuse(rules.closing_refusals(deviation.status, cause))
    deviation.cause = cause
    deviation.learning = learning
    deviation.closed_by_id = closed_by_id
    deviation.closed_on = today
    session.flush()


def reopen(session: Session, deviation: Deviation, because: str) -> None:
    """Open a closed deviation again with a reason, which the log keeps; raises Refused."""
    refuse([*rules.reopening_refusals(deviation.status), *reason_refusals(because)])
    deviation.closed_on = None
    deviation.closed_by_id = None
    session.flush()


def withdraw(session: Session, deviation: Deviation, because: str, today: date) -> None:
    """Withdraw a deviation with a reason; it leaves lists and counts. Raises Refused."""
    refuse(reason_refusals(because))
    deviation.withdrawn_on = today
    deviation.withdrawn_because = because
    session.flush()


def mend(
    session: Session,
    deviation: Deviation,
    **said: Unpack[actions.Planned],
) -> Action:
    """Plan an action after a deviation, at its unit, and return it; raises Refused."""
    refuse(rules.handling_refusals(deviation.status))
    action = actions.plan(
        session,
        unit=deviation.unit,
        source_kind=SourceKind.DEVIATION,
        source_code=deviation.code,
        **said,
    )
    session.add(DeviationAction(tenant_id=deviation.tenant_id, deviation_id=deviation.id, action_id=action.id))
    session.flush()
    return action


def _refusals(deviation: Deviation, systems: Sequence[System], now: datetime) -> Iterator[Refusal]:
    yield from rules.moment_refusals(deviation.discovered_at, deviation.aware_at, now)
    yield from rules.deadline_refusals(deviation.due_on, deviation.reported_on)
    yield from rules.scope_refusals(deviation.tenant_id, [system.tenant_id for system in systems])


def _question(session: Session, deviation: Deviation, system_ids: Collection[int], today: date) -> None:
    """Let a serious deviation question the assessments of systems that it has not touched as serious before."""
    if rules.is_serious(deviation.severity):
        note_serious_deviation(session, system_ids, deviation.code, today)


def _touch(session: Session, deviation: Deviation, systems: Sequence[System], today: date) -> set[int]:
    """Let a deviation touch exactly some systems, and return those it did not touch before."""
    links = {link.system_id: link for link in queries.links_of(session, deviation.id)}
    wanted = {system.id for system in systems}

    def make(system_id: int) -> AffectedSystem:
        return AffectedSystem(tenant_id=deviation.tenant_id, deviation_id=deviation.id, system_id=system_id)

    return link_exactly(session, links, wanted, make, today=today, because=deviation.code)
