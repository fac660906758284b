"""What a form is: fields, the version it showed, and the key that makes a double submit one."""

from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, FileField, HiddenField

from isms.kernel.refusal import Refusal
from isms.kernel.submissions import new_submit_key
from isms.kernel.vocabulary import Term
from isms.kernel.web.doors import words
from isms.kernel.web.fields import (
    CheckField,
    ChoiceField,
    DateField,
    FilesField,
    InstantField,
    IntegerField,
    LinkField,
    LinksField,
    MoneyField,
    NameField,
    RowField,
    RowsField,
    SeveralField,
    TextField,
    VersionField,
    YesNoField,
)

__all__ = [
    "CheckField",
    "ChoiceField",
    "DateField",
    "FileField",
    "FilesField",
    "Form",
    "InstantField",
    "IntegerField",
    "LinkField",
    "LinksField",
    "MoneyField",
    "NameField",
    "RowField",
    "RowsField",
    "SeveralField",
    "TextField",
    "YesNoField",
]

HIDDEN = frozenset({"csrf_token", "version", "submit_key"})


class Form(FlaskForm):
    """A form whose labels and hints are catalogue keys."""

    version = VersionField()
    submit_key = HiddenField(default=new_submit_key)

    def business_fields(self) -> list[Field]:
        """Return the fields a person fills in, in order."""
        return [field for field in self if field.name not in HIDDEN]

    def values(self) -> dict[str, Any]:
        """Return what was filled in, by field name."""
        return {
            field.name: field.claim if isinstance(field, YesNoField) else field.data for field in self.business_fields()
        }

    def take(self, refusals: Iterable[Refusal]) -> None:
        """Show refusals beside their fields; those of no field are shown above the form."""
        for refusal in refusals:
            text = words()(refusal.because, **refusal.values)
            field = self._fields.get(refusal.field or "")
            if field is None:
                self.form_errors.append(text)
            else:
                field.errors = [*field.errors, text]

    def error_list(self) -> list[tuple[str | None, str]]:
        """Return every error with the id of its field, in the order of the page."""
        above: list[tuple[str | None, str]] = [(None, text) for text in self.form_errors]
        return above + [(field.id, text) for field in self for text in field.errors]


def shown(field: Field) -> str:
    """Return a field's value as a person reads it."""
    choices = getattr(field, "choices", None)
    if choices is not None:
        chosen = field.data if isinstance(field.data, tuple) else (field.data,)
        texts = {str(value): _text(label) for value, label, *_ in choices}
        return ", ".join(texts.get(str(getattr(item, "value", item)), "") for item in chosen if item is not None)
    if isinstance(field.data, bool):
        return words()("yes_no.yes" if field.data else "yes_no.no")
    return str(field._value()) if field.data is not None else ""


def _text(label: Any) -> str:
    return words()(label.label) if isinstance(label, Term) else str(label)
