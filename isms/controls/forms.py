"""What a person may type about controls."""

from isms.controls.vocabulary import Applicability, ControlStatus
from isms.kernel.web.forms import ChoiceField, DateField, Form, LinkField, NameField, RowField, RowsField, TextField


class AdoptForm(Form):
    framework = NameField("control.framework", required=True, hint="control.framework_hint")


class DecideForm(Form):
    applicability = ChoiceField("control.applicability", Applicability, required=True)
    reason = TextField("control.reason", lines=True, hint="control.reason_hint")
    owner_id = RowField("control.owner_id", hint="control.owner_hint")


class DecideSeveralForm(DecideForm):
    controls = RowsField("control.several", required=True)


class ReviewForm(Form):
    status = ChoiceField("control.status", ControlStatus, required=True)
    implementation = TextField("control.implementation", lines=True, hint="control.implementation_hint")
    next_review_on = DateField("control.next_review_on", required=True, hint="control.next_review_hint")


class EvidenceForm(Form):
    title = TextField("evidence.title", required=True, hint="evidence.title_hint")
    dated_on = DateField("evidence.dated_on", required=True, hint="evidence.dated_hint")
    valid_until = DateField("evidence.valid_until", hint="evidence.valid_hint")
    link = LinkField("evidence.link", hint="evidence.link_hint")
    description = TextField("evidence.description", lines=True, hint="evidence.description_hint")


class LinkForm(Form):
    systems = RowsField("control.systems")


class WithdrawForm(Form):
    because = TextField("evidence.because", required=True, lines=True)
