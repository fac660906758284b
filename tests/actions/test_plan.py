"""Planning, changing, moving, completing and withdrawing actions, and who sees which."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from isms.actions import queries, service
from isms.actions.models import Action
from isms.actions.register import ACTIONS
from isms.actions.rules import overdue_age
from isms.actions.vocabulary import ActionStatus, Effect, Permission, SourceKind
from isms.app import matrix
from isms.kernel.access import CONSOLE
from isms.kernel.db import Database
from isms.kernel.deadlines import days_overdue, deadline_state
from isms.kernel.refusal import Refused
from isms.kernel.register.query import Wish
from isms.kernel.seal.models import Sealing
from isms.organisation.models import Unit
from tests.cast import Cast
from tests.risk.stage import ME, TODAY, access_for, get, seen


def planned(session: Session, cast: Cast, due_on: date = TODAY, **fields: Any) -> Action:
    """Plan an action at the nursing home, owned by the employee."""
    said: dict[str, Any] = {
        "title": "Øve på nedetid",
        "description": None,
        "owner_id": cast.employee,
        "unit": get(session, Unit, cast.nursing),
        "source_kind": SourceKind.OWN,
        "source_code": None,
        "today": min(TODAY, due_on),
        **fields,
    }
    return service.plan(session, due_on=due_on, **said)


def reasons(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.because for refusal in refused.value.refusals]


def test_an_action_keeps_its_first_deadline_and_counts_the_moves(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "action:plan") as session:
        action = planned(session, cast, source_code="R-014", source_kind=SourceKind.RISK)
        assert (action.code, action.status, action.tenant_id) == ("T-001", ActionStatus.OPEN, cast.municipality)
        service.move_deadline(session, action, date(2026, 12, 1), "Leverandøren er forsinket", TODAY)
        service.move_deadline(session, action, date(2027, 1, 1), "Sykdom", TODAY)
        assert (action.first_due_on, action.due_on) == (TODAY, date(2027, 1, 1))
        assert (action.times_moved, action.moved_because) == (2, "Sykdom")


def test_a_move_without_a_reason_is_refused(database: Database, cast: Cast) -> None:
    with pytest.raises(Refused) as no, database.transaction(ME, "action:move_deadline") as session:
        service.move_deadline(session, planned(session, cast), TODAY, " ", TODAY)
    assert reasons(no) == ["action.same_deadline", "reason.missing"]


def test_a_done_action_stays_as_it_is(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "action:complete") as session:
        action = planned(session, cast)
        service.change(session, action, title="Øve  to ganger", description="Om natten", owner_id=cast.officer)
        assert (action.title, action.owner_id) == ("Øve to ganger", cast.officer)
        service.complete(session, action, TODAY, TODAY)
        assert action.status == ActionStatus.DONE
        for act in (
            lambda: service.complete(session, action, TODAY, TODAY),
            lambda: service.move_deadline(session, action, date(2027, 1, 1), "Sykdom", TODAY),
            lambda: service.change(session, action, title="x", description=None, owner_id=cast.officer),
            lambda: service.withdraw(session, action, "Feil", TODAY),
        ):
            with pytest.raises(Refused) as no:
                act()
            assert reasons(no) == ["action.already_done"]


@pytest.mark.parametrize(
    ("field", "because"),
    [("first_due_on", "action.due_before_it_was_made"), ("done_on", "action.done_before_it_was_made")],
)
def test_the_database_keeps_the_rules_too(database: Database, cast: Cast, field: str, because: str) -> None:
    with database.transaction(ME, "action:plan") as session:
        id_ = planned(session, cast).id
    with pytest.raises(Refused) as no, database.transaction(ME, "action:change") as session:
        setattr(get(session, Action, id_), field, date(2026, 1, 1))
    assert reasons(no) == [because]


def test_an_action_above_all_municipalities_is_refused(database: Database, cast: Cast) -> None:
    with pytest.raises(Refused) as no, database.transaction(ME, "action:plan") as session:
        planned(session, cast, unit=Unit(tenant_id=None))
    assert reasons(no) == ["unit.outside_a_municipality"]


@pytest.fixture
def told(database: Database, cast: Cast) -> Cast:
    """Actions overdue, due today, due in two weeks, due later, and one done late."""
    with database.transaction(ME, "action:stage") as session:
        days = ["2026-11-21", "2026-11-22", "2026-12-06", "2026-12-07", "2025-02-28"]
        for day in days:
            planned(session, cast, date.fromisoformat(day), owner_id=cast.opp_owner)
        planned(session, cast, date(2026, 1, 1), unit=get(session, Unit, cast.school))
        service.complete(session, get(session, Action, 5), TODAY, TODAY)
    return cast


def test_the_database_reckons_deadlines_as_the_kernel_does(database: Database, told: Cast) -> None:
    columns = ("due_on", "days_overdue", "deadline", "age", "status")
    found = seen(database, ACTIONS, CONSOLE, columns)
    assert [row[0].isoformat() for row in found] == [
        "2026-01-01",
        "2026-11-21",
        "2026-11-22",
        "2026-12-06",
        "2026-12-07",
        "2025-02-28",
    ]
    for due_on, late, state, age, status in found:
        if status == "done":
            assert (late, state, age) == (None, "none", None)
        else:
            assert (late or 0, state) == (days_overdue(due_on, TODAY), deadline_state(due_on, TODAY))
            assert age == overdue_age(due_on, TODAY)


def test_overdue_ones_are_found(database: Database, told: Cast) -> None:
    wish = Wish(filters={"deadline": "overdue"})
    assert seen(database, ACTIONS, CONSOLE, wish=wish) == [("T-006",), ("T-001",)]
    wish = Wish(filters={"owner": str(told.employee)})
    assert seen(database, ACTIONS, CONSOLE, wish=wish) == [("T-006",)]
    assert seen(database, ACTIONS, CONSOLE, wish=Wish(filters={"area": "OPP"})) == [("T-006",)]


def test_every_column_can_be_read_and_sorted_by(database: Database, told: Cast) -> None:
    for column in ACTIONS.columns:
        assert seen(database, ACTIONS, CONSOLE, (column.key,), Wish(sort=column.key, descending=True))


def test_the_register_reads_as_it_stood(database: Database, told: Cast) -> None:
    columns = ("code", "due_on", "status", "owner")
    with database.reading() as session:
        position = session.scalar(select(func.max(Sealing.position)))
    before = seen(database, ACTIONS, CONSOLE, columns)
    with database.transaction(ME, "action:complete") as session:
        service.complete(session, get(session, Action, 1), TODAY, TODAY)
        service.withdraw(session, get(session, Action, 2), "Dobbelt", TODAY)
    assert len(seen(database, ACTIONS, CONSOLE, columns)) == len(before) - 1
    assert seen(database, ACTIONS, CONSOLE, columns, position=position) == before


def test_owning_an_action_opens_it(database: Database, told: Cast) -> None:
    def codes(person_id: int) -> list[str]:
        return sorted(row[0] for row in seen(database, ACTIONS, access_for(database, matrix(), person_id)))

    assert codes(told.hem_owner) == ["T-001", "T-002", "T-003", "T-004", "T-005"]
    assert len(codes(told.opp_owner)) == 6
    assert codes(told.employee) == ["T-006"]
    assert codes(told.outsider) == []
    access = access_for(database, matrix(), told.employee)
    with database.reading() as session:
        assert queries.action_for(session, access, 6, Permission.ACTION_CHANGE)
        assert queries.action_for(session, access, 1) is None
        assert [action.code for action in queries.waiting_for(session, access)] == ["T-006"]


def test_the_effect_of_what_is_done_is_judged_by_somebody_else(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "action:judge_effect") as session:
        action = planned(session, cast)

        def judged_by(person_id: int, reason: str = "Øvelsen gikk på tid") -> None:
            service.judge_effect(session, action, Effect.PARTLY, reason, person_id, TODAY)

        with pytest.raises(Refused) as too_early:
            judged_by(cast.officer)
        service.complete(session, action, TODAY, TODAY)
        with pytest.raises(Refused) as own:
            judged_by(cast.employee)
        with pytest.raises(Refused) as without_reason:
            judged_by(cast.officer, " ")
        judged_by(cast.officer)
    assert reasons(too_early) == ["action.effect_before_it_is_done"]
    assert reasons(own) == ["action.effect_judged_by_its_owner"]
    assert reasons(without_reason) == ["reason.missing"]
    assert seen(database, ACTIONS, CONSOLE, ("effect", "effect_judged_on")) == [("partly", TODAY)]


def test_cost_and_progress_stay_within_reason(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "action:change") as session:
        action = planned(session, cast)
        said: dict[str, Any] = {"title": "Øve", "description": None, "owner_id": cast.employee}
        for wrong in ({"cost": -1}, {"progress": -1}, {"progress": 101}):
            with pytest.raises(Refused):
                service.change(session, action, **said, **wrong)
        service.change(session, action, **said, cost=0, progress=100)
        service.change(session, action, **said, cost=2_500_000, progress=0)
    assert seen(database, ACTIONS, CONSOLE, ("cost", "progress")) == [(2_500_000, 0)]
