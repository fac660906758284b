"""What a person may type about assessments and risks."""

from isms.kernel.web.forms import ChoiceField, DateField, Form, RowField, RowsField, SeveralField, TextField
from isms.risk.vocabulary import AffectedProperty, Consequence, Likelihood, Treatment


class AssessmentForm(Form):
    title = TextField("assessment.title", required=True, hint="assessment.title_hint")
    systems = RowsField("assessment.systems")
    subject = TextField("assessment.subject", hint="assessment.subject_hint")
    unit_id = RowField("assessment.unit_id", hint="assessment.unit_hint")
    assessed_on = DateField("assessment.assessed_on", required=True)
    valid_until = DateField("assessment.valid_until", required=True, hint="assessment.valid_until_hint")
    responsible_id = RowField("assessment.responsible_id", required=True)
    participants = TextField("assessment.participants", lines=True, hint="assessment.participants_hint")
    method = TextField("assessment.method")
    summary = TextField("assessment.summary", lines=True)
    exempt_basis = TextField("assessment.exempt_basis", hint="assessment.exempt_hint")


class ApproveForm(Form):
    pass


class WithdrawForm(Form):
    because = TextField("risk.withdrawn_because", required=True, lines=True)


class ScenarioForm(Form):
    title = TextField("scenario.title", required=True, hint="scenario.title_hint")
    system_id = RowField("scenario.system_id", hint="scenario.system_hint")
    description = TextField("scenario.description", lines=True)
    cause = TextField("scenario.cause", lines=True)
    vulnerability = TextField("scenario.vulnerability", lines=True)
    properties = SeveralField("scenario.properties", AffectedProperty)
    existing_controls = TextField("scenario.existing_controls", lines=True)
    likelihood_before = ChoiceField(
        "scenario.likelihood_before", Likelihood, required=True, hint="scenario.likelihood_hint"
    )
    consequence_before = ChoiceField(
        "scenario.consequence_before", Consequence, required=True, hint="scenario.consequence_hint"
    )
    treatment = ChoiceField("scenario.treatment", Treatment)
    likelihood_after = ChoiceField("scenario.likelihood_after", Likelihood, hint="scenario.after_hint")
    consequence_after = ChoiceField("scenario.consequence_after", Consequence)
    owner_id = RowField("scenario.owner_id")
