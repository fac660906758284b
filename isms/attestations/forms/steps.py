"""What a person may correct in each part of a review; what is typed is kept as typed and read again when attested."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Field

from isms.actions.models import Action
from isms.attestations.vocabulary import Answer, AttestationStep, Grade, Unsettling
from isms.kernel.web.forms import (
    CheckField,
    ChoiceField,
    DateField,
    Form,
    IntegerField,
    RowField,
    SeveralField,
    TextField,
)
from isms.portfolio.vocabulary import (
    AvailabilityLevel,
    ConfidentialityLevel,
    Dpia,
    Exposure,
    Hosting,
    IntegrityLevel,
    PersonalData,
    ProcessorAgreement,
)

STEERING = frozenset({"answer"})
"""What a form says beside the corrections themselves."""

PEOPLE = ("owner_id", "administrator_id", "deputy_owner_id")

Typed = Mapping[str, Sequence[str]]
"""Corrections as they were typed, by the name of their field."""


class StepForm(Form):
    """The answer to a part; its version is how often it had been saved when the page was shown."""

    answer = ChoiceField("attestation.answer", Answer)

    def corrections(self) -> list[Field]:
        """Return the fields that correct something, in order."""
        return [field for field in self.business_fields() if field.name not in STEERING]

    def typed(self) -> dict[str, list[str]]:
        """Return what differs from what the fields held when they were shown, as typed."""
        return {
            field.name: [str(value) for value in field.raw_data or ()]
            for field in self.corrections()
            if field.data != field.object_data and (field.data or field.object_data)
        }

    def refill(self, typed: Typed) -> None:
        """Put what was typed before back into its fields; a field that is no longer there is passed over."""
        for name, values in typed.items():
            if name in self._fields:
                kept = self._fields[name].object_data
                self._fields[name].process(MultiDict((name, value) for value in values))
                self._fields[name].object_data = kept


class NoteForm(StepForm):
    note = TextField("attestation.note", lines=True, rows=2, hint="attestation.note_hint")


class FactsForm(StepForm):
    purpose = TextField("system.purpose", lines=True, rows=2)
    users = IntegerField("system.users")
    hosting = ChoiceField("system.hosting", Hosting)
    exposure = ChoiceField("system.exposure", Exposure)
    ending = CheckField("attestation.ending", hint="attestation.ending_hint")
    note = TextField("attestation.note", lines=True, rows=2, hint="attestation.note_hint")


class RolesForm(StepForm):
    owner_id = RowField("system.owner_id")
    administrator_id = RowField("system.administrator_id")
    deputy_owner_id = RowField("system.deputy_owner_id")
    note = TextField("attestation.note", lines=True, rows=2, hint="attestation.note_hint")


class PrivacyForm(StepForm):
    personal_data = SeveralField("system.personal_data", PersonalData)
    processing_reference = TextField("system.processing_reference")
    processor_agreement = ChoiceField("system.processor_agreement", ProcessorAgreement)
    processor_agreement_reviewed_on = DateField("system.processor_agreement_reviewed_on")
    dpia = ChoiceField("system.dpia", Dpia)
    note = TextField("attestation.note", lines=True, rows=2, hint="attestation.note_hint")


class RatingForm(StepForm):
    k = ChoiceField("rating.k", ConfidentialityLevel)
    k_reason = TextField("rating.k_reason")
    i = ChoiceField("rating.i", IntegrityLevel)
    i_reason = TextField("rating.i_reason")
    t = ChoiceField("rating.t", AvailabilityLevel)
    t_reason = TextField("rating.t_reason")
    note = TextField("attestation.note", lines=True, rows=2, hint="attestation.note_hint")


class AssessmentForm(StepForm):
    unsettled = SeveralField("attestation.unsettled", Unsettling)
    note = TextField("attestation.note", lines=True, rows=2, hint="attestation.note_hint")


class AccessForm(StepForm):
    reviewed_on = DateField("attestation.reviewed_on")
    removed = IntegerField("attestation.removed", maximum=100_000)
    evidence = TextField("attestation.evidence")
    note = TextField("attestation.note", lines=True, rows=2, hint="attestation.note_hint")


class AgreementForm(StepForm):
    agreement_until = DateField("system.agreement_until")
    notice_months = IntegerField("system.notice_months", maximum=600)
    end_of_support_on = DateField("system.end_of_support_on")
    exit_plan_approved_on = DateField("system.exit_plan_approved_on")
    supplier_met_on = DateField("system.supplier_met_on")
    note = TextField("attestation.note", lines=True, rows=2, hint="attestation.note_hint")


class FitnessForm(StepForm):
    covers_needs = ChoiceField("fitness.covers_needs", Grade)
    easy_to_use = ChoiceField("fitness.easy_to_use", Grade)
    training = ChoiceField("fitness.training", Grade)
    service = ChoiceField("fitness.service", Grade)
    availability = ChoiceField("fitness.availability", Grade)
    changeable = ChoiceField("fitness.changeable", Grade)
    integrates = ChoiceField("fitness.integrates", Grade)
    maintained = ChoiceField("fitness.maintained", Grade)
    known_technique = ChoiceField("fitness.known_technique", Grade)
    cost_in_hand = ChoiceField("fitness.cost_in_hand", Grade)


class WishesForm(StepForm):
    text = TextField("attestation.wishes", lines=True, rows=3, hint="attestation.wishes_hint")


FORMS: Mapping[AttestationStep, type[StepForm]] = {
    AttestationStep.FACTS: FactsForm,
    AttestationStep.ROLES: RolesForm,
    AttestationStep.PRIVACY: PrivacyForm,
    AttestationStep.RATING: RatingForm,
    AttestationStep.ASSESSMENT: AssessmentForm,
    AttestationStep.RESIDUAL_RISK: NoteForm,
    AttestationStep.DEVIATIONS: NoteForm,
    AttestationStep.OPERATION: NoteForm,
    AttestationStep.ACCESS: AccessForm,
    AttestationStep.AGREEMENT: AgreementForm,
    AttestationStep.FITNESS: FitnessForm,
    AttestationStep.WISHES: WishesForm,
}
"""The form of each part; that of the actions is made of the actions there are."""

OF_THE_SYSTEM = frozenset(
    {AttestationStep.FACTS, AttestationStep.ROLES, AttestationStep.PRIVACY, AttestationStep.AGREEMENT}
)
"""Parts that ask about the system's own facts, which stand in their fields."""


