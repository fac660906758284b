"""What a person may type about health models."""

from wtforms import Field

from isms.accounts.forms import PasswordAgainForm
from isms.health.rules import SHIPPED
from isms.health.rules.criteria import field_of, range_of
from isms.health.vocabulary import Indicator, Limit
from isms.kernel.web.forms import DateField, Form, IntegerField, NameField, TextField


class DraftModelForm(Form):
    title = TextField("health_model.title", required=True, hint="health_model.title_hint")
    valid_from = DateField("health_model.valid_from", required=True)
    base = NameField("health_model.base", required=True, hint="health_model.base_hint")


class ModelForm(Form):
    title = TextField("health_model.title", required=True)
    valid_from = DateField("health_model.valid_from", required=True, hint="health_model.valid_from_hint")
    basis = TextField("health_model.basis", lines=True, hint="health_model.basis_hint")


class DecideModelForm(PasswordAgainForm):
    basis = TextField("health_model.basis", lines=True, required=True, hint="health_model.basis_hint")


class WithdrawModelForm(Form):
    because = TextField("health_model.withdrawn_because", required=True, lines=True)


def _label(name: str) -> str:
    """Return the catalogue key of what a number of a model is about."""
    kind, subject, *_ = name.split(".")
    return Limit(subject).label if kind == "limit" else Indicator(subject).label


def _number(name: str) -> Field:
    least, most = range_of(name)
    return IntegerField(_label(name), minimum=least, maximum=most, required=True)


NUMBERS = {field_of(name): name for name in SHIPPED.values()}
"""The names of the numbers of a model by the fields they are typed in."""

NumbersForm: type[ModelForm] = type(
    "NumbersForm", (ModelForm,), {field: _number(name) for field, name in NUMBERS.items()}
)
"""The form of a whole model: a field per number."""
