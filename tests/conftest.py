"""What every test may ask for: a clock that stands still, and fresh, migrated databases of both kinds."""

import fcntl
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import Dialect, Engine
from sqlalchemy.engine import make_url
from sqlalchemy.event import listen

from config import Settings
from isms.app import DERIVATIONS, create_app
from isms.kernel.clock import FixedClock
from isms.kernel.db import Database, make_engine
from isms.kernel.migrate import upgrade
from isms.kernel.web.doors import EXTENSION
from tests import cast as casting
from tests import filled as filling
from tests import postgres
from tests.cast import Cast
from tests.client import Client, client_of, let_tests_in
from tests.filled import Filled
from tests.furnishing import NOW

MEMORY = Path("/dev/shm")  # noqa: S108
ROOM_NEEDED = 2 * 1024**3
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_NEEDED:
    # A commit waits until its bytes are on the disk; the tests' databases are thrown away, so let memory be it.
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    tempfile.tempdir = os.environ["PYTEST_DEBUG_TEMPROOT"]

BYTECODE: Path | None = None
if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
    # Whoever wants no compiled files beside the sources gets them elsewhere: workers and commands start with them.
    BYTECODE = Path(tempfile.mkdtemp(prefix=f"{postgres.PREFIX}{os.getpid()}-bytecode-"))
    os.environ["PYTHONPYCACHEPREFIX"] = str(BYTECODE)

TEMPLATE = "isms_template"
WITH_CAST = f"{TEMPLATE}_with_cast"
FILLED = f"{TEMPLATE}_filled"
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]

# How long an example takes says nothing on a machine that others use too.
hypothesis.settings.register_profile("house", deadline=None, print_blob=True)
hypothesis.settings.load_profile("house")

_running: list[postgres.Server] = []


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Start the one server that all workers share, unless the tests chosen do without it."""
    if "not postgresql" not in (config.option.markexpr or "") and not config.option.collectonly:
        try:
            _running.append(postgres.start())
        except postgres.Missing as missing:
            raise pytest.UsageError(str(missing)) from missing


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker where the shared server is."""
    node.workerinput["postgresql"] = str(_running[0].cluster.directory) if _running else ""


def pytest_unconfigure() -> None:
    """Stop the server this process has started, and leave nothing behind."""
    while _running:
        _running.pop().stop()
    if BYTECODE:
        shutil.rmtree(BYTECODE, ignore_errors=True)


@pytest.fixture(scope="session")
def shared_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory that all workers of this run see."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def cluster(request: pytest.FixtureRequest, shared_directory: Path) -> postgres.Cluster:
    """The tests' own PostgreSQL with a migrated template; without workers it starts when first asked for."""
    given = getattr(request.config, "workerinput", {}).get("postgresql")
    if not given and not _running:
        _running.append(postgres.start())
    cluster = postgres.Cluster(Path(given)) if given else _running[0].cluster
    with _one_at_a_time(shared_directory / "postgresql.lock"):
        cluster.make_template(TEMPLATE, _migrate)
        cluster.make_template(WITH_CAST, _cast, TEMPLATE)
    return cluster


@pytest.fixture(scope="session")
def sqlite_template(shared_directory: Path) -> Path:
    """A migrated SQLite file to copy, beside one that holds the cast too."""
    template, with_cast = (shared_directory / f"{name}.sqlite" for name in (TEMPLATE, WITH_CAST))
    with _one_at_a_time(shared_directory / "sqlite.lock"):
        if not with_cast.exists():
            unfinished = shared_directory / "unfinished.sqlite"
            unfinished.unlink(missing_ok=True)
            for made, fill in ((template, _migrate), (with_cast, _cast)):
                fill(f"sqlite:///{unfinished}")
                with closing(sqlite3.connect(unfinished)) as connection:
                    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                shutil.copyfile(unfinished, made)
    return template


@pytest.fixture(scope="session")
def postgresql_filled(cluster: postgres.Cluster, shared_directory: Path) -> str:
    """The name of a PostgreSQL template that holds a filled municipality."""
    with _one_at_a_time(shared_directory / "postgresql.lock"):
        cluster.make_template(FILLED, partial(_fill, told=shared_directory / f"{FILLED}.postgresql.json"), TEMPLATE)
    return FILLED


