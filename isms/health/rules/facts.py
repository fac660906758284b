"""The plain value that health is worked out from: what is known of one system, as dates and words, never as ages."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from isms.health.vocabulary import Indicator
from isms.measurements.vocabulary import FallbackState, LogState, SignInStrength
from isms.portfolio.vocabulary import Dpia, ProcessorAgreement
from isms.risk.vocabulary import RiskLevel


@dataclass(frozen=True)
class Ref:
    """The record that a fact stands in: the word of its kind, its id, and what it is called."""

    kind: str
    id: int
    code: str


@dataclass(frozen=True)
class ResidualRisk:
    """A risk of the system in its approved assessment.

    `accepted_until` is the end of an acceptance that is in force (neither lapsed, stale nor revoked), `since` the
    day from which an acceptance has been awaited, `has_plan` that an open action treats it.
    """

    ref: Ref
    level: RiskLevel
    since: date
    accepted_until: date | None = None
    has_plan: bool = False


@dataclass(frozen=True)
class Measure:
    """An action that is open, or was done in the last twelve months."""

    ref: Ref
    due_on: date
    done_on: date | None = None
    on_high_risk: bool = False


@dataclass(frozen=True)
class Reported:
    """A deviation that is open, or was reported or closed in the last twelve months.

    `missed_on` is the last day a statutory deadline of it was passed without the duty being fulfilled.
    """

    ref: Ref
    is_serious: bool
    reported_on: date
    due_on: date
    closed_on: date | None = None
    missed_on: date | None = None


@dataclass(frozen=True)
class Tested:
    """A dated measurement; which of the answers it has depends on its kind.

    `own` is the newest that no supplier vouches for, where this one rests on a supplier's word.
    """

    ref: Ref
    measured_on: date
    passed: bool | None = None
    hours: int | None = None
    days: int | None = None
    supported: bool | None = None
    sign_in: SignInStrength | None = None
    log_state: LogState | None = None
    fallback: FallbackState | None = None
    by_supplier: bool = False
    own: "Tested | None" = None


@dataclass(frozen=True)
class Facts:
    """What is known of a system; None means that nobody has said.

    An owner who is not active has left on `owner_left_on`, or there is none. `assessed_on` is the day the newest
    standing assessment was approved, `change_on` that of the oldest significant change nobody has answered, and
    `is_booked` that a new assessment has been begun. `replacement_runs` says that a project that replaces the
    system has reached planning. Exempt indicators have their reason.
    """

    ref: Ref
    system_class: int | None = None
    is_internet_exposed: bool = False
    has_personal_data: bool = False
    is_processed_by_others: bool = False
    is_cloud: bool = False
    has_supplier: bool = False

    has_active_owner: bool = False
    owner_left_on: date | None = None
    has_active_administrator: bool = False
    attested_on: date | None = None
    attestation: Ref | None = None

    rated_on: date | None = None

    assessed_on: date | None = None
    assessment: Ref | None = None
    change_on: date | None = None
    is_booked: bool = False

    risks: tuple[ResidualRisk, ...] = ()
    measures: tuple[Measure, ...] = ()
    deviations: tuple[Reported, ...] = ()

    end_of_support_on: date | None = None
    support_promised: bool | None = None
    replacement_runs: bool = False

    has_agreement: bool = False
    agreement_until: date | None = None
    agreement_rolling: bool | None = None
    renewal_begun_on: date | None = None
    has_exit_plan: bool = False
    supplier_met_on: date | None = None

    processor_agreement: ProcessorAgreement | None = None
    processor_agreement_reviewed_on: date | None = None
    subprocessors_listed: bool | None = None

    dpia: Dpia = Dpia.NOT_ASSESSED
    dpia_due_on: date | None = None

    rto_hours: int | None = None
    restore_test: Tested | None = None
    access_review: Tested | None = None
    strong_sign_in: Tested | None = None
    patching: Tested | None = None
    logging: Tested | None = None
    fallback: Tested | None = None
    zero_report: Tested | None = None

    exempt: Mapping[Indicator, str] = field(default_factory=dict)


def to_json(facts: Facts) -> str:
    """Return facts as JSON: the same text for the same facts, in whatever order they were gathered."""
    return json.dumps(_plain(facts), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(written: str) -> Facts:
    """Return the facts that JSON holds; what was not known of when it was written is as nobody has said.

    Raises ValueError for anything else than what `to_json` returned.
    """
    try:
        facts: Facts = _read(Facts, json.loads(written))
    except (TypeError, AttributeError) as fault:
        raise ValueError("not facts") from fault
    return facts


def _plain(value: Any) -> Any:
    """Return a value as JSON has it; what is as nobody has said is left out."""
    if is_dataclass(value):
        told = {each.name: getattr(value, each.name) for each in fields(value)}
        return {name: _plain(each) for name, each in told.items() if each is not None}
    if isinstance(value, tuple):
        return sorted((_plain(each) for each in value), key=lambda each: json.dumps(each, sort_keys=True))
    if isinstance(value, Mapping):
        return {str(key): each for key, each in value.items()}
    return value.isoformat() if isinstance(value, date) else value


def _read(kind: Any, value: Any) -> Any:
    """Return a value of a kind from what JSON has of it."""
    if get_origin(kind) is UnionType:
        return None if value is None else _read(get_args(kind)[0], value)
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], each) for each in value)
    if get_origin(kind) is Mapping:
        return {get_args(kind)[0](key): each for key, each in value.items()}
    if isinstance(kind, type) and is_dataclass(kind):
        known = _kinds(kind)
        return kind(**{name: _read(known[name], each) for name, each in value.items() if name in known})
    if kind is date:
        return date.fromisoformat(value)
    return kind(value) if issubclass(kind, Enum) else value


@cache
def _kinds(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
