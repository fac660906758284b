"""Deadlines that tests set, rules that stay as they are here, and a worker that looks after them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.clocks.rules import Deadline, Rule, Step
from isms.clocks.vocabulary import LengthUnit, Told
from isms.kernel.db import Database
from isms.kernel.outbox import Mail
from isms.kernel.seal.collector import Actor
from isms.notices.models import Notice
from isms.notices.service import Sources
from isms.organisation.models import Person

ME = Actor("operator", "test")
ADDRESS = "https://systemhelse.example.no"
DUE = date(2026, 12, 1)

OWNER, LEADER, OFFICER = (Told.OWNER,), (Told.LEADER,), (Told.SECURITY_OFFICER,)
ACTION = Rule(
    "action",
    LengthUnit.DAYS,
    None,
    (Step(14, OWNER), Step(3, OWNER), Step(-1, (*OWNER, *LEADER), every=7), Step(-12, OFFICER)),
    "",
    active=True,
    verified=True,
)
BREACH = Rule(
    "breach_72h",
    LengthUnit.HOURS,
    72,
    (Step(48, OWNER), Step(24, (*OWNER, Told.PRIVACY_OFFICER)), Step(0, (Told.CHIEF_EXECUTIVE,))),
    "",
    active=True,
    verified=True,
)


@dataclass
class Office:
    """A municipality's deadlines, as a room's reader would give them."""

    deadlines: list[Deadline] = field(default_factory=list)
    rules: dict[str, Rule] = field(default_factory=lambda: {"action": ACTION, "breach_72h": BREACH})

    @property
    def sources(self) -> Sources:
        return Sources((self._read,), lambda _session, _tenant: self.rules)

    def _read(self, _session: Session) -> Iterator[Deadline]:
        yield from self.deadlines

    def move(self, at: int, due_on: date) -> None:
        """Move a deadline."""
        self.deadlines[at] = replace(self.deadlines[at], due_on=due_on)


def action(number: int, tenant_id: int, place: str, *owner_ids: int, due_on: date = DUE) -> Deadline:
    """Return the deadline of an action."""
    about, path = f"action:{number}", f"/actions/{number}"
    return Deadline("action", about, f"T-{number:03d}", path, tenant_id, place, owner_ids, due_on)


def breach(number: int, tenant_id: int, place: str, *owner_ids: int, due_at: datetime) -> Deadline:
    """Return the deadline of telling the authority of a breach."""
    about, path, day = f"deviation:{number}", f"/deviations/{number}", due_at.date()
    return Deadline("breach_72h", about, f"AVV-{number:03d}", path, tenant_id, place, owner_ids, day, due_at)


def notices(database: Database) -> list[tuple[str, str, int, date]]:
    """Return what was put: the kind, about what, to whom, for which day."""
    with database.reading() as session:
        rows = session.scalars(select(Notice)).all()
        return sorted((row.kind, row.about, row.person_id, row.on_day) for row in rows)


def mails(database: Database) -> list[Mail]:
    with database.reading() as session:
        return list(session.scalars(select(Mail).order_by(Mail.id)))


def address_of(database: Database, person_id: int) -> str:
    with database.reading() as session:
        return session.get_one(Person, person_id).email


def days(number: int) -> timedelta:
    return timedelta(days=number)
