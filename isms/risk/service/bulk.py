"""The same change to several risks: planned to be looked at, then carried out whole or not at all."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from isms.actions import service as actions
from isms.actions.models import Action
from isms.actions.queries import may_change
from isms.actions.rules import move_refusals
from isms.actions.vocabulary import ActionStatus
from isms.kernel.access import Access
from isms.kernel.refusal import ChangedMeanwhile, Refusal
from isms.organisation.models import Person
from isms.risk import rules
from isms.risk.models import Assessment, Scenario, ScenarioAction
from isms.risk.service.scenarios import change_scenario

AT_A_TIME = 500
"""The most risks changed together: more than anybody looks through, and still one short transaction."""


@dataclass(frozen=True)
class Change:
    """One row to change: the owner of a risk, or the deadline of an action against it; refused when it cannot."""

    risk: Scenario
    action: Action | None
    refusal: Refusal | None = None

    @property
    def key(self) -> str:
        """What names the row and the version of it that was looked at."""
        record = self.action or self.risk
        return f"{record.__tablename__}:{record.id}:{record.version}"


def plan_changes(
    session: Session, access: Access, ids: Sequence[int], *, owner: Person | None, due_on: date | None, today: date
) -> list[Change]:
    """Return what giving risks an owner, and their open actions a deadline, would change, in the risks' order.

    An action against several of the risks comes once.
    """
    by_id = {risk.id: risk for risk in _risks(session, ids)}
    waiting = _open_actions(session, ids) if due_on else {}
    planned: list[Change] = []
    moved: set[int] = set()
    for risk in (by_id[id_] for id_ in ids if id_ in by_id):
        if owner is not None:
            planned.append(Change(risk, None, next(_owner_refusals(risk, owner), None)))
        for action in waiting.get(risk.id, ()) if due_on else ():
            if due_on and action.id not in moved:
                moved.add(action.id)
                planned.append(Change(risk, action, next(_move_refusals(access, action, due_on, today), None)))
    return planned


def carry_out(
    session: Session,
    planned: Sequence[Change],
    chosen: Collection[str],
    *,
    owner: Person | None,
    due_on: date | None,
    because: str | None,
    today: date,
) -> int:
    """Carry out the chosen of some planned changes and return how many.

    Raises ChangedMeanwhile when a chosen one is not among them or is refused now, and Refused.
    """
    ready = {change.key: change for change in planned if change.refusal is None}
    if missing := set(chosen) - ready.keys():
        raise ChangedMeanwhile(missing)
    for key in sorted(chosen, key=list(ready).index):
        change = ready[key]
        if change.action is None:
            assert owner
            change_scenario(session, change.risk, owner_id=owner.id)
        else:
            assert due_on
            actions.move_deadline(session, change.action, due_on, because or "", today)
    return len(set(chosen))


def _owner_refusals(risk: Scenario, owner: Person) -> Iterator[Refusal]:
    if risk.owner_id == owner.id:
        yield Refusal("bulk.owns_it_already")
    yield from rules.locked_refusals(risk.assessment.status, {"owner_id"})


def _move_refusals(access: Access, action: Action, due_on: date, today: date) -> Iterator[Refusal]:
    if not may_change(access, action):
        yield Refusal("bulk.action_is_not_yours")
    yield from move_refusals(action.due_on, due_on, today, is_done=action.done_on is not None)


def _risks(session: Session, ids: Sequence[int]) -> Sequence[Scenario]:
    statement = select(Scenario).where(Scenario.id.in_(ids), Scenario.withdrawn_on.is_(None))
    return session.scalars(
        statement.options(
            joinedload(Scenario.assessment).joinedload(Assessment.model),
            joinedload(Scenario.owner),
        )
    ).all()


def _open_actions(session: Session, ids: Sequence[int]) -> dict[int, list[Action]]:
    """Return the open actions against risks, by the risk, first due first."""
    rows = session.execute(
        select(ScenarioAction.scenario_id, Action)
        .join(Action, Action.id == ScenarioAction.action_id)
        .where(
            ScenarioAction.scenario_id.in_(ids),
            ScenarioAction.withdrawn_on.is_(None),
            Action.withdrawn_on.is_(None),
            Action.status == ActionStatus.OPEN,
        )
        .options(joinedload(Action.unit))
        .order_by(Action.due_on, Action.id)
    )
    found: dict[int, list[Action]] = {}
    for risk_id, action in rows:
        found.setdefault(risk_id, []).append(action)
    return found
