"""A municipality with something of everything, made by the services over three quarters of a year."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.actions import service as actions
from isms.app import SOURCES
from isms.calendar import service as calendar
from isms.clocks.vocabulary import ClockTrigger
from isms.deviations import service as deviations
from isms.deviations.models import Attachment, Deviation, DeviationClock
from isms.deviations.service import breaches, clocks
from isms.deviations.vocabulary import Severity
from isms.kernel.clock import FixedClock, day_of
from isms.kernel.db import Database
from isms.kernel.file_kinds import File
from isms.notices.jobs.telling import tell_due
from isms.organisation import service as organisation
from isms.organisation.models import Person, RoleHolding, Unit
from isms.organisation.vocabulary import Role
from isms.portfolio import service as portfolio
from isms.portfolio.models import Supplier, System
from isms.portfolio.vocabulary import Criticality, DataFlow, Exposure, Hosting, Lifecycle, PersonalData, Quality
from isms.reviews.jobs import prepare_due
from isms.risk import service as risk
from isms.risk.models import Assessment, Scenario, SignificantChange
from isms.risk.vocabulary import Consequence, Likelihood, Treatment
from tests import cast as casting
from tests.cast import Cast
from tests.furnishing import (
    ADDRESS,
    BEGUN,
    LATER,
    LONG,
    ME,
    NOW,
    OFFER,
    add_activity,
    add_attested,
    add_control,
    add_health_model,
    add_measured,
    add_model,
    add_project,
    add_score,
    add_token,
    add_webhook,
)
from tests.reviews.held import discuss, hold


@dataclass(frozen=True)
class Records:
    """The id of one record of each kind that lies at one place, each named as addresses name it."""

    unit_id: int
    person_id: int
    holding_id: int
    supplier_id: int
    system_id: int
    dependency_id: int
    measurement_id: int
    override_id: int
    assessment_id: int
    scenario_id: int
    deviation_id: int
    attachment_id: int
    action_id: int
    control_id: int
    evidence_id: int
    change_id: int
    acceptance_id: int
    activity_id: int
    webhook_id: int
    objective_id: int
    indicator_id: int
    project_id: int
    attached_id: int
    benefit_id: int
    ending_id: int
    decision_taken_id: int
    calendar_feed_id: int
    token_id: int = 0
    campaign_id: int = 0
    attestation_id: int = 0
    record_id: int = 0
    review_id: int = 0
    model_id: int = 0
    health_model_id: int = 0
    meeting_id: int = 0
    participant_id: int = 0
    proposal_id: int = 0


@dataclass(frozen=True)
class Filled:
    """The people, and the records in HEM, in OPP, and in the neighbouring municipality."""

    cast: Cast
    own: Records
    foreign: Records
    neighbouring: Records


def fill(database: Database, clock: FixedClock, rows: int = 3) -> Filled:
    """Fill an empty, migrated database and leave the clock at NOW; HEM gets `rows` systems and what hangs on them."""
    clock.set(BEGUN)
    cast = casting.build(database)
    places = {
        "own": _place(database, clock, cast.nursing, cast.officer, "Turnussystem", rows),
        "foreign": _place(database, clock, cast.school, cast.officer, "Skoleplattform", 1),
        "neighbouring": _place(database, clock, cast.neighbour_unit, cast.outsider, "Legejournal", 1),
    }
    for at, ids in enumerate(places.values()):
        ids.update(add_control(database, ids["unit_id"], at))
        ids["activity_id"] = add_activity(database, ids["unit_id"], at)
        ids["webhook_id"] = add_webhook(database, ids["unit_id"])
        ids.update(add_score(database, ids["unit_id"], ids["person_id"], at))
        ids.update(add_project(database, ids["unit_id"], ids["person_id"], ids["system_id"]))
    with database.transaction(ME, "calendar_feed:subscribe") as session:
        calendar.subscribe(session, session.get_one(Person, cast.officer), None, day_of(LATER))
        add_token(session, cast.officer)
        for ids in places.values():
            feed = calendar.subscribe(session, session.get_one(Person, ids["person_id"]), None, day_of(LATER))
            ids["calendar_feed_id"] = feed.id
            ids["token_id"] = add_token(session, ids["person_id"])
    clock.set(NOW)
    prepare_due(database, "filled")
    areas = {"own": cast.hem, "foreign": cast.opp, "neighbouring": cast.neighbour_area}
    with database.transaction(ME, "review:discuss") as session:
        for name, area in areas.items():
            places[name]["unit_id"] = area
            places[name]["model_id"] = add_model(session, area)
            places[name]["health_model_id"] = add_health_model(session, area)
            places[name]["review_id"] = discuss(session, area, places[name]["person_id"], NOW)
            places[name].update(hold(session, area, places[name]["person_id"], NOW))
    for ids in places.values():
        ids.update(add_attested(database, ids["system_id"], ids["person_id"]))
    tell_due(database, SOURCES, ADDRESS)
    return Filled(cast, **{name: Records(**ids) for name, ids in places.items()})


def told(filled: Filled) -> str:
    """Return what `read` reads."""
    return json.dumps(asdict(filled))


def read(text: str) -> Filled:
    """Return what a template was filled with."""
    ids = json.loads(text)
    return Filled(Cast(**ids.pop("cast")), **{name: Records(**numbers) for name, numbers in ids.items()})


def _place(
    database: Database, clock: FixedClock, unit_id: int, officer_id: int, name: str, rows: int
) -> dict[str, int]:
    clock.set(BEGUN)
    with database.transaction(ME, "filled:register") as session:
        unit = session.get_one(Unit, unit_id)
        person = organisation.register_person(
            session, email=f"staff{unit_id}@example.test", name="Kari Ødegård Myrvoll", title="Fagansvarlig", unit=unit
        )
        holding = organisation.grant_role(session, person, Role.EMPLOYEE, unit, casting.SINCE)
        assert unit.tenant_id
        supplier = portfolio.register_supplier(session, unit.tenant_id, name=f"{name} Levering AS", note=OFFER)
        systems = [
            _system(session, unit, f"{name} {number + 1}", person, supplier, number) for number in range(rows + 1)
        ]
        dependencies = [_dependency(session, system, systems[0]) for system in systems[1:]]
        ids = [system.id for system in systems]
        ids_of_people = {"person_id": person.id, "holding_id": holding.id, "supplier_id": supplier.id}
        dependency_id = dependencies[0]
    clock.set(LATER)
    with database.transaction(ME, "filled:override") as session:
        override_id = _override(session, session.get_one(System, ids[0]), ids_of_people["person_id"])
        measurement_id = add_measured(session, session.get_one(System, ids[0]), ids_of_people["person_id"])
    with database.transaction(ME, "filled:assess") as session:
        people = ids_of_people["person_id"], officer_id
        made = [_trouble(session, session.get_one(System, id_), *people) for id_ in ids[:rows]]
        accepted = [_accepted(session, session.get_one(Scenario, ids["scenario_id"])) for ids in made]
        _call_off(session, [ids["deviation_id"] for ids in made[1:]])
    return {
        "unit_id": unit_id,
        **ids_of_people,
        "system_id": ids[0],
        "dependency_id": dependency_id,
        "measurement_id": measurement_id,
        "override_id": override_id,
        **made[0],
        "acceptance_id": accepted[0],
    }


def _system(session: Session, unit: Unit, name: str, person: Person, supplier: Supplier, number: int) -> System:
    system = portfolio.register(
        session,
        unit,
        name=name,
        aliases="Vaktboka\nTurnus",
        purpose="Planlegge vakter og vise hvem som er på jobb",
        description=LONG,
        lifecycle=Lifecycle.IN_USE,
        in_use_from=date(2021, 8, 1),
        owner_id=person.id,
        administrator_id=person.id,
        supplier_id=supplier.id,
        agreement_until=date(2026, 12, 31),
        notice_months=6,
        hosting=Hosting.CLOUD,
        hosting_country="NO",
        exposure=Exposure.INTERNET,
        personal_data=(PersonalData.ORDINARY.value, PersonalData.EMPLOYEES.value),
        users=900,
        rto_hours=4,
        rpo_hours=24,
        critical_periods="Lønnskjøring den 12. hver måned",
        evidence_links="https://arkiv.example.test/sak/2026-118",
    )
    levels = 2 + system.id % 2, 2, 3 if number else 2
    portfolio.rate(session, system, rated_by_id=person.id, today=day_of(BEGUN), **_reasons(*levels))
    return system


def _reasons(k: int, i: int, t: int) -> Any:
    reason = "Opplysningene er taushetsbelagte, og vaktskiftet stopper opp uten dem."
    return {"k": k, "i": i, "t": t, "k_reason": reason, "i_reason": reason, "t_reason": reason}


def _dependency(session: Session, system: System, hub: System) -> int:
    return portfolio.depend(
        session, system, hub, what="Ansatte og stillinger", direction=DataFlow.IN, criticality=Criticality.HIGH
    ).id


def _override(session: Session, system: System, person_id: int) -> int:
    """Set aside that the others need the first system to be more available than it is; return the override's id."""
    return portfolio.override_demand(
        session,
        system,
        Quality.T,
        reason="Vaktlistene skrives ut hver kveld.",
        valid_until=date(2027, 6, 1),
        decided_by_id=person_id,
        today=day_of(LATER),
    ).id


