"""Tells what a system says of itself, who answers for it, and what of it was measured, attested or set aside."""

from typing import Any

from sqlalchemy import Select, false, func, select

from isms.attestations.models import Attestation
from isms.health.models import NotRelevant
from isms.health.queries.facts.reading import SOME, Reader
from isms.health.rules.facts import Ref, Tested
from isms.health.vocabulary import Indicator
from isms.kernel.register.columns import Source
from isms.measurements.models import Measurement
from isms.measurements.vocabulary import MeasurementKind
from isms.organisation.models import Person
from isms.portfolio.models import System
from isms.portfolio.vocabulary import Exposure, Hosting, Lifecycle, ProcessorAgreement
from isms.projects.models import Project, ProjectSystem
from isms.projects.vocabulary import Phase, ProjectPart

ELSEWHERE = frozenset({Hosting.SUPPLIER, Hosting.CLOUD, Hosting.SHARED})
"""Where data lie in others' hands."""

ALIKE = (
    "system_class",
    "rated_on",
    "end_of_support_on",
    "support_promised",
    "agreement_until",
    "agreement_rolling",
    "renewal_begun_on",
    "supplier_met_on",
    "processor_agreement",
    "processor_agreement_reviewed_on",
    "subprocessors_listed",
    "dpia",
    "dpia_due_on",
    "rto_hours",
)
"""What is called in the facts what it is called of the system."""

OTHERWISE = (
    "exposure",
    "personal_data",
    "hosting",
    "supplier_id",
    "agreement_reference",
    "agreement_from",
    "exit_plan_approved_on",
    "owner_id",
    "administrator_id",
    "tenant_id",
    "lifecycle",
    "withdrawn_on",
)

WORKED_OUT = (
    "ref",
    "is_internet_exposed",
    "has_personal_data",
    "is_processed_by_others",
    "is_cloud",
    "has_supplier",
    "has_active_owner",
    "owner_left_on",
    "has_active_administrator",
    "has_agreement",
    "has_exit_plan",
    "tenant_id",
    "is_counted",
)
"""What follows from several of its columns."""

RUNNING = (Phase.PLANNING, Phase.EXECUTION, Phase.CLOSING, Phase.REALISATION)
"""The phases in which a project that replaces a system is a plan for it: from planning on."""


def _systems(source: Source) -> Select[Any]:
    system = source(System)
    owner, administrator = source(Person, "owner"), source(Person, "administrator")
    return (
        select(system.c.id, system.c.code, *(system.c[name] for name in (*ALIKE, *OTHERWISE)))
        .add_columns(owner.c.deactivated_on.label("owner_left_on"), administrator.c.deactivated_on.label("left_on"))
        .select_from(system)
        .outerjoin(owner, owner.c.id == system.c.owner_id)
        .outerjoin(administrator, administrator.c.id == system.c.administrator_id)
        .where(system.c.id.in_(SOME))
        .order_by(system.c.id)
    )


def _of_system(rows: list[Any]) -> dict[str, Any]:
    (row,) = rows
    agreed = (row.agreement_reference, row.agreement_from, row.agreement_until, row.agreement_rolling)
    return {
        **{name: getattr(row, name) for name in ALIKE},
        "ref": Ref("system", row.id, row.code),
        "is_internet_exposed": row.exposure == Exposure.INTERNET,
        "has_personal_data": bool(row.personal_data),
        "is_processed_by_others": row.processor_agreement != ProcessorAgreement.NOT_NEEDED
        and (row.hosting in ELSEWHERE or row.processor_agreement is not None),
        "is_cloud": row.hosting == Hosting.CLOUD,
        "has_supplier": row.supplier_id is not None,
        "has_active_owner": row.owner_id is not None and row.owner_left_on is None,
        "owner_left_on": row.owner_left_on,
        "has_active_administrator": row.administrator_id is not None and row.left_on is None,
        "has_agreement": any(agreed),
        "has_exit_plan": row.exit_plan_approved_on is not None,
        "tenant_id": row.tenant_id,
        "is_counted": row.withdrawn_on is None and row.lifecycle != Lifecycle.ENDED,
    }


