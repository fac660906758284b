"""What is said of a deviation, and what is refused of it whoever says it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import TypedDict

from isms.deviations import rules
from isms.deviations.models import Deviation
from isms.deviations.vocabulary import Cause, DeviationCategory, DeviationKind, Severity, Surely
from isms.kernel.refusal import Refusal
from isms.portfolio.models import System
from isms.risk.vocabulary import Consequence


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
    kind: DeviationKind | None
    category: DeviationCategory | None
    place: str | None
    personal_data: Surely | None
    external_reference: str | None
    external_link: str | None
    found_by: str | None
    source_document: str | None
    source_link: str | None
    recommendation: str | None
    answer_due_on: date | None


class Triage(TypedDict):
    """What is judged of a deviation when it has come in; without a severity the rule's proposal stands."""

    kind: DeviationKind
    category: DeviationCategory
    personal_data: Surely | None
    hits_confidentiality: bool
    hits_integrity: bool
    hits_availability: bool
    consequence: Consequence
    severity: Severity | None
    severity_reason: str | None
    aware_at: datetime
    responsible_id: int
    due_on: date | None


class Explanation(TypedDict, total=False):
    """Why a deviation happened, what is done about it, and whether it may exist elsewhere; what is not given stays."""

    immediate_action: str | None
    cause_kind: Cause | None
    cause: str | None
    corrective_action: str | None
    exists_elsewhere: Surely | None
    elsewhere: str | None


def refusals_of(deviation: Deviation, systems: Sequence[System], now: datetime) -> Iterator[Refusal]:
    """Yield why a deviation of some systems cannot be as it is said to be."""
    yield from rules.moment_refusals(deviation.discovered_at, deviation.aware_at, now)
    yield from rules.deadline_refusals(deviation.due_on, deviation.reported_on)
    yield from rules.scope_refusals(deviation.tenant_id, [system.tenant_id for system in systems])
