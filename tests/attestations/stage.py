"""What the tests of the annual review begin with: some systems of an owner, and a campaign that asks of them."""

from datetime import date
from typing import Any

from sqlalchemy import select

from isms.accounts import queries as accounts
from isms.accounts import secrets
from isms.accounts import service as accounts_service
from isms.app import DERIVATIONS
from isms.attestations.models import Attestation, Campaign
from isms.attestations.service import campaigns
from isms.kernel.db import Database
from isms.kernel.seal.collector import Actor
from isms.organisation.models import Person, Unit
from isms.portfolio import service as portfolio
from isms.portfolio.models import System
from isms.portfolio.vocabulary import Lifecycle
from tests.cast import Cast

ME = Actor("operator", "stage")
TODAY = date(2026, 11, 22)
DUE = date(2026, 12, 22)
PASSWORD = "grevling under parkett"


def with_derivations(database: Database) -> Database:
    """Let a test's database work out what follows, as the program's own does."""
    database.derivations = DERIVATIONS
    return database


def register(database: Database, unit_id: int, name: str, **facts: Any) -> int:
    """Register a system and return its id."""
    with database.transaction(ME, "system:register") as session:
        unit = session.get_one(Unit, unit_id)
        wanted: Any = {"lifecycle": Lifecycle.IN_USE, "purpose": "Planlegge vakter", "users": 820, **facts}
        return portfolio.register(session, unit, name=name, **wanted).id


def rate(database: Database, system_id: int, level: int, person_id: int) -> None:
    """Rate a system alike in all letters."""
    levels: Any = {"k": level, "i": level, "t": level, "k_reason": "x", "i_reason": "x", "t_reason": "x"}
    with database.transaction(ME, "system:rate") as session:
        system = session.get_one(System, system_id)
        portfolio.rate(session, system, rated_by_id=person_id, today=TODAY, **levels)


def open_campaign(database: Database, cast: Cast, today: date = TODAY, due_on: date = DUE) -> int:
    """Open a campaign and return its id."""
    with database.transaction(ME, "campaign:open") as session:
        unit = session.get_one(Unit, cast.municipality)
        return campaigns.open_campaign(session, unit, opens_on=today, due_on=due_on, today=today).id


def review_of(database: Database, system_id: int) -> Attestation:
    """Return the newest review of a system."""
    with database.reading() as session:
        statement = select(Attestation).where(Attestation.system_id == system_id).order_by(Attestation.id.desc())
        found = session.scalars(statement.limit(1)).first()
        assert found
        return found


def campaign_of(database: Database, campaign_id: int) -> Campaign:
    """Return a campaign."""
    with database.reading() as session:
        return session.get_one(Campaign, campaign_id)


def give_password(database: Database, person_id: int) -> None:
    """Give somebody a password to attest with."""
    now = database.clock.now()
    with database.transaction(ME, "account:set_password") as session:
        token = accounts_service.make_link(session, session.get_one(Person, person_id), now)
        link = accounts.link_by_token(session, secrets.digest(token))
        assert link
        accounts_service.set_password(session, link, PASSWORD, now)