def _trouble(session: Session, system: System, person_id: int, officer_id: int) -> dict[str, int]:
    assessment, scenario = _risk(session, system, person_id, officer_id)
    owned: dict[str, Any] = {"description": OFFER, "owner_id": person_id, "today": day_of(LATER)}
    treated = risk.treat(session, scenario, title="Øve på papirrutinen", due_on=date(2026, 10, 1), **owned)
    risk.treat(session, scenario, title="Flytte lisensene", due_on=date(2027, 2, 1), **owned)
    deviation = _deviation(session, system, person_id)
    deviations.mend(session, deviation, title="Stramme inn tilgangene", due_on=date(2026, 12, 1), **owned)
    actions.move_deadline(session, treated, date(2026, 11, 1), "Leverandøren ble forsinket", day_of(LATER))
    return {
        "assessment_id": assessment.id,
        "scenario_id": scenario.id,
        "deviation_id": deviation.id,
        "attachment_id": session.scalars(select(Attachment.id).where(Attachment.deviation_id == deviation.id)).one(),
        "action_id": treated.id,
        "change_id": session.scalars(
            select(SignificantChange.id).where(SignificantChange.assessment_id == assessment.id)
        ).one(),
    }


def _risk(session: Session, system: System, person_id: int, officer_id: int) -> tuple[Assessment, Scenario]:
    assessment = risk.assess(
        session,
        [system],
        today=day_of(LATER),
        title=f"{system.name} ved strømbrudd og tap av nett",
        assessed_on=day_of(LATER),
        responsible_id=person_id,
        valid_until=date(2026, 9, 1),
        participants="Fagansvarlig, IKT og personvernombud",
        summary=LONG,
    )
    scenario = risk.identify(
        session,
        assessment,
        system,
        title="Alarmer når ikke fram ved strømbrudd",
        description=LONG,
        cause="Nødstrømmen dekker ikke svitsjene",
        vulnerability="Ingen varsling på mobilnett",
        properties=("confidentiality", "availability"),
        existing_controls="Papirlister på hver avdeling",
        likelihood_before=Likelihood.LIKELY,
        consequence_before=Consequence.VERY_SERIOUS,
        likelihood_after=Likelihood.POSSIBLE,
        consequence_after=Consequence.VERY_SERIOUS,
        treatment=Treatment.REDUCE,
        owner_id=person_id,
    )
    risk.approve(session, assessment, officer_id, day_of(LATER))
    return assessment, scenario


