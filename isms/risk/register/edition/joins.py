"""What the auditor's risk register reads besides the risks: actions, acceptances, the model, and who changed what."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, String, case, cast, func, literal, select, type_coerce

from isms.actions.models import Action
from isms.actions.vocabulary import ActionStatus
from isms.controls.models import Control, Evidence
from isms.kernel.register.columns import Join, Source
from isms.kernel.register.gathered import gathered, seconds, together
from isms.kernel.seal.models import Sealing
from isms.kernel.tables import Base, history_of
from isms.organisation.models import Person, Unit
from isms.risk.models import Acceptance, Scenario, ScenarioAction, ScenarioControl

PERSON = "person"


def actions_in_full(source: Source) -> FromClause:
    """Return per risk all that its actions are told by: see ACTION for the order of fields."""

    def build(s: Source) -> FromClause:
        link, action, owner = s(ScenarioAction), s(Action), s(Person, "action_owner")
        late = (action.c.status == ActionStatus.OPEN.value) & (action.c.due_on < s.today)
        told = gathered(
            action.c.code_key,
            action.c.code,
            action.c.title,
            owner.c.name,
            owner.c.title,
            action.c.first_due_on,
            action.c.due_on,
            action.c.times_moved,
            type_coerce(action.c.status, String),
            action.c.done_on,
            type_coerce(action.c.effect, String),
            action.c.effect_judged_on,
            case((late, literal(s.today.isoformat())), else_=None),
        )
        return (
            select(link.c.scenario_id.label("key"), told.label("told"))
            .join_from(link, action, action.c.id == link.c.action_id)
            .join(owner, owner.c.id == action.c.owner_id)
            .where(link.c.withdrawn_on.is_(None), action.c.withdrawn_on.is_(None))
            .group_by(link.c.scenario_id)
            .subquery("actions_in_full")
        )

    return source.once("actions_in_full", build)


def controls_in_full(source: Source) -> FromClause:
    """Return per risk the codes of the controls that keep it down."""

    def build(s: Source) -> FromClause:
        link, control = s(ScenarioControl), s(Control)
        return (
            select(link.c.scenario_id.label("key"), gathered(control.c.code_key, control.c.code).label("told"))
            .join_from(link, control, control.c.id == link.c.control_id)
            .where(link.c.withdrawn_on.is_(None))
            .group_by(link.c.scenario_id)
            .subquery("controls_in_full")
        )

    return source.once("controls_in_full", build)


def evidence_in_full(source: Source) -> FromClause:
    """Return per risk the evidence that its controls are at work: dated, with what shows it."""

    def build(s: Source) -> FromClause:
        link, evidence = s(ScenarioControl), s(Evidence)
        told = gathered(evidence.c.dated_on, evidence.c.title, evidence.c.link)
        return (
            select(link.c.scenario_id.label("key"), told.label("told"))
            .join_from(link, evidence, evidence.c.control_id == link.c.control_id)
            .where(link.c.withdrawn_on.is_(None), evidence.c.withdrawn_on.is_(None))
            .group_by(link.c.scenario_id)
            .subquery("evidence_in_full")
        )

    return source.once("evidence_in_full", build)


def acceptance(source: Source) -> FromClause:
    """Return the newest record of acceptance of each risk."""
    return source(Acceptance, "last_acceptance")


def versions(source: Source) -> FromClause:
    """Return per risk its first and newest position and how many versions it has had, up to the source's position."""

    def build(s: Source) -> FromClause:
        past = history_of(Base.metadata.tables[Scenario.__tablename__])
        statement = select(
            past.c.id.label("key"),
            func.min(past.c.from_position).label("first"),
            func.max(past.c.from_position).label("newest"),
            func.count().label("versions"),
        ).group_by(past.c.id)
        if s.position is not None:
            statement = statement.where(past.c.from_position <= s.position)
        return statement.subquery("versions")

    return source.once("versions", build)


def made_and_changed(source: Source) -> ColumnElement[str]:
    """Return when and by whom a risk was written down and last changed."""
    first, newest = source(Sealing, "first"), source(Sealing, "newest")
    return together(
        seconds(first.c.sealed_at),
        _who(source, "first"),
        seconds(newest.c.sealed_at),
        _who(source, "newest"),
    )


def _who(source: Source, when: str) -> ColumnElement[Any]:
    return func.coalesce(source(Person, f"{when}_by").c.name, source(Sealing, when).c.actor_id)


def _sealing(when: str) -> tuple[Join, Join]:
    """Return the joins of the sealing at a position, and of the person who made it."""
    by = f"{when}_by"
    sealing = Join(
        when, lambda s: s(Sealing, when), lambda s: s(Sealing, when).c.position == versions(s).c[when], ("versions",)
    )
    person = Join(
        by,
        lambda s: s(Person, by),
        lambda s: (
            (s(Sealing, when).c.actor_kind == PERSON)
            & (cast(s(Person, by).c.id, String) == s(Sealing, when).c.actor_id)
        ),
        (when,),
    )
    return sealing, person


JOINS = (
    Join(
        "municipality",
        lambda s: s(Unit, "municipality"),
        lambda s: s(Scenario).c.tenant_id == s(Unit, "municipality").c.id,
    ),
    Join("actions_in_full", actions_in_full, lambda s: s(Scenario).c.id == actions_in_full(s).c.key),
    Join("controls_in_full", controls_in_full, lambda s: s(Scenario).c.id == controls_in_full(s).c.key),
    Join("evidence_in_full", evidence_in_full, lambda s: s(Scenario).c.id == evidence_in_full(s).c.key),
    Join("last_acceptance", acceptance, lambda s: s(Scenario).c.acceptance_id == acceptance(s).c.id),
    Join(
        "last_accepter",
        lambda s: s(Person, "last_accepter"),
        lambda s: acceptance(s).c.accepted_by_id == s(Person, "last_accepter").c.id,
        ("last_acceptance",),
    ),
    Join("versions", versions, lambda s: s(Scenario).c.id == versions(s).c.key),
    *_sealing("first"),
    *_sealing("newest"),
)
