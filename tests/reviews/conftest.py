"""A municipality under review: two areas with a system each, registered in February 2026."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from isms.app import DERIVATIONS
from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.portfolio.models import System
from tests import cast as casting
from tests.cast import Cast
from tests.risk.stage import ME, a_system, get


@dataclass
class Town:
    """The database and its clock, who is in it, and the ids of its two systems."""

    database: Database
    clock: FixedClock
    cast: Cast
    journal: int = 0
    school: int = 0

    def at(self, *when: int) -> None:
        """Let it be an instant, given as numbers in UTC."""
        self.clock.set(datetime(*when, tzinfo=UTC))  # type: ignore[misc, arg-type]

    def change(self, system_id: int, **fields: object) -> None:
        """Change facts of a system."""
        with self.database.transaction(ME, "system:change") as session:
            system = get(session, System, system_id)
            for name, value in fields.items():
                setattr(system, name, value)


@pytest.fixture
def database(database_url: str, clock: FixedClock) -> Iterator[Database]:
    """An open database with every derivation, in February 2026."""
    clock.set(datetime(2026, 2, 2, 8, tzinfo=UTC))
    database = Database(database_url, clock=clock, derivations=DERIVATIONS)
    yield database
    database.close()


@pytest.fixture
def town(database: Database, clock: FixedClock) -> Town:
    """The municipality, with «Pasientjournal» at the nursing homes and «Skoleplattform» at the schools."""
    town = Town(database, clock, casting.build(database))
    with database.transaction(ME, "system:register") as session:
        town.journal = a_system(session, town.cast.nursing, "Pasientjournal", owner_id=town.cast.hem_owner).id
        town.school = a_system(session, town.cast.school, "Skoleplattform").id
    return town
