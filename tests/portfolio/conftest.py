"""A small municipality to own systems: two service areas, a unit in each, and somebody for each part."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from isms.app import matrix
from isms.kernel.access import Access, Holding
from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.kernel.seal.collector import Actor
from isms.organisation import service as organisation
from isms.organisation.models import Person, Unit
from isms.organisation.vocabulary import Role, UnitKind
from isms.portfolio import service
from isms.portfolio.derivations import DERIVATIONS
from isms.portfolio.models import System
from isms.portfolio.vocabulary import Criticality, DataFlow, Lifecycle

TODAY = date(2026, 11, 22)
OFFICER = Actor("person", "1")


@dataclass
class Place:
    """The database, and the ids of who and what is in it."""

    database: Database
    tenant: int
    health: int
    care: int
    school: int
    kari: int
    jonas: int

    def register(self, name: str, unit: int | None = None, **fields: object) -> int:
        """Register a system in use, of the care unit unless another is given, and return its id."""
        with self.database.transaction(OFFICER, "system:register") as session:
            owner = session.get_one(Unit, unit or self.care)
            values = {"lifecycle": Lifecycle.IN_USE, **fields}
            return service.register(session, owner, name=name, **values).id  # type: ignore[arg-type]

    def rate(self, system: int, k: int, i: int, t: int, rated_on: date = TODAY, **more: object) -> None:
        """Rate a system, with a reason for each letter."""
        reasons = {f"{letter}_reason": f"Grunn for {letter}" for letter in "kit"}
        with self.database.transaction(OFFICER, "system:rate") as session:
            service.rate(  # type: ignore[misc]
                session,
                session.get_one(System, system),
                rated_by_id=self.kari,
                today=TODAY,
                k=k,
                i=i,
                t=t,
                rated_on=rated_on,
                **reasons,
                **more,
            )

    def depend(self, system: int, on: int, direction: DataFlow = DataFlow.NONE) -> int:
        """Say that a system depends on another and return the dependency's id."""
        with self.database.transaction(OFFICER, "dependency:depend") as session:
            return service.depend(
                session,
                session.get_one(System, system),
                session.get_one(System, on),
                what="Data",
                direction=direction,
                criticality=Criticality.HIGH,
            ).id

    def system(self, id_: int) -> System:
        """Return a system as it stands."""
        with self.database.reading() as session:
            system = session.get_one(System, id_)
            session.expunge(system)
            return system

    def access(self, role: Role, unit: int, person: int | None = None) -> Access:
        """Return the access of somebody who holds a role at a unit."""
        with self.database.reading() as session:
            path = session.get_one(Unit, unit).path
        return Access(person or 0, (Holding(role, path),), matrix())

    def relation(self, person: int) -> Access:
        """Return the access of somebody without a role."""
        return Access(person, (), matrix())


@pytest.fixture
def database(database_url: str, clock: FixedClock) -> Iterator[Database]:
    """An open database that keeps the portfolio's derived facts."""
    database = Database(database_url, clock=clock, derivations=DERIVATIONS)
    yield database
    database.close()


@pytest.fixture
def place(database: Database) -> Place:
    """A municipality with the areas Helse (unit Pleie) and Skole, and two people."""
    with database.transaction(OFFICER, "unit:establish") as session:
        town = _unit(session, "EKF", "Eksempelfjord", UnitKind.MUNICIPALITY, None)
        health = _unit(session, "HEM", "Helse og mestring", UnitKind.SERVICE_AREA, town)
        care = _unit(session, "HEM-SYK", "Sykehjem", UnitKind.UNIT, health)
        school = _unit(session, "OPP", "Oppvekst", UnitKind.SERVICE_AREA, town)
        kari = _person(session, "Kari Myrvoll", care)
        jonas = _person(session, "Jonas Bakke", school)
        return Place(database, town.id, health.id, care.id, school.id, kari.id, jonas.id)


def _unit(session: Session, code: str, name: str, kind: UnitKind, parent: Unit | None) -> Unit:
    return organisation.establish(session, code=code, name=name, kind=kind, parent=parent)


def _person(session: Session, name: str, unit: Unit) -> Person:
    email = f"{name.split(maxsplit=1)[0].lower()}@demo.example"
    return organisation.register_person(session, email=email, name=name, unit=unit)


class Statements:
    """Counts the statements a database is asked."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.asked: list[str] = []

    def __enter__(self) -> "Statements":
        event.listen(self.database.engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self.database.engine, "before_cursor_execute", self._note)

    def _note(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        self.asked.append(statement)
