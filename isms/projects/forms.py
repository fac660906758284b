"""What a person may type about projects and about systems whose life ends."""

from isms.kernel.web.forms import ChoiceField, DateField, Form, RowField, TextField
from isms.projects.vocabulary import BenefitDimension, Outcome, ProjectPart


class ProjectForm(Form):
    name = TextField("project.name", required=True)
    description = TextField("project.description", lines=True, rows=3, hint="project.description_hint")
    unit_id = RowField("project.unit_id", required=True, hint="project.unit_hint")
    owner_id = RowField("project.owner_id", hint="project.owner_hint")
    manager_id = RowField("project.manager_id")
    begun_on = DateField("project.begun_on", required=True, hint="project.begun_hint")
    planned_end_on = DateField("project.planned_end_on")
    reference = TextField("project.reference", hint="project.reference_hint")


class AttachForm(Form):
    system_id = RowField("project_system.system_id", required=True)
    part = ChoiceField("project_system.part", ProjectPart, required=True)


class WithdrawForm(Form):
    because = TextField("project.because", required=True, lines=True)


class DecideForm(Form):
    outcome = ChoiceField("decision_taken.outcome", Outcome, required=True)
    decided_on = DateField("decision_taken.decided_on", required=True, hint="decision_taken.decided_hint")
    reason = TextField("decision_taken.reason", lines=True, hint="decision_taken.reason_hint")
    waived_because = TextField("project_gate.waived_because", lines=True, hint="gate.waived_hint")


class TickForm(Form):
    met_on = DateField("project_gate.met_on", hint="gate.met_hint")
    evidence = TextField("project_gate.evidence", lines=True, hint="gate.evidence_hint")


class WaiveForm(Form):
    waived_because = TextField("project_gate.waived_because", required=True, lines=True)


class BenefitForm(Form):
    dimension = ChoiceField("project_benefit.dimension", BenefitDimension, required=True)
    text = TextField("project_benefit.text", required=True, lines=True, hint="benefit.text_hint")
    owner_id = RowField("project_benefit.owner_id")
    due_on = DateField("project_benefit.due_on")


class RealiseForm(Form):
    realised = TextField("project_benefit.realised", required=True, lines=True, hint="benefit.realised_hint")
    realised_on = DateField("project_benefit.realised_on", required=True)


class BeginEndingForm(Form):
    begun_on = DateField("system_ending.begun_on", required=True)
    responsible_id = RowField("system_ending.responsible_id")


class PartForm(Form):
    done_on = DateField("ending.done_on")
    evidence = TextField("ending.evidence", lines=True, hint="ending.evidence_hint")
    not_needed_because = TextField("ending.not_needed_because", lines=True, hint="ending.not_needed_hint")


class FinishForm(Form):
    ended_on = DateField("system.ended_on", required=True)
    data_went_to = TextField("system.data_went_to", required=True, lines=True, hint="system.data_went_to_hint")
