"""Names every fact of a system that can be registered or changed, and how a file writes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypedDict

from isms.kernel.vocabulary import Term
from isms.portfolio.vocabulary import (
    ArchiveDuty,
    Dpia,
    Exposure,
    Hosting,
    Lifecycle,
    PersonalData,
    ProcessorAgreement,
)


class SystemFields(TypedDict, total=False):
    """The facts of a system but its unit; people, supplier and predecessor by id, several values one a line."""

    name: str
    aliases: str | None
    purpose: str | None
    description: str | None
    owner_id: int | None
    administrator_id: int | None
    deputy_owner_id: int | None
    deputy_administrator_id: int | None
    supplier_id: int | None
    agreement_reference: str | None
    agreement_from: date | None
    agreement_until: date | None
    notice_months: int | None
    agreement_rolling: bool | None
    renewal_begun_on: date | None
    supplier_met_on: date | None
    exit_plan_approved_on: date | None
    processor_agreement: ProcessorAgreement | None
    processor_agreement_reviewed_on: date | None
    subprocessors_listed: bool | None
    hosting: Hosting | None
    hosting_country: str | None
    exposure: Exposure | None
    lifecycle: Lifecycle
    in_use_from: date | None
    phase_out_from: date | None
    ended_on: date | None
    data_went_to: str | None
    end_of_support_on: date | None
    support_promised: bool | None
    replaces_id: int | None
    personal_data: tuple[str, ...]
    processing_reference: str | None
    dpia: Dpia | None
    dpia_done_on: date | None
    dpia_due_on: date | None
    archive_duty: ArchiveDuty | None
    users: int | None
    rto_hours: int | None
    rpo_hours: int | None
    critical_periods: str | None
    round_the_clock: bool
    master_data: bool
    evidence_links: str | None


class FieldKind(StrEnum):
    """How a file writes a fact, and what it is in a system.

    LINE one line of text · TEXT several · LINES several values, one per line here, parted by commas
    or line feeds in a file · WORD one of `vocabulary` · WORDS several, a tuple of stored values ·
    UNIT by code · PERSON by e-mail address · SUPPLIER and SYSTEM by name, SYSTEM also by code.
    """

    CODE = "code"
    LINE = "line"
    TEXT = "text"
    LINES = "lines"
    DATE = "date"
    INTEGER = "integer"
    YES_NO = "yes_no"
    WORD = "word"
    WORDS = "words"
    COUNTRY = "country"
    UNIT = "unit"
    PERSON = "person"
    SUPPLIER = "supplier"
    SYSTEM = "system"


@dataclass(frozen=True)
class SystemField:
    """One fact: its key in files and registers, its name on System, its label, and how it is written."""

    key: str
    attribute: str
    kind: FieldKind
    vocabulary: type[Term] | None = None
    required: bool = False

    @property
    def label(self) -> str:
        """The catalogue key of the column's head; the key itself is understood in files too."""
        refers = self.kind in {FieldKind.UNIT, FieldKind.PERSON}
        return f"system.{self.key if refers else self.attribute}"


FIELDS: tuple[SystemField, ...] = (
    SystemField("code", "code", FieldKind.CODE),
    SystemField("name", "name", FieldKind.LINE, required=True),
    SystemField("aliases", "aliases", FieldKind.LINES),
    SystemField("purpose", "purpose", FieldKind.TEXT),
    SystemField("unit_code", "unit_id", FieldKind.UNIT, required=True),
    SystemField("owner_email", "owner_id", FieldKind.PERSON),
    SystemField("administrator_email", "administrator_id", FieldKind.PERSON),
    SystemField("deputy_owner_email", "deputy_owner_id", FieldKind.PERSON),
    SystemField("deputy_administrator_email", "deputy_administrator_id", FieldKind.PERSON),
    SystemField("supplier", "supplier_id", FieldKind.SUPPLIER),
    SystemField("agreement_reference", "agreement_reference", FieldKind.LINE),
    SystemField("agreement_from", "agreement_from", FieldKind.DATE),
    SystemField("agreement_until", "agreement_until", FieldKind.DATE),
    SystemField("notice_months", "notice_months", FieldKind.INTEGER),
    SystemField("exit_plan_approved_on", "exit_plan_approved_on", FieldKind.DATE),
    SystemField("processor_agreement", "processor_agreement", FieldKind.WORD, ProcessorAgreement),
    SystemField("processor_agreement_reviewed_on", "processor_agreement_reviewed_on", FieldKind.DATE),
    SystemField("hosting", "hosting", FieldKind.WORD, Hosting),
    SystemField("hosting_country", "hosting_country", FieldKind.COUNTRY),
    SystemField("exposure", "exposure", FieldKind.WORD, Exposure),
    SystemField("lifecycle", "lifecycle", FieldKind.WORD, Lifecycle, required=True),
    SystemField("in_use_from", "in_use_from", FieldKind.DATE),
    SystemField("phase_out_from", "phase_out_from", FieldKind.DATE),
    SystemField("ended_on", "ended_on", FieldKind.DATE),
    SystemField("data_went_to", "data_went_to", FieldKind.TEXT),
    SystemField("replaces", "replaces_id", FieldKind.SYSTEM),
    SystemField("personal_data", "personal_data", FieldKind.WORDS, PersonalData),
    SystemField("processing_reference", "processing_reference", FieldKind.LINE),
    SystemField("dpia", "dpia", FieldKind.WORD, Dpia),
    SystemField("dpia_done_on", "dpia_done_on", FieldKind.DATE),
    SystemField("archive_duty", "archive_duty", FieldKind.WORD, ArchiveDuty),
    SystemField("users", "users", FieldKind.INTEGER),
    SystemField("rto_hours", "rto_hours", FieldKind.INTEGER),
    SystemField("rpo_hours", "rpo_hours", FieldKind.INTEGER),
    SystemField("critical_periods", "critical_periods", FieldKind.LINE),
    SystemField("evidence_links", "evidence_links", FieldKind.LINES),
    SystemField("end_of_support_on", "end_of_support_on", FieldKind.DATE),
    SystemField("round_the_clock", "round_the_clock", FieldKind.YES_NO),
    SystemField("master_data", "master_data", FieldKind.YES_NO),
    SystemField("description", "description", FieldKind.TEXT),
    SystemField("agreement_rolling", "agreement_rolling", FieldKind.YES_NO),
    SystemField("renewal_begun_on", "renewal_begun_on", FieldKind.DATE),
    SystemField("supplier_met_on", "supplier_met_on", FieldKind.DATE),
    SystemField("subprocessors_listed", "subprocessors_listed", FieldKind.YES_NO),
    SystemField("support_promised", "support_promised", FieldKind.YES_NO),
    SystemField("dpia_due_on", "dpia_due_on", FieldKind.DATE),
)
"""In the order of a file. An empty cell is None, an empty tuple or False; the last two kinds of person
and the dates at the end of a life may be left out of a file."""

DEFAULTS: Mapping[str, object] = {
    "personal_data": (),
    "dpia": Dpia.NOT_ASSESSED,
    "archive_duty": ArchiveDuty.UNKNOWN,
    "round_the_clock": False,
    "master_data": False,
}
"""What an answer not given means, for the facts that always have a value."""
