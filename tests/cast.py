"""The people every test knows: two small municipalities, their units, and a person for each role."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.kernel.db import Database
from isms.kernel.seal.collector import Actor
from isms.organisation import service
from isms.organisation.models import Person, Unit
from isms.organisation.vocabulary import Role, UnitKind

SINCE = date(2026, 1, 1)
BUILDER = Actor("operator", "cast")


@dataclass(frozen=True)
class Cast:
    """The ids of Eksempelfjord kommune (EKF), of its neighbour Nabofjord (NAB), and of their people.

    EKF ── HEM «Helse og mestring» ── home_care ── home_care_north; nursing
        └─ OPP «Oppvekst» ── school; kindergarten
    """

    municipality: int
    hem: int
    home_care: int
    home_care_north: int
    nursing: int
    opp: int
    school: int
    kindergarten: int

    officer: int
    hem_owner: int
    opp_owner: int
    chief_executive: int
    leadership: int
    privacy_officer: int
    auditor: int
    employee: int
    operator: int

    neighbour: int
    neighbour_area: int
    neighbour_unit: int
    outsider: int

    def of_role(self, role: Role) -> int:
        """Return the person of Eksempelfjord who holds a role; the area owner is that of HEM."""
        names = {Role.SECURITY_OFFICER: "officer", Role.AREA_OWNER: "hem_owner"}
        return int(getattr(self, names.get(role, role.value)))


UNITS = (
    ("municipality", "EKF", "Eksempelfjord kommune", UnitKind.MUNICIPALITY, None),
    ("hem", "HEM", "Helse og mestring", UnitKind.SERVICE_AREA, "municipality"),
    ("home_care", "HEM-HJT", "Hjemmetjenesten", UnitKind.UNIT, "hem"),
    ("home_care_north", "HEM-HJT-NOR", "Hjemmetjenesten nord", UnitKind.UNIT, "home_care"),
    ("nursing", "HEM-SYK", "Sykehjem", UnitKind.UNIT, "hem"),
    ("opp", "OPP", "Oppvekst", UnitKind.SERVICE_AREA, "municipality"),
    ("school", "OPP-SKO", "Skole", UnitKind.UNIT, "opp"),
    ("kindergarten", "OPP-BHG", "Barnehage", UnitKind.UNIT, "opp"),
    ("neighbour", "NAB", "Nabofjord kommune", UnitKind.MUNICIPALITY, None),
    ("neighbour_area", "HEL", "Helse", UnitKind.SERVICE_AREA, "neighbour"),
    ("neighbour_unit", "HEL-LEG", "Legekontoret", UnitKind.UNIT, "neighbour_area"),
)
PEOPLE = (
    ("officer", "Ingrid Solvang", "Informasjonssikkerhetsleder", "municipality", Role.SECURITY_OFFICER),
    ("hem_owner", "Astrid Fossheim", "Direktør for helse og mestring", "hem", Role.AREA_OWNER),
    ("opp_owner", "Geir Nordvik", "Direktør for oppvekst", "opp", Role.AREA_OWNER),
    ("chief_executive", "Halvard Bjerkelund", "Kommunedirektør", "municipality", Role.CHIEF_EXECUTIVE),
    ("leadership", "Hilde Kvamme", "Økonomidirektør", "municipality", Role.LEADERSHIP),
    ("privacy_officer", "Marit Engeseth", "Personvernombud", "municipality", Role.PRIVACY_OFFICER),
    ("auditor", "Torstein Lunde", "Kommunerevisor", "municipality", Role.AUDITOR),
    ("employee", "Nora Aasen", "Helsefagarbeider", "home_care_north", Role.EMPLOYEE),
    ("operator", "Jonas Rekdal", "Systemadministrator", "municipality", Role.OPERATOR),
    ("outsider", "Åse Ødegård", "Informasjonssikkerhetsleder", "neighbour", Role.SECURITY_OFFICER),
)


def build(database: Database) -> Cast:
    """Build both municipalities in an empty database and return the ids."""
    with database.transaction(BUILDER, "cast:build") as session:
        units = _units(session)
        people = _people(session, units)
        return Cast(
            **{name: unit.id for name, unit in units.items()},
            **{name: person.id for name, person in people.items()},
        )


def read(session: Session) -> Cast:
    """Return the ids of both municipalities and their people, as they stand in the database."""
    units = {row.code: row.id for row in session.execute(select(Unit.code, Unit.id))}
    people = {row.email: row.id for row in session.execute(select(Person.email, Person.id))}
    return Cast(
        **{key: units[code] for key, code, *_ in UNITS},
        **{key: people[_email(key)] for key, *_ in PEOPLE},
    )


def _email(key: str) -> str:
    return f"{key.replace('_', '.')}@example.test"


def _units(session: Session) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for key, code, name, kind, parent in UNITS:
        above = units[parent] if parent else None
        units[key] = service.establish(session, code=code, name=name, kind=kind, parent=above, valid_from=SINCE)
    return units


def _people(session: Session, units: dict[str, Unit]) -> dict[str, Person]:
    people: dict[str, Person] = {}
    for key, name, title, place, role in PEOPLE:
        person = service.register_person(session, email=_email(key), name=name, title=title, unit=units[place])
        until = date(2027, 12, 31) if role == Role.AUDITOR else None
        service.grant_role(session, person, role, units[place], SINCE, until)
        people[key] = person
    return people
