"""What each room adds to the filled municipality of the tests."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.accounts import service as accounts
from isms.accounts.models import ApiToken
from isms.accounts.vocabulary import TokenScope
from isms.attestations.models import Attestation, AttestationRecord
from isms.attestations.queries import campaigns
from isms.attestations.rules.fitness import FUNCTIONAL, TECHNICAL
from isms.attestations.service import attesting, filling
from isms.attestations.service import campaigns as opening
from isms.attestations.service.attesting import Signature
from isms.attestations.service.corrections import Attester, Said
from isms.attestations.vocabulary import AttestationStep, AttestedAs
from isms.calendar import service as calendar
from isms.calendar.library import WHEEL
from isms.controls import queries as control_queries
from isms.controls import service as controls
from isms.controls.vocabulary import Applicability, ControlStatus
from isms.health.rules import SHIPPED as MEASURED_BY
from isms.health.service import models as health
from isms.health.service.exempting import exempt
from isms.health.vocabulary import Indicator
from isms.kernel.access import Access
from isms.kernel.clock import day_of
from isms.kernel.db import Database
from isms.kernel.seal.collector import Actor
from isms.kernel.words import CATALOGUE
from isms.measurements import service as measurements
from isms.measurements.vocabulary import LogState, MeasurementKind, MeasurementSource
from isms.notices.service import webhooks
from isms.organisation.models import Person, Unit
from isms.portfolio.models import System
from isms.projects import service as projects
from isms.projects.vocabulary import BenefitDimension, Outcome, ProjectPart, SecurityGate
from isms.risk import service as risk
from isms.risk.rules import SHIPPED
from isms.scorecard import queries as score_queries
from isms.scorecard import service as scorecard

ME = Actor("operator", "filled")
BEGUN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LATER = datetime(2026, 6, 15, 8, 0, tzinfo=UTC)
ADDRESS = "https://systemhelse.example.test"
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)

OFFER = "Leveranse med drift, overvåking og døgnvakt etter databehandleravtalen, punkt 4–7."
LONG = (
    "Personalet fører vakter, tiltak og observasjoner her gjennom hele døgnet.\n"
    "Opplysningene går videre til elektronisk pasientjournal, og nedetid varsles på telefon til hver avdeling."
)


def add_measured(session: Session, system: System, person_id: int) -> int:
    """Measure a system in two ways, and return the id of its restore test."""
    by: dict[str, Any] = {"recorded_by_id": person_id, "source": MeasurementSource.FORM, "today": day_of(LATER)}
    by |= {"measured_on": date(2026, 6, 1), "evidence": "Rapport fra leverandøren\nhttps://arkiv.example.test/44"}
    test = measurements.record(session, system, MeasurementKind.RESTORE_TEST, passed=True, hours=3, **by)
    measurements.record(session, system, MeasurementKind.LOGGING, log_state=LogState.NOT_REVIEWED, **by)
    exempt(session, system, Indicator.DPIA, "Ingen", decided_by_id=person_id, today=day_of(NOW))
    return test.id


def add_token(session: Session, person_id: int) -> int:
    """Let a program record measurements in somebody's name until the end of the year."""
    said: dict[str, Any] = {"name": "Sårbarhetsskanner", "scope": TokenScope.MEASUREMENTS_WRITE, "today": day_of(LATER)}
    accounts.make_token(session, session.get_one(Person, person_id), last_on=date(2026, 12, 31), **said)
    return session.scalars(select(ApiToken.id).where(ApiToken.person_id == person_id)).one()


def add_model(session: Session, area_id: int) -> int:
    tenant_id = session.get_one(Unit, area_id).tenant_id
    assert tenant_id
    base = SHIPPED["5x5-1"]
    return risk.draft_model(session, tenant_id, base, title="Risikomodell 2027", valid_from=date(2027, 1, 1)).id


def add_health_model(session: Session, area_id: int) -> int:
    tenant_id = session.get_one(Unit, area_id).tenant_id
    assert tenant_id
    valid_from = date(2027, 1, 1)
    return health.draft_model(session, tenant_id, MEASURED_BY, title="Helsemodell 2027", valid_from=valid_from).id


def add_control(database: Database, unit_id: int, at: int) -> dict[str, int]:
    """Let a place's municipality follow a framework, and say something of one control of it."""
    with database.transaction(ME, "filled:control") as session:
        unit = session.get_one(Unit, unit_id)
        municipality = session.get_one(Unit, unit.tenant_id)
        if not (there := control_queries.controls_of(session, municipality.id)):
            there = controls.adopt(session, municipality, "nsm-2.1")
        control = there[at]
        owner = session.scalars(select(Person).where(Person.unit_id == unit_id)).first()
        applies: Any = {
            "applicability": Applicability.APPLIES,
            "reason": OFFER,
            "owner_id": owner.id if owner else None,
        }
        controls.decide(session, control, **applies)
        status: Any = {"status": ControlStatus.PARTLY, "implementation": OFFER, "next_review_on": date(2026, 10, 1)}
        controls.review(session, control, today=day_of(LATER), **status)
        systems = session.scalars(select(System).where(System.unit_id == unit_id)).all()
        controls.link(session, control, systems, day_of(LATER))
        said: Any = {"dated_on": date(2026, 5, 1), "valid_until": date(2026, 9, 1), "link": None, "description": OFFER}
        evidence = controls.add_evidence(session, control, title="Gjenopprettingstest", today=day_of(LATER), **said)
        planned: Any = {"owner_id": owner.id if owner else 0, "due_on": date(2026, 12, 1), "today": day_of(LATER)}
        controls.plan(session, control, title="Øve på gjenoppretting", description=OFFER, **planned)
        return {"control_id": control.id, "evidence_id": evidence.id}


