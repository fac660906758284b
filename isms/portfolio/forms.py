"""What a person may type about systems, ratings, dependencies and suppliers."""

from isms.kernel.web.forms import (
    CheckField,
    ChoiceField,
    DateField,
    Form,
    IntegerField,
    LinksField,
    RowField,
    SeveralField,
    TextField,
    YesNoField,
)
from isms.portfolio.vocabulary import (
    ArchiveDuty,
    AvailabilityLevel,
    ConfidentialityLevel,
    Criticality,
    DataFlow,
    Dpia,
    Exposure,
    Hosting,
    IntegrityLevel,
    Lifecycle,
    PersonalData,
    ProcessorAgreement,
)


def _capitals(text: str | None) -> str | None:
    return text.upper() if text else text


class SystemForm(Form):
    name = TextField("system.name", required=True)
    aliases = TextField("system.aliases", lines=True, rows=2, hint="system.aliases_hint")
    purpose = TextField("system.purpose", lines=True, rows=2, hint="system.purpose_hint")
    description = TextField("system.description", lines=True)
    unit_id = RowField("system.unit_id", required=True, hint="system.unit_id_hint")
    owner_id = RowField("system.owner_id", hint="system.owner_id_hint")
    deputy_owner_id = RowField("system.deputy_owner_id")
    administrator_id = RowField("system.administrator_id", hint="system.administrator_id_hint")
    deputy_administrator_id = RowField("system.deputy_administrator_id")
    supplier_id = RowField("system.supplier_id", hint="system.supplier_id_hint")
    agreement_reference = TextField("system.agreement_reference")
    agreement_from = DateField("system.agreement_from")
    agreement_until = DateField("system.agreement_until", hint="system.agreement_until_hint")
    notice_months = IntegerField("system.notice_months", maximum=600)
    agreement_rolling = YesNoField("system.agreement_rolling", hint="system.agreement_rolling_hint")
    renewal_begun_on = DateField("system.renewal_begun_on", hint="system.renewal_begun_on_hint")
    supplier_met_on = DateField("system.supplier_met_on", hint="system.supplier_met_on_hint")
    exit_plan_approved_on = DateField("system.exit_plan_approved_on", hint="system.exit_plan_approved_on_hint")
    hosting = ChoiceField("system.hosting", Hosting)
    hosting_country = TextField("system.hosting_country", hint="system.country_hint", longest=2, filters=(_capitals,))
    exposure = ChoiceField("system.exposure", Exposure)
    users = IntegerField("system.users")
    critical_periods = TextField("system.critical_periods", hint="system.critical_periods_hint")
    rto_hours = IntegerField("system.rto_hours", hint="system.rto_hours_hint")
    rpo_hours = IntegerField("system.rpo_hours", hint="system.rpo_hours_hint")
    round_the_clock = CheckField("system.round_the_clock", hint="system.round_the_clock_hint")
    master_data = CheckField("system.master_data", hint="system.master_data_hint")
    evidence_links = LinksField("system.evidence_links", hint="system.evidence_links_hint", rows=3)
    personal_data = SeveralField("system.personal_data", PersonalData, hint="system.personal_data_hint")
    processing_reference = TextField("system.processing_reference", hint="system.processing_reference_hint")
    processor_agreement = ChoiceField("system.processor_agreement", ProcessorAgreement)
    processor_agreement_reviewed_on = DateField("system.processor_agreement_reviewed_on")
    subprocessors_listed = YesNoField("system.subprocessors_listed", hint="system.subprocessors_listed_hint")
    dpia = ChoiceField("system.dpia", Dpia, hint="system.dpia_hint")
    dpia_done_on = DateField("system.dpia_done_on")
    dpia_due_on = DateField("system.dpia_due_on", hint="system.dpia_due_on_hint")
    archive_duty = ChoiceField("system.archive_duty", ArchiveDuty)
    lifecycle = ChoiceField("system.lifecycle", Lifecycle, required=True)
    in_use_from = DateField("system.in_use_from")
    phase_out_from = DateField("system.phase_out_from")
    ended_on = DateField("system.ended_on")
    data_went_to = TextField("system.data_went_to", lines=True, rows=2, hint="system.data_went_to_hint")
    end_of_support_on = DateField("system.end_of_support_on")
    support_promised = YesNoField("system.support_promised", hint="system.support_promised_hint")
    replaces_id = RowField("system.replaces_id")


