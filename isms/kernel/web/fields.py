"""The fields a form may have: each reads what people type in either language and says what is wrong in words."""

import re
from abc import abstractmethod
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    MultipleFileField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TextArea, TextInput

from isms.kernel.clock import OSLO
from isms.kernel.file_kinds import ENDINGS, File, cleaned_name, file_refusals
from isms.kernel.formats import (
    print_date,
    print_instant,
    print_integer,
    print_money,
    read_date,
    read_integer,
    read_money,
)
from isms.kernel.identity_numbers import find_identity_number
from isms.kernel.text import normalise, normalise_lines
from isms.kernel.vocabulary import Term, YesNo
from isms.kernel.web.doors import language, words

NO_ANSWER = SelectChoice("", "")
SHORT = 200
LONG = 8_000
LINK = 2_000
INSTANT = re.compile(r"(?P<day>\S+?)(?:[ T]+(?:kl\.? ?)?(?P<hour>\d{1,2})[.:](?P<minute>\d{2}))?$")


def _say(key: str, **values: object) -> ValidationError:
    return ValidationError(words()(key, **values))


class Required:
    """Refuses an empty field, naming it."""

    field_flags = {"required": True}

    def __call__(self, form: object, field: Field) -> None:
        if field.data in (None, "", ()) and not field.errors:
            raise _say("form.fill_in", field=words()(field.label.text))


def _validators(required: bool) -> list[Required]:
    return [Required()] if required else []


class TextField(StringField):
    """Text, cleaned; empty text is None. `lines` allows several lines. Identity numbers are refused."""

    def __init__(
        self, label: str, *, required: bool = False, hint: str = "", lines: bool = False, **kwargs: Any
    ) -> None:
        self.lines = lines
        self.longest = kwargs.pop("longest", LONG if lines else SHORT)
        widget = TextArea() if lines else TextInput()
        render = {"rows": kwargs.pop("rows", 4)} if lines else None
        super().__init__(label, _validators(required), description=hint, widget=widget, render_kw=render, **kwargs)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        clean = (normalise_lines if self.lines else normalise)(valuelist[0]) if valuelist else ""
        self.data = clean or None

    def pre_validate(self, form: object) -> None:
        text = self.data or ""
        if len(text) > self.longest:
            raise _say("form.too_long", longest=self.longest, length=len(text))
        if find_identity_number(text):
            raise _say("form.identity_number")


class _TypedField(StringField):
    """A value typed as text; what was typed is shown again when it cannot be read."""

    def __init__(self, label: str, *, required: bool = False, hint: str = "", **kwargs: Any) -> None:
        super().__init__(label, _validators(required), description=hint, **kwargs)

    @abstractmethod
    def read(self, text: str) -> Any:
        """Return the value a text means; raises ValueError with the words to show."""

    @abstractmethod
    def printed(self, value: Any) -> str:
        """Return the text of a value in the language of the page."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = self.read(text) if text else None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.printed(self.data)


class DateField(_TypedField):
    """A day, typed dd.mm.åååå, d.m.åå or in ISO form."""

    def read(self, text: str) -> date:
        try:
            return read_date(text)
        except ValueError as error:
            raise ValueError(words()("form.date_unreadable")) from error

    def printed(self, value: date) -> str:
        return print_date(value, language())


class InstantField(_TypedField):
    """A day and a time of day in Oslo, typed «22.11.2026 kl. 13.20»."""

    def read(self, text: str) -> datetime:
        found = INSTANT.match(text)
        try:
            if not found or found["hour"] is None:
                raise ValueError(text)
            at = time(int(found["hour"]), int(found["minute"]))
            return datetime.combine(read_date(found["day"]), at, OSLO).astimezone(UTC)
        except ValueError as error:
            raise ValueError(words()("form.instant_unreadable")) from error

    def printed(self, value: datetime) -> str:
        return print_instant(value, language())


class IntegerField(_TypedField):
    """A whole number within limits."""

    def __init__(self, label: str, *, minimum: int = 0, maximum: int = 2_000_000_000, **kwargs: Any) -> None:
        self.minimum = minimum
        self.maximum = maximum
        super().__init__(label, **kwargs)

    def read(self, text: str) -> int:
        try:
            number = read_integer(text)
        except ValueError as error:
            raise ValueError(words()("form.number_unreadable")) from error
        if not self.minimum <= number <= self.maximum:
            raise ValueError(words()("form.number_out_of_range", minimum=self.minimum, maximum=self.maximum))
        return number

    def printed(self, value: int) -> str:
        return print_integer(value, language())


class MoneyField(_TypedField):
    """An amount in kroner, none of it negative; the data is in øre."""

    def read(self, text: str) -> int:
        try:
            amount = read_money(text)
        except ValueError as error:
            raise ValueError(words()("form.money_unreadable")) from error
        if amount < 0:
            raise ValueError(words()("form.money_unreadable"))
        return amount

    def printed(self, value: int) -> str:
        return print_money(value, language())


def _coerce(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a coercion that takes nothing for an answer."""
    return lambda value: None if value in (None, "", "None") else read(value)


class _OfferingField(SelectField):
    """A choice; "" is the answer not given, and an answer not offered is refused in words."""

    def pre_validate(self, form: object) -> None:
        offered = {value for value, *_ in self.choices or ()}
        if self.data is not None and self.data not in offered and str(self.data) not in offered:
            raise _say("form.not_offered")

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(words()("form.not_offered")) from error


