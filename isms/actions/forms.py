"""What a person may type about actions."""

from isms.kernel.web.forms import DateField, Form, RowField, TextField


class ActionForm(Form):
    title = TextField("action.title", required=True, hint="action.title_hint")
    description = TextField("action.description", lines=True)
    owner_id = RowField("action.owner_id", required=True)


class NewActionForm(ActionForm):
    due_on = DateField("action.due_on", required=True)


class MoveDeadlineForm(Form):
    due_on = DateField("action.new_due_on", required=True)
    because = TextField("action.moved_because", required=True, lines=True)


class CompleteForm(Form):
    done_on = DateField("action.done_on", required=True)


class WithdrawForm(Form):
    because = TextField("action.withdrawn_because", required=True, lines=True)
