"""The program as people meet it: served over HTTP on a free port, and read in a real Chromium."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import WSGIRequestHandler, make_server

from config import Settings
from isms.accounts import queries as accounts
from isms.accounts import secrets, service
from isms.app import DERIVATIONS, create_app
from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.organisation.models import Person
from tests import cast as casting
from tests.cast import Cast
from tests.filled import Filled, read
from tests.furnishing import ME, NOW
from tests.web.conftest import sqlite_copy

PASSWORD = "grevling under parkett"
BEGUN = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
CONSOLE = ("error", "warning")
SEND = "main form[method=post] .send button"
ON_PURPOSE = (
    "the server responded with a status of 4",
    "Response Status Error Code 4",
    "ERR_INTERNET_DISCONNECTED",
    "htmx:sendError",
    "htmx:afterRequest",
)


@dataclass
class Site:
    """A running program: where it is, its database and clock, and the browser that visits it."""

    url: str
    database: Database
    clock: FixedClock
    browser: Browser
    cast: Cast
    filled: Filled | None = None
    kept: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def visit(self, email: str | None = None, width: int = 1280, height: int = 900, **choices: Any) -> Iterator[Page]:
        """Open a page in a browser of its own, signed in as somebody; fails when the console complains."""
        if email and email not in self.kept:
            with self.visit() as page:
                sign_in(page, email)
                self.kept[email] = page.context.storage_state()
        state = self.kept[email] if email else None
        context = self.browser.new_context(
            base_url=self.url, viewport={"width": width, "height": height}, storage_state=state, **choices
        )
        complaints = listen(context)
        yield context.new_page()
        context.close()
        assert complaints == []


def listen(context: BrowserContext) -> list[str]:
    """Return the list in which a browser's complaints gather; what is answered or broken on purpose is none."""
    complaints: list[str] = []

    def note(said: Any) -> None:
        if said.type in CONSOLE and not any(text in said.text for text in ON_PURPOSE):
            complaints.append(f"{said.page.url if said.page else ''}: {said.text}")

    context.on("console", note)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    return complaints


def sign_in(page: Page, email: str) -> None:
    """Sign in as anybody does."""
    page.goto("/sign-in")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    follow(page, "main button")


def follow(page: Page, selector: str) -> None:
    """Click what leads to another page, and wait until that is there as a whole: what is read at once must be it."""
    with page.expect_navigation():
        page.click(selector)


def send(page: Page, button: str = SEND) -> None:
    """Send the form of the page's main part; it is taken, and the next page is there."""
    follow(page, button)
    assert page.locator("[data-error-summary]").count() == 0, page.inner_text("main")


class Silent(WSGIRequestHandler):
    """Serves without a line per request."""

    def log(self, *_: Any) -> None:
        pass


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve an application on a free port of this machine and give its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def give_passwords(database: Database, cast: Cast) -> None:
    """Let the cast sign in with the one password of these tests."""
    with database.transaction(ME, "account:set_password") as session:
        for person_id in (getattr(cast, name) for name, *_ in casting.PEOPLE):
            token = service.make_link(session, session.get_one(Person, person_id), database.clock.now())
            link = accounts.link_by_token(session, secrets.digest(token))
            assert link
            service.set_password(session, link, PASSWORD, database.clock.now())


@contextmanager
def a_site(url: str, chromium: Browser, clock: FixedClock, built: Cast | Filled) -> Iterator[Site]:
    """Serve what has been built in the database at a URL."""
    database = Database(url, clock=clock, derivations=DERIVATIONS)
    app = create_app(Settings(database_url="", secret_key="a key that only tests know"), database)
    cast = built.cast if isinstance(built, Filled) else built
    with served(app) as address:
        yield Site(address, database, clock, chromium, cast, built if isinstance(built, Filled) else None)
    database.close()


@pytest.fixture(scope="session")
def filled_site(sqlite_filled: Path, tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Site]:
    """A municipality with something of everything."""
    url = sqlite_copy(sqlite_filled, tmp_path_factory.mktemp("filled_site"))
    filled, clock = read(sqlite_filled.with_suffix(".sqlite.json").read_text()), FixedClock(NOW)
    with closing(Database(url, clock=clock, derivations=DERIVATIONS)) as database:
        give_passwords(database, filled.cast)
    with a_site(url, chromium, clock, filled) as site:
        yield site


@pytest.fixture(scope="session")
def begun(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Cast]:
    """A file to copy: people who can sign in and units, and nothing else yet, at the beginning of a tertial."""
    directory = tmp_path_factory.mktemp("begun")
    with closing(Database(sqlite_copy(sqlite_template, directory), clock=FixedClock(BEGUN))) as database:
        cast = casting.build(database)
        give_passwords(database, cast)
    (made,) = directory.glob("*.sqlite")
    with closing(sqlite3.connect(made)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return made, cast


@pytest.fixture
def new_site(begun: tuple[Path, Cast], tmp_path: Path, chromium: Browser) -> Iterator[Site]:
    """A municipality with people and units, and nothing else yet, at the beginning of a tertial."""
    template, cast = begun
    with a_site(sqlite_copy(template, tmp_path), chromium, FixedClock(BEGUN), cast) as site:
        yield site
