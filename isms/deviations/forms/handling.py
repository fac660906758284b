"""What a person may type when handling a deviation."""

from isms.actions.vocabulary import Effect
from isms.deviations.vocabulary import Cause, DeviationCategory, DeviationKind, Severity, Surely
from isms.kernel.web.forms import (
    CheckField,
    ChoiceField,
    DateField,
    Form,
    InstantField,
    LinkField,
    RowField,
    RowsField,
    TextField,
)
from isms.risk.vocabulary import Consequence, Likelihood


class DeviationForm(Form):
    title = TextField("deviation.title", required=True)
    description = TextField("deviation.description", lines=True, hint="deviation.description_hint")
    place = TextField("deviation.place")
    discovered_at = InstantField("deviation.discovered_at", required=True, hint="deviation.instant_hint")
    responsible_id = RowField("deviation.responsible_id")
    due_on = DateField("deviation.due_on", required=True, hint="deviation.due_hint")
    immediate_action = TextField("deviation.immediate_action", lines=True)
    external_reference = TextField("deviation.external_reference", hint="deviation.external_hint")
    external_link = LinkField("deviation.external_link")


class FindingFactsForm(DeviationForm):
    found_by = TextField("deviation.found_by")
    source_document = TextField("deviation.source_document", required=True, hint="deviation.source_hint")
    source_link = LinkField("deviation.source_link")
    recommendation = TextField("deviation.recommendation", lines=True)


class TriageForm(Form):
    kind = ChoiceField("deviation.kind", DeviationKind, required=True)
    category = ChoiceField("deviation.category", DeviationCategory, required=True)
    personal_data = ChoiceField("deviation.personal_data", Surely, required=True)
    hits_confidentiality = CheckField("deviation.hits_confidentiality")
    hits_integrity = CheckField("deviation.hits_integrity")
    hits_availability = CheckField("deviation.hits_availability")
    consequence = ChoiceField("deviation.consequence", Consequence, required=True, hint="deviation.consequence_hint")
    severity = ChoiceField("deviation.severity", Severity, hint="deviation.severity_by_rule")
    severity_reason = TextField("deviation.severity_reason", hint="deviation.severity_reason_hint")
    aware_at = InstantField("deviation.aware_at", required=True, hint="deviation.aware_hint")
    responsible_id = RowField("deviation.responsible_id", required=True)
    due_on = DateField("deviation.due_on", hint="deviation.due_hint")


class StartForm(Form):
    immediate_action = TextField("deviation.immediate_action", lines=True, hint="deviation.immediate_hint")


class ExplainForm(Form):
    immediate_action = TextField("deviation.immediate_action", lines=True, hint="deviation.immediate_hint")
    cause_kind = ChoiceField("deviation.cause_kind", Cause)
    cause = TextField("deviation.cause", lines=True, hint="deviation.cause_hint")
    corrective_action = TextField("deviation.corrective_action", lines=True, hint="deviation.corrective_hint")
    exists_elsewhere = ChoiceField("deviation.exists_elsewhere", Surely)
    elsewhere = TextField("deviation.elsewhere", lines=True)


class CorrectForm(Form):
    immediate_action = TextField("deviation.immediate_action", lines=True, hint="deviation.immediate_hint")
    cause_kind = ChoiceField("deviation.cause_kind", Cause, required=True)
    cause = TextField("deviation.cause", required=True, lines=True, hint="deviation.cause_hint")
    corrective_action = TextField(
        "deviation.corrective_action", required=True, lines=True, hint="deviation.corrective_hint"
    )
    exists_elsewhere = ChoiceField("deviation.exists_elsewhere", Surely, required=True)
    elsewhere = TextField("deviation.elsewhere", lines=True)
    effect_due_on = DateField("deviation.effect_due_on", required=True, hint="deviation.effect_due_hint")


class CheckEffectForm(Form):
    effect = ChoiceField("deviation.effect", Effect, required=True)
    effect_reason = TextField("deviation.effect_reason", required=True, lines=True)


class CloseForm(Form):
    cause_kind = ChoiceField("deviation.cause_kind", Cause, required=True)
    cause = TextField("deviation.cause", required=True, lines=True, hint="deviation.cause_hint")
    corrective_action = TextField(
        "deviation.corrective_action", required=True, lines=True, hint="deviation.corrective_hint"
    )
    learning = TextField("deviation.learning", required=True, lines=True, hint="deviation.learning_hint")


class LinkForm(Form):
    systems = RowsField("deviation.systems")
    risks = RowsField("deviation.risks", hint="deviation.risks_hint")
    controls = RowsField("deviation.controls")
    suppliers = RowsField("deviation.suppliers")


class MergeForm(Form):
    merged_into_id = RowField("deviation.merged_into_id", required=True, hint="deviation.merge_hint")


class AnswerForm(Form):
    answer_due_on = DateField("deviation.answer_due_on")
    answer = TextField("deviation.answer", lines=True)
    answered_on = DateField("deviation.answered_on")
    follow_up = TextField("deviation.follow_up", lines=True)


class FindingForm(Form):
    kind = ChoiceField("deviation.kind", DeviationKind, required=True)
    title = TextField("deviation.finding_title", required=True)
    description = TextField("deviation.description", lines=True)
    found_by = TextField("deviation.found_by", required=True, hint="deviation.found_by_hint")
    source_document = TextField("deviation.source_document", required=True, hint="deviation.source_hint")
    source_link = LinkField("deviation.source_link")
    discovered_at = InstantField("deviation.finding_came", required=True, hint="deviation.instant_hint")
    recommendation = TextField("deviation.recommendation", lines=True)
    answer_due_on = DateField("deviation.answer_due_on")
    category = ChoiceField("deviation.category", DeviationCategory, required=True)
    severity = ChoiceField("deviation.severity", Severity, required=True)
    unit_id = RowField("deviation.unit_id", required=True)
    systems = RowsField("deviation.systems")
    responsible_id = RowField("deviation.responsible_id", required=True)
    due_on = DateField("deviation.due_on", hint="deviation.due_hint")


class RaiseForm(Form):
    system_id = RowField("deviation.raise_system", required=True)
    assessment_id = RowField("deviation.raise_assessment", hint="deviation.raise_assessment_hint")
    title = TextField("scenario.title", required=True)
    description = TextField("scenario.description", lines=True)
    likelihood_before = ChoiceField("scenario.likelihood_before", Likelihood, required=True)
    consequence_before = ChoiceField("scenario.consequence_before", Consequence, required=True)


class ReasonForm(Form):
    because = TextField("deviation.because", required=True, lines=True)
