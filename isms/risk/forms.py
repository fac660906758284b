"""What a person may type about assessments and risks."""

from isms.kernel.web.forms import (
    CheckField,
    ChoiceField,
    DateField,
    Form,
    NameField,
    RowField,
    RowsField,
    SeveralField,
    TextField,
)
from isms.risk.vocabulary import AffectedProperty, Consequence, Intent, Knowledge, Likelihood, Treatment


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
    intent = ChoiceField("scenario.intent", Intent)
    vulnerability = TextField("scenario.vulnerability", lines=True)
    properties = SeveralField("scenario.properties", AffectedProperty)
    privacy_affected = CheckField("scenario.privacy_affected")
    existing_controls = TextField("scenario.existing_controls", lines=True)
    likelihood_before = ChoiceField(
        "scenario.likelihood_before", Likelihood, required=True, hint="scenario.likelihood_hint"
    )
    likelihood_reason = TextField("scenario.likelihood_reason", lines=True)
    consequence_before = ChoiceField(
        "scenario.consequence_before", Consequence, required=True, hint="scenario.consequence_hint"
    )
    driving_category = NameField("scenario.driving_category", hint="scenario.driving_hint")
    consequence_reason = TextField("scenario.consequence_reason", lines=True)
    knowledge = ChoiceField("scenario.knowledge", Knowledge, hint="scenario.knowledge_hint")
    likelihood_inherent = ChoiceField("scenario.likelihood_inherent", Likelihood, hint="scenario.inherent_hint")
    consequence_inherent = ChoiceField("scenario.consequence_inherent", Consequence)
    treatment = ChoiceField("scenario.treatment", Treatment)
    likelihood_after = ChoiceField("scenario.likelihood_after", Likelihood, hint="scenario.after_hint")
    consequence_after = ChoiceField("scenario.consequence_after", Consequence)
    after_reason = TextField("scenario.after_reason", lines=True)
    owner_id = RowField("scenario.owner_id", hint="scenario.owner_hint")
    legal_requirement = TextField("scenario.legal_requirement", hint="scenario.legal_hint")
    breaks_law = CheckField("scenario.breaks_law", hint="scenario.breaks_law_hint")