class ChoiceField(_OfferingField):
    """One word of a vocabulary."""

    def __init__(
        self, label: str, vocabulary: type[Term], *, required: bool = False, hint: str = "", **kwargs: Any
    ) -> None:
        choices = [SelectChoice(term.value, term) for term in vocabulary]
        self._unanswered = [NO_ANSWER] if not required or len(choices) > 4 else []
        super().__init__(
            label,
            _validators(required),
            coerce=_coerce(vocabulary),
            choices=[*self._unanswered, *choices],
            description=hint,
            validate_choice=False,
            **kwargs,
        )

    def offer(self, pairs: Sequence[tuple[Term, str]]) -> None:
        """Offer only some words of the vocabulary, each with the text it goes by here."""
        self.choices = [*self._unanswered, *(SelectChoice(term.value, text) for term, text in pairs)]


class YesNoField(ChoiceField):
    """Yes, no, or nothing said; `claim` is True, False or None."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, YesNo, **kwargs)

    def process_data(self, value: Any) -> None:
        self.data = (YesNo.YES if value else YesNo.NO) if isinstance(value, bool) else value

    @property
    def claim(self) -> bool | None:
        """Return what was answered."""
        return None if self.data is None else self.data == YesNo.YES


class _OfferedField(_OfferingField):
    """One of what a view offers, none of it known before."""

    read: Callable[[Any], Any]

    def __init__(self, label: str, *, required: bool = False, hint: str = "", **kwargs: Any) -> None:
        super().__init__(
            label,
            _validators(required),
            coerce=_coerce(self.read),
            choices=[NO_ANSWER],
            description=hint,
            validate_choice=False,
            **kwargs,
        )


class NameField(_OfferedField):
    """One of the names that a view offers; the data is the name."""

    read = str

    def offer(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Offer names as pairs of the name and what it is called here."""
        self.choices = [NO_ANSWER, *(SelectChoice(name, text) for name, text in pairs)]


class RowField(_OfferedField):
    """One of the rows that a view offers, by id."""

    read = int

    def offer(self, pairs: Sequence[tuple[int, str]]) -> None:
        """Offer rows as pairs of id and text."""
        self.choices = [NO_ANSWER, *(SelectChoice(value, text) for value, text in pairs)]


class _SeveralField(SelectMultipleField):
    """Several choices as a list of checkboxes; the data is a tuple. One answer may hold several, commas between."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def process_data(self, value: Any) -> None:
        self.data = tuple(self.coerce(item) for item in value or ())

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        try:
            items = [item for text in valuelist for item in text.split(",") if item]
            self.data = tuple(self.coerce(item) for item in items)
        except ValueError as error:
            raise ValueError(words()("form.not_offered")) from error

    def pre_validate(self, form: object) -> None:
        offered = {str(value) for value, *_ in self.choices or ()}
        if any(str(_plain(item)) not in offered for item in self.data or ()):
            raise _say("form.not_offered")


def _plain(item: Any) -> Any:
    return item.value if isinstance(item, Enum) else item


class SeveralField(_SeveralField):
    """Several words of a vocabulary, as a tuple of stored values."""

    def __init__(
        self, label: str, vocabulary: type[Term], *, required: bool = False, hint: str = "", **kwargs: Any
    ) -> None:
        choices = [SelectChoice(term.value, term) for term in vocabulary]
        super().__init__(label, _validators(required), coerce=str, choices=choices, description=hint, **kwargs)


class RowsField(_SeveralField):
    """Several of the rows that a view offers, as a tuple of ids."""

    def __init__(self, label: str, *, required: bool = False, hint: str = "", **kwargs: Any) -> None:
        super().__init__(label, _validators(required), coerce=int, choices=[], description=hint, **kwargs)

    def offer(self, pairs: Sequence[tuple[int, str]]) -> None:
        """Offer rows as pairs of id and text."""
        self.choices = [SelectChoice(value, text) for value, text in pairs]


class CheckField(BooleanField):
    """A claim that is true when ticked."""

    def __init__(self, label: str, *, hint: str = "", **kwargs: Any) -> None:
        super().__init__(label, description=hint, **kwargs)


class LinksField(TextField):
    """Web addresses, one per line; only http and https."""

    def __init__(self, label: str, *, required: bool = False, hint: str = "form.links_hint", **kwargs: Any) -> None:
        super().__init__(label, required=required, hint=hint, lines=True, **kwargs)

    def pre_validate(self, form: object) -> None:
        super().pre_validate(form)
        for line in (self.data or "").splitlines():
            if not is_web_address(line):
                raise _say("form.link_unreadable", link=line)


class LinkField(TextField):
    """One web address; only http and https."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, longest=LINK, **kwargs)

    def pre_validate(self, form: object) -> None:
        super().pre_validate(form)
        if self.data and not is_web_address(self.data):
            raise _say("form.link_unreadable", link=self.data)


def is_web_address(text: str) -> bool:
    """Say whether a text is an http or https address with a host, and without blanks."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"\s", text)


class FilesField(MultipleFileField):
    """Some files, as a tuple of File; each must be of a kind that is taken, whatever it is called."""

    errors: Sequence[str]

    def __init__(self, label: str, *, required: bool = False, hint: str = "form.files_hint", **kwargs: Any) -> None:
        render = {"accept": ",".join(ending for endings in ENDINGS.values() for ending in endings)}
        super().__init__(label, _validators(required), description=hint, render_kw=render, **kwargs)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        sent = [one for one in valuelist if getattr(one, "filename", None)]
        self.data = tuple(File(cleaned_name(one.filename), one.read()) for one in sent)

    def pre_validate(self, form: object) -> None:
        for refusal in file_refusals(self.data or (), self.name):
            raise _say(refusal.because, **refusal.values)

    def choose_again(self) -> None:
        """Ask for the files once more: a page that comes back cannot hold them."""
        if self.data and not self.errors:
            self.errors = [words()("form.choose_files_again")]


class VersionField(HiddenField):
    """The version of the record that the form shows."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = int(valuelist[0]) if valuelist and valuelist[0].isdigit() else None
