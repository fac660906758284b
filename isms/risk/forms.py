"""What a person may type about assessments and risks."""

from itertools import product
from typing import Any

from wtforms import Field

from isms.accounts.forms import PasswordAgainForm
from isms.actions.rules import reason_refusals
from isms.kernel.web.doors import words
from isms.kernel.web.forms import (
    CheckField,
    ChoiceField,
    DateField,
    Form,
    IntegerField,
    NameField,
    RowField,
    RowsField,
    SeveralField,
    TextField,
)
from isms.portfolio.rules import LEVELS as SYSTEM_CLASSES
from isms.risk.vocabulary import (
    AffectedProperty,
    Authority,
    ChangeAnswer,
    Consequence,
    Intent,
    Knowledge,
    Likelihood,
    RiskLevel,
    Treatment,
)

MOST_CATEGORIES = 8
"""How many kinds of consequence the form of a model has room for."""


class AssessmentForm(Form):
    title = TextField("assessment.title", required=True, hint="assessment.title_hint")
    systems = RowsField("assessment.systems")
    subject = TextField("assessment.subject", hint="assessment.subject_hint")
    unit_id = RowField("assessment.unit_id", hint="assessment.unit_hint")
    assessed_on = DateField("assessment.assessed_on", required=True)
    valid_until = DateField("assessment.valid_until", hint="assessment.valid_until_hint")
    responsible_id = RowField("assessment.responsible_id", required=True)
    participants = TextField("assessment.participants", lines=True, hint="assessment.participants_hint")
    method = TextField("assessment.method")
    summary = TextField("assessment.summary", lines=True)
    exempt_basis = TextField("assessment.exempt_basis", hint="assessment.exempt_hint")


class ApproveForm(Form):
    pass


class ApproveModelForm(PasswordAgainForm):
    pass


class CopyForm(Form):
    pass


class ReturnForm(Form):
    because = TextField("assessment.returned_because", required=True, lines=True)


class AnswerForm(Form):
    answer = ChoiceField("significant_change.answer", ChangeAnswer, required=True)
    answer_reason = TextField("significant_change.answer_reason", required=True, lines=True)


class OwnerForm(Form):
    owner_id = RowField("scenario.owner_id", required=True)


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


class BulkForm(Form):
    owner_id = RowField("bulk.owner", hint="bulk.owner_hint")
    due_on = DateField("bulk.due_on", hint="bulk.due_hint")
    because = TextField("bulk.because", hint="bulk.because_hint")

    def is_whole(self) -> bool:
        """Say whether what was filled in can be looked at: something to change, and a reason for a deadline."""
        if not self.validate():
            return False
        if self.owner_id.data is None and self.due_on.data is None:
            self.form_errors.append(words()("bulk.nothing_to_change"))
        elif self.due_on.data is not None:
            self.take(reason_refusals(self.because.data))
        return not self.error_list()

    def deadline(self) -> dict[str, Any]:
        """Return the deadline and why it is moved."""
        return {"due_on": self.due_on.data, "because": self.because.data}


class DraftModelForm(Form):
    title = TextField("risk_model.title", required=True, hint="risk_model.title_hint")
    valid_from = DateField("risk_model.valid_from", required=True)
    base = NameField("risk_model.base", required=True, hint="risk_model.base_hint")


class ModelForm(Form):
    title = TextField("risk_model.title", required=True)
    valid_from = DateField("risk_model.valid_from", required=True)
    basis = TextField("risk_model.basis", lines=True, hint="risk_model.basis_hint")
    likelihood_names = TextField("risk_model.likelihood_names", required=True, lines=True, hint="risk_model.lines_hint")
    likelihood_texts = TextField("risk_model.likelihood_texts", required=True, lines=True, hint="risk_model.lines_hint")
    ease_texts = TextField("risk_model.ease_texts", required=True, lines=True, hint="risk_model.lines_hint")
    consequence_names = TextField(
        "risk_model.consequence_names", required=True, lines=True, hint="risk_model.lines_hint"
    )


def model_form(size: int) -> type[ModelForm]:
    """Return the form of a risk model with a number of steps: a choice per cell, level and class."""
    fields: dict[str, Field] = {}
    for number in range(1, MOST_CATEGORIES + 1):
        fields[f"category_{number}_name"] = TextField("consequence_category.name")
        fields[f"category_{number}_texts"] = TextField("consequence_category.texts", lines=True)
    for consequence, likelihood in product(range(1, size + 1), repeat=2):
        fields[f"cell_{consequence}_{likelihood}"] = ChoiceField("risk_model.cells", RiskLevel, required=True)
    for level in RiskLevel:
        fields[f"{level}_accepted_by"] = ChoiceField(f"risk_model.{level}_accepted_by", Authority, required=True)
        fields[f"{level}_months"] = IntegerField(f"risk_model.{level}_months", minimum=1, maximum=60, required=True)
    for system_class in SYSTEM_CLASSES:
        label = f"risk_model.class_{system_class}_months"
        fields[f"class_{system_class}_months"] = IntegerField(label, minimum=1, maximum=60, required=True)
    return type("ModelForm", (ModelForm,), fields)


class ReferForm(Form):
    controls = RowsField("scenario.controls_per_system")
    further = RowsField("scenario.controls_further")


class AcceptForm(Form):
    valid_until = DateField("acceptance.valid_until", required=True)
    reason = TextField("acceptance.reason", lines=True)


class AcceptMediumForm(Form):
    valid_until = DateField("acceptance.valid_until", required=True)
    reason = TextField("acceptance.reason", required=True, lines=True, hint="acceptance.reason_hint")


class AcceptHighForm(AcceptMediumForm):
    compensation = TextField("acceptance.compensation", required=True, lines=True, hint="acceptance.compensation_hint")


class AcceptPrivacyForm(AcceptHighForm):
    privacy_opinion = TextField(
        "acceptance.privacy_opinion", required=True, lines=True, hint="acceptance.privacy_opinion_hint"
    )


class RevokeForm(Form):
    reason = TextField("acceptance.reason", required=True, lines=True)


class ApprovePlanForm(Form):
    pass
