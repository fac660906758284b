"""What the organisation has decided about controls: what excluding one takes, and when evidence holds."""

from collections.abc import Collection, Iterator
from datetime import date

from isms.controls.vocabulary import Applicability, ControlStatus, EvidenceState
from isms.kernel.refusal import Refusal


def applicability_refusals(applicability: Applicability, reason: str | None) -> Iterator[Refusal]:
    """Yield why a control cannot be decided on: excluding one is justified (ISO/IEC 27001:2022 6.1.3 d)."""
    if applicability == Applicability.EXCLUDED and not (reason or "").strip():
        yield Refusal("control.exclusion_needs_a_reason", "reason")


def status_after(applicability: Applicability, status: ControlStatus | None) -> ControlStatus | None:
    """Return a control's status once its applicability is decided: only what applies has one."""
    if applicability != Applicability.APPLIES:
        return None
    return status or ControlStatus.NOT_STARTED


def review_refusals(
    applicability: Applicability, status: ControlStatus, implementation: str | None, next_review_on: date, today: date
) -> Iterator[Refusal]:
    """Yield why a control cannot be reviewed so: it must apply, what is done be told, and the next day lie ahead."""
    yield from applying_refusals(applicability)
    if status != ControlStatus.NOT_STARTED and not (implementation or "").strip():
        yield Refusal("control.needs_an_implementation", "implementation")
    if next_review_on <= today:
        yield Refusal("control.next_review_has_passed", "next_review_on")


def applying_refusals(applicability: Applicability) -> Iterator[Refusal]:
    """Yield why nothing is done about a control: it does not apply, or nobody has decided."""
    if applicability != Applicability.APPLIES:
        yield Refusal("control.does_not_apply")


def evidence_refusals(
    dated_on: date, valid_until: date | None, link: str | None, description: str | None, today: date
) -> Iterator[Refusal]:
    """Yield why something is no evidence: dated ahead, expired before its date, or neither linked nor described."""
    if dated_on > today:
        yield Refusal("evidence.dated_in_the_future", "dated_on")
    if valid_until is not None and valid_until < dated_on:
        yield Refusal("evidence.expires_before_its_date", "valid_until")
    if not link and not (description or "").strip():
        yield Refusal("evidence.says_nothing", "link")


def evidence_state(ends: Collection[date | None], today: date) -> EvidenceState:
    """Return how a control stands with its evidence; ends: when each standing piece expires, None for never."""
    if not ends:
        return EvidenceState.NONE
    in_force = any(end is None or end >= today for end in ends)
    return EvidenceState.VALID if in_force else EvidenceState.EXPIRED


def place_refusals(tenant_id: int | None, tenant_ids: Collection[int | None]) -> Iterator[Refusal]:
    """Yield why systems cannot be linked: they are another municipality's."""
    if any(other != tenant_id for other in tenant_ids):
        yield Refusal("control.other_municipality", "systems")
