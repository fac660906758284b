"""Takes the figures of health, annual reviews, scorecards and the packages of meetings, as tools.measures does."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import event, func, select

from config import Settings
from isms.app import open_database
from isms.attestations.models import Attestation
from isms.attestations.service.campaigns import open_campaign
from isms.health.jobs import recompute_due
from isms.health.models import SystemHealth
from isms.kernel.clock import FixedClock, SystemClock, day_of
from isms.kernel.seal.collector import Actor
from isms.kernel.words import CATALOGUE
from isms.organisation.models import Unit
from isms.portfolio.models import System
from isms.reviews.service import meetings, steps
from isms.reviews.vocabulary import MeetingKind
from isms.scorecard import service as scorecard
from tools.measuring import NOT_COUNTED, SECRET, Bench, Figure, floor_page, floor_rows, most_held, taken

OPERATOR = Actor("operator", "bench")
TURNS = 3


def rooms(url: str) -> Iterator[Figure]:
    """Yield the figures of the pages of health, scorecard and annual review, of a municipality that has begun all."""
    bench = Bench(url)
    today, top = day_of(bench.database.clock.now()), bench.first(Unit)
    with bench.database.transaction(OPERATOR, "bench:begin") as session:
        municipality = session.get_one(Unit, top)
        scorecard.start(session, municipality, CATALOGUE.words("nb"))
        open_campaign(session, municipality, opens_on=today, due_on=today + timedelta(days=30), today=today)
    systems, reviews = (floor_page(bench.database, model) for model in (System, Attestation))
    yield bench.page("health", "/health", systems)
    yield bench.page("health, after a change", "/health", systems, cold=True)
    yield bench.page("scorecard", "/scorecard", systems)
    yield bench.page("annual review of one system", f"/attestations/{bench.first(Attestation)}", reviews)
    bench.database.close()


def package(url: str) -> Iterator[Figure]:
    """Yield the figures of a meeting's package of all systems: gathered, frozen and sealed, and its files."""
    bench = Bench(url)
    database, top = bench.database, bench.first(Unit)
    now = database.clock.now()
    ids: list[int] = []

    def freeze() -> None:
        with database.transaction(OPERATOR, "bench:freeze") as session:
            unit, today = session.get_one(Unit, top), day_of(now)
            meets_on = today + timedelta(days=len(ids))
            meeting = meetings.plan(session, unit, kind=MeetingKind.MAIN, meets_on=meets_on, today=today)
            steps.collect(session, meeting, now)
            steps.freeze(session, meeting, now)
            ids.append(meeting.id)

    freeze()
    floor = floor_rows(database, System)
    with database.reading() as session:
        number = session.scalar(select(func.count()).select_from(System)) or 0
    file = f"/meetings/{ids[0]}/package"
    first = taken(lambda: bench.get(f"{file}.pdf"), repeats=1, unseen=0)
    yield Figure(f"package of {number:,} systems, frozen", *taken(freeze, repeats=TURNS), floor, memory=most_held())
    yield Figure("  as PDF, the first time", *first, floor)
    yield bench.page("  as PDF", f"{file}.pdf", floor)
    yield bench.page("  as XLSX", f"{file}.xlsx", floor)
    database.close()


def nightly(url: str) -> Iterator[Figure]:
    """Yield the figure of every system worked out anew, each turn a day later: per system, and what it held."""
    clock = FixedClock(SystemClock().now())
    database = open_database(Settings(database_url=url, secret_key=SECRET), clock)
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda _c, _k, statement, *_: asked.append(statement))
    with database.reading() as session:
        number = session.scalar(select(func.count()).select_from(System)) or 1

    def night() -> None:
        asked.clear()
        recompute_due(database, "bench")

    ours = taken(night, lambda: clock.advance(days=1), repeats=TURNS)
    statements, memory = sum(not statement.startswith(NOT_COUNTED) for statement in asked), most_held()
    kept = floor_rows(database, SystemHealth)
    yield Figure(f"nightly health of {number:,}", *ours, kept, statements, memory)
    yield Figure("  per system", *(each / number for each in (*ours, kept)))
    database.close()
