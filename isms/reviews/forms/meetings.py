"""What a person may type about meetings."""

from typing import Any

from wtforms import HiddenField

from isms.accounts.forms import PasswordField
from isms.kernel.web.forms import (
    CheckField,
    ChoiceField,
    DateField,
    Form,
    IntegerField,
    RowField,
    TextField,
    YesNoField,
)
from isms.reviews.vocabulary import MeetingKind, PackagePart, TakesPartAs


class MeetingForm(Form):
    unit_id = RowField("meeting.unit_id", required=True)
    kind = ChoiceField("meeting.kind", MeetingKind, required=True)
    meets_on = DateField("meeting.meets_on", required=True)
    case_number = TextField("meeting.case_number")
    marking = TextField("meeting.marking", hint="meeting.marking_hint")


class ChangeMeetingForm(Form):
    meets_on = DateField("meeting.meets_on", required=True)
    collects_on = DateField("meeting.collects_on", required=True)
    freezes_on = DateField("meeting.freezes_on", required=True)
    sends_on = DateField("meeting.sends_on", required=True)
    case_number = TextField("meeting.case_number")
    journal_number = TextField("meeting.journal_number", hint="meeting.journal_number_hint")
    marking = TextField("meeting.marking", hint="meeting.marking_hint")


class StepForm(Form):
    """Nothing to fill in: a step is taken as it is described."""


class WithdrawForm(Form):
    because = TextField("meeting.because", required=True, lines=True)


class SummaryForm(Form):
    summary = TextField("meeting.summary", lines=True, hint="meeting.summary_hint")
    climate_considered = CheckField("meeting.climate_considered", hint="meeting.climate_considered_hint")


class PartForm(Form):
    text = TextField("meeting_text.text", lines=True, rows=8, hint="meeting_text.text_hint")
    nothing_because = TextField("meeting_text.nothing_because", lines=True, hint="meeting_text.nothing_because_hint")


class StatementForm(Form):
    text = TextField("area_statement.text", required=True, lines=True, rows=8, hint="area_statement.text_hint")


class InviteForm(Form):
    person_id = RowField("participant.person_id", required=True)
    takes_part_as = ChoiceField("participant.takes_part_as", TakesPartAs, required=True)


class ParticipantForm(Form):
    takes_part_as = ChoiceField("participant.takes_part_as", TakesPartAs, required=True)
    attended = YesNoField("participant.attended")
    disqualified_because = TextField(
        "participant.disqualified_because", lines=True, hint="participant.disqualified_because_hint"
    )

    def values(self) -> dict[str, Any]:
        return {**super().values(), "attended": self.attended.claim}


class ProposalForm(Form):
    text = TextField("proposal.text", required=True, lines=True, hint="proposal.text_hint")
    owner_id = RowField("proposal.owner_id", hint="proposal.owner_id_hint")
    due_on = DateField("proposal.due_on")


class DecisionForm(Form):
    proposal_id = RowField("decision.proposal_id")
    text = TextField("decision.text", required=True, lines=True, hint="decision.text_hint")
    owner_id = RowField("decision.owner_id", hint="proposal.owner_id_hint")
    due_on = DateField("decision.due_on")


class ErratumForm(Form):
    part = ChoiceField("erratum.part", PackagePart, hint="erratum.part_hint")
    text = TextField("erratum.text", required=True, lines=True, hint="erratum.text_hint")


class SignForm(Form):
    password = PasswordField("meeting.password", "current-password", hint="meeting.password_hint")
    digest = HiddenField()


class MeetingPlanForm(Form):
    main_month = IntegerField("meeting_plan.main_month", required=True, minimum=1, maximum=12)
    short_month = IntegerField("meeting_plan.short_month", minimum=1, maximum=12)
    day = IntegerField("meeting_plan.day", required=True, minimum=1, maximum=28, hint="meeting_plan.day_hint")
    collect_days = IntegerField("meeting_plan.collect_days", required=True, maximum=200)
    freeze_days = IntegerField("meeting_plan.freeze_days", required=True, maximum=200)
    send_days = IntegerField("meeting_plan.send_days", required=True, maximum=200)
    is_active = CheckField("meeting_plan.is_active")
