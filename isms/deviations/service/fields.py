"""What is said of a deviation, and what is refused of it whoever says it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import TypedDict

from isms.deviations import rules
from isms.deviations.models import Deviation
from isms.deviations.vocabulary import Severity
from isms.kernel.refusal import Refusal
from isms.portfolio.models import System


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


def refusals_of(deviation: Deviation, systems: Sequence[System], now: datetime) -> Iterator[Refusal]:
    """Yield why a deviation of some systems cannot be as it is said to be."""
    yield from rules.moment_refusals(deviation.discovered_at, deviation.aware_at, now)
    yield from rules.deadline_refusals(deviation.due_on, deviation.reported_on)
    yield from rules.scope_refusals(deviation.tenant_id, [system.tenant_id for system in systems])
