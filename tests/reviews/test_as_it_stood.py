"""A package of an earlier day is what it was on that day, and a first one is compared with such a package."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.actions.models import Action
from isms.deviations.models import Deviation
from isms.kernel.clock import FixedClock, day_of
from isms.kernel.db import Database
from isms.kernel.register.columns import Source
from isms.kernel.remembering import head_of
from isms.organisation.models import Unit
from isms.organisation.rules.periods import Period
from isms.portfolio import service as portfolio
from isms.portfolio.models import Supplier, System
from isms.projects.models import Project
from isms.reviews.models import Meeting
from isms.reviews.queries import gathering
from isms.reviews.rules import packages
from isms.reviews.rules.blocks import Figures, Package, Sentence
from isms.reviews.rules.headlines import compared_with
from isms.reviews.rules.meetings import looked_back_on
from isms.reviews.service import meetings
from isms.reviews.vocabulary import MeetingKind, PackagePart
from isms.risk.models import Scenario
from isms.scorecard.models import ScoreIndicator
from tests.filled import Filled
from tests.reviews.conftest import Town
from tests.reviews.test_meetings import planned, rows, shown
from tests.reviews.test_prepare import rich
from tests.risk.stage import ME, a_system, get

LATER = date(2027, 2, 1)
NAMED = (System, Unit, Supplier, Project)
TITLED = (Action, Deviation, Scenario)


def test_every_part_gathered_later_is_what_it_was_when_it_was_gathered_live(
    filled: Filled, database: Database, clock: FixedClock
) -> None:
    today = day_of(clock.now())
    with database.transaction(ME, "meeting:plan") as session:
        unit = get(session, Unit, filled.cast.municipality)
        kind = MeetingKind.MAIN
        meeting_id = meetings.plan(session, unit, kind=kind, meets_on=date(2026, 12, 7), today=today).id
    with database.reading() as session:
        position = head_of(session)[0]
        live = gathering.gather(session, Source(today), get(session, Meeting, meeting_id))
    clock.set(datetime(2027, 2, 1, 8, tzinfo=UTC))
    with database.transaction(ME, "test:everything") as session:
        _change_everything(session, filled)
    with database.reading() as session:
        meeting = get(session, Meeting, meeting_id)
        later = gathering.gather(session, Source(today, position), meeting)
        now = gathering.gather(session, Source(LATER), meeting)
    for part, was in zip(packages.to_json(later)["parts"], packages.to_json(live)["parts"], strict=True):
        assert part == was, part["key"]
    assert packages.canonical(later) == packages.canonical(live)
    changed = [part.key for part, was in zip(now.parts, live.parts, strict=False) if part != was]
    assert {"summary", "changes", "areas", "risks", "actions", "deviations", "suppliers", "projects"} <= set(changed)


def _change_everything(session: Session, filled: Filled) -> None:
    """Let everything that a package reads have become something else."""
    for model in NAMED:
        for record in session.scalars(select(model)):
            record.name = f"{record.name} ny"
    for titled in TITLED:
        for one in session.scalars(select(titled)):
            one.title = f"{one.title} ny"
    for system in session.scalars(select(System)):
        system.owner_id, system.agreement_until = None, date(2027, 3, 1)
    for action in session.scalars(select(Action).where(Action.done_on.is_(None))):
        action.done_on = date(2027, 1, 15)
    for indicator in session.scalars(select(ScoreIndicator)):
        indicator.wanted = "3"
    portfolio.withdraw(session, get(session, System, filled.foreign.system_id), because="Erstattet", today=LATER)
    a_system(session, filled.cast.nursing, "Kommet siden")


def words(package: Package) -> tuple[str, object]:
    found = compared_with(package)
    assert found
    return found.key, found.values.get("day")


@pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)
def test_a_first_meeting_is_compared_with_the_register_at_the_end_of_the_period_before(town: Town) -> None:
    rich(town)
    town.at(2026, 6, 1, 8)
    town.change(town.school, owner_id=town.cast.opp_owner, agreement_until=date(2026, 12, 1))
    with town.database.transaction(ME, "system:register") as session:
        a_system(session, town.cast.nursing, "Kommet siden")
    first = planned(town, meets_on=date(2026, 9, 15), kind=MeetingKind.SHORT)
    town.at(2026, 9, 1, 8)
    package = shown(town, first, date(2026, 9, 1))
    assert words(package) == ("package.compared_with_day", {"kind": "day", "day": "2026-04-30"})
    assert package.head["since"] == "2026-05-01"
    changes = {row.cells[1]: row.change for row in rows(package, PackagePart.CHANGES, "package.changes")}
    assert changes == {"Kommet siden": "new", "Skoleplattform": None}
    systems = {row.cells[1]: row.change for row in rows(package, PackagePart.APPENDIX, "package.all_systems")}
    assert systems["Kommet siden"] == "new"
    ending = rows(package, PackagePart.SUPPLIERS, "package.agreements_ending")
    assert [(row.cells[1], row.change) for row in ending] == [("Skoleplattform", "new")]
    figures = [
        one for part in package.parts for one in part.blocks if part.key == "summary" and isinstance(one, Figures)
    ]
    overdue = {figure.label: figure.trend for figure in figures[0].figures}["package.figure.overdue"]
    assert overdue == "same"


@pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)
def test_a_first_meeting_of_an_empty_past_says_that_there_is_nothing_to_compare_with(town: Town) -> None:
    rich(town)
    package = shown(town, planned(town))
    assert words(package) == ("package.nothing_to_compare_with", None)
    assert package.head["since"] == "2025-01-01"
    sentences = [block.key for part in package.parts for block in part.blocks if isinstance(block, Sentence)]
    assert "package.since" not in sentences
    tables = [row for part in package.parts for block in part.blocks for row in getattr(block, "rows", ())]
    assert {getattr(row, "change", None) for row in tables} <= {None, "overdue"}


def test_a_main_review_looks_back_on_a_year_and_the_others_on_a_period() -> None:
    period = Period(2026, 3)
    assert looked_back_on(MeetingKind.MAIN, period) == [
        (date(2026, 1, 1), date(2025, 1, 1)),
        (date(2026, 9, 1), date(2026, 5, 1)),
    ]
    assert looked_back_on(MeetingKind.SHORT, period) == [(date(2026, 9, 1), date(2026, 5, 1))]
