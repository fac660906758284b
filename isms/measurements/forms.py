"""What a person may type about a measurement: one form for each kind."""

from collections.abc import Mapping
from typing import Any

from isms.kernel.web.forms import CheckField, ChoiceField, DateField, Form, IntegerField, TextField, YesNoField
from isms.measurements.rules import USES
from isms.measurements.vocabulary import FallbackState, LogState, MeasurementKind, SignInStrength

MOST_HOURS = 100_000
MOST_DAYS = 10_000


class MeasurementForm(Form):
    """What every kind says."""

    measured_on = DateField("measurement.asked.measured_on", required=True, hint="measurement.measured_on_hint")
    evidence = TextField("measurement.asked.evidence", lines=True, rows=2, hint="measurement.evidence_hint")
    note = TextField("measurement.note", lines=True, rows=2)


class RestoreTestForm(MeasurementForm):
    passed = YesNoField("measurement.asked.restored", required=True)
    hours = IntegerField("measurement.asked.hours", maximum=MOST_HOURS, hint="measurement.hours_hint")
    by_supplier = CheckField("measurement.by_supplier", hint="measurement.by_supplier_hint")


class AccessReviewForm(MeasurementForm):
    passed = YesNoField("measurement.asked.leavers_removed", required=True)
    removed = IntegerField("measurement.asked.removed", hint="measurement.removed_hint")


class SignInForm(MeasurementForm):
    sign_in = ChoiceField("measurement.asked.sign_in", SignInStrength, required=True, hint="measurement.sign_in_hint")


class PatchingForm(MeasurementForm):
    supported = YesNoField("measurement.asked.supported", hint="measurement.supported_hint")
    days = IntegerField("measurement.asked.days", maximum=MOST_DAYS, hint="measurement.days_hint")
    by_supplier = CheckField("measurement.by_supplier", hint="measurement.enough_hint")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Asked of everybody but who ticks that the supplier vouches, which the rule alone can tell.
        for name in USES[MeasurementKind.PATCHING].needs:
            self[name].flags.required = True


class LoggingForm(MeasurementForm):
    log_state = ChoiceField("measurement.asked.log_state", LogState, required=True, hint="measurement.log_state_hint")


class FallbackForm(MeasurementForm):
    fallback = ChoiceField("measurement.asked.fallback", FallbackState, required=True, hint="measurement.fallback_hint")


class ZeroReportForm(MeasurementForm):
    measured_on = DateField("measurement.asked.until", required=True, hint="measurement.until_hint")


class WithdrawForm(Form):
    because = TextField(
        "measurement.withdrawn_because", required=True, lines=True, rows=3, hint="measurement.because_hint"
    )


FORMS: Mapping[MeasurementKind, type[MeasurementForm]] = {
    MeasurementKind.RESTORE_TEST: RestoreTestForm,
    MeasurementKind.ACCESS_REVIEW: AccessReviewForm,
    MeasurementKind.STRONG_SIGN_IN: SignInForm,
    MeasurementKind.PATCHING: PatchingForm,
    MeasurementKind.LOGGING: LoggingForm,
    MeasurementKind.FALLBACK: FallbackForm,
    MeasurementKind.ZERO_REPORT: ZeroReportForm,
}