def actions_form(actions: Iterable[Action]) -> type[StepForm]:
    """Return the form of some open actions: for each whether it is done, another deadline, and why."""
    fields: dict[str, Any] = {}
    for action in actions:
        fields[f"done_{action.id}"] = CheckField("attestation.action_done")
        fields[f"due_on_{action.id}"] = DateField("attestation.action_due_on")
        fields[f"because_{action.id}"] = TextField("attestation.action_because")
    return type("ActionsForm", (NoteForm,), fields)


def step_form(
    step: AttestationStep,
    record: Any,
    *,
    formdata: Any,
    actions: Sequence[Action] = (),
    people: Sequence[tuple[int, str]] = (),
) -> StepForm:
    """Return the form of a part with what is known of the system in its fields.

    people: who may be chosen. Ratings are asked for as the words of their scales, which the columns hold as numbers.
    """
    kind = actions_form(actions) if step == AttestationStep.ACTIONS else FORMS[step]
    letters = {"k": ConfidentialityLevel, "i": IntegrityLevel, "t": AvailabilityLevel}
    rated: dict[str, Any] = {}
    if step == AttestationStep.RATING:
        rated = {n: scale(str(level)) for n, scale in letters.items() if (level := getattr(record, n))}
    form = kind(formdata, obj=record if step in OF_THE_SYSTEM else None, **rated)
    for field in form:
        field.id = f"{step}-{field.name}"
    for name in PEOPLE if step == AttestationStep.ROLES else ():
        form[name].offer(people)
    return form


def read_typed(kept: str) -> dict[str, list[str]]:
    """Return corrections as they were kept."""
    found: dict[str, list[str]] = json.loads(kept)
    return found
