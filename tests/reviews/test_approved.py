"""The papers of an approved meeting are made of what stood when it was approved, whatever has changed since."""

from datetime import date

import pytest
from sqlalchemy import select

from isms.actions import service as actions
from isms.actions.models import Action
from isms.organisation.models import Person
from isms.reviews.models import Meeting
from isms.reviews.papers.making import Frozen, frozen_of
from isms.reviews.service import deciding
from isms.reviews.vocabulary import MeetingState
from tests.reviews.conftest import Town
from tests.reviews.test_meetings import bring_to, planned, sign
from tests.risk.stage import ME, get

pytestmark = pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)


def frozen(town: Town, meeting_id: int) -> Frozen:
    with town.database.reading() as session:
        found = frozen_of(session, get(session, Meeting, meeting_id))
        assert found
        return found


def test_new_names_and_owners_change_the_papers_until_the_approval_and_never_after(town: Town) -> None:
    meeting_id = planned(town)
    bring_to(town, meeting_id, MeetingState.MINUTES)
    with town.database.transaction(ME, "meeting:correct") as session:
        said = {"text": "Øvelsen var i mai.", "written_by_id": town.cast.hem_owner, "today": date(2026, 3, 16)}
        deciding.correct(session, get(session, Meeting, meeting_id), part=None, **said)
    before = frozen(town, meeting_id)
    rename(town, "Kari Fossheim")
    assert frozen(town, meeting_id) != before
    for person_id in (town.cast.chief_executive, town.cast.officer):
        sign(town, meeting_id, person_id, town.clock.now())
    approved = frozen(town, meeting_id)
    assert {one.name for one in approved.seal.corrected} == {"Kari Fossheim"}
    rename(town, "Kari Nes")
    with town.database.transaction(ME, "action:reassign") as session:
        action = session.scalars(select(Action)).one()
        actions.reassign(session, action, town.cast.leadership)
        actions.move_deadline(session, action, date(2026, 9, 1), "Etter sommeren", date(2026, 3, 20))
    assert frozen(town, meeting_id) == approved


def rename(town: Town, name: str) -> None:
    """Let everybody who has a part in it be called something else, in the spring."""
    town.at(2026, 3, 20, 8)
    with town.database.transaction(ME, "person:change") as session:
        for person_id in (town.cast.hem_owner, town.cast.chief_executive):
            get(session, Person, person_id).name = name
