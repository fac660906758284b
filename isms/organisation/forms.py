"""What a person may type about units, people and roles."""

from isms.kernel.web.forms import ChoiceField, DateField, Form, RowField, TextField
from isms.organisation.vocabulary import Language, Role, UnitKind


class UnitForm(Form):
    name = TextField("unit.name", required=True)
    code = TextField("unit.code", required=True, hint="unit.code_hint")
    leader_id = RowField("unit.leader_id")
    valid_from = DateField("unit.valid_from")
    note = TextField("unit.note", lines=True)


class NewUnitForm(UnitForm):
    kind = ChoiceField("unit.kind", UnitKind, required=True)
    parent_id = RowField("unit.parent_id")


class MoveForm(Form):
    parent_id = RowField("unit.parent_id", required=True)


class EndUnitForm(Form):
    valid_until = DateField("unit.valid_until", hint="unit.valid_until_hint")
    because = TextField("unit.end_because", required=True)


class WithdrawForm(Form):
    because = TextField("withdraw.because", required=True)


class PersonForm(Form):
    name = TextField("person.name", required=True)
    email = TextField("person.email", required=True)
    title = TextField("person.title")
    unit_id = RowField("person.unit_id", required=True)
    trained_on = DateField("person.trained_on", hint="person.trained_on_hint")


class NewPersonForm(PersonForm):
    language = ChoiceField("person.language", Language, required=True)


class ConfirmForm(Form):
    """Asks for nothing but the button."""


class HandOverForm(Form):
    heir_id = RowField("handover.heir", required=True, hint="handover.heir_hint")
    because = TextField("handover.because", required=True, hint="handover.because_hint")


class GrantForm(Form):
    role = ChoiceField("role_holding.role", Role, required=True)
    unit_id = RowField("role_holding.unit_id", required=True, hint="role.unit_hint")
    valid_from = DateField("role_holding.valid_from", required=True)
    valid_until = DateField("role_holding.valid_until", hint="role.valid_until_hint")
