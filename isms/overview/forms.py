"""What a person may ask of an auditor pack."""

from isms.kernel.web.forms import DateField, Form, RowField


class PackForm(Form):
    as_of = DateField("pack.as_of", hint="pack.as_of_hint")
    unit_id = RowField("pack.unit_id", hint="pack.unit_hint")
