"""What a person may type about period reviews."""

from isms.kernel.web.forms import Form, TextField


class CommentForm(Form):
    text = TextField("review_comment.text", required=True, lines=True, rows=6)


class PlanForm(Form):
    first_period = TextField("review_plan.first_period", required=True, hint="review_plan.first_period_hint")
