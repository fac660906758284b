"""The decisions about units, people and roles; each is named by its verb and leaves the commit to its door."""

from datetime import date

from sqlalchemy.orm import Session

from isms.kernel.refusal import Refusal, Refused, refuse
from isms.kernel.text import normalise
from isms.organisation import queries
from isms.organisation.models import Person, RoleHolding, Unit
from isms.organisation.rules import (
    closing_refusals,
    grant_refusals,
    is_in_force,
    move_refusals,
    period_refusals,
    placement_refusals,
    role_refusals,
    training_refusals,
)
from isms.organisation.vocabulary import Language, Role, UnitKind


def establish(
    session: Session,
    *,
    code: str,
    name: str,
    kind: UnitKind,
    parent: Unit | None,
    leader_id: int | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
    note: str | None = None,
) -> Unit:
    """Establish a unit under a parent and return it; raises Refused."""
    refuse(
        [
            *placement_refusals(kind, parent.kind if parent else None),
            *period_refusals(valid_from, valid_until),
        ]
    )
    unit = Unit(
        code=normalise(code),
        name=normalise(name),
        kind=kind,
        parent_id=parent.id if parent else None,
        tenant_id=parent.tenant_id if parent else None,
        leader_id=leader_id,
        valid_from=valid_from,
        valid_until=valid_until,
        note=note,
    )
    session.add(unit)
    session.flush()
    _place(unit, parent)
    session.flush()
    return unit


def change_unit(
    session: Session,
    unit: Unit,
    *,
    code: str,
    name: str,
    leader_id: int | None,
    valid_from: date | None,
    note: str | None,
) -> None:
    """Change what is said of a unit, its place, kind and end excepted; raises Refused."""
    refuse(period_refusals(valid_from, unit.valid_until, "valid_from"))
    unit.code = normalise(code)
    unit.name = normalise(name)
    unit.leader_id = leader_id
    unit.valid_from = valid_from
    unit.note = note
    session.flush()


def end_unit(session: Session, unit: Unit, valid_until: date | None) -> None:
    """Give a unit a last day, or take it away; raises Refused while units or people would be left in it."""
    refuse(period_refusals(unit.valid_from, valid_until))
    if valid_until is not None:
        refuse(
            closing_refusals(
                queries.units_outliving(session, unit.path, valid_until),
                queries.active_people_within(session, unit.path),
            )
        )
    unit.valid_until = valid_until
    session.flush()


def appoint_leader(session: Session, unit: Unit, leader_id: int | None) -> None:
    """Let somebody else lead a unit."""
    unit.leader_id = leader_id
    session.flush()


def withdraw_unit(session: Session, unit: Unit, because: str, today: date) -> None:
    """Withdraw a unit that should not stand, with a reason; raises Refused while anybody is left in it."""
    refuse(closing_refusals(len(queries.below(session, unit.path)), queries.active_people_within(session, unit.path)))
    unit.withdrawn_on = today
    unit.withdrawn_because = because
    session.flush()


def move(session: Session, unit: Unit, parent: Unit | None) -> None:
    """Move a unit, and all below it, under another parent; raises Refused."""
    refuse(
        [
            *placement_refusals(unit.kind, parent.kind if parent else None),
            *move_refusals(
                unit.path,
                parent.path if parent else None,
                same_tenant=parent is None or parent.tenant_id in (None, unit.tenant_id),
            ),
        ]
    )
    children = queries.below(session, unit.path, withdrawn=True)
    unit.parent_id = parent.id if parent else None
    _place(unit, parent)
    placed = {unit.id: unit}
    for child in children:
        _place(child, placed[child.parent_id or 0])
        placed[child.id] = child
    session.flush()


def register_person(
    session: Session,
    *,
    email: str,
    name: str,
    unit: Unit,
    title: str | None = None,
    language: Language = Language.NB,
) -> Person:
    """Register a person at a unit and return them; raises Refused when the address is taken."""
    person = Person(
        email=email.strip().lower(),
        name=normalise(name),
        title=title,
        unit_id=unit.id,
        tenant_id=unit.tenant_id,
        language=language,
    )
    session.add(person)
    session.flush()
    return person


def change_person(session: Session, person: Person, *, email: str, name: str, unit: Unit, title: str | None) -> None:
    """Change what is said of a person; raises Refused when the address is taken."""
    person.email = email.strip().lower()
    person.name = normalise(name)
    person.unit_id = unit.id
    person.tenant_id = unit.tenant_id
    person.title = title
    session.flush()


def train(session: Session, person: Person, trained_on: date | None, today: date) -> None:
    """Say when a person was last trained in information security, or that nobody knows; raises Refused."""
    refuse(training_refusals(trained_on, today))
    person.trained_on = trained_on
    session.flush()


def choose_language(session: Session, person: Person, language: Language) -> None:
    """Let a person read the pages in a language."""
    person.language = language
    session.flush()


def deactivate(session: Session, person: Person, today: date) -> None:
    """Deactivate a person from a day, the last of the roles they hold.

    What they own stays theirs until somebody takes over; roles that have not begun are left to be withdrawn.
    """
    if person.deactivated_on is not None:
        raise Refused(Refusal("person.already_deactivated"))
    person.deactivated_on = today
    for holding in queries.holdings_of(session, person.id):
        if is_in_force(holding.valid_from, holding.valid_until, today):
            holding.valid_until = today
    session.flush()


def reactivate(session: Session, person: Person) -> None:
    """Let a deactivated person in again; raises Refused when they are active."""
    if person.deactivated_on is None:
        raise Refused(Refusal("person.already_active"))
    person.deactivated_on = None
    session.flush()


def grant_role(
    session: Session,
    person: Person,
    role: Role,
    unit: Unit,
    valid_from: date,
    valid_until: date | None = None,
    granted_by: int | None = None,
) -> RoleHolding:
    """Grant a person a role at a unit and below it; raises Refused. `granted_by` is None for the console."""
    refuse(
        [
            *grant_refusals(person.id, granted_by),
            *role_refusals(role, valid_until),
            *period_refusals(valid_from, valid_until),
        ]
    )
    holding = RoleHolding(
        person_id=person.id,
        role=role,
        unit_id=unit.id,
        tenant_id=unit.tenant_id,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    session.add(holding)
    session.flush()
    return holding


def change_period(session: Session, holding: RoleHolding, valid_from: date, valid_until: date | None) -> None:
    """Change from when and until when a role is held; raises Refused."""
    refuse([*role_refusals(holding.role, valid_until), *period_refusals(valid_from, valid_until)])
    holding.valid_from = valid_from
    holding.valid_until = valid_until
    session.flush()


def withdraw_role(session: Session, holding: RoleHolding, because: str, today: date) -> None:
    """Withdraw a role with a reason."""
    holding.withdrawn_on = today
    holding.withdrawn_because = because
    session.flush()


def _place(unit: Unit, parent: Unit | None) -> None:
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    unit.area_id = unit.id if unit.kind == UnitKind.SERVICE_AREA else (parent.area_id if parent else None)
    if unit.kind == UnitKind.MUNICIPALITY:
        unit.tenant_id = unit.id
