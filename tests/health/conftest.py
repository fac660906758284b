"""A municipality on either kind of database, with everything that follows from what is written."""

from collections.abc import Iterator

import pytest

from isms.app import DERIVATIONS
from isms.kernel.clock import FixedClock
from isms.kernel.db import Database


@pytest.fixture
def database(database_url: str, clock: FixedClock) -> Iterator[Database]:
    """An open database with every derivation, and the cast for who asks for it."""
    database = Database(database_url, clock=clock, derivations=DERIVATIONS)
    yield database
    database.close()
