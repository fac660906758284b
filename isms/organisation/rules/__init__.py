"""What the organisation has decided about its tree, its people and their roles."""

from collections.abc import Iterator
from datetime import date

from isms.kernel.refusal import Refusal
from isms.organisation.vocabulary import Role, UnitKind

PARENTS: dict[UnitKind, frozenset[UnitKind | None]] = {
    UnitKind.GROUP: frozenset({None}),
    UnitKind.MUNICIPALITY: frozenset({None, UnitKind.GROUP}),
    UnitKind.SERVICE_AREA: frozenset({UnitKind.MUNICIPALITY}),
    UnitKind.UNIT: frozenset({UnitKind.SERVICE_AREA, UnitKind.UNIT}),
}
"""What a unit of each kind may lie under; None is the top of the tree."""

ROLES_WITH_AN_END = frozenset({Role.AUDITOR})
"""Outsiders' access ends by itself."""


def placement_refusals(kind: UnitKind, parent_kind: UnitKind | None) -> Iterator[Refusal]:
    """Yield why a unit of a kind cannot lie under a parent of a kind (None: at the top)."""
    if parent_kind not in PARENTS[kind]:
        yield Refusal("unit.wrong_parent", "parent_id")


def move_refusals(path: str, new_parent_path: str | None, *, same_tenant: bool) -> Iterator[Refusal]:
    """Yield why the unit at a path cannot be moved under the one at another path."""
    if new_parent_path is not None and new_parent_path.startswith(path):
        yield Refusal("unit.below_itself", "parent_id")
    if not same_tenant:
        yield Refusal("unit.other_municipality", "parent_id")


def training_refusals(trained_on: date | None, today: date) -> Iterator[Refusal]:
    """Yield why nobody can have been trained on a day that has not come."""
    if trained_on and trained_on > today:
        yield Refusal("person.trained_in_the_future", "trained_on")


def period_refusals(valid_from: date | None, valid_until: date | None, field: str = "valid_until") -> Iterator[Refusal]:
    """Yield why a period cannot end before it begins."""
    if valid_from and valid_until and valid_until < valid_from:
        yield Refusal("period.ends_before_it_begins", field)


def closing_refusals(units: int, people: int) -> Iterator[Refusal]:
    """Yield why a place cannot be closed while so many units and active people are left in it."""
    if units:
        yield Refusal(f"unit.units_remain.{'one' if units == 1 else 'other'}", None, {"n": units})
    if people:
        yield Refusal(f"unit.people_remain.{'one' if people == 1 else 'other'}", None, {"n": people})


def grant_refusals(person_id: int, granted_by: int | None) -> Iterator[Refusal]:
    """Yield why a role cannot be granted: nobody opens doors for themselves; None is the console."""
    if person_id == granted_by:
        yield Refusal("role.not_to_yourself")


def role_refusals(role: Role, valid_until: date | None) -> Iterator[Refusal]:
    """Yield why a role cannot be granted as asked: an auditor's access must have an end."""
    if role in ROLES_WITH_AN_END and valid_until is None:
        yield Refusal("role.needs_an_end", "valid_until")


def is_in_force(valid_from: date | None, valid_until: date | None, today: date) -> bool:
    """Say whether a period holds a day; the last day counts."""
    return (valid_from is None or valid_from <= today) and (valid_until is None or today <= valid_until)


def initials(name: str) -> str:
    """Return the first letters of the first and the last word of a name."""
    words = name.split()
    return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper() if words else ""
