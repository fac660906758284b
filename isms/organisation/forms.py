"""What a person may type about units, people and roles."""

from isms.kernel.web.forms import ChoiceField, DateField, Form, RowField, TextField
from isms.organisation.vocabulary import UnitKind


class UnitForm(Form):
    name = TextField("unit.name", required=True)
    code = TextField("unit.code", required=True, hint="unit.code_hint")
    leader_id = RowField("unit.leader_id")
    valid_from = DateField("unit.valid_from")
    valid_until = DateField("unit.valid_until", hint="unit.valid_until_hint")
    note = TextField("unit.note", lines=True)


class NewUnitForm(UnitForm):
    kind = ChoiceField("unit.kind", UnitKind, required=True)
    parent_id = RowField("unit.parent_id")
