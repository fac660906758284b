"""The register of systems."""

from typing import Any

from sqlalchemy import ColumnElement, String, cast

from isms.kernel.register.columns import Column, Expression, Join, Options, Register, SavedView, Source
from isms.kernel.register.kinds import CODE, DATE, INTEGER, LINES, TEXT, YES_NO, Kind, choice, several
from isms.kernel.vocabulary import Term
from isms.organisation.models import Person, Unit
from isms.organisation.register.places import area_column
from isms.portfolio import queries
from isms.portfolio.models import Supplier, System
from isms.portfolio.register.filters import (
    LACKING,
    NONE,
    SOME,
    agreement_ends,
    agreement_options,
    at_or_below,
    class_options,
    has_warnings,
    in_rating_state,
    of_class,
    owned_by,
    owner_options,
    rating_state,
    state_options,
    unit_options,
    warning_options,
    warnings,
)
from isms.portfolio.register.kinds import CLASS, LEVELS_KIND, RATING_STATE, WARNINGS
from isms.portfolio.vocabulary import (
    ArchiveDuty,
    Dpia,
    Exposure,
    Hosting,
    Lifecycle,
    Permission,
    PersonalData,
    ProcessorAgreement,
    Quality,
)


def _of(name: str) -> Expression:
    return lambda s: s(System).c[name]


def _person(relation: str) -> Join:
    return Join(
        relation,
        lambda s: s(Person, relation),
        lambda s: s(System).c[f"{relation}_id"] == s(Person, relation).c.id,
    )


JOINS = (
    Join("unit", lambda s: s(Unit), lambda s: s(System).c.unit_id == s(Unit).c.id),
    Join("area", lambda s: s(Unit, "area"), lambda s: s(Unit).c.area_id == s(Unit, "area").c.id, needs=("unit",)),
    _person("owner"),
    _person("administrator"),
    _person("deputy_owner"),
    _person("deputy_administrator"),
    Join("supplier", lambda s: s(Supplier), lambda s: s(System).c.supplier_id == s(Supplier).c.id),
    Join(
        "replaces",
        lambda s: s(System, "replaces"),
        lambda s: s(System).c.replaces_id == s(System, "replaces").c.id,
    ),
)


def _levels(s: Source) -> ColumnElement[Any]:
    system = s(System)
    parts = [cast(system.c[quality.value], String) for quality in Quality]
    return parts[0].concat(" ").concat(parts[1]).concat(" ").concat(parts[2])


def _fact(name: str, kind: Kind = TEXT, *, key: str | None = None, export: bool = False) -> Column:
    """Return a column of a plain fact, chosen onto the page by those who want it."""
    return Column(key or name, f"system.{name}", _of(name), kind, shown=False, only_export=export)


def _word(name: str, vocabulary: type[Term], *, shown: bool = False, tagged: bool = False) -> Column:
    """Return a column of a fact that is one word of a vocabulary; it can be filtered by."""
    return Column(
        name,
        f"system.{name}",
        _of(name),
        choice(vocabulary, tagged=tagged),
        shown=shown,
        filter=name == "lifecycle",
        terms=vocabulary,
    )


def _people(relation: str) -> tuple[Column, Column]:
    """Return the columns of a person's name and, in exports, address; the owner is shown and filtered by."""
    is_owner = relation == "owner"
    name = Column(
        relation,
        f"system.{relation}_id",
        lambda s: s(Person, relation).c.name,
        TEXT,
        needs=(relation,),
        sort=lambda s: s(Person, relation).c.name_key,
        shown=is_owner,
        filter=is_owner,
        options=Options(owner_options) if is_owner else None,
        matches=owned_by if is_owner else None,
    )
    email = Column(
        f"{relation}_email",
        f"system.{relation}_email",
        lambda s: s(Person, relation).c.email,
        TEXT,
        needs=(relation,),
        only_export=True,
    )
    return name, email


IDENTITY = (
    Column("name", "system.name", _of("name"), TEXT, sort=_of("name_key")),
    Column("code", "system.code", _of("code"), CODE, sort=_of("id"), public=True),
    Column(
        "system_class",
        "system.system_class",
        _of("system_class"),
        CLASS,
        filter=True,
        options=Options(class_options),
        matches=of_class,
    ),
    Column("kit", "system.kit", _levels, LEVELS_KIND),
    *(Column(q.value, f"system.{q.value}", _of(q.value), INTEGER, only_export=True) for q in Quality),
)