@pytest.fixture(scope="session")
def sqlite_filled(sqlite_template: Path, shared_directory: Path) -> Path:
    """A SQLite file to copy that holds a filled municipality."""
    template = sqlite_template.with_name(f"{FILLED}.sqlite")
    with _one_at_a_time(shared_directory / "sqlite.lock"):
        if not template.exists():
            unfinished = shutil.copyfile(sqlite_template, shared_directory / "unfinished.sqlite")
            _fill(f"sqlite:///{unfinished}", told=shared_directory / f"{FILLED}.sqlite.json")
            with closing(sqlite3.connect(unfinished)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            shutil.copyfile(unfinished, template)
    return template


_numbers = count()


@pytest.fixture(params=DATABASES)
def new_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """A maker of fresh, migrated databases, for tests that need more than one; cast or filled for who asks for it."""
    made: list[str] = []
    template = WITH_CAST if "cast" in request.fixturenames else TEMPLATE
    if "filled" in request.fixturenames:
        template = FILLED
        request.getfixturevalue(f"{request.param}_filled")
    server: postgres.Cluster | None = request.getfixturevalue("cluster") if request.param == "postgresql" else None

    def make() -> str:
        name = f"isms_{os.getpid()}_{next(_numbers)}"
        if server is None:
            path = tmp_path / f"{name}.sqlite"
            shutil.copyfile(request.getfixturevalue("sqlite_template").with_name(f"{template}.sqlite"), path)
            return f"sqlite:///{path}"
        made.append(name)
        return server.copy(template, name)

    yield make
    for name in made:
        server.drop(name)


@pytest.fixture
def database_url(new_database_url: Callable[[], str]) -> str:
    """The URL of a fresh, migrated database: the test runs once on SQLite and once on PostgreSQL."""
    return new_database_url()


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands where it is put."""
    return FixedClock()


@pytest.fixture(scope="session")
def engines() -> Iterator[dict[str, Engine]]:
    """One engine per kind of database for all tests: what one test has compiled the next need not compile again."""
    made: dict[str, Engine] = {}
    yield made
    for engine in made.values():
        engine.dispose()


@pytest.fixture
def database(
    database_url: str, clock: FixedClock, engines: dict[str, Engine], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Database]:
    """An open database that reads the test's clock."""
    kind = database_url.split(":", maxsplit=1)[0]
    if kind not in engines:
        engines[kind] = make_engine(database_url)
        listen(engines[kind], "do_connect", _connect_elsewhere)
    TARGET[kind] = database_url
    with monkeypatch.context() as patched:
        patched.setattr("isms.kernel.db.make_engine", lambda url: engines[kind])
        database = Database(database_url, clock=clock)
    yield database
    database.close()


TARGET: dict[str, str] = {}
"""Where the shared engine of each kind connects to: the database of the test that runs."""


def _connect_elsewhere(dialect: Dialect, _record: object, arguments: list[Any], named: dict[str, Any]) -> None:
    url = make_url(next(url for kind, url in TARGET.items() if kind.startswith(dialect.name)))
    where, how = dialect.create_connect_args(url)
    arguments[:] = where
    named.update(how)


@pytest.fixture
def cast(database: Database) -> Cast:
    """Two small municipalities and their people; they stand in the database's template already."""
    with database.reading() as session:
        return casting.read(session)


@pytest.fixture
def filled(database: Database, clock: FixedClock, shared_directory: Path) -> Filled:
    """A municipality with something of everything, and the clock at the instant it was left at."""
    clock.set(NOW)
    database.derivations = DERIVATIONS
    with database.reading() as session:
        kind = session.get_bind().dialect.name
    return filling.read((shared_directory / f"{FILLED}.{kind}.json").read_text())


@pytest.fixture(scope="session")
def one_app() -> Flask:
    """The web application without a database, made once: what one test has compiled the next need not compile again."""
    made = create_app(Settings(database_url="sqlite://", secret_key="a key that only tests know"))
    let_tests_in(made)
    return made


@pytest.fixture
def own_app(database: Database) -> Flask:
    """An application of the test's own, to be furnished further before it is asked."""
    made = create_app(Settings(database_url="", secret_key="a key that only tests know"), database)
    made.testing = True
    let_tests_in(made)
    return made


@pytest.fixture
def app(one_app: Flask, database: Database) -> Flask:
    """The web application on the test's database."""
    one_app.testing = True
    one_app.extensions[EXTENSION] = replace(one_app.extensions[EXTENSION], database=database)
    return one_app


@pytest.fixture
def client_as(app: Flask) -> Callable[[int | None], Client]:
    """A maker of clients: signed in as the person with an id, or a stranger's."""
    return partial(client_of, app)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's own Chromium; one process may hold only one."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _rules_reach_no_database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """In files named test_rules*.py every engine and every driver refuses to connect."""
    if not request.path.name.startswith("test_rules"):
        return
    if "new_database_url" in request.fixturenames:
        pytest.fail("a test of rules asks for no database", pytrace=False)

    def refuse(*_: object, **__: object) -> None:
        pytest.fail("a test of rules reached for a database", pytrace=False)

    for target in (
        "sqlite3.connect",
        "sqlite3.dbapi2.connect",
        "psycopg.connect",
        "psycopg.Connection.connect",
    ):
        monkeypatch.setattr(target, refuse)
    monkeypatch.setattr("sqlalchemy.engine.Engine.__init__", refuse)


def _cast(url: str) -> None:
    """Build the cast in the migrated database at a URL, at the instant at which the tests' clock stands."""
    database = Database(url, clock=FixedClock())
    try:
        casting.build(database)
    finally:
        database.close()


def _fill(url: str, told: Path) -> None:
    """Fill the migrated database at a URL, and tell what is in it."""
    database = Database(url, clock=(clock := FixedClock()), derivations=DERIVATIONS)
    try:
        told.write_text(filling.told(filling.fill(database, clock)))
    finally:
        database.close()


def _migrate(url: str) -> None:
    """Bring the empty database at a URL to the newest schema."""
    database = Database(url)
    try:
        upgrade(database)
    finally:
        database.close()


@contextmanager
def _one_at_a_time(path: Path) -> Iterator[None]:
    """Let one worker after the other through."""
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
