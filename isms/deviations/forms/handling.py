"""What a person may type when handling a deviation."""

from isms.deviations.vocabulary import Severity
from isms.kernel.web.forms import ChoiceField, DateField, Form, InstantField, RowField, RowsField, TextField


class DeviationForm(Form):
    title = TextField("deviation.title", required=True)
    description = TextField("deviation.description", lines=True, hint="deviation.description_hint")
    severity = ChoiceField("deviation.severity", Severity, required=True, hint="deviation.severity_hint")
    systems = RowsField("deviation.systems")
    discovered_at = InstantField("deviation.discovered_at", required=True, hint="deviation.instant_hint")
    aware_at = InstantField("deviation.aware_at", required=True, hint="deviation.aware_hint")
    responsible_id = RowField("deviation.responsible_id")
    due_on = DateField("deviation.due_on", required=True, hint="deviation.due_hint")
    immediate_action = TextField("deviation.immediate_action", lines=True)


class CloseForm(Form):
    cause = TextField("deviation.cause", required=True, lines=True, hint="deviation.cause_hint")
    learning = TextField("deviation.learning", lines=True, hint="deviation.learning_hint")


class ReasonForm(Form):
    because = TextField("deviation.because", required=True, lines=True)
