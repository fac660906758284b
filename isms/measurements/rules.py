"""What is decided of measurements: which answers each kind has, which it must have, and what it found."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from isms.kernel.refusal import Refusal
from isms.measurements.vocabulary import (
    FallbackState,
    LogState,
    MeasurementKind,
    MeasurementResult,
    SignInStrength,
)

NUMBERS = ("hours", "removed", "days")


@dataclass(frozen=True)
class Uses:
    """The answers of a kind: those it must have, unless the supplier vouches where that is enough, and the others."""

    needs: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    supplier_is_enough: bool = False

    @property
    def answers(self) -> tuple[str, ...]:
        """Return every answer of the kind."""
        return (*self.needs, *self.also)


USES: Mapping[MeasurementKind, Uses] = {
    MeasurementKind.RESTORE_TEST: Uses(("passed",), ("hours", "by_supplier")),
    MeasurementKind.ACCESS_REVIEW: Uses(("passed",), ("removed",)),
    MeasurementKind.STRONG_SIGN_IN: Uses(("sign_in",)),
    MeasurementKind.PATCHING: Uses(("supported", "days"), ("by_supplier",), supplier_is_enough=True),
    MeasurementKind.LOGGING: Uses(("log_state",)),
    MeasurementKind.FALLBACK: Uses(("fallback",)),
    MeasurementKind.ZERO_REPORT: Uses(),
}
ANSWERS = ("passed", "hours", "removed", "days", "supported", "sign_in", "log_state", "fallback", "by_supplier")
"""Every answer there is, in the order of a file."""

SIGN_INS = {
    SignInStrength.EVERYBODY: MeasurementResult.STRONG_FOR_ALL,
    SignInStrength.ADMINISTRATORS_AND_REMOTE: MeasurementResult.STRONG_FOR_SOME,
    SignInStrength.NOBODY: MeasurementResult.PASSWORD_ONLY,
}
LOGS = {
    LogState.REVIEWED: MeasurementResult.LOG_REVIEWED,
    LogState.NOT_REVIEWED: MeasurementResult.LOG_NOT_REVIEWED,
    LogState.OFF: MeasurementResult.LOG_OFF,
}
FALLBACKS = {
    FallbackState.PRACTISED: MeasurementResult.PRACTISED,
    FallbackState.PLANNED: MeasurementResult.NOT_PRACTISED,
    FallbackState.NONE: MeasurementResult.NO_PLAN,
}


def answer_refusals(kind: MeasurementKind, answers: Mapping[str, Any]) -> Iterator[Refusal]:
    """Yield which answers a kind lacks, which belong to other kinds, and which numbers are below zero.

    What the supplier vouches for is documented: it needs evidence.
    """
    uses = USES[kind]
    vouched = bool(answers.get("by_supplier"))
    if not (vouched and uses.supplier_is_enough):
        for name in uses.needs:
            if answers.get(name) is None:
                yield Refusal(f"measurement.{name}_missing", name)
    for name in ANSWERS:
        # That the supplier does not vouch is what every kind says by silence.
        silent = (None, False) if name == "by_supplier" else (None,)
        if name not in uses.answers and not any(answers.get(name) is word for word in silent):
            yield Refusal("measurement.of_another_kind", name)
    for name in NUMBERS:
        if (answers.get(name) or 0) < 0:
            yield Refusal("measurement.number_negative", name)
    if vouched and not answers.get("evidence"):
        yield Refusal("measurement.supplier_evidence_missing", "evidence")


def day_refusals(measured_on: date | None, today: date) -> Iterator[Refusal]:
    """Yield why a measurement cannot be of a day: it has one, and not of the future."""
    if measured_on is None:
        yield Refusal("measurement.day_missing", "measured_on")
    elif measured_on > today:
        yield Refusal("measurement.in_the_future", "measured_on")


def withdrawal_refusals(because: str | None, *, withdrawn: bool) -> Iterator[Refusal]:
    """Yield why a measurement cannot be withdrawn: it needs a reason, and happens once."""
    if withdrawn:
        yield Refusal("measurement.already_withdrawn")
    if not because:
        yield Refusal("measurement.because_missing", "because")


def result(measured: Any) -> MeasurementResult:
    """Return what a measurement found; `measured` has its kind and answers as attributes."""
    match measured.kind:
        case MeasurementKind.RESTORE_TEST:
            return MeasurementResult.RESTORED if measured.passed else MeasurementResult.NOT_RESTORED
        case MeasurementKind.ACCESS_REVIEW:
            return MeasurementResult.LEAVERS_REMOVED if measured.passed else MeasurementResult.LEAVERS_LEFT
        case MeasurementKind.STRONG_SIGN_IN:
            return SIGN_INS[measured.sign_in]
        case MeasurementKind.PATCHING:
            return _patching(measured.supported, measured.days)
        case MeasurementKind.LOGGING:
            return LOGS[measured.log_state]
        case MeasurementKind.FALLBACK:
            return FALLBACKS[measured.fallback]
    return MeasurementResult.NOTHING_HAPPENED


def _patching(supported: bool | None, days: int | None) -> MeasurementResult:
    if supported is False:
        return MeasurementResult.UNSUPPORTED
    return MeasurementResult.VULNERABLE if days else MeasurementResult.PATCHED
