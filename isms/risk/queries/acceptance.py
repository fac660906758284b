"""Reads of acceptance: who stands where in the line of a risk, what a decision rests on, and what was decided."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, FromClause, and_, exists, or_, select
from sqlalchemy.orm import Session, joinedload, load_only

from isms.actions.models import Action
from isms.actions.vocabulary import ActionStatus
from isms.kernel.access import Access
from isms.kernel.refusal import Refusal
from isms.organisation.models import Person, RoleHolding, Unit
from isms.organisation.vocabulary import Role
from isms.portfolio.models import System
from isms.risk.models import Acceptance, Assessment, Scenario
from isms.risk.queries import scenario_scope
from isms.risk.queries.criteria import model_of
from isms.risk.queries.standing import risk_counts, unit_of_risk
from isms.risk.rules import acceptance as rules
from isms.risk.rules import is_questionable
from isms.risk.vocabulary import AcceptanceState, Authority, Permission

ROLE_OF = {Authority.AREA_OWNER: Role.AREA_OWNER, Authority.CHIEF_EXECUTIVE: Role.CHIEF_EXECUTIVE}
"""The role that gives a level; owning the system gives the lowest."""


@dataclass(frozen=True)
class Considered:
    """What a person may know before deciding on a residual risk.

    needed: who must accept. held: the highest level the person holds there, if any. refusals: why this
    person cannot, or why nobody can. doubts: what should give pause. latest: the last possible day.
    """

    needed: Authority
    held: Authority | None
    refusals: tuple[Refusal, ...]
    doubts: tuple[Refusal, ...]
    latest: date
    planned: bool


def in_force(holding: FromClause, today: date) -> ColumnElement[bool]:
    """Return the predicate of the roles held on a day."""
    return and_(
        holding.c.withdrawn_on.is_(None),
        holding.c.valid_from <= today,
        or_(holding.c.valid_until.is_(None), holding.c.valid_until >= today),
    )


def system_owners(system: System | None) -> tuple[int, ...]:
    """Return the owner of a system and the deputy, as far as there are any."""
    ids = (system.owner_id, system.deputy_owner_id) if system else ()
    return tuple(id_ for id_ in ids if id_ is not None)


def standings(session: Session, scenario: Scenario, people: Collection[int], today: date) -> dict[int, rules.Standing]:
    """Return who some people are at the place of a risk on a day, in one statement."""
    rows = session.execute(
        select(RoleHolding.person_id, RoleHolding.role, RoleHolding.unit_id).where(
            RoleHolding.person_id.in_(people), in_force(RoleHolding.__table__, today)
        )
    ).all()
    above, owners = _above(scenario.place), system_owners(scenario.system)
    return {
        person_id: rules.Standing(
            owns_system=person_id in owners,
            roles=frozenset(r.role for r in rows if r.person_id == person_id and r.unit_id in above),
            advises=any(r.person_id == person_id and r.role in rules.ADVISERS for r in rows),
        )
        for person_id in people
    }


def levels_held(scenario: Scenario, standing: rules.Standing) -> frozenset[Authority]:
    """Return the levels that somebody's standing gives at the place of a risk."""
    return rules.authorities(standing, system_is_owned=bool(system_owners(scenario.system)))


def consider(
    session: Session, scenario: Scenario, person_id: int, actions: Sequence[Action], today: date
) -> Considered:
    """Return what a person may know before deciding on a risk, treated by some actions, on a day."""
    assessment, model = scenario.assessment, model_of(scenario.assessment)
    before = scenario.likelihood_before, scenario.consequence_before
    after = scenario.likelihood_after, scenario.consequence_after
    maker_id = assessment.responsible_id
    people = standings(session, scenario, {person_id, maker_id}, today)
    needed = rules.authority_needed(model, scenario.residual_level, levels_held(scenario, people[maker_id]))
    held = levels_held(scenario, people[person_id])
    nobody = tuple(rules.risk_refusals(assessment.status, breaks_law=bool(scenario.breaks_law)))
    this_one = rules.acceptor_refusals(needed, held, advises=people[person_id].advises, made_it=person_id == maker_id)
    return Considered(
        needed=needed,
        held=rules.highest(held),
        refusals=nobody or tuple(this_one),
        doubts=tuple(
            rules.doubts(
                scenario.residual_level,
                questionable=is_questionable(before, after, len(actions)),
                plan_approved=scenario.plan_approved_on is not None,
                assessment_expired=assessment.valid_until < today,
            )
        ),
        latest=rules.latest_end(model, scenario.residual_level, today, assessment.valid_until),
        planned=any(action.status == ActionStatus.OPEN for action in actions),
    )