def _measurements(source: Source) -> Select[Any]:
    """Return the newest measurement of each kind that stands: one's own, and one that a supplier vouches for."""
    found = source(Measurement)
    place = func.row_number().over(
        partition_by=(found.c.system_id, found.c.kind, func.coalesce(found.c.by_supplier, false())),
        order_by=(found.c.measured_on.desc(), found.c.id.desc()),
    )
    ranked = (
        select(found, place.label("place"))
        .where(found.c.system_id.in_(SOME), found.c.withdrawn_on.is_(None))
        .subquery("ranked")
    )
    told = ("system_id", "id", "kind", "measured_on", *ANSWERS, "by_supplier")
    return (
        select(*(ranked.c[name] for name in told))
        .where(ranked.c.place == 1)
        .order_by(ranked.c.system_id, ranked.c.kind, ranked.c.measured_on, ranked.c.id)
    )


ANSWERS = ("passed", "hours", "days", "supported", "sign_in", "log_state", "fallback")


def _measured(rows: list[Any]) -> dict[str, Any]:
    newest: dict[str, Tested] = {}
    for row in rows:
        kind = str(row.kind)
        newest[kind] = Tested(
            ref=Ref("measurement", row.id, kind),
            measured_on=row.measured_on,
            by_supplier=bool(row.by_supplier),
            own=newest.get(kind) if row.by_supplier else None,
            **{name: getattr(row, name) for name in ANSWERS},
        )
    return newest


def _attestations(source: Source) -> Select[Any]:
    found = source(Attestation)
    return (
        select(found.c.system_id, found.c.id, found.c.code, found.c.attested_on)
        .where(found.c.system_id.in_(SOME), found.c.withdrawn_on.is_(None), found.c.attested_on.is_not(None))
        .order_by(found.c.system_id, found.c.attested_on, found.c.id)
    )


def _attested(rows: list[Any]) -> dict[str, Any]:
    newest = rows[-1]
    return {"attested_on": newest.attested_on, "attestation": Ref("attestation", newest.id, newest.code)}


def _replacements(source: Source) -> Select[Any]:
    part, project = source(ProjectSystem), source(Project)
    return (
        select(part.c.system_id)
        .join_from(part, project, project.c.id == part.c.project_id)
        .where(
            part.c.system_id.in_(SOME),
            part.c.withdrawn_on.is_(None),
            part.c.part == ProjectPart.REPLACES,
            project.c.withdrawn_on.is_(None),
            project.c.stopped_on.is_(None),
            project.c.ended_on.is_(None),
            project.c.phase.in_(RUNNING),
        )
        .order_by(part.c.system_id)
    )


def _replaced(_rows: list[Any]) -> dict[str, Any]:
    return {"replacement_runs": True}


def _exempt(source: Source) -> Select[Any]:
    found = source(NotRelevant)
    return (
        select(found.c.system_id, found.c.indicator, found.c.reason)
        .where(found.c.system_id.in_(SOME), found.c.withdrawn_on.is_(None))
        .order_by(found.c.system_id, found.c.id)
    )


def _exempted(rows: list[Any]) -> dict[str, Any]:
    return {"exempt": {Indicator(row.indicator): row.reason for row in rows}}


SYSTEMS = Reader((*ALIKE, *WORKED_OUT), _systems, _of_system)
MEASUREMENTS = Reader(tuple(MeasurementKind), _measurements, _measured)
ATTESTATIONS = Reader(("attested_on", "attestation"), _attestations, _attested)
REPLACEMENTS = Reader(("replacement_runs",), _replacements, _replaced)
EXEMPT = Reader(("exempt",), _exempt, _exempted)
