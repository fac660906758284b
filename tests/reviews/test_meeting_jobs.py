"""The worker takes each step of a meeting on its day, once, also after it has been away."""

from sqlalchemy import func, select

from isms.kernel.outbox import Mail
from isms.kernel.runs import LEASE, claim
from isms.reviews.jobs.meetings import JOB, take_due_steps
from isms.reviews.models import Meeting, MeetingPackage
from isms.reviews.service import meetings, steps
from isms.reviews.vocabulary import MeetingState
from tests.reviews.conftest import Town
from tests.reviews.test_meetings import MEETS_ON, planned, state
from tests.risk.stage import ME, get


def mails(town: Town) -> dict[str, int]:
    with town.database.reading() as session:
        counted = select(Mail.kind, func.count()).where(Mail.kind.startswith("meeting:")).group_by(Mail.kind)
        return dict(session.execute(counted).all())  # type: ignore[arg-type]


def test_each_step_is_taken_on_its_day_in_oslo_and_by_one_worker(town: Town) -> None:
    meeting_id = planned(town)
    town.at(2026, 2, 15, 22, 59)
    assert take_due_steps(town.database, "w") == 0
    town.at(2026, 2, 15, 23, 1)
    assert take_due_steps(town.database, "w") == 1
    assert take_due_steps(town.database, "v") == 0
    assert state(town.database, meeting_id) == MeetingState.COLLECTING
    assert mails(town) == {"meeting:collect": 2}
    town.at(2026, 3, 2, 8)
    assert take_due_steps(town.database, "w") + take_due_steps(town.database, "v") == 1
    town.at(2026, 3, 9, 8)
    assert take_due_steps(town.database, "v") == 1
    assert mails(town) == {"meeting:collect": 2, "meeting:send": 5}
    town.at(2026, 12, 1, 8)
    assert take_due_steps(town.database, "v") == 0
    assert state(town.database, meeting_id) == MeetingState.SENT


def test_a_worker_that_was_away_takes_the_steps_one_after_the_other(town: Town) -> None:
    meeting_id = planned(town)
    town.at(2026, 3, 12, 8)
    assert take_due_steps(town.database, "w") == 3
    assert state(town.database, meeting_id) == MeetingState.SENT
    with town.database.reading() as session:
        assert session.scalars(select(MeetingPackage.frozen_at)).one() == town.clock.now()


def test_a_step_waits_while_another_worker_has_it_and_is_taken_over_when_that_is_silent(town: Town) -> None:
    meeting_id = planned(town)
    town.at(2026, 2, 16, 8)
    claim(town.database, JOB, f"{meeting_id}:collect", "other", LEASE)
    assert take_due_steps(town.database, "w") == 0
    town.clock.advance(minutes=6)
    assert take_due_steps(town.database, "w") == 1


def test_a_step_taken_by_hand_is_left_and_one_that_is_called_off_is_not_taken(town: Town) -> None:
    meeting_id = planned(town)
    town.at(2026, 2, 16, 8)
    with town.database.transaction(ME, "meeting:collect") as session:
        steps.collect(session, get(session, Meeting, meeting_id), town.clock.now())
    assert take_due_steps(town.database, "w") == 0
    with town.database.transaction(ME, "meeting:withdraw") as session:
        meetings.withdraw(session, get(session, Meeting, meeting_id), because="Utsatt", today=MEETS_ON)
    town.at(2026, 4, 1, 8)
    assert take_due_steps(town.database, "w") == 0


def test_a_worker_that_is_told_to_stop_takes_no_further_step(town: Town) -> None:
    planned(town)
    town.at(2026, 3, 12, 8)
    answers = iter([False, True])
    assert take_due_steps(town.database, "w", stopping=lambda: next(answers)) == 1
