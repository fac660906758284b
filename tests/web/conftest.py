"""One filled municipality for all tests of this folder: they read, and what they send is refused."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, literal, select, union_all

from config import Settings
from isms.accounts import service as accounts
from isms.accounts.models import SignInSession
from isms.accounts.rules import Lifetimes
from isms.app import DERIVATIONS, create_app
from isms.deviations import service as deviations
from isms.deviations.models import Receipt
from isms.deviations.service.open_form import digest
from isms.kernel.clock import FixedClock, day_of
from isms.kernel.db import Database
from isms.kernel.seal.models import AccessEntry, Sealing
from isms.kernel.seal.signing import Signer, signer_at
from isms.kernel.tables import Base
from isms.organisation import service as organisation
from isms.organisation.models import Person, Unit
from isms.organisation.vocabulary import Language, Role
from tests import postgres
from tests.cast import SINCE
from tests.client import Client, client_of, let_tests_in
from tests.conftest import FILLED
from tests.filled import Filled, fill, read
from tests.furnishing import ME, NOW
from tests.packs import packed
from tests.web.routes import KEY, RECEIPT


@dataclass(frozen=True)
class Place:
    """A filled database and the program on it.

    token: of an open password link; english: an officer who reads English; left: somebody deactivated;
    session_id: a session of somebody else.
    """

    database: Database
    app: Flask
    filled: Filled
    token: str
    english: int
    left: int
    session_id: int

    def client(self, person_id: int | None) -> Client:
        """Return the client of a person, or a stranger's."""
        return client_of(self.app, person_id)


def furnish(url: str, rows: int) -> Place:
    """Fill the migrated database at a URL and start the program on it."""
    clock = FixedClock()
    database = Database(url, clock=clock, derivations=DERIVATIONS)
    return _started(database, fill(database, clock, rows))


def start(url: str, told: Path) -> Place:
    """Start the program on the copy of a filled database at a URL."""
    database = Database(url, clock=FixedClock(NOW), derivations=DERIVATIONS)
    return _started(database, read(told.read_text()))


def _started(database: Database, filled: Filled) -> Place:
    token, english, left = _further_people(database, filled)
    session_id = _session(database, filled.own.person_id)
    _open(database, filled)
    app = create_app(Settings(database_url="", secret_key=KEY), database)
    app.testing = True
    let_tests_in(app)
    return Place(database, app, filled, token, english, left, session_id)


def _further_people(database: Database, filled: Filled) -> tuple[str, int, int]:
    now = database.clock.now()
    with database.transaction(ME, "filled:further") as session:
        token = accounts.make_link(session, session.get_one(Person, filled.own.person_id), now)
        unit = session.get_one(Unit, filled.cast.municipality)
        english = organisation.register_person(
            session, email="english@example.test", name="Grace Hopper", unit=unit, language=Language.EN
        )
        for role in (Role.SECURITY_OFFICER, Role.CHIEF_EXECUTIVE):
            organisation.grant_role(session, english, role, unit, SINCE)
        left = organisation.register_person(session, email="left@example.test", name="Ola Sæther", unit=unit)
        organisation.deactivate(session, left, day_of(now))
        return token, english.id, left.id


def _session(database: Database, person_id: int) -> int:
    lifetimes = Lifetimes(idle=timedelta(minutes=30), absolute=timedelta(hours=8))
    with database.transaction(ME, "account:sign_in") as session:
        accounts.sign_in(session, person_id, "Firefox", lifetimes, database.clock.now())
        return session.scalars(select(SignInSession.id)).one()


def _open(database: Database, filled: Filled) -> None:
    """Let the municipality take reports without an account, and give out a receipt."""
    with database.transaction(ME, "open_form:switch") as session:
        deviations.switch(session, session.get_one(Unit, filled.cast.municipality), is_open=True)
        session.add(Receipt(deviation_id=filled.own.deviation_id, token_digest=digest(RECEIPT)))


def rows_of(database: Database) -> dict[str, Any]:
    """Return how many rows each table has, and the newest position; looking writes the access log and nothing else."""
    tables = [table for table in Base.metadata.sorted_tables if table.name != AccessEntry.__tablename__]
    counts = union_all(*(select(literal(t.name), func.count()).select_from(t) for t in tables))
    with database.reading() as session:
        found: dict[str, Any] = {row[0]: row[1] for row in session.execute(counts)}
        return found | {"position": session.scalar(select(func.max(Sealing.position)))}


def sqlite_copy(template: Path, directory: Path) -> str:
    """Copy a migrated database into a directory and return its URL."""
    return f"sqlite:///{copyfile(template, directory / 'filled.sqlite')}"


@pytest.fixture(scope="session")
def place(sqlite_filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The filled municipality on SQLite."""
    made = start(
        sqlite_copy(sqlite_filled, tmp_path_factory.mktemp("filled")), sqlite_filled.with_suffix(".sqlite.json")
    )
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def place_on_postgresql(
    cluster: postgres.Cluster, postgresql_filled: str, shared_directory: Path, worker_name: str
) -> Iterator[Place]:
    """The filled municipality on PostgreSQL."""
    told = shared_directory / f"{FILLED}.postgresql.json"
    made = start(cluster.copy(postgresql_filled, worker_name), told)
    yield made
    made.database.close()
    cluster.drop(worker_name)


@pytest.fixture(scope="session")
def worker_name(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database's name that no other worker uses."""
    return f"filled_{tmp_path_factory.getbasetemp().name.replace('-', '_')}"


@pytest.fixture(scope="session")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    """Who signs the packs of these tests."""
    return signer_at(tmp_path_factory.mktemp("key") / "signing-key")


@pytest.fixture(scope="session")
def whole(place: Place, signer: Signer) -> bytes:
    """A signed pack of everything in the filled municipalities."""
    place.client(place.filled.cast.hem_owner).get("/units.csv").close()
    place.client(place.filled.cast.auditor).get("/systems").close()
    return packed(place.database, signer=signer)
