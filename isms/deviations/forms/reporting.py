"""What a person may type when reporting a deviation."""

from isms.deviations.vocabulary import Severity
from isms.kernel.web.forms import ChoiceField, Form, InstantField, RowField, TextField


class ReportForm(Form):
    title = TextField("deviation.title", required=True, hint="deviation.title_hint")
    description = TextField("deviation.description", lines=True, hint="deviation.description_hint")
    severity = ChoiceField("deviation.severity", Severity, required=True, hint="deviation.severity_hint")
    discovered_at = InstantField("deviation.discovered_at", required=True, hint="deviation.instant_hint")
    system_id = RowField("deviation.system", hint="deviation.system_hint")
    immediate_action = TextField("deviation.done_already", lines=True)
