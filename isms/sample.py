"""Fills an empty database with synthetic records for measuring, through the real services and the real seal."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from isms.kernel.clock import FixedClock, day_of
from isms.kernel.db import Database
from isms.kernel.refusal import Refusal, Refused
from isms.kernel.seal.collector import Actor
from isms.kernel.seal.models import Sealing
from isms.kernel.tables import Audited
from isms.organisation import service as organisation
from isms.organisation.models import Person, Unit
from isms.organisation.vocabulary import Role, UnitKind
from isms.portfolio import service as portfolio
from isms.portfolio.models import System
from isms.portfolio.vocabulary import Exposure, Hosting, Lifecycle
from isms.risk import queries as risk_queries
from isms.risk import service as risk
from isms.risk.models import Assessment, Scenario
from isms.risk.rules import DEFAULT
from isms.risk.vocabulary import Treatment

Record = TypeVar("Record", bound=Audited)
Progress = Callable[[str], None]

ACTOR = Actor("operator", "sample")
FILL = "sample:fill"
BEGIN = datetime(2025, 1, 6, 8, 0, tzinfo=UTC)
PER_TRANSACTION = 200
PEOPLE = 60
AREAS = 8
UNITS_PER_PARENT = 2
RISKS_PER_ASSESSMENT = 100
FURTHER_VERSIONS = 2

WORDS = (
    "tilgang vakt drift journal nettbrudd leverandør ansatte opplysninger sikkerhetskopi avtale rutine system "
    "feil tjeneste mottaker innlogging varsel skole barnehage sykehjem vedtak faktura kart vann byggesak arkiv "
    "øvelse årsak ærlig åpning søknad"
)


@dataclass
class Sample:
    """What is being made: the ids so far, and the chance that decides everything else."""

    database: Database
    clock: FixedClock
    chance: random.Random
    say: Progress
    top: int = 0
    units: list[int] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    systems: list[int] = field(default_factory=list)
    assessments: list[int] = field(default_factory=list)
    risks: list[int] = field(default_factory=list)
    assessed: list[int] = field(default_factory=list)

    def text(self, least: int, most: int) -> str:
        """Return some words as a sentence."""
        return " ".join(self.chance.choices(WORDS.split(), k=self.chance.randint(least, most))).capitalize()

    def today(self) -> date:
        """Return the day the sample has come to."""
        return day_of(self.clock.now())

    def in_parts(self, what: str, numbers: range | list[int]) -> Iterator[tuple[Session, list[int]]]:
        """Yield a transaction for some numbers at a time, an hour after the one before."""
        for start in range(0, len(numbers), PER_TRANSACTION):
            self.clock.advance(hours=1)
            with self.database.transaction(ACTOR, FILL) as session:
                yield session, list(numbers[start : start + PER_TRANSACTION])
            self.say(f"{what} {min(start + PER_TRANSACTION, len(numbers))}/{len(numbers)}")


def fill(database: Database, *, systems: int, risks: int, units: int, seed: int, say: Progress) -> None:
    """Make a municipality of synthetic records, each in three versions; raises Refused unless the database is empty.

    The clock of the database must be a FixedClock; it is moved through two years.
    """
    clock = database.clock
    if not isinstance(clock, FixedClock):
        raise TypeError("a sample is made under a clock that can be set")
    with database.reading() as session:
        if session.scalar(select(exists().where(Sealing.position.is_not(None)))):
            raise Refused(Refusal("cli.not_empty"))
    clock.set(BEGIN)
    sample = Sample(database, clock, random.Random(seed), say)  # noqa: S311
    _organisation(sample, units)
    _systems(sample, systems)
    _risks(sample, risks)
    for _ in range(FURTHER_VERSIONS):
        clock.advance(days=100)
        _change(sample, Unit, [sample.top, *sample.units], _change_unit)
        _change(sample, Person, sample.people, _change_person)
        _change(sample, Assessment, sample.assessments, _change_assessment)
        _change(sample, System, sample.systems, _change_system)
        _change(sample, Scenario, sample.risks, _change_risk)


def _organisation(sample: Sample, units: int) -> None:
    with sample.database.transaction(ACTOR, FILL) as session:
        top = organisation.establish(session, code="SAM", name="Samplevik", kind=UnitKind.MUNICIPALITY, parent=None)
        sample.top = top.id
        layer = [
            _unit(sample, session, number, top, UnitKind.SERVICE_AREA) for number in range(min(AREAS, max(1, units)))
        ]
        sample.units = [unit.id for unit in layer]
        while len(sample.units) < units:
            layer = [
                _unit(sample, session, len(sample.units) + n, parent, UnitKind.UNIT)
                for n, parent in enumerate(parent for parent in layer for _ in range(UNITS_PER_PARENT))
            ]
            sample.units += [unit.id for unit in layer]
        for number in range(PEOPLE):
            sample.people.append(_person(sample, session, number, top).id)


def _unit(sample: Sample, session: Session, number: int, parent: Unit, kind: UnitKind) -> Unit:
    code = f"U{number:05d}"
    return organisation.establish(session, code=code, name=f"{sample.text(1, 3)} {number}", kind=kind, parent=parent)


def _person(sample: Sample, session: Session, number: int, top: Unit) -> Person:
    email = "officer@sample.example" if number == 0 else f"person{number}@sample.example"
    person = organisation.register_person(session, email=email, name=f"{sample.text(2, 2).title()} {number}", unit=top)
    if number == 0:
        organisation.grant_role(session, person, Role.SECURITY_OFFICER, top, sample.today())
    return person


def _systems(sample: Sample, systems: int) -> None:
    for session, numbers in sample.in_parts("systems", range(systems)):
        for number in numbers:
            unit = session.get_one(Unit, sample.chance.choice(sample.units))
            system = portfolio.register(
                session,
                unit,
                name=f"{sample.text(1, 2)} {number}",
                purpose=sample.text(8, 25),
                description=sample.text(20, 80),
                lifecycle=sample.chance.choice([Lifecycle.IN_USE, Lifecycle.IN_USE, Lifecycle.PHASING_OUT]),
                owner_id=sample.chance.choice(sample.people),
                administrator_id=sample.chance.choice(sample.people),
                hosting=sample.chance.choice(list(Hosting)),
                exposure=sample.chance.choice(list(Exposure)),
                users=sample.chance.randint(5, 3_000),
            )
            sample.systems.append(system.id)
            _rate(sample, session, system)


def _rate(sample: Sample, session: Session, system: System) -> None:
    k, i, t = (sample.chance.randint(1, 4) for _ in range(3))
    portfolio.rate(
        session,
        system,
        rated_by_id=sample.chance.choice(sample.people),
        today=sample.today(),
        k=k,
        k_reason=sample.text(5, 15),
        i=i,
        i_reason=sample.text(5, 15),
        t=t,
        t_reason=sample.text(5, 15),
    )


def _risks(sample: Sample, risks: int) -> None:
    assessment: Assessment | None = None
    for session, numbers in sample.in_parts("risks", range(risks)):
        for number in numbers:
            if number % RISKS_PER_ASSESSMENT == 0 or assessment is None:
                assessment = _assessment(sample, session)
            system = session.get_one(System, sample.chance.choice(sample.assessed))
            sample.risks.append(risk.identify(session, assessment, system, **_estimates(sample)).id)


def _assessment(sample: Sample, session: Session) -> Assessment:
    today = sample.today()
    sample.assessed = sample.chance.sample(sample.systems, k=min(5, len(sample.systems)))
    assessment = risk.assess(
        session,
        [session.get_one(System, number) for number in sample.assessed],
        today=today,
        title=sample.text(3, 8),
        assessed_on=today,
        responsible_id=sample.chance.choice(sample.people),
        valid_until=today + timedelta(days=365),
        summary=sample.text(10, 40),
    )
    sample.assessments.append(assessment.id)
    return assessment


def _estimates(sample: Sample) -> risk.ScenarioFields:
    before = sample.chance.choice(DEFAULT.likelihoods), sample.chance.choice(DEFAULT.consequences)
    return {
        "title": sample.text(4, 9),
        "description": sample.text(15, 50),
        "cause": sample.text(4, 12),
        "vulnerability": sample.text(4, 12),
        "existing_controls": sample.text(5, 20),
        "likelihood_before": before[0],
        "consequence_before": before[1],
        "likelihood_after": sample.chance.choice(DEFAULT.likelihoods[: int(before[0])]),
        "consequence_after": before[1],
        "treatment": sample.chance.choice(list(Treatment)),
        "owner_id": sample.chance.choice(sample.people),
    }


def _change(
    sample: Sample, model: type[Record], ids: list[int], change: Callable[[Sample, Session, Record], None]
) -> None:
    for session, numbers in sample.in_parts(f"{model.__name__} versions", ids):
        for record in session.scalars(select(model).where(model.id.in_(numbers))):
            change(sample, session, record)


def _change_unit(sample: Sample, session: Session, unit: Unit) -> None:
    organisation.change_unit(
        session,
        unit,
        code=unit.code,
        name=unit.name,
        leader_id=sample.chance.choice(sample.people),
        valid_from=unit.valid_from,
        note=sample.text(8, 20),
    )


def _change_person(sample: Sample, session: Session, person: Person) -> None:
    unit = session.get_one(Unit, person.unit_id)
    organisation.change_person(
        session, person, email=person.email, name=person.name, unit=unit, title=sample.text(1, 3)
    )


def _change_assessment(sample: Sample, session: Session, assessment: Assessment) -> None:
    systems = risk_queries.systems_of(session, assessment.id)
    risk.change_assessment(session, assessment, systems, today=sample.today(), summary=sample.text(10, 40))


def _change_system(sample: Sample, session: Session, system: System) -> None:
    portfolio.change(session, system, users=(system.users or 0) + sample.chance.randint(1, 50))


def _change_risk(sample: Sample, session: Session, scenario: Scenario) -> None:
    risk.change_scenario(session, scenario, description=sample.text(15, 50))