def _accepted(session: Session, scenario: Scenario) -> int:
    """Have the chief executive of the place accept a risk; the neighbour gets one for it."""
    top = session.get_one(Unit, scenario.tenant_id)
    holding = select(RoleHolding.person_id).where(
        RoleHolding.role == Role.CHIEF_EXECUTIVE, RoleHolding.unit_id == top.id
    )
    chief_id = session.scalar(holding)
    if chief_id is None:
        chief = organisation.register_person(session, email="chief@example.test", name="Liv Næss", unit=top)
        organisation.grant_role(session, chief, Role.CHIEF_EXECUTIVE, top, casting.SINCE)
        chief_id = chief.id
    grounds = {"reason": OFFER, "compensation": "Papirlister på hver avdeling"}
    return risk.accept(session, scenario, chief_id, today=day_of(LATER), **grounds).id


def _deviation(session: Session, system: System, person_id: int) -> Deviation:
    """Report a deviation that is a breach of personal data and an incident to be reported."""
    made = deviations.report(
        session,
        system.unit,
        person_id,
        now=LATER,
        systems=[system],
        title="Vaktlisten viste feil avdeling",
        description=LONG,
        severity=Severity.SERIOUS,
        discovered_at=datetime(2026, 6, 14, 21, 30, tzinfo=UTC),
        responsible_id=person_id,
        immediate_action="Listen ble rettet for hånd samme kveld",
        files=[File("Vaktliste på avdeling.txt", f"Natt til 15. juni: {system.name}\n".encode())],
    )
    breaches.open_breach(session, made, aware_at=LATER, from_processor=False, now=LATER)
    clocks.start_incident(session, made, ClockTrigger.DIGITAL_SECURITY_INCIDENT)
    return made


def _call_off(session: Session, deviation_ids: list[int]) -> None:
    """Stop the clocks of some deviations: one that runs tells of itself every day, to five people."""
    running = select(DeviationClock).where(DeviationClock.deviation_id.in_(deviation_ids))
    for clock in session.scalars(running):
        clocks.call_off(session, clock, because="Ingen opplysninger kom på avveie", now=LATER)