def acceptors(session: Session, scenario: Scenario, needed: Authority, today: date) -> Sequence[Person]:
    """Return who holds the level a risk takes and may use it, by name: neither advisers nor the maker."""
    owners = system_owners(scenario.system)
    holding = RoleHolding.__table__
    theirs = and_(holding.c.person_id == Person.id, in_force(holding, today))
    at_place = holding.c.unit_id.in_(_above(scenario.place))
    if needed == Authority.SYSTEM_OWNER and owners:
        holds: ColumnElement[bool] = Person.id.in_(owners)
    else:
        role = ROLE_OF.get(needed, Role.AREA_OWNER)
        holds = exists(select(holding.c.id).where(theirs, at_place, holding.c.role == role))
    advises = exists(select(holding.c.id).where(theirs, holding.c.role.in_(rules.ADVISERS)))
    statement = select(Person).where(
        holds, ~advises, Person.deactivated_on.is_(None), Person.id != scenario.assessment.responsible_id
    )
    return session.scalars(statement.order_by(Person.name_key, Person.id)).all()


def acceptances_of(session: Session, scenario: Scenario) -> Sequence[Acceptance]:
    """Return every record of acceptance of a risk, in whichever assessment it was given, newest first."""
    statement = (
        select(Acceptance)
        .join(Scenario, Scenario.id == Acceptance.scenario_id)
        .where(Scenario.code == scenario.code, Scenario.tenant_id == scenario.tenant_id)
        .options(joinedload(Acceptance.accepted_by))
    )
    return session.scalars(statement.order_by(Acceptance.id.desc())).all()


def standing_on(session: Session, record: Acceptance) -> Scenario | None:
    """Return the risk that counts and rests on a record of acceptance, or None when it is superseded.

    A copy in a newer assessment takes the acceptance along; the risk keeps its code.
    """
    given_for = record.scenario
    statement = (
        select(Scenario)
        .join(Assessment, Assessment.id == Scenario.assessment_id)
        .outerjoin(System, System.id == Scenario.system_id)
        .where(
            Scenario.code == given_for.code,
            Scenario.tenant_id == given_for.tenant_id,
            Scenario.acceptance_id == record.id,
            Scenario.withdrawn_on.is_(None),
            risk_counts(Assessment.__table__, System.__table__),
        )
        .options(
            load_only(Scenario.breaks_law, Scenario.rating_version, Scenario.system_id),
            joinedload(Scenario.assessment).load_only(Assessment.status),
            joinedload(Scenario.system).load_only(System.system_class),
        )
    )
    return session.scalars(statement).first()


def acceptance_for(session: Session, access: Access, acceptance_id: int) -> Acceptance | None:
    """Return a record of acceptance with its risk and who decided, or None; it is read where its risk is."""
    path = Unit.__table__.c.path
    tables = Scenario.__table__, System.__table__
    statement = (
        select(Acceptance)
        .join(Scenario, Scenario.id == Acceptance.scenario_id)
        .join(Assessment, Assessment.id == Scenario.assessment_id)
        .outerjoin(System, System.id == Scenario.system_id)
        .join(Unit, Unit.id == unit_of_risk(Assessment.__table__, System.__table__))
        .where(Acceptance.id == acceptance_id, scenario_scope(access, Permission.RISK_READ, *tables, path))
        .options(
            joinedload(Acceptance.accepted_by).load_only(Person.name),
            joinedload(Acceptance.scenario).options(
                load_only(Scenario.code, Scenario.title, Scenario.tenant_id, Scenario.system_id),
                joinedload(Scenario.system).load_only(System.name, System.system_class),
                joinedload(Scenario.assessment).load_only(
                    Assessment.code, Assessment.status, Assessment.model_id, Assessment.model_version
                ),
            ),
        )
    )
    return session.scalar(statement)


def state_of_risk(scenario: Scenario, newest: Acceptance | None, today: date) -> AcceptanceState:
    """Return how a risk stands with its newest record of acceptance on a day."""
    given = rules.Given(newest.kind, newest.valid_until, newest.rating_version, newest.system_class) if newest else None
    return rules.acceptance_state(
        given,
        status=scenario.assessment.status,
        breaks_law=bool(scenario.breaks_law),
        rating_version=scenario.rating_version or 1,
        system_class=scenario.system.system_class if scenario.system else None,
        today=today,
    )


def _above(place: Unit) -> list[int]:
    """Return the ids of a place and of everything above it."""
    return [int(id_) for id_ in place.path.strip("/").split("/")]
