"""Replays the invented past through the real services, under a clock that is set to each day."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from isms.demo.story import DATA, Row, late_systems, rows
from isms.kernel.access import CONSOLE
from isms.kernel.clock import OSLO, FixedClock, day_of
from isms.kernel.db import Database
from isms.kernel.imports import Context, Import
from isms.kernel.seal.collector import Actor
from isms.kernel.sheets.reading import read_sheet
from isms.kernel.sheets.table import Row as SheetRow
from isms.kernel.sheets.table import Sheet
from isms.organisation import queries as organisation_queries
from isms.organisation.imports import IMPORTS
from isms.portfolio import service as portfolio
from isms.portfolio.imports import SYSTEMS
from isms.portfolio.models import System
from isms.portfolio.queries import standing_systems

MAKER = Actor("operator", "demo")


@dataclass
class Replay:
    """What has been made so far, by the names the files use."""

    database: Database
    clock: FixedClock
    tenant_id: int = 0
    people: dict[str, int] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)
    systems: dict[str, int] = field(default_factory=dict)
    assessments: dict[str, int] = field(default_factory=dict)
    scenarios: dict[tuple[str, str], int] = field(default_factory=dict)
    deviations: dict[str, int] = field(default_factory=dict)
    controls: dict[str, int] = field(default_factory=dict)
    projects: dict[str, int] = field(default_factory=dict)
    meetings: dict[str, int] = field(default_factory=dict)
    actions: dict[tuple[str, str], int] = field(default_factory=dict)

    def today(self) -> date:
        """Return the day the replay has come to."""
        return day_of(self.clock.now())

    def set_day(self, day: date) -> None:
        """Come to a morning, or a few minutes further on the same day."""
        morning = datetime.combine(day, time(8), OSLO)
        if self.today() < day:
            self.clock.set(morning)
        else:
            self.clock.advance(minutes=3)

    @contextmanager
    def by(self, email: str | None, action: str, why: str | None = None) -> Iterator[Session]:
        """Open the transaction of a person, or of the demo itself."""
        actor = Actor("person", str(self.people[email])) if email else MAKER
        with self.database.transaction(actor, action, why or None) as session:
            yield session

    def system(self, session: Session, name: str) -> System:
        """Return a system by its name in the files."""
        return session.get_one(System, self.systems[name])


def begin(replay: Replay) -> None:
    """Import what is there from the beginning: units, people, roles, suppliers and the portfolio."""
    for name in ("units", "people", "roles", "units"):
        _import(replay, IMPORTS[name], read_sheet(DATA / f"{name}.csv"))
    with replay.database.reading() as session:
        municipality = organisation_queries.municipalities(session)[0]
        replay.tenant_id = municipality.id
        replay.units = {unit.code: unit.id for unit in organisation_queries.below(session, municipality.path)}
        replay.units[municipality.code] = municipality.id
        replay.people = {
            row["email"]: person.id
            for row in rows("people")
            if (person := organisation_queries.person_by_email(session, row["email"]))
        }
    with replay.by(None, "supplier:register") as session:
        for row in rows("suppliers"):
            portfolio.register_supplier(
                session,
                replay.tenant_id,
                name=row["name"],
                contact_email=row["contact_email"] or None,
                country=row["country"] or None,
                note=row["note"] or None,
            )
    late = late_systems()
    import_rows(replay, [row for row in rows("systems") if row["name"] not in late], None)


def _import(replay: Replay, imported: Import, sheet: Sheet) -> None:
    with replay.by(None, imported.action) as session:
        context = Context(CONSOLE, replay.tenant_id or None, replay.today())
        plan = imported.carry_out(session, sheet, context)
        if plan.problems:
            raise ValueError(f"the demo's {imported.name} do not import: {plan.problems[:3]}")


def import_rows(replay: Replay, some: list[Row], why: str | None) -> None:
    """Import rows of systems as a file of their own, by the officer."""
    headers = tuple(some[0])
    sheet = Sheet(headers, tuple(SheetRow(n, tuple(row.values())) for n, row in enumerate(some, start=2)))
    with replay.by("officer@demo.example", "system:import", why) as session:
        context = Context(CONSOLE, replay.tenant_id, replay.today())
        plan = SYSTEMS.carry_out(session, sheet, context)
        if plan.problems:
            raise ValueError(f"the demo's systems do not import: {plan.problems[:3]}")
    with replay.database.reading() as session:
        replay.systems |= {system.name: system.id for system in session.scalars(standing_systems(replay.tenant_id))}
