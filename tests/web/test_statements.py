"""Decides that a page asks the database little, and no more when there are more rows."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import event
from werkzeug.routing import Rule

from isms.accounts import queries as accounts
from isms.accounts import secrets
from isms.accounts import service as accounts_service
from isms.organisation.models import Person
from tests.client import Client
from tests.furnishing import ME
from tests.web.conftest import Place, furnish, sqlite_copy
from tests.web.routes import OF_THE_LINE, addresses, carries_id, rules

PASSWORD = "grevling under parkett"
NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SET")
MOST_BYTES = 10 * 1024
SIGN_IN = 2
"""Who asks, and which roles they hold."""
WRITTEN_DOWN = 2
"""The last line of the access log, and the next."""

HOME, REGISTER, RECORD, EXPORT, WORKBOOK, ROOMS, PARTS = 20, 8, 12, 3, 14, 18, 14
BESIDE_THE_PAST = {
    f"risk.{name}" for name in ("overview", "difference", "difference_xlsx", "difference_csv", "difference_json")
}
"""Pages that read the present beside the past; a table of the past is named with all its columns."""

PAPERS = {f"reviews.{name}_file" for name in ("package", "minutes", "message", "tertial")}
"""Files put together of what was frozen, who was there, what was decided, signed and corrected, and what may be named;
a tertial's figures stand beside those of the one before."""
PAPER = 10

OF_MANY_ROOMS = {"portfolio.system", "organisation.person"}
"""Pages to which upper rooms add parts, in one statement each: of a system projects and health come beyond the twelve,
of a person the feeds of their calendar."""

WIDE = {
    "risk.risk_register_export",
    "risk.assessed",
    "risk.risk",
    "risk.workbook",
    "portfolio.system",
    "organisation.hand_over",
    "reviews.tertial_file",
    "overview.home",
}
"""What names very many columns or rooms: the auditor's register has 43 columns and a system more than 50, all of them
shown; a risk names its acceptances, controls, actions and deviations; a handover asks each room for what somebody has,
home for what waits, a tertial for the past beside it."""

EVERY_PART = {"attestations.review"}
"""A review asks about all that is known of a system, and shows it beside what was known when it was last attested."""

EVERY_ROOM = {"calendar.wheel", "calendar.due", "calendar.feed"}
"""What tells of deadlines asks each room for what runs, in two statements at most, and who has left."""

PAGES = [rule for rule in rules("GET") if rule.endpoint not in {"static", "accounts.sign_in", "accounts.set_password"}]


@dataclass
class Asked:
    """The statements a database was asked while this stood."""

    place: Place
    statements: list[str] = field(default_factory=list)

    def __enter__(self) -> "Asked":
        event.listen(self.place.database.engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self.place.database.engine, "before_cursor_execute", self._note)

    def _note(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(NOT_COUNTED):
            self.statements.append(statement)


@dataclass(frozen=True)
class Visit:
    """A place, and the browsers of the officer and the director, signed in there as anybody signs in."""

    place: Place
    officer: Client
    director: Client

    def ask(self, path: str, rule: Rule) -> list[str]:
        """Get a page and return the statements it took."""
        with Asked(self.place) as asked:
            answer = (self.director if rule.endpoint in OF_THE_LINE else self.officer).get(path)
            assert answer.status_code == 200, path
            answer.get_data()
            answer.close()
        return asked.statements


def sign_in(place: Place, person_id: int) -> Client:
    """Give somebody a password and sign in with it."""
    with place.database.transaction(ME, "account:set_password") as session:
        person = session.get_one(Person, person_id)
        token, email = accounts_service.make_link(session, person, place.database.clock.now()), person.email
        link = accounts.link_by_token(session, secrets.digest(token))
        assert link
        accounts_service.set_password(session, link, PASSWORD, place.database.clock.now())
    client = place.client(None)
    assert client.submit("/sign-in", email=email, password=PASSWORD).status_code == 303
    return client


def visit(place: Place) -> Visit:
    """Sign in the officer and the director."""
    cast = place.filled.cast
    return Visit(place, sign_in(place, cast.officer), sign_in(place, cast.chief_executive))


@pytest.fixture(scope="module")
def visits(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Visit, Visit]]:
    """The same municipality with few rows and with many."""
    urls = [sqlite_copy(sqlite_template, tmp_path_factory.mktemp(name)) for name in ("few", "many")]
    few, many = (furnish(url, rows) for url, rows in zip(urls, (3, 60), strict=True))
    yield visit(few), visit(many)
    few.database.close()
    many.database.close()


def most(rule: Rule) -> int:
    """Return how many statements a route may take."""
    if rule.endpoint in EVERY_ROOM:
        return ROOMS
    if rule.endpoint in EVERY_PART:
        return PARTS
    if rule.endpoint in PAPERS:
        return PAPER + SIGN_IN + WRITTEN_DOWN
    if rule.endpoint in BESIDE_THE_PAST:
        return RECORD
    if rule.endpoint == "risk.workbook":
        return WORKBOOK
    if "ending" in rule.arguments:
        return EXPORT + SIGN_IN + WRITTEN_DOWN
    if rule.endpoint in OF_MANY_ROOMS:
        return RECORD + 2
    if rule.endpoint == "overview.home":
        return HOME
    return RECORD if carries_id(rule) or "POST" in (rule.methods or ()) else REGISTER


@pytest.mark.parametrize("rule", PAGES, ids=lambda rule: str(rule.rule))
def test_a_page_asks_little_however_many_rows_there_are(visits: tuple[Visit, Visit], rule: Rule) -> None:
    paths = [
        addresses(rule, v.place.filled.own, **({"person_id": v.place.left} if "reactivate" in rule.rule else {}))
        for v in visits
    ]
    for pair in zip(*paths, strict=True):
        few, many = (visit.ask(path, rule) for visit, path in zip(visits, pair, strict=True))
        size = max(sum(len(s) for s in asked) for asked in (few, many))
        most_bytes = MOST_BYTES * (3 if rule.endpoint in BESIDE_THE_PAST | WIDE | EVERY_PART else 1)
        assert (len(few), len(many) <= most(rule), size <= most_bytes) == (len(many), True, True), "\n".join(many)
