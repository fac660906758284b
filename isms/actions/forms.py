"""What a person may type about actions."""

from isms.actions.vocabulary import Effect, Priority
from isms.kernel.web.forms import ChoiceField, DateField, Form, IntegerField, MoneyField, RowField, TextField


class ActionForm(Form):
    title = TextField("action.title", required=True, hint="action.title_hint")
    description = TextField("action.description", lines=True)
    owner_id = RowField("action.owner_id", required=True)
    priority = ChoiceField("action.priority", Priority)


class ChangeForm(ActionForm):
    cost = MoneyField("action.cost", hint="action.cost_hint")
    progress = IntegerField("action.progress", maximum=100, hint="action.progress_hint")


class NewActionForm(ActionForm):
    due_on = DateField("action.due_on", required=True)


class ReassignForm(Form):
    owner_id = RowField("action.new_owner", required=True)
    because = TextField("action.reassigned_because", required=True, hint="action.reassigned_hint")


class MoveDeadlineForm(Form):
    due_on = DateField("action.new_due_on", required=True)
    because = TextField("action.moved_because", required=True, lines=True)


class CompleteForm(Form):
    done_on = DateField("action.done_on", required=True)


class EffectForm(Form):
    effect = ChoiceField("action.effect", Effect, required=True)
    effect_reason = TextField("action.effect_reason", required=True, lines=True, hint="action.effect_hint")


class WithdrawForm(Form):
    because = TextField("action.withdrawn_because", required=True, lines=True)