GROUPS = (
    ("system.group_what", ("name", "aliases", "purpose", "description", "lifecycle")),
    (
        "system.group_who",
        ("unit_id", "owner_id", "deputy_owner_id", "administrator_id", "deputy_administrator_id"),
    ),
    (
        "system.group_operation",
        (
            "hosting",
            "hosting_country",
            "exposure",
            "users",
            "critical_periods",
            "rto_hours",
            "rpo_hours",
            "round_the_clock",
            "master_data",
            "evidence_links",
        ),
    ),
    (
        "system.group_privacy",
        (
            "personal_data",
            "processing_reference",
            "processor_agreement",
            "processor_agreement_reviewed_on",
            "subprocessors_listed",
            "dpia",
            "dpia_due_on",
            "dpia_done_on",
            "archive_duty",
        ),
    ),
    (
        "system.group_delivery",
        (
            "supplier_id",
            "agreement_reference",
            "agreement_from",
            "agreement_until",
            "agreement_rolling",
            "notice_months",
            "renewal_begun_on",
            "supplier_met_on",
            "exit_plan_approved_on",
        ),
    ),
    (
        "system.group_life",
        (
            "in_use_from",
            "phase_out_from",
            "ended_on",
            "data_went_to",
            "end_of_support_on",
            "support_promised",
            "replaces_id",
        ),
    ),
)
"""The fields of a system as the form groups them."""


class RatingForm(Form):
    k = ChoiceField("rating.k", ConfidentialityLevel, required=True, hint="rating.k_hint")
    k_reason = TextField("rating.k_reason", required=True, lines=True, rows=2)
    i = ChoiceField("rating.i", IntegrityLevel, required=True, hint="rating.i_hint")
    i_reason = TextField("rating.i_reason", required=True, lines=True, rows=2)
    t = ChoiceField("rating.t", AvailabilityLevel, required=True, hint="rating.t_hint")
    t_reason = TextField("rating.t_reason", required=True, lines=True, rows=2)
    override_reason = TextField("rating.override_reason", lines=True, rows=2, hint="rating.override_reason_hint")
    rated_on = DateField("rating.rated_on", hint="rating.rated_on_hint")
    valid_until = DateField("rating.valid_until", hint="rating.valid_until_hint")


class DependencyForm(Form):
    what = TextField("dependency.what", required=True, hint="dependency.what_hint")
    direction = ChoiceField("dependency.direction", DataFlow, required=True)
    criticality = ChoiceField("dependency.criticality", Criticality, required=True)
    note = TextField("dependency.note", lines=True, rows=2)


class NewDependencyForm(DependencyForm):
    depends_on_id = RowField("dependency.depends_on_id", required=True, hint="dependency.depends_on_hint")


class OverrideForm(Form):
    reason = TextField("demand_override.reason", required=True, lines=True, rows=4, hint="override.reason_hint")
    valid_until = DateField("demand_override.valid_until", required=True, hint="override.valid_until_hint")


class SupplierForm(Form):
    name = TextField("supplier.name", required=True)
    organisation_number = TextField("supplier.organisation_number", hint="supplier.organisation_number_hint")
    country = TextField("supplier.country", hint="system.country_hint", longest=2, filters=(_capitals,))
    contact_name = TextField("supplier.contact_name")
    contact_email = TextField("supplier.contact_email")
    note = TextField("supplier.note", lines=True)


class WithdrawForm(Form):
    because = TextField("portfolio.because", required=True, lines=True, rows=3, hint="portfolio.because_hint")
