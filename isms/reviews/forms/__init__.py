"""What a person may type about reviews."""

from isms.kernel.web.forms import DateField, Form, RowField, TextField


class CommentForm(Form):
    text = TextField("review_comment.text", required=True, lines=True, rows=6)


class DecisionForm(Form):
    text = TextField("decision.text", required=True, lines=True, hint="decision.text_hint")
    owner_id = RowField("decision.owner_id", required=True)
    due_on = DateField("decision.due_on", required=True)


class PlanForm(Form):
    first_period = TextField("review_plan.first_period", required=True, hint="review_plan.first_period_hint")