PLACE = (
    area_column("system.area", public=True),
    Column(
        "unit",
        "system.unit_id",
        lambda s: s(Unit).c.name,
        TEXT,
        needs=("unit",),
        sort=lambda s: s(Unit).c.name_key,
        shown=False,
        filter=True,
        options=Options(unit_options),
        matches=at_or_below,
    ),
    Column("unit_code", "system.unit_code", lambda s: s(Unit).c.code, CODE, needs=("unit",), only_export=True),
    *_people("owner"),
    *_people("administrator"),
    *_people("deputy_owner"),
    *_people("deputy_administrator"),
)

STATE = (
    _word("lifecycle", Lifecycle, shown=True),
    Column(
        "rating",
        "system.rating_state",
        rating_state,
        RATING_STATE,
        filter=True,
        options=Options(state_options),
        matches=in_rating_state,
    ),
    _fact("rated_on", DATE),
    _fact("rating_valid_until", DATE),
    Column(
        "warning_count",
        "system.warning_count",
        warnings,
        WARNINGS,
        filter=True,
        options=Options(warning_options),
        matches=has_warnings,
    ),
)

DELIVERY = (
    Column(
        "supplier",
        "system.supplier_id",
        lambda s: s(Supplier).c.name,
        TEXT,
        needs=("supplier",),
        sort=lambda s: s(Supplier).c.name_key,
        shown=False,
        href=lambda s: s(Supplier).c.id,
        href_prefix="/suppliers/",
    ),
    _fact("agreement_reference"),
    _fact("agreement_from", DATE),
    Column(
        "agreement_until",
        "system.agreement_until",
        _of("agreement_until"),
        DATE,
        shown=False,
        filter=True,
        options=Options(agreement_options),
        matches=agreement_ends,
    ),
    _fact("notice_months", INTEGER),
    _fact("agreement_rolling", YES_NO),
    _fact("renewal_begun_on", DATE),
    _fact("supplier_met_on", DATE),
    _fact("exit_plan_approved_on", DATE),
    _word("processor_agreement", ProcessorAgreement, tagged=True),
    _fact("processor_agreement_reviewed_on", DATE),
    _fact("subprocessors_listed", YES_NO),
    _word("hosting", Hosting),
    _fact("hosting_country"),
    _word("exposure", Exposure),
)

LIFE = (
    _fact("in_use_from", DATE),
    _fact("phase_out_from", DATE),
    _fact("ended_on", DATE),
    _fact("data_went_to", export=True),
    _fact("end_of_support_on", DATE),
    _fact("support_promised", YES_NO),
    Column(
        "replaces",
        "system.replaces_id",
        lambda s: s(System, "replaces").c.code,
        CODE,
        needs=("replaces",),
        only_export=True,
    ),
    Column(
        "replaces_name",
        "system.replaces_name",
        lambda s: s(System, "replaces").c.name,
        TEXT,
        needs=("replaces",),
        only_export=True,
    ),
)

DUTIES = (
    Column("personal_data", "system.personal_data", _of("personal_data"), several(PersonalData), shown=False),
    _fact("processing_reference"),
    _word("dpia", Dpia),
    _fact("dpia_done_on", DATE),
    _fact("dpia_due_on", DATE),
    _word("archive_duty", ArchiveDuty),
    _fact("users", INTEGER),
    _fact("rto_hours", INTEGER),
    _fact("rpo_hours", INTEGER),
    _fact("critical_periods"),
    _fact("round_the_clock", YES_NO),
    _fact("master_data", YES_NO),
    _fact("aliases", LINES),
    _fact("purpose", export=True),
    _fact("description", export=True),
    _fact("evidence_links", LINES, export=True),
)

SYSTEMS = Register(
    name="systems",
    model=System,
    permission=Permission.SYSTEM_READ,
    joins=JOINS,
    scope=lambda s, access: queries.system_scope(access, Permission.SYSTEM_READ, s(System), s(Unit).c.path),
    scope_needs=("unit",),
    order=lambda s: (s(System).c.name_key, s(System).c.id),
    search=_of("search_text"),
    columns=(*IDENTITY, *PLACE, *STATE, *DELIVERY, *LIFE, *DUTIES),
    views=(
        SavedView("class_4", "register.systems.class_4", {"system_class": "4"}),
        SavedView("without_owner", "register.systems.without_owner", {"owner": NONE}),
        SavedView("rating_lacking", "register.systems.rating_lacking", {"rating": LACKING}),
        SavedView("agreement_ends", "register.systems.agreement_ends", {"agreement_until": "12"}),
        SavedView("phasing_out", "register.systems.phasing_out", {"lifecycle": Lifecycle.PHASING_OUT}),
        SavedView("with_warnings", "register.systems.with_warnings", {"warning_count": SOME}),
    ),
)