def add_activity(database: Database, unit_id: int, at: int) -> int:
    """Take an activity into the wheel of a place's municipality, and return its id."""
    with database.transaction(ME, "wheel_activity:take_in") as session:
        unit = session.get_one(Unit, unit_id)
        municipality = session.get_one(Unit, unit.tenant_id)
        return calendar.take_in(session, municipality, [WHEEL[at].key], "nb")[0].id


def add_project(database: Database, unit_id: int, person_id: int, system_id: int) -> dict[str, int]:
    """Bring a project of a place to its plans, with a system that it replaces and whose ending has begun."""
    with database.transaction(ME, "project:register") as session:
        unit, system = session.get_one(Unit, unit_id), session.get_one(System, system_id)
        said: Any = {"description": LONG, "owner_id": person_id, "manager_id": person_id, "reference": "2026/118"}
        days: Any = {"begun_on": day_of(BEGUN), "planned_end_on": date(2026, 10, 1), "today": day_of(LATER)}
        project = projects.register(session, unit, name="Ny vaktbok", **said, **days)
        decided: Any = {"decided_on": day_of(BEGUN), "decided_by_id": person_id, "today": day_of(LATER)}
        for _ in range(2):
            because: Any = {"reason": "Behovet er vist", "waived_because": "Vedtatt før registreringen"}
            taken = projects.decide(session, project, outcome=Outcome.APPROVED, **because, **decided)
        ticked: Any = {"met_on": day_of(LATER), "evidence": OFFER, "settled_by_id": person_id, "today": day_of(LATER)}
        projects.tick_gate(session, project, SecurityGate.REQUIREMENTS, **ticked)
        attached = projects.attach(session, project, system, ProjectPart.REPLACES)
        planned: Any = {"dimension": BenefitDimension.TIME, "text": "Raskere vaktskifte", "due_on": date(2027, 6, 1)}
        benefit = projects.add_benefit(session, project, owner_id=person_id, **planned)
        ending = projects.begin_ending(
            session, system, begun_on=day_of(LATER), responsible_id=person_id, today=day_of(LATER)
        )
        return {
            "project_id": project.id,
            "attached_id": attached.id,
            "benefit_id": benefit.id,
            "ending_id": ending.id,
            "decision_taken_id": taken.id,
        }


def add_webhook(database: Database, unit_id: int) -> int:
    """Add a program that a place's municipality tells of deviations, try it out, and return its id."""
    with database.transaction(ME, "webhook:add") as session:
        tenant_id = session.get_one(Unit, unit_id).tenant_id
        assert tenant_id
        wanted: Any = {"label": "Brukerstøtten", "url": "https://desk.example.test/in", "events": ["deviation.closed"]}
        hosts = {"desk.example.test"}
        webhook = webhooks.add_webhook(session, tenant_id, **wanted, salt="salt", hosts=hosts, now=NOW)
        webhooks.try_out(session, webhook, NOW)
        return webhook.id


def add_score(database: Database, unit_id: int, person_id: int, at: int) -> dict[str, int]:
    """Start the scorecard of a place's municipality, and record a year of the indicator that the place takes."""
    with database.transaction(ME, "scorecard:start") as session:
        unit = session.get_one(Unit, unit_id)
        municipality = session.get_one(Unit, unit.tenant_id)
        if not score_queries.objectives_in_order(session, municipality.id):
            scorecard.start(session, municipality, CATALOGUE.words("nb"))
        objective = score_queries.objectives_in_order(session, municipality.id)[at]
        indicator = score_queries.indicators_in_order(session, objective.id)[0]
        said: Any = {"value": "87,5", "not_measured": False, "note": OFFER, "recorded_by_id": person_id}
        scorecard.record(session, indicator, 2025, **said, today=day_of(LATER))
        return {"objective_id": objective.id, "indicator_id": indicator.id}


def add_attested(database: Database, system_id: int, person_id: int) -> dict[str, int]:
    """Ask of a place's municipality, have another system of the place attested, and return what was made."""
    today = day_of(NOW)
    with database.transaction(ME, "campaign:open") as session:
        system = session.get_one(System, system_id)
        municipality = session.get_one(Unit, system.tenant_id)
        campaign = next(iter(campaigns.running(session, municipality.id)), None)
        if campaign is None:
            due_on = date(2026, 12, 31)
            campaign = opening.open_campaign(session, municipality, opens_on=today, due_on=due_on, today=today)
        of_place = select(Attestation).join(System, System.id == Attestation.system_id)
        reviews_there = session.scalars(of_place.where(System.unit_id == system.unit_id).order_by(System.id)).all()
        first, last = reviews_there[0], reviews_there[-1]
        filling.fill(
            session,
            first,
            AttestationStep.FACTS,
            unchanged=False,
            typed={"note": ["Planlegge vakter og vise hvem som er på jobb"]},
            saves=0,
            by_id=person_id,
            now=NOW,
        )
        record = add_attest(session, last, person_id)
        return {"campaign_id": campaign.id, "attestation_id": first.id, "record_id": record.id}


def add_attest(session: Session, review: Attestation, person_id: int) -> AttestationRecord:
    """Have somebody say that everything stands, and judge how well the system serves."""
    by = Attester(person_id, Access(person_id), day_of(NOW), CATALOGUE.words("nb"))
    said = {step: Said(True) for step in AttestationStep}
    said[AttestationStep.FITNESS] = Said(False, dict.fromkeys((*FUNCTIONAL, *TECHNICAL), "3"))
    said[AttestationStep.WISHES] = Said(None, {"text": OFFER})
    signature = Signature("Kari Ødegård Myrvoll", AttestedAs.OWNER, NOW)
    return attesting.attest(session, review, said, {}, [], by, signature, lambda _content, _digest: b"%PDF-1.7 receipt")
