"""What a person may type about a breach of personal data."""

from isms.deviations.vocabulary import BreachPhase, Notifiability, PersonsInformed
from isms.kernel.web.forms import CheckField, ChoiceField, Form, InstantField, IntegerField, NameField, TextField


class OpenBreachForm(Form):
    aware_at = InstantField("deviation.aware_at", required=True, hint="breach.aware_hint")
    from_processor = CheckField("breach.from_processor", hint="breach.from_processor_hint")


class FactsForm(Form):
    nature = TextField("breach.nature", lines=True, hint="breach.nature_hint")
    people_categories = TextField("breach.people_categories", hint="breach.people_categories_hint")
    people_count = IntegerField("breach.people_count", hint="breach.count_hint")
    record_categories = TextField("breach.record_categories", hint="breach.record_categories_hint")
    record_count = IntegerField("breach.record_count", hint="breach.count_hint")
    likely_consequences = TextField("breach.likely_consequences", lines=True, hint="breach.consequences_hint")
    measures = TextField("breach.measures", lines=True, hint="breach.measures_hint")
    contact = TextField("breach.contact", hint="breach.contact_hint")


class DecideBreachForm(Form):
    notifiability = ChoiceField("breach.notifiability", Notifiability, required=True, hint="breach.notifiability_hint")
    decision_reason = TextField("breach.decision_reason", required=True, lines=True, hint="breach.reason_hint")


class ReportBreachForm(Form):
    phase = ChoiceField("breach_report.phase", BreachPhase, required=True)
    sent_at = InstantField("breach_report.sent_at", required=True, hint="deviation.instant_hint")
    reference = TextField("breach_report.reference", hint="breach.reference_hint")
    told = TextField("breach_report.told", lines=True, hint="breach.told_hint")


class FirstReportForm(ReportBreachForm):
    delay_reason = TextField("deviation_clock.delay_reason", lines=True, hint="breach.delay_hint")


class InformForm(Form):
    persons_informed = ChoiceField(
        "breach.persons_informed", PersonsInformed, required=True, hint="breach.persons_hint"
    )
    informed_at = InstantField("breach.informed_at", hint="breach.informed_at_hint")
    informed_how = TextField("breach.informed_how", lines=True, hint="breach.informed_how_hint")
    not_informed_because = TextField("breach.not_informed_because", lines=True, hint="breach.not_informed_hint")


class AwarenessForm(Form):
    aware_at = InstantField("deviation.aware_at", required=True, hint="breach.aware_hint")
    because = TextField("breach.because", required=True, lines=True, hint="breach.because_hint")
    delay_reason = TextField("deviation_clock.delay_reason", lines=True, hint="breach.delay_if_late_hint")


class IncidentForm(Form):
    trigger = NameField("clock.trigger", required=True, hint="clock.trigger_hint")


class StopClockForm(Form):
    stopped_at = InstantField("clock.reported_at", required=True, hint="deviation.instant_hint")
    delay_reason = TextField("deviation_clock.delay_reason", lines=True, hint="breach.delay_if_late_hint")


class CallOffForm(Form):
    because = TextField("deviation.because", required=True, lines=True, hint="clock.call_off_hint")
