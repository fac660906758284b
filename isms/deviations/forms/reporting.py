"""What a person may type when reporting a deviation, with an account or without."""

from collections.abc import Iterable
from typing import Any

from isms.deviations.rules.reporting import told
from isms.deviations.vocabulary import About, DeviationCategory, Surely
from isms.kernel.refusal import Refusal
from isms.kernel.web.forms import (
    CheckField,
    ChoiceField,
    FilesField,
    Form,
    InstantField,
    LinkField,
    RowField,
    TextField,
)


class Telling(Form):
    """Tells what happened in one text, when it is clear that it belongs here, and may have files."""

    files: FilesField

    def questions(self) -> list[str]:
        """Return the names of what is asked once it is clear that it belongs here, in order."""
        return [field.name for field in self.business_fields() if field.name != "about"]

    def said(self) -> dict[str, Any]:
        """Return what was told, by field name: the one text becomes a title and a description."""
        values = {name: self[name].data for name in self.questions()}
        values["title"], values["description"] = told(values["description"])
        return values

    def validate(self, extra_validators: Any = None) -> bool:
        valid = bool(super().validate(extra_validators))
        if not valid:
            self.files.choose_again()
        return valid

    def take(self, refusals: Iterable[Refusal]) -> None:
        super().take(refusals)
        self.files.choose_again()


class ReportForm(Telling):
    about = ChoiceField("report.about", About, required=True, default=About.DEVIATION)
    description = TextField("deviation.title", required=True, lines=True, hint="deviation.title_hint")
    discovered_at = InstantField("report.discovered_at", required=True, hint="report.discovered_hint")
    place = TextField("report.place", hint="report.place_hint")
    system_id = RowField("deviation.system", hint="deviation.system_hint")
    personal_data = ChoiceField("report.personal_data", Surely, required=True, hint="report.personal_data_hint")
    category = ChoiceField("deviation.category", DeviationCategory, hint="report.category_hint")
    immediate_action = TextField("deviation.done_already", lines=True, rows=3)
    files = FilesField("attachment.files")


class OpenReportForm(Telling):
    about = ChoiceField("report.about", About, required=True, default=About.DEVIATION)
    description = TextField("deviation.title", required=True, lines=True, hint="deviation.title_hint")
    discovered_at = InstantField("report.discovered_at", required=True, hint="report.discovered_hint")
    place = TextField("report.place", hint="report.open_place_hint")
    unit_id = RowField("report.area", hint="deviation.system_hint")
    personal_data = ChoiceField("report.personal_data", Surely, required=True, hint="report.personal_data_hint")
    immediate_action = TextField("deviation.done_already", lines=True, rows=3)
    files = FilesField("attachment.files")


class AttachForm(Form):
    files = FilesField("attachment.files", required=True)


class OpenFormForm(Form):
    is_open = CheckField("open_form.is_open", hint="open_form.is_open_hint")
    whistleblowing_text = TextField("open_form.directions_text", lines=True, hint="open_form.whistleblowing_hint")
    whistleblowing_phone = TextField("open_form.directions_phone")
    whistleblowing_email = TextField("open_form.directions_email")
    whistleblowing_link = LinkField("open_form.directions_link")
    classified_text = TextField("open_form.directions_text", lines=True, hint="open_form.classified_hint")
    classified_phone = TextField("open_form.directions_phone")
    classified_email = TextField("open_form.directions_email")
    classified_link = LinkField("open_form.directions_link")


class RenewForm(Form):
    """Nothing but a yes."""
