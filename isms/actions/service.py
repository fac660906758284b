"""The decisions about actions; each is named by its verb and leaves the commit to its door."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NotRequired, TypedDict

from sqlalchemy.orm import Session

from isms.actions import queries
from isms.actions.models import Action
from isms.actions.rules import (
    change_refusals,
    completion_refusals,
    deadline_refusals,
    effect_refusals,
    move_refusals,
    plan_refusals,
    reason_refusals,
    reassignment_refusals,
)
from isms.actions.vocabulary import Effect, Priority, SourceKind
from isms.kernel.access import Access
from isms.kernel.codes import next_code
from isms.kernel.refusal import ChangedMeanwhile, Refusal, Refused, refuse
from isms.kernel.text import normalise, normalise_lines
from isms.organisation.models import Unit

PREFIX = "T"


class Planned(TypedDict):
    """What is said of an action when it is planned, wherever it comes from."""

    title: str
    description: str | None
    owner_id: int
    due_on: date
    today: date
    priority: NotRequired[Priority | None]


def tenant_of(unit: Unit) -> int:
    """Return the municipality a unit lies in; raises Refused for what lies above all municipalities."""
    if unit.tenant_id is None:
        raise Refused(Refusal("unit.outside_a_municipality", "unit_id"))
    return unit.tenant_id


def plan(
    session: Session,
    *,
    title: str,
    description: str | None,
    owner_id: int,
    due_on: date,
    unit: Unit,
    source_kind: SourceKind,
    source_code: str | None,
    today: date,
    priority: Priority | None = None,
) -> Action:
    """Plan an action at the unit of its source and return it; raises Refused.

    Without a priority none is set: nobody has said how much it matters.
    """
    refuse(deadline_refusals(due_on, today))
    tenant_id = tenant_of(unit)
    action = Action(
        tenant_id=tenant_id,
        code=next_code(session, tenant_id, PREFIX),
        title=normalise(title),
        description=normalise_lines(description) if description else None,
        unit_id=unit.id,
        source_kind=source_kind,
        source_code=source_code,
        owner_id=owner_id,
        created_on=today,
        due_on=due_on,
        first_due_on=due_on,
        times_moved=0,
        priority=priority,
    )
    session.add(action)
    session.flush()
    return action


def change(
    session: Session,
    action: Action,
    *,
    title: str,
    description: str | None,
    owner_id: int,
    cost: int | None = None,
    priority: Priority | None = None,
    progress: int | None = None,
) -> None:
    """Change what is to be done, by whom, for how many øre, and how many percent are done; raises Refused."""
    refuse([*change_refusals(is_done=action.done_on is not None), *plan_refusals(cost, progress)])
    action.cost, action.progress, action.priority = cost, progress, priority
    action.title = normalise(title)
    action.description = normalise_lines(description) if description else None
    action.owner_id = owner_id
    session.flush()


def reassign(session: Session, action: Action, owner_id: int) -> None:
    """Give an open action another owner; raises Refused."""
    refuse(reassignment_refusals(action.owner_id, owner_id, is_done=action.done_on is not None))
    action.owner_id = owner_id
    session.flush()


def reassign_several(
    session: Session, access: Access, ids: Sequence[int], chosen: Collection[str], owner_id: int, because: str | None
) -> int:
    """Give the chosen of some actions another owner and return how many: all of them or none.

    chosen: their keys as they were looked at. Raises ChangedMeanwhile when one is another now, or refused, and
    Refused.
    """
    refuse([*reason_refusals(because), *([] if chosen else [Refusal("action.none_chosen")])])
    ready = {each.key: each.action for each in plan_reassignments(session, access, ids, owner_id) if not each.refusal}
    if missing := set(chosen) - ready.keys():
        raise ChangedMeanwhile(missing)
    for key in sorted(chosen, key=list(ready).index):
        reassign(session, ready[key], owner_id)
    return len(set(chosen))


@dataclass(frozen=True)
class Reassignment:
    """An action that is to get another owner, or why it cannot."""

    action: Action
    refusal: Refusal | None

    @property
    def key(self) -> str:
        """What names the action and the version of it that was looked at."""
        return f"{self.action.id}:{self.action.version}"


def plan_reassignments(session: Session, access: Access, ids: Sequence[int], owner_id: int) -> list[Reassignment]:
    """Return what giving actions another owner would change, in their order, and what is refused."""
    return [
        Reassignment(action, next(_reassignment_refusals(access, action, owner_id), None))
        for action in queries.several(session, ids)
    ]


def _reassignment_refusals(access: Access, action: Action, owner_id: int) -> Iterator[Refusal]:
    if not queries.may_change(access, action):
        yield Refusal("action.not_yours")
    yield from reassignment_refusals(action.owner_id, owner_id, is_done=action.done_on is not None)


def move_deadline(session: Session, action: Action, due_on: date, because: str, today: date) -> None:
    """Move an action's deadline with a reason, and count it; raises Refused."""
    refuse(
        [
            *move_refusals(action.due_on, due_on, today, is_done=action.done_on is not None),
            *reason_refusals(because),
        ]
    )
    action.due_on = due_on
    action.moved_because = because
    action.times_moved += 1
    session.flush()


def complete(session: Session, action: Action, done_on: date, today: date) -> None:
    """Complete an action on a day; raises Refused."""
    refuse(completion_refusals(done_on, action.created_on, today, already_done=action.done_on is not None))
    action.done_on = done_on
    session.flush()


def judge_effect(
    session: Session, action: Action, effect: Effect, effect_reason: str, judge_id: int, today: date
) -> None:
    """Judge what a done action has led to; the newest judgement counts. Raises Refused."""
    refuse(
        [
            *effect_refusals(action.owner_id, judge_id, is_done=action.done_on is not None),
            *reason_refusals(effect_reason, "effect_reason"),
        ]
    )
    action.effect, action.effect_reason = effect, effect_reason
    action.effect_judged_by_id, action.effect_judged_on = judge_id, today
    session.flush()


def withdraw(session: Session, action: Action, because: str, today: date) -> None:
    """Withdraw an action with a reason; it leaves lists and counts. Raises Refused."""
    refuse([*change_refusals(is_done=action.done_on is not None), *reason_refusals(because)])
    action.withdrawn_on = today
    action.withdrawn_because = because
    session.flush()


def place(session: Session, action: Action, unit: Unit) -> None:
    """Place an action at the unit its source now lies at."""
    action.unit_id = unit.id
    session.flush()
