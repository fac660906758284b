"""What a person may type about campaigns, and about who fills in."""

from isms.attestations.vocabulary import OpensByItself
from isms.kernel.web.forms import ChoiceField, DateField, Form, IntegerField, RowField


class PlanForm(Form):
    month = IntegerField("campaign_plan.month", required=True, minimum=1, maximum=12)
    day = IntegerField("campaign_plan.day", required=True, minimum=1, maximum=28)
    days = IntegerField("campaign_plan.days", required=True, minimum=7, maximum=180)
    opens_by_itself = ChoiceField("campaign_plan.is_active", OpensByItself, required=True)


class CampaignForm(Form):
    due_on = DateField("campaign.due_on", required=True, hint="campaign.due_on_hint")


class EndForm(Form):
    """Nothing is typed: the page asks, and the button says what is done."""


class DelegateForm(Form):
    delegate_id = RowField("attestation.delegate_id", hint="attestation.delegate_hint")
