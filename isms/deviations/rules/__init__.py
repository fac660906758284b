"""What the organisation has decided about deviations: deadlines by severity, and what may be said of them."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta

from isms.deviations.vocabulary import Severity
from isms.kernel.refusal import Refusal

DAYS_TO_CLOSE: Mapping[Severity, int] = {Severity.SERIOUS: 30, Severity.MODERATE: 60, Severity.MINOR: 90}
"""Days from report to deadline. A proposal of ours, bound by no law; a municipality may decide otherwise."""


def default_due_on(severity: Severity, reported_on: date) -> date:
    """Return the deadline of a deviation for which nobody has set another."""
    return reported_on + timedelta(days=DAYS_TO_CLOSE[severity])


def is_serious(severity: Severity) -> bool:
    """Say whether a deviation is serious enough to question the assessments of the systems it touches."""
    return severity == Severity.SERIOUS


def moment_refusals(discovered_at: datetime, aware_at: datetime, now: datetime) -> Iterator[Refusal]:
    """Yield why the moments of a deviation cannot be: in the future, or known of before it was discovered."""
    if discovered_at > now:
        yield Refusal("deviation.discovered_in_the_future", "discovered_at")
    elif aware_at > now:
        yield Refusal("deviation.aware_in_the_future", "aware_at")
    if aware_at < discovered_at:
        yield Refusal("deviation.aware_before_discovery", "aware_at")


def deadline_refusals(due_on: date, reported_on: date) -> Iterator[Refusal]:
    """Yield why a deviation reported on a day cannot be due on another."""
    if due_on < reported_on:
        yield Refusal("deviation.due_before_it_was_reported", "due_on")


def scope_refusals(tenant_id: int | None, tenant_ids: Collection[int | None]) -> Iterator[Refusal]:
    """Yield why systems cannot be affected: they are another municipality's."""
    if any(other != tenant_id for other in tenant_ids):
        yield Refusal("deviation.other_municipality", "systems")
